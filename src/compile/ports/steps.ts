import type { Activation, Value } from '../../graph/op.ts';
import { activationRange } from '../../graph/quantized-value.ts';
import { type Channel, outputOf } from './channel.ts';

/**
 * How the sums of one channel become int8 without a product of 64 bits, see thimble_steps_s8.h:
 *
 *     output = (⌊sum m / 2^20⌋ + c − [sum < 0] 2^11) >> shift, the sum cut off to least..most
 */
export interface Steps {
  /** What the kernel's sum lacks of the channel's. */
  readonly apart: number;
  readonly least: number;
  readonly most: number;
  readonly multiplier: number;
  readonly constant: number;
  readonly shift: number;
}

/**
 * Steps that give the definition's output for every sum there is, or null. Neither the definition nor
 * the steps fall as sums grow, so it is enough that both step at the same sums.
 */
export function stepsOf(
  one: Channel,
  range: readonly [number, number],
  apart: number,
): Steps | null {
  const [low, high] = range;
  const inside = (output: number) => Math.min(high, Math.max(low, output));
  const [first, last] = [inside(outputOf(one, one.low)), inside(outputOf(one, one.high))];
  const thresholds = one.thresholds.filter(({ output }) => output > first && output <= last);
  if (thresholds.length === 0) {
    return { apart, least: 0, most: 0, multiplier: 0, constant: first, shift: 0 };
  }
  const [least, most] = [thresholds[0]!.sum - 1, thresholds.at(-1)!.sum];
  if (least < -sumMost || most >= sumMost) return null;
  const exact = 11 + one.right;
  for (let shift = Math.min(shiftMost, exact); shift >= 8; shift--) {
    const near = Math.round(one.multiplier * 2 ** (shift - exact));
    for (const step of [0, 1, -1, 2, -2]) {
      const multiplier = near + step;
      if (multiplier < 1 || multiplier >= 2 ** 31) continue;
      const constant = constantFor(thresholds, multiplier, shift);
      if (constant !== null) return { apart, least, most, multiplier, constant, shift };
    }
  }
  return null;
}

/** 128 outputs times 2^23 fit 31 bits. */
const shiftMost = 23;

/** Times 12 bits of the multiplier it fits 32 bits. */
const sumMost = 2 ** 19;

/** A constant that puts every step where it belongs, or null. */
function constantFor(
  thresholds: Channel['thresholds'],
  multiplier: number,
  shift: number,
): number | null {
  const product = (sum: number) =>
    Math.floor((sum * multiplier) / 2 ** 20) - (sum < 0 ? 2 ** 11 : 0);
  const step = 2 ** shift;
  let [from, to] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const { output, sum } of thresholds) {
    from = Math.max(from, output * step - product(sum));
    to = Math.min(to, output * step - 1 - product(sum - 1));
  }
  // what lies before the first step and behind the last must not step once more
  const [first, last] = [thresholds[0]!, thresholds.at(-1)!];
  from = Math.max(from, (first.output - 1) * step - product(first.sum - 1));
  to = Math.min(to, (last.output + 1) * step - 1 - product(last.sum));
  if (from > to) return null;
  // the kernel adds up modulo 2^32
  return Math.floor((from + to) / 2) | 0;
}

/** The words of a channel's steps. */
export function stepWords(steps: Steps): number[] {
  const { apart, least, most, multiplier, constant, shift } = steps;
  return [apart, least, most, multiplier, constant, shift];
}

/** The steps of all channels, or a clause that says whose there are none for. */
export function allSteps(
  channels: readonly Channel[],
  activation: Activation,
  to: Value,
  apartOf: (channel: Channel) => number,
): Steps[] | string {
  const range = activationRange(activation, to);
  const steps = channels.map((one) => stepsOf(one, range, apartOf(one)));
  const without = steps.indexOf(null);
  return without < 0 ? (steps as Steps[]) : `no products of 32 bits scale channel ${without}`;
}
