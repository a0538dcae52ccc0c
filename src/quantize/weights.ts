import { assert } from '../base/assert.ts';
import type { OpOf } from '../graph/op.ts';
import { type Quantization, type Tensor, tensor } from '../tensor/tensor.ts';

type WeightedOp = OpOf<'dense' | 'conv2d' | 'depthwise2d'>;

/**
 * The int8 form of a layer with weights, by the rules of TensorFlow Lite: weights symmetric, −127
 * to 127, with one scale for each output channel; bias int32 of scale input scale × weight scale.
 */
export function quantizeWeights(op: WeightedOp, input: Quantization): WeightedOp {
  assert(op.weight.type === 'f32' && op.bias.type === 'f32', 'weights are float32 so far');
  const { weight, bias } = op;
  const channels = bias.data.length;
  // output channels come last in a depthwise weight, and first in the others
  const run = op.kind === 'depthwise2d' ? 1 : weight.data.length / channels;
  const channelOf = (i: number) => Math.floor(i / run) % channels;
  const inputScale = input.scales[0]!;
  const scales = weightScales(weight, bias, channelOf, inputScale);
  const weights = Int8Array.from(weight.data, (w, i) => Math.round(w / scales[channelOf(i)]!));
  const biases = Int32Array.from(bias.data, (b, c) =>
    Math.round(b / Math.fround(inputScale * scales[c]!)),
  );
  return {
    ...op,
    weight: tensor('i8', weight.shape, weights),
    weightQuantization: { scales, zeroPoint: 0, axis: op.kind === 'depthwise2d' ? 2 : 0 },
    bias: tensor('i32', bias.shape, biases),
  };
}

/**
 * The largest weight of each channel is 127. Where weights are tiny beside their bias the scale is
 * larger, so that the bias stays below 2^30: a channel of zeros can still have one.
 */
function weightScales(
  weight: Tensor<'f32'>,
  bias: Tensor<'f32'>,
  channelOf: (i: number) => number,
  inputScale: number,
): number[] {
  const largest = new Float64Array(bias.data.length);
  for (const [i, w] of weight.data.entries()) {
    largest[channelOf(i)] = Math.max(largest[channelOf(i)], Math.abs(w));
  }
  return Array.from(largest, (most, c) => {
    const forBias = Math.abs(bias.data[c]) / (inputScale * 2 ** 30);
    return Math.fround(Math.max(most / 127, forBias)) || 1;
  });
}
