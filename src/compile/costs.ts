import type { Op, OpKind, OpOf } from '../graph/op.ts';
import { type Shape, sizeOf } from '../tensor/tensor.ts';

/** Multiply-accumulates of one operation, padding counted as if it were picture. */
export function macsOf(op: Op, output: Shape): number {
  return rules[op.kind](op as never, output);
}

const none = (): number => 0;

const rules: { [K in OpKind]: (op: OpOf<K>, output: Shape) => number } = {
  features: none,
  standardize: none,
  quantize: none,
  dequantize: none,
  dense: ({ weight }) => sizeOf(weight.shape),
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
  concat: none,
};
