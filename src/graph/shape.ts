import { Failure } from '../base/failure.ts';
import { planBlock } from '../dsp/block.ts';
import { type Shape, sizeOf } from '../tensor/tensor.ts';
import type { Op, OpKind, OpOf, Pad } from './op.ts';

/** The shape that an operation makes of its inputs' shapes; a Failure names the layer that cannot. */
export function shapeOf(op: Op, inputs: readonly Shape[], layer: string): Shape {
  const refuse = (why: string): never => {
    const shapes = inputs.map((shape) => `[${shape}]`).join(' and ');
    throw new Failure('bad-graph', `Layer ${layer} (${op.kind}) on ${shapes}: ${why}.`);
  };
  return rules[op.kind](op as never, inputs, refuse);
}

type Rule<K extends OpKind> = (
  op: OpOf<K>,
  inputs: readonly Shape[],
  refuse: (why: string) => never,
) => Shape;

const same = (_op: Op, [x]: readonly Shape[]): Shape => x!;

const rules: { [K in OpKind]: Rule<K> } = {
  features: ({ block, signal }, [x], refuse) => {
    if (x!.length !== 2 || x![0] !== signal.length || x![1] !== signal.axes.length) {
      refuse(`its window is [${signal.length}, ${signal.axes.length}]`);
    }
    return [planBlock(block, signal).featureNames.length];
  },
  standardize: ({ mean, scale }, [x], refuse) => {
    const channels = x!.at(-1)!;
    if (mean.data.length !== channels || scale.data.length !== channels) {
      refuse(`it holds ${mean.data.length} means and ${scale.data.length} scales`);
    }
    return x!;
  },
  quantize: same,
  dequantize: same,
  dense: ({ weight, bias }, [x], refuse) => {
    const [outputs, inputs] = weight.shape as [number, number];
    if (x!.length !== 1 || x![0] !== inputs) refuse(`its weight takes ${inputs} values in one row`);
    if (bias.data.length !== outputs) refuse(`${outputs} outputs have ${bias.data.length} biases`);
    return [outputs];
  },
  conv2d: ({ weight, bias, stride, dilation, pad }, [x], refuse) => {
    const [outputs, height, width, channels] = weight.shape as [number, number, number, number];
    if (x!.length !== 3 || x![2] !== channels) refuse(`its weight takes ${channels} channels`);
    if (bias.data.length !== outputs) refuse(`${outputs} outputs have ${bias.data.length} biases`);
    return [...slide(x!, [height, width], stride, dilation, pad, refuse), outputs];
  },
  depthwise2d: ({ weight, bias, stride, dilation, pad, multiplier }, [x], refuse) => {
    const [height, width, channels] = weight.shape as [number, number, number];
    if (x!.length !== 3 || x![2]! * multiplier !== channels) {
      refuse(`its weight takes ${channels / multiplier} channels`);
    }
    if (bias.data.length !== channels)
      refuse(`${channels} outputs have ${bias.data.length} biases`);
    return [...slide(x!, [height, width], stride, dilation, pad, refuse), channels];
  },
  pool2d: ({ size, stride, pad }, [x], refuse) => {
    if (x!.length !== 3) refuse('it takes height, width and channels');
    return [...slide(x!, size, stride, [1, 1], pad, refuse), x![2]!];
  },
  batchNorm: ({ gamma, beta, mean, variance }, [x], refuse) => {
    const channels = x!.at(-1)!;
    if ([gamma, beta, mean, variance].some(({ data }) => data.length !== channels)) {
      refuse(`it holds ${gamma.data.length} channels`);
    }
    return x!;
  },
  activation: same,
  softmax: same,
  reshape: ({ shape }, [x], refuse) =>
    sizeOf(shape) === sizeOf(x!) ? shape : refuse(`its shape [${shape}] has another size`),
  dropout: same,
  fakeQuantize: same,
  add: (_op, [a, b], refuse) =>
    b && a!.join() === b.join() ? a! : refuse('both must have one shape'),
  concat: ({ axis }, inputs, refuse) => {
    const others = (shape: Shape) => shape.toSpliced(axis, 1).join();
    if (inputs.some((shape) => others(shape) !== others(inputs[0]!))) {
      refuse(`they differ in more than dimension ${axis}`);
    }
    return inputs[0]!.with(
      axis,
      inputs.reduce((sum, shape) => sum + shape[axis]!, 0),
    );
  },
};

function slide(
  [height, width]: Shape,
  kernel: readonly [number, number],
  stride: readonly [number, number],
  dilation: readonly [number, number],
  pad: Pad,
  refuse: (why: string) => never,
): [number, number] {
  const steps = (side: number, around: number, d: 0 | 1) =>
    Math.floor((side + around - (kernel[d] - 1) * dilation[d] - 1) / stride[d]) + 1;
  const down = steps(height!, pad.top + pad.bottom, 0);
  const along = steps(width!, pad.left + pad.right, 1);
  if (down < 1 || along < 1)
    refuse(`its kernel of ${kernel.join(' by ')} is larger than the picture`);
  return [down, along];
}
