import type { OpOf } from '../graph/op.ts';
import { withActivation } from './gradient-weighted.ts';
import type { Flow, Layer, Parameter, Place } from './layer.ts';
import { addColumnSums, fillRows } from './matmul.ts';

/** Each pixel of the input is spread over the output by the kernel: what a convolution hands back. */
export function transposeConv2dLayer(op: OpOf<'transposeConv2d'>, place: Place): Layer {
  const { output } = place;
  const [input] = place.inputs as [Flow];
  const { weight, bias } = place.parameters as Record<'weight' | 'bias', Parameter>;
  const [outputs, kernelHeight, kernelWidth, channels] = op.weight.shape as number[] & {
    length: 4;
  };
  const [height, width] = output.shape as [number, number, number];
  const [rows, columns] = input.shape as [number, number, number];

  return withActivation(op.activation, output, {
    forward(count) {
      fillRows(bias.value, output.data, outputs!, count * height * width);
      eachProduct(count, (x, w, y) => {
        output.data[y] += input.data[x] * weight.value[w];
      });
    },
    backward(count) {
      const [dy, dx] = [output.gradient!, input.gradient];
      addColumnSums(dy, bias.gradient, outputs!, count * height * width);
      eachProduct(count, (x, w, y) => {
        weight.gradient[w] += dy[y] * input.data[x];
        if (dx) dx[x] += dy[y] * weight.value[w];
      });
    },
  });

  /** Calls with the places of a number of the input, of a weight, and of the number they go to. */
  function eachProduct(count: number, visit: (x: number, w: number, y: number) => void): void {
    for (let pixel = 0; pixel < count * rows * columns; pixel++) {
      const example = Math.floor(pixel / (rows * columns));
      const top = (Math.floor(pixel / columns) % rows) * op.stride[0] - op.pad.top;
      const left = (pixel % columns) * op.stride[1] - op.pad.left;
      for (let tap = 0; tap < kernelHeight! * kernelWidth!; tap++) {
        const [row, column] = [top + Math.floor(tap / kernelWidth!), left + (tap % kernelWidth!)];
        if (row < 0 || row >= height || column < 0 || column >= width) continue;
        const to = example * output.size + (row * width + column) * outputs!;
        for (let o = 0; o < outputs!; o++) {
          const from = (o * kernelHeight! * kernelWidth! + tap) * channels!;
          for (let c = 0; c < channels!; c++) visit(pixel * channels! + c, from + c, to + o);
        }
      }
    }
  }
}
