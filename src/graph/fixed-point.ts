/**
 * Integer arithmetic of quantised networks, exact for all int32 inputs. The same functions, by the
 * same names, are in runtime/nn/thimble_fixed_point.h.
 *
 * The definitions are those of gemmlowp (Jacob and others, "Quantization and Training of Neural
 * Networks for Efficient Integer-Arithmetic-Only Inference", 2018), with the two roundings that
 * TensorFlow Lite Micro's reference kernels use.
 */

const INT32_MAX = 0x7fffffff;
const INT32_MIN = -0x80000000;

/** real = multiplier × 2^(shift − 31), multiplier in [2^30, 2^31) or 0. */
export interface Multiplier {
  readonly multiplier: number;
  readonly shift: number;
}

/** A positive real number as a 31-bit multiplier and a power of two. */
export function quantizeMultiplier(real: number): Multiplier {
  if (real === 0) return { multiplier: 0, shift: 0 };
  let shift = Math.floor(Math.log2(real)) + 1;
  if (real / 2 ** shift >= 1) shift++; // where log2 rounded down
  if (real / 2 ** shift < 0.5) shift--; // where it rounded up
  let multiplier = Math.round((real / 2 ** shift) * 2 ** 31);
  if (multiplier === 2 ** 31) {
    multiplier /= 2;
    shift++;
  }
  if (shift < -31) return { multiplier: 0, shift: 0 };
  if (shift > 30) return { multiplier: INT32_MAX, shift: 30 };
  return { multiplier, shift };
}

/** ⌊a b / 2^31 + ½⌋; the one case that overflows (both −2^31) saturates. */
export function saturatingRoundingDoublingHighMul(a: number, b: number): number {
  if (a === INT32_MIN && b === INT32_MIN) return INT32_MAX;
  const high = b >> 16;
  const low = b & 0xffff;
  // Each product is below 2^48, so a double holds it exactly.
  return Math.floor((a * high + Math.floor((a * low + 2 ** 30) / 2 ** 16)) / 2 ** 15);
}

/** x / 2^exponent, halves away from zero; exponent in 0..31. */
export function roundingDivideByPowerOfTwo(x: number, exponent: number): number {
  const mask = (2 ** exponent - 1) | 0;
  const threshold = (mask >> 1) + (x < 0 ? 1 : 0);
  return (x >> exponent) + ((x & mask) > threshold ? 1 : 0);
}

/** x × real for a real number given as a multiplier; rounds twice where the shift is negative. */
export function multiplyByQuantizedMultiplier(
  x: number,
  { multiplier, shift }: Multiplier,
): number {
  const left = shift > 0 ? shift : 0;
  const shifted = (x * 2 ** left) | 0;
  return roundingDivideByPowerOfTwo(
    saturatingRoundingDoublingHighMul(shifted, multiplier),
    left - shift,
  );
}

/** x × 2^exponent, saturated to int32; exponent above 0. */
export function saturatingMultiplyByPowerOfTwo(x: number, exponent: number): number {
  const threshold = 2 ** (31 - exponent) - 1;
  if (x > threshold) return INT32_MAX;
  if (x < -threshold) return INT32_MIN;
  return x << exponent;
}

/**
 * e^a for a ≤ 0 with 5 integer and 26 fraction bits; the result has 31 fraction bits.
 * A fourth-order Taylor series around −1/8 serves the last quarter, table factors the rest.
 */
export function expOnNegativeValues(a: number): number {
  if (a === 0) return INT32_MAX;
  const quarter = 1 << 24;
  const modulo = (a & (quarter - 1)) - quarter;
  let result = expNearZero(saturatingMultiplyByPowerOfTwo(modulo, 5));
  const remainder = modulo - a;
  for (const [bit, factor] of expFactors) {
    if (remainder & bit) result = saturatingRoundingDoublingHighMul(result, factor);
  }
  return result;
}

/** e^−2^k with 31 fraction bits, for each bit that a remainder may have: k = −2 … 4. */
const expFactors: readonly (readonly [bit: number, factor: number])[] = [
  [1 << 24, 1672461947],
  [1 << 25, 1302514674],
  [1 << 26, 790015084],
  [1 << 27, 290630308],
  [1 << 28, 39332535],
  [1 << 29, 720401],
  [1 << 30, 242],
];

/** e^a for a in [−1/4, 0), 31 fraction bits. */
function expNearZero(a: number): number {
  const mul = saturatingRoundingDoublingHighMul;
  const expOfMinusEighth = 1895147668;
  const third = 715827883;
  const x = a + (1 << 28);
  const x2 = mul(x, x);
  const x3 = mul(x2, x);
  const x4 = mul(x2, x2);
  const tail = roundingDivideByPowerOfTwo(
    mul(roundingDivideByPowerOfTwo(x4, 2) + x3, third) + x2,
    1,
  );
  return expOfMinusEighth + mul(expOfMinusEighth, x + tail);
}

/** 1 / (1 + a) for a in [0, 1), 31 fraction bits: three steps of Newton and Raphson. */
export function oneOverOnePlus(a: number): number {
  const mul = saturatingRoundingDoublingHighMul;
  const half = Math.floor((a + INT32_MAX + 1) / 2);
  let x = 1515870810 + mul(half, -1010580540); // 48/17 − 32/17 d, 29 fraction bits
  for (let step = 0; step < 3; step++) {
    const rest = (1 << 29) - mul(half, x);
    x += saturatingMultiplyByPowerOfTwo(mul(x, rest), 2);
  }
  return saturatingMultiplyByPowerOfTwo(x, 1);
}
