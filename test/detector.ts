import { Random } from '../src/base/random.ts';
import { unwatched } from '../src/base/task.ts';
import type { CentreRule } from '../src/graph/centres.ts';
import { evaluate } from '../src/graph/evaluate.ts';
import type { PictureImpulse } from '../src/graph/impulse.ts';
import { withInt8Input } from '../src/quantize/int8-input.ts';
import { defaultQuantizeOptions, quantize } from '../src/quantize/quantize.ts';
import { type Quantization, tensor } from '../src/tensor/tensor.ts';
import { Weaver } from '../src/train/networks/weaver.ts';

/** A detector over grey pictures that learned nothing: one convolution, as large as a cell. */
export function detectorOf(rule: CentreRule) {
  const { rows, columns, classes, cell } = rule;
  const [height, width] = [rows * cell, columns * cell];
  const random = new Random(7, 'detector');
  const net = new Weaver('detector_network', random.fork('weights'));
  const picture = net.reshape(net.builder.input('picture', [height * width]), [height, width, 1]);
  const logits = net.conv(picture, classes, [cell, cell], [cell, cell]);
  const float = net.builder.graph([net.builder.add({ kind: 'softmax' }, [logits])]);
  const form: Quantization = { scales: [Math.fround(1 / 30)], zeroPoint: 0, axis: null };
  const size = height * width;
  const values = random.fork('pictures');
  const rowsOf = Float32Array.from({ length: 40 * size }, () => (values.below(256) - 128) / 30);
  const options = { ...defaultQuantizeOptions, inputForms: [form] };
  const quantized = quantize(float, [rowsOf], unwatched, options);
  const network = withInt8Input(quantized.network, form);
  const impulse: PictureImpulse = {
    name: 'detector',
    labels: ['background', 'a', 'b'],
    image: {
      kind: 'image',
      version: 1,
      width,
      height,
      colour: 'grey',
      fit: 'squash',
      anchor: 'middle-centre',
      method: 'nearest',
    },
    network,
    centres: rule,
  };
  const { shape } = network.values[network.inputs[0]!]!;
  const run = (pixels: Int8Array) =>
    evaluate(network, [tensor('i8', shape, pixels)])[0]!.data as Float32Array;
  return { impulse, run };
}
