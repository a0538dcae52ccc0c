/**
 * Integer arithmetic of quantised networks, exact for all int32 inputs. The same functions, by the
 * same names, are in runtime/nn/thimble_fixed_point.h.
 *
 * The definitions are those of gemmlowp (Jacob and others, "Quantization and Training of Neural
 * Networks for Efficient Integer-Arithmetic-Only Inference", 2018), with the two roundings that
 * TensorFlow Lite Micro's reference kernels use.
 */

import type { Rounding } from './op.ts';

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

/** x × real for a real number given as a multiplier; double rounds twice where the shift is negative. */
export function multiplyByQuantizedMultiplier(
  x: number,
  { multiplier, shift }: Multiplier,
  rounding: Rounding = 'double',
): number {
  if (rounding === 'single') return multiplyRoundingOnce(x, multiplier, shift);
  const left = shift > 0 ? shift : 0;
  const shifted = (x * 2 ** left) | 0;
  return roundingDivideByPowerOfTwo(
    saturatingRoundingDoublingHighMul(shifted, multiplier),
    left - shift,
  );
}

/** ⌊x × multiplier / 2^(31 − shift) + ½⌋ */
function multiplyRoundingOnce(x: number, multiplier: number, shift: number): number {
  const total = 31 - shift;
  if (total <= 16) {
    const product = BigInt(x) * BigInt(multiplier) + (1n << BigInt(total - 1));
    return Number(BigInt.asIntN(32, product >> BigInt(total)));
  }
  const high = multiplier >> 16;
  const low = multiplier & 0xffff;
  // Each term is below 2^48, so a double holds the sum exactly.
  const sum = x * high + Math.floor((x * low) / 2 ** 16) + 2 ** (total - 17);
  return Math.floor(sum / 2 ** (total - 16)) | 0;
}

/** x × 2^exponent, saturated to int32; exponent above 0. */
export function saturatingMultiplyByPowerOfTwo(x: number, exponent: number): number {
  const threshold = 2 ** (31 - exponent) - 1;
  if (x > threshold) return INT32_MAX;
  if (x < -threshold) return INT32_MIN;
  return x << exponent;
}

/**
 * e^a for a ≤ 0 with 4 or 5 integer bits, the rest of 31 its fraction; the result has 31 fraction
 * bits. A fourth-order Taylor series around −1/8 serves the last quarter, table factors the rest.
 */
export function expOnNegativeValues(a: number, integerBits: 4 | 5 = 5): number {
  if (a === 0) return INT32_MAX;
  const quarter = 2 ** (29 - integerBits);
  const modulo = (a & (quarter - 1)) - quarter;
  let result = expNearZero(saturatingMultiplyByPowerOfTwo(modulo, integerBits));
  const remainder = modulo - a;
  for (let k = 0; k < integerBits + 2; k++) {
    if (remainder & (quarter * 2 ** k)) {
      result = saturatingRoundingDoublingHighMul(result, expFactors[k]!);
    }
  }
  return result;
}

/** e^−2^k with 31 fraction bits, for each bit that a remainder may have: k = −2 … 4. */
const expFactors: readonly number[] = [
  1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242,
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

/** 1 / (1 + a) for a in [0, 1), 31 fraction bits. */
export function oneOverOnePlus(a: number): number {
  return saturatingMultiplyByPowerOfTwo(twoOverOnePlus(a), 1);
}

/** (1 − a) / (1 + a) for a in [0, 1), 31 fraction bits. */
function oneMinusOverOnePlus(a: number): number {
  return saturatingMultiplyByPowerOfTwo(twoOverOnePlus(a) - (1 << 29), 2);
}

/** 2 / (1 + a), 29 fraction bits: three steps of Newton and Raphson. */
function twoOverOnePlus(a: number): number {
  const mul = saturatingRoundingDoublingHighMul;
  const half = Math.floor((a + INT32_MAX + 1) / 2);
  let x = 1515870810 + mul(half, -1010580540); // 48/17 − 32/17 d, 29 fraction bits
  for (let step = 0; step < 3; step++) {
    const rest = (1 << 29) - mul(half, x);
    x += saturatingMultiplyByPowerOfTwo(mul(x, rest), 2);
  }
  return x;
}

/** 1 / (1 + e^−a) for a with 4 integer and 27 fraction bits; the result has 31 fraction bits. */
export function logisticFixed(a: number): number {
  if (a === 0) return 2 ** 30;
  const above = oneOverOnePlus(expOnNegativeValues(-Math.abs(a), 4));
  return a > 0 ? above : INT32_MAX - above;
}

/** tanh a for a with 4 integer and 27 fraction bits; the result has 31 fraction bits. */
export function tanhFixed(a: number): number {
  if (a === 0) return 0;
  // e^−2|a|: the same bits with one more of them integer
  const size = oneMinusOverOnePlus(expOnNegativeValues(-Math.abs(a), 5));
  return a > 0 ? size : -size;
}

/** 1 / √x for a whole number x; where it is 0 or 1 the largest multiplier. */
export function inverseSquareRoot(x: number): Multiplier {
  if (x <= 1) return { multiplier: INT32_MAX, shift: 0 };
  const mul = saturatingRoundingDoublingHighMul;
  let shift = 11;
  let input = x;
  for (; input >= 1 << 29; shift++) input = Math.floor(input / 4);
  const pairs = ((Math.clz32(input) - 1) >> 1) - 1;
  shift -= pairs;
  input <<= 2 * pairs;
  const half = roundingDivideByPowerOfTwo(input >> 1, 1);
  const halfThree = 2 ** 28 + 2 ** 27;
  let root = 2 ** 28; // 3 integer bits: 1
  for (let step = 0; step < 5; step++) {
    const cubed = saturatingMultiplyByPowerOfTwo(mul(mul(root, root), root), 6);
    root = saturatingMultiplyByPowerOfTwo(mul(halfThree, root) - mul(half, cubed), 3);
  }
  const multiplier = mul(root, 1518500250); // √2 / 2
  return shift < 0 ? { multiplier: multiplier << -shift, shift: 0 } : { multiplier, shift: -shift };
}
