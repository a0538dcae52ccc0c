import { assert } from '../../base/assert.ts';
import { multiplyByQuantizedMultiplier } from '../../graph/fixed-point.ts';
import type { Conv2dOp, DenseOp, Depthwise2dOp, Rounding, Value } from '../../graph/op.ts';
import { weightMultipliers, zeroOf } from '../../graph/quantized-value.ts';

/**
 * One output channel of a layer with weights: how its sums become int8, and which sums there are.
 *
 * An activation that ends above −128 or below 127 is left out here: the kernels bring their outputs
 * into its range afterwards, which gives the same.
 */
export interface Channel {
  /** In the order of the layer's taps. */
  readonly weights: Int8Array;
  /** The input's zero point is folded in. */
  readonly bias: number;
  /** real = multiplier / 2^(31 + right); `right` is the shift to the right. */
  readonly multiplier: number;
  readonly right: number;
  readonly zero: number;
  readonly rounding: Rounding;
  /** The least and the largest sum over all inputs. */
  readonly low: number;
  readonly high: number;
  /** For each output above the least: the smallest sum that gives at least that. */
  readonly thresholds: readonly Threshold[];
}

interface Threshold {
  readonly output: number;
  readonly sum: number;
}

/**
 * `weightsOf` gives the taps of one channel out of the layer's weights. Answers why not, where a sum
 * would go round 32 bits on its way.
 */
export function channelsOf(
  op: DenseOp | Conv2dOp | Depthwise2dOp,
  from: Value,
  to: Value,
  weightsOf: (output: number) => Int8Array,
  rounding: Rounding = 'double',
): Channel[] | string {
  if (op.weight.type === 'f32') return 'its weights are not integers';
  const multipliers = weightMultipliers(op, from, to);
  const channels: Channel[] = [];
  for (const [output, bias] of op.bias.data.entries()) {
    const weights = weightsOf(output);
    const folded = bias - zeroOf(from) * weights.reduce((sum, w) => sum + w, 0);
    const { multiplier, shift } = multipliers[output]!;
    const one = channel(weights, folded, multiplier, -shift, zeroOf(to), rounding);
    if (!one) return `the sum of channel ${output} goes round 32 bits`;
    channels.push(one);
  }
  return channels;
}

function channel(
  weights: Int8Array,
  bias: number,
  multiplier: number,
  right: number,
  zero: number,
  rounding: Rounding,
): Channel | null {
  let [low, high] = [bias, bias];
  for (const w of weights) {
    low += w > 0 ? -128 * w : 127 * w;
    high += w > 0 ? 127 * w : -128 * w;
  }
  const left = 2 ** Math.max(0, -right);
  if (Math.max(Math.abs(low), Math.abs(high)) * left >= 2 ** 31) return null;
  const bare = { weights, bias, multiplier, right, zero, rounding, low, high };
  const [first, last] = [outputOf(bare, low), outputOf(bare, high)];
  if (first < last) return { ...bare, thresholds: thresholdsOf(bare, first, last) };
  return constantChannel(weights.length, first, rounding);
}

/** A channel whose output is the same for every input: nothing needs to be summed. */
function constantChannel(taps: number, output: number, rounding: Rounding): Channel {
  const nothing = { weights: new Int8Array(taps), bias: 0, multiplier: 0, low: 0, high: 0 };
  return { ...nothing, right: 1, zero: output, rounding, thresholds: [] };
}

/** What the channel's output is for one sum, clamped to int8. */
export function outputOf(one: Omit<Channel, 'thresholds'>, sum: number): number {
  const { multiplier, right, zero, rounding } = one;
  const scaled = multiplyByQuantizedMultiplier(sum, { multiplier, shift: -right }, rounding);
  return Math.min(127, Math.max(-128, scaled + zero));
}

/** By a guess from the real scale and steps from there: outputs never fall as sums grow. */
function thresholdsOf(one: Omit<Channel, 'thresholds'>, first: number, last: number): Threshold[] {
  const { low, high, multiplier, right, zero } = one;
  const thresholds: Threshold[] = [];
  const perOutput = 2 ** (31 + right) / multiplier;
  for (let output = first + 1; output <= last; output++) {
    let sum = Math.round((output - zero - 0.5) * perOutput);
    sum = Math.min(high, Math.max(low, sum));
    while (sum > low && outputOf(one, sum - 1) >= output) sum--;
    while (outputOf(one, sum) < output) sum++;
    thresholds.push({ output, sum });
  }
  return thresholds;
}

/**
 * Proves that another way from sums to int8 gives the same for every sum that there is. Both ways
 * never fall as sums grow, so it is enough to look on both sides of each threshold and at both ends.
 */
export function isSameEverywhere(one: Channel, way: (sum: number) => number | null): boolean {
  const { low, high, thresholds } = one;
  assert(low <= high, 'a channel has sums');
  const same = (sum: number) => way(sum) === outputOf(one, sum);
  return same(low) && same(high) && thresholds.every(({ sum }) => same(sum) && same(sum - 1));
}
