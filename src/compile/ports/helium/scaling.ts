import { saturatingRoundingDoublingHighMul } from '../../../graph/fixed-point.ts';
import type { Activation, Value } from '../../../graph/op.ts';
import { activationRange, zeroOf } from '../../../graph/quantized-value.ts';
import type { LayerField, LayerTable } from '../../emit/kernel.ts';
import { type Channel, outputOf } from '../channel.ts';

/** How the sums of one channel become int8 on a core with Helium, see thimble_steps_s8_mve.h. */
export interface Scaling {
  readonly bias: number;
  readonly multiplier: number;
  readonly shift: number;
}

/** The numbers of thimble_steps_s8_mve.h. */
export const forms = { halvesUp: 0, halvesApart: 1, shiftFirst: 2 } as const;
export type Form = (typeof forms)[keyof typeof forms];

export interface LayerScaling {
  readonly form: Form;
  readonly channels: readonly Scaling[];
  /** The struct thimble_steps_s8_mve; its vectors are the table `steps`. */
  readonly fields: LayerField[];
}

/**
 * The cheapest form that gives the definition's output for every sum of every channel, or a clause that
 * says whose sums have none.
 */
export function scalingsOf(
  channels: readonly Channel[],
  activation: Activation,
  to: Value,
): LayerScaling | string {
  const range = activationRange(activation, to);
  const zero = zeroOf(to);
  let without = 0;
  for (const form of [forms.halvesUp, forms.halvesApart, forms.shiftFirst]) {
    const scalings = channels.map((one) => scalingOf(one, form, zero, range));
    const first = scalings.indexOf(null);
    if (first < 0) {
      const fields = fieldsOf(form, zero, range);
      return { form, channels: scalings as Scaling[], fields };
    }
    without = first;
  }
  return `no products of 32 bits scale channel ${without}`;
}

function fieldsOf(form: Form, zero: number, [low, high]: readonly [number, number]): LayerField[] {
  return [
    { comment: 'vectors', table: 'steps' },
    { comment: 'form', int: form },
    { comment: 'zero', int: 64 * zero },
    { comment: 'low', int: low },
    { comment: 'high', int: high },
  ];
}

/** Bits behind the point of an output before its bytes are cut out. */
const fraction = 22;

/** With the channel's own multiplier, or one near it where the shift is first, if that gives all its outputs. */
export function scalingOf(
  one: Channel,
  form: Form,
  zero: number,
  range: readonly [number, number],
): Scaling | null {
  // always the same output: round(2 (output − zero) 2^30 / 2^31) of a sum of 0
  if (one.multiplier === 0) {
    return { bias: 2 * (one.zero - zero), multiplier: 2 ** 30, shift: fraction };
  }
  const shift = fraction - one.right;
  if (shift < 0 || shift > 31) return null;
  const multipliers = [one.multiplier];
  if (form === forms.shiftFirst) multipliers.push(...multipliersBetween(one, shift, zero, range));
  for (const multiplier of multipliers) {
    const scaling = { bias: one.bias, multiplier, shift };
    if (isExact(one, scaling, form, zero, range)) return scaling;
  }
  return null;
}

/** The ends and the middle of those that round on the right side of each threshold, if there are any. */
function multipliersBetween(
  { thresholds }: Channel,
  shift: number,
  zero: number,
  [low, high]: readonly [number, number],
): number[] {
  let [least, most] = [1, 2 ** 31 - 1];
  for (const { output, sum } of thresholds) {
    if (output <= low || output > high) continue;
    const y = (output - zero - 0.5) * 2 ** fraction - 0.5;
    const at = (one: number) => (y * 2 ** (31 - shift)) / one;
    if (sum > 0) least = Math.max(least, at(sum));
    if (sum > 1) most = Math.min(most, at(sum - 1));
    if (sum < 0) most = Math.min(most, at(sum));
    if (sum < 1) least = Math.max(least, at(sum - 1));
  }
  [least, most] = [Math.ceil(least), Math.floor(most)];
  return least > most ? [] : [least, most, Math.round((least + most) / 2)];
}

/** Neither way falls as sums grow, so both sides of each threshold and both ends tell of all sums. */
function isExact(
  one: Channel,
  scaling: Scaling,
  form: Form,
  zero: number,
  [low, high]: readonly [number, number],
): boolean {
  const inside = (output: number) => Math.min(high, Math.max(low, output));
  const same = (sum: number) =>
    inside(scaled(sum, scaling, form, zero)) === inside(outputOf(one, sum));
  return (
    same(one.low) && same(one.high) && one.thresholds.every(({ sum }) => same(sum - 1) && same(sum))
  );
}

/** What the kernels compute of a sum with its bias, clamped to int8. */
export function scaled(
  sum: number,
  { multiplier, shift }: Scaling,
  form: Form,
  zero: number,
): number {
  const high = (value: number) => saturatingRoundingDoublingHighMul(value, multiplier);
  const up = (value: number) => Math.min(2 ** 31 - 1, Math.max(-(2 ** 31), value * 2 ** shift));
  let y: number;
  if (form === forms.shiftFirst) {
    y = high(up(sum));
  } else {
    const x = high(sum);
    y = up(form === forms.halvesApart && x < 0 ? x - 1 : x);
  }
  const sixth = Math.max(-(2 ** 15), Math.min(2 ** 15 - 1, (y >> 16) + 64 * zero));
  return Math.max(-128, Math.min(127, (sixth + 32) >> 6));
}

/** Three vectors of each four channels, in the order of the form. */
export function vectorsOf({ form, channels }: LayerScaling): number[][] {
  const nothing = { bias: 0, multiplier: 0, shift: 0 };
  const vectors: number[][] = [];
  for (let o = 0; o < channels.length; o += 4) {
    const four = [0, 1, 2, 3].map((i) => channels[o + i] ?? nothing);
    const multipliers = four.map(({ multiplier }) => multiplier);
    const shifts = four.map(({ shift }) => shift);
    vectors.push(four.map(({ bias }) => bias));
    vectors.push(...(form === forms.shiftFirst ? [shifts, multipliers] : [multipliers, shifts]));
  }
  return vectors;
}

export function stepsTable(vectors: readonly number[][]): LayerTable {
  return { suffix: 'steps', element: 'int32_t', values: Int32Array.from(vectors.flat()) };
}
