import type { Op, OpKind, OpOf } from '../graph/op.ts';
import { type Shape, sizeOf } from '../tensor/tensor.ts';

/** Multiply-accumulates of one operation, padding counted as if it were picture. */
export function macsOf(op: Op, output: Shape, input: Shape): number {
  return rules[op.kind](op as never, output, input);
}

const none = (): number => 0;

const rules: { [K in OpKind]: (op: OpOf<K>, output: Shape, input: Shape) => number } = {
  features: none,
  standardize: none,
  quantize: none,
  dequantize: none,
  dense: ({ weight }, output) => (sizeOf(output) / output.at(-1)!) * sizeOf(weight.shape),
  conv2d: ({ weight }, [height, width]) => height! * width! * sizeOf(weight.shape),
  depthwise2d: ({ weight }, [height, width]) => height! * width! * sizeOf(weight.shape),
  pool2d: none,
  batchNorm: none,
  activation: none,
  softmax: none,
  reshape: none,
  dropout: none,
  fakeQuantize: none,
  add: none,
  sub: none,
  mul: none,
  maximum: none,
  minimum: none,
  concat: none,
  transposeConv2d: ({ weight }, _output, [height, width]) =>
    height! * width! * sizeOf(weight.shape),
  mean: none,
  logistic: none,
  tanh: none,
  hardSwish: none,
  leakyRelu: none,
  prelu: none,
  pad: none,
  mirrorPad: none,
  transpose: none,
  slice: none,
  gather: none,
  resizeNearest: none,
  resizeBilinear: none,
  argMax: none,
  batchMatmul: ({ transposeLeft }, output, left) =>
    sizeOf(output) * left.at(transposeLeft ? -2 : -1)!,
  l2Norm: none,
  layerNorm: none,
  lstm: ({ gates }, [time]) =>
    4 * time! * (sizeOf(gates.input.weight.shape) + sizeOf(gates.input.recurrent.shape)),
  gru: ({ update }, [time]) =>
    3 * time! * (sizeOf(update.weight.shape) + sizeOf(update.recurrent.shape)),
  svdf: ({ featureWeight, timeWeight }) => sizeOf(featureWeight.shape) + sizeOf(timeWeight.shape),
  constant: none,
};
