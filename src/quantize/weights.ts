import { assert } from '../base/assert.ts';
import type { WeightGrid } from '../graph/op.ts';
import { channelsOf, gridLimit, toGrid, type WeightedOp } from '../graph/weight-grid.ts';
import { type Quantization, tensor } from '../tensor/tensor.ts';

/**
 * The integer form of a layer with weights, by the rules of TensorFlow Lite: weights symmetric on the
 * grid, one scale for each output channel; bias int32 of scale input scale × weight scale.
 */
export function quantizeWeights(op: WeightedOp, input: Quantization, grid: WeightGrid): WeightedOp {
  const { grid: _grid, ...rest } = op;
  const { weight, bias } = op;
  const { channels, run } = channelsOf(op);
  const inputScale = input.scales[0]!;
  const scales = grid.scales.map((scale, c) => scaleForBias(scale, bias.data[c]!, inputScale));
  const limit = gridLimit[grid.bits];
  const weights = Int8Array.from(weight.data, (w, i) =>
    toGrid(w, scales[Math.floor(i / run) % channels]!, limit),
  );
  const biases = Int32Array.from(bias.data, (b, c) =>
    Math.round(b / Math.fround(inputScale * scales[c]!)),
  );
  return {
    ...rest,
    weight: tensor(grid.bits === 8 ? 'i8' : 'i4', weight.shape, weights),
    weightQuantization: { scales, zeroPoint: 0, axis: op.kind === 'depthwise2d' ? 2 : 0 },
    bias: tensor('i32', bias.shape, biases),
  } as WeightedOp;
}

/**
 * Scales for the weights of a layer: for 8 bits the largest weight of each channel is 127; for 4 bits
 * the scale with the least squared error, which may cut a few large weights off.
 */
export function gridOf(op: WeightedOp, bits: WeightGrid['bits']): WeightGrid {
  assert(op.weight.type === 'f32' && op.bias.type === 'f32', 'weights are float32 so far');
  const { channels, run } = channelsOf(op);
  const byChannel: number[][] = Array.from({ length: channels }, () => []);
  for (const [i, w] of op.weight.data.entries()) {
    byChannel[Math.floor(i / run) % channels]!.push(w);
  }
  const limit = gridLimit[bits];
  const scales = byChannel.map((weights) => {
    const largest = weights.reduce((most, w) => Math.max(most, Math.abs(w)), 0);
    const whole = Math.fround(largest / limit) || 1;
    return bits === 8 ? whole : leastSquares(weights, whole, limit);
  });
  return { scales, bits };
}

/** Of the scales from the largest weight's down to a third of it. */
function leastSquares(weights: readonly number[], whole: number, limit: number): number {
  let best = whole;
  let least = Number.POSITIVE_INFINITY;
  for (let share = 1; share > 0.33; share -= 0.02) {
    const scale = Math.fround(whole * share);
    let error = 0;
    for (const w of weights) error += (scale * toGrid(w, scale, limit) - w) ** 2;
    if (error < least) [best, least] = [scale, error];
  }
  return best;
}

/**
 * Where weights are tiny beside their bias the scale is larger, so that the bias stays below 2^30: a
 * channel of zeros can still have one.
 */
export function scaleForBias(scale: number, bias: number, inputScale: number): number {
  return Math.max(scale, Math.fround(Math.abs(bias) / (inputScale * 2 ** 30)));
}
