import { type Channel, isSameEverywhere, outputOf } from '../channel.ts';

/**
 * How a kernel brings the sums of one channel to int8 with few instructions. Floor of a floor is
 * one floor, so both roundings of TensorFlow Lite become one multiplication, provided that the sum
 * arrives times a power of two; see runtime/port/cortex-m-dsp. Each way is proven for the channel's
 * own sums before it is used, never assumed.
 */
export interface Scaling {
  readonly multiplier: number;
  readonly constant: number;
  /** Of the kernel that it is for: a shift of the sum or of the product. */
  readonly shift: number;
}

/** ⌊a b / 2^32⌋ for |a| ≤ 2^31 and 0 ≤ b < 2^31, as SMMUL gives it. */
export function highProduct(a: number, b: number): number {
  const top = Math.floor(b / 2 ** 16);
  return Math.floor((a * top + Math.floor((a * (b % 2 ** 16)) / 2 ** 16)) / 2 ** 16);
}

/**
 * SSAT8(SMMLA(sum × 2^power, multiplier, constant) >> total): the sum arrives times 2^power.
 * Double rounding is the 2^(power − 2) in the constant; it is exact above the zero point, and below
 * it where outputs there are cut off anyway, as after ReLU. Where the channel's own shift is larger
 * than the layer's, a shorter multiplier is looked for that gives the same for all sums there are.
 */
export function uniformScaling(one: Channel, power: number, total: number): Scaling | null {
  const { multiplier, right, zero, thresholds } = one;
  if (thresholds.length === 0) return constantScaling(one, total);
  const excess = right + power - 1 - total;
  if (power < 2 || excess < 0 || total < 1 || total > 31) return null;
  if (excess === 0) {
    // a channel that is not shifted to the right is rounded once
    const second = right > 0 ? 2 ** (power - 2) : 0;
    const constant = zero * 2 ** total + 2 ** (total - 1) + second;
    const scaling = { multiplier, constant, shift: power };
    return isProven(one, scaling, total) ? scaling : null;
  }
  const short = Math.round(multiplier / 2 ** excess);
  for (const step of [0, 1, -1, 2, -2, 3, -3]) {
    if (short + step < 1) continue;
    const constant = constantFor(one, short + step, power, total);
    const scaling = { multiplier: short + step, constant: constant ?? 0, shift: power };
    if (constant !== null && isProven(one, scaling, total)) return scaling;
  }
  return null;
}

function isProven(one: Channel, scaling: Scaling, total: number): boolean {
  const power = 2 ** scaling.shift;
  return isSameEverywhere(one, (sum) => afterSmmla(sum * power, scaling, total));
}

/** A constant that puts every threshold of the channel where it belongs, or null. */
function constantFor(
  one: Channel,
  multiplier: number,
  power: number,
  total: number,
): number | null {
  const { low, high, thresholds } = one;
  const product = (sum: number) => highProduct(sum * 2 ** power, multiplier);
  let [least, most] = [-(2 ** 31), 2 ** 31 - 1];
  for (const { output, sum } of thresholds) {
    least = Math.max(least, output * 2 ** total - product(sum));
    most = Math.min(most, output * 2 ** total - 1 - product(sum - 1));
    if (least > most) return null;
  }
  const [first, last] = [outputOf(one, low), outputOf(one, high)];
  if (first > -128) least = Math.max(least, first * 2 ** total - product(low));
  if (last < 127) most = Math.min(most, (last + 1) * 2 ** total - 1 - product(high));
  return least > most ? null : Math.floor((least + most) / 2);
}

/** The same with 2^(power − 1) taken from the constant where the sum is negative: exact everywhere. */
function signedUniformScaling(one: Channel, power: number, total: number): SharedRow | null {
  const { multiplier, right, zero } = one;
  if (one.thresholds.length === 0) return withNothing(constantScaling(one, total));
  if (power < 2 || right + power - 1 !== total || total < 1 || total > 31) return null;
  const constant = zero * 2 ** total + 2 ** (total - 1) + 2 ** (power - 2);
  const belowZero = right > 0 ? 2 ** (power - 1) : 0;
  const way = (sum: number) => {
    const signed = { multiplier, constant: sum < 0 ? constant - belowZero : constant };
    return afterSmmla(sum * 2 ** power, signed, total);
  };
  if (!isSameEverywhere(one, way)) return null;
  return { multiplier, constant, shift: power, belowZero };
}

function withNothing(scaling: Scaling | null): SharedRow | null {
  return scaling && { ...scaling, belowZero: 0 };
}

/** Scalings of all channels of a layer whose weights carry 2^shift and which share one shift back. */
export interface SharedScaling {
  /** Exact for any activation, at the price of two instructions for each output. */
  readonly any: boolean;
  readonly total: number;
  readonly rows: readonly SharedRow[];
}

interface SharedRow extends Scaling {
  readonly belowZero: number;
}

/**
 * The first shift that serves all channels; null where none does. `reachOf` is the largest of a
 * channel's weights as the kernel has them before they are multiplied by 2^shift: 16 bits hold it.
 */
export function sharedScaling(
  channels: readonly Channel[],
  reachOf: (channel: Channel) => number,
): SharedScaling | null {
  for (const any of [false, true]) {
    for (const total of sharedTotals) {
      const rows: SharedRow[] = [];
      for (const one of channels) {
        const row = sharedRow(one, reachOf(one), total, any);
        if (!row) break;
        rows.push(row);
      }
      if (rows.length === channels.length) return { any, total, rows };
    }
  }
  return null;
}

/**
 * Each channel with the largest power that 16-bit weights allow and a shift back of its own, for
 * channels too far apart for one shift; null where a channel has none. Exact as `uniformScaling` is.
 */
export function ownScalings(
  channels: readonly Channel[],
  reachOf: (channel: Channel) => number,
): Scaling[] | null {
  const rows: Scaling[] = [];
  for (const one of channels) {
    const row = [8, 7, 6, 5, 4, 3, 2].reduce<Scaling | null>((found, power) => {
      if (found || reachOf(one) * 2 ** power > 32767) return found;
      return uniformScaling(one, power, one.right + power - 1);
    }, null);
    if (!row) return null;
    rows.push(row);
  }
  return rows;
}

function sharedRow(one: Channel, reach: number, total: number, any: boolean): SharedRow | null {
  for (const power of powersFor(one, total)) {
    if (reach * 2 ** power > 32767) continue;
    const row = any
      ? signedUniformScaling(one, power, total)
      : withNothing(uniformScaling(one, power, total));
    if (row) return row;
  }
  return null;
}

/** The power of two that fits the layer's shift; with a shorter multiplier the larger ones too. */
export function powersFor({ right, thresholds }: Channel, total: number): readonly number[] {
  const power = total + 1 - right;
  if (power >= 2 || thresholds.length === 0) return [power];
  return [8, 7, 6, 5, 4, 3, 2];
}

/** Few values for all layers, so that layers share routines. */
const sharedTotals: readonly number[] = [12, 13, 11, 14, 10, 15, 9, 16, 8, 17, 7, 6, 5];

/** SSAT8((constant − [sum < 0] + SMMULR(2 sum, multiplier)) >> right): exact for any activation. */
export function anyScaling(one: Channel): Scaling | null {
  const { multiplier, right, zero } = one;
  if (one.thresholds.length === 0) return constantScaling(one, 1, 1);
  if (right < 1 || right > 23) return null;
  const constant = zero * 2 ** right + 2 ** (right - 1);
  const way = (sum: number) => {
    if (!isInt32(2 * sum)) return null;
    const product = constant - (sum < 0 ? 1 : 0) + rounded(2 * sum, multiplier);
    return isInt32(product) ? saturated(Math.floor(product / 2 ** right)) : null;
  };
  return isSameEverywhere(one, way) ? { multiplier, constant, shift: right } : null;
}

/** Multiplies by nothing, so that the constant alone decides. */
function constantScaling({ zero }: Channel, total: number, shift = 0): Scaling | null {
  const constant = zero * 2 ** total;
  return isInt32(constant) ? { multiplier: 0, constant, shift } : null;
}

function afterSmmla(
  sum: number,
  { multiplier, constant }: Omit<Scaling, 'shift'>,
  total: number,
): number | null {
  const product = highProduct(sum, multiplier) + constant;
  if (!isInt32(sum) || !isInt32(constant) || !isInt32(product)) return null;
  return saturated(Math.floor(product / 2 ** total));
}

/** ⌊a b / 2^32 + ½⌋ */
function rounded(a: number, b: number): number {
  const top = Math.floor(b / 2 ** 16);
  const bottom = b % 2 ** 16;
  const low = a * bottom + 2 ** 31;
  return Math.floor((a * top + Math.floor(low / 2 ** 16)) / 2 ** 16);
}

function saturated(value: number): number {
  return Math.min(127, Math.max(-128, value));
}

export function isInt32(value: number): boolean {
  return value >= -(2 ** 31) && value < 2 ** 31;
}
