/**
 * The float32 steps that features share, each the twin of the C function of the same name in
 * runtime/dsp/thimble_float.c, operation by operation.
 */
const f = Math.fround;
/** So many values are summed to a run before it joins the total: errors grow with n / 16 + 16. */
const run = 16;

/** Sum of `count` values from `start`, `stride` apart: runs of 16 are summed, then the runs. */
export function sum(x: Float32Array, start: number, count: number, stride: number): number {
  let total = 0;
  for (let done = 0; done < count; ) {
    const end = Math.min(count, done + run);
    let part = 0;
    for (; done < end; done++) part = f(part + x[start + done * stride]!);
    total = f(total + part);
  }
  return total;
}

/** Sum of squares of `count` values from `start`, `stride` apart, in the order of `sum`. */
export function sumSquares(x: Float32Array, start: number, count: number, stride: number): number {
  let total = 0;
  for (let done = 0; done < count; ) {
    const end = Math.min(count, done + run);
    let part = 0;
    for (; done < end; done++) {
      const value = x[start + done * stride]!;
      part = f(part + f(value * value));
    }
    total = f(total + part);
  }
  return total;
}

/**
 * Takes the mean away from `count` values from `start`, `stride` apart, and gives it back. It is done
 * twice: under gravity the first mean is off by more than a quiet signal is strong.
 */
export function centre(
  x: Float32Array,
  start: number,
  count: number,
  stride: number,
  inverseCount: number,
): number {
  const end = start + count * stride;
  const mean = f(sum(x, start, count, stride) * inverseCount);
  for (let i = start; i < end; i += stride) x[i] = f(x[i]! - mean);
  const rest = f(sum(x, start, count, stride) * inverseCount);
  for (let i = start; i < end; i += stride) x[i] = f(x[i]! - rest);
  return f(mean + rest);
}

/** A root mean square up to this counts as standing still: it has no shape. */
export const leastSize = f(1e-6);

/**
 * Skewness Σ(x/size)³/n and excess kurtosis Σ(x/size)⁴/n − 3 of `count` values whose mean is 0 and
 * whose root mean square is `size`; both 0 where nothing moves.
 */
export function shape(
  x: Float32Array,
  count: number,
  inverseCount: number,
  size: number,
): readonly [skewness: number, kurtosis: number] {
  if (!(size > leastSize)) return [0, 0];
  const inverseSize = f(1 / size);
  let [cubes, fourths] = [0, 0];
  for (let done = 0; done < count; ) {
    const end = Math.min(count, done + run);
    let [cubePart, fourthPart] = [0, 0];
    for (; done < end; done++) {
      const y = f(x[done]! * inverseSize);
      const square = f(y * y);
      cubePart = f(cubePart + f(square * y));
      fourthPart = f(fourthPart + f(square * square));
    }
    cubes = f(cubes + cubePart);
    fourths = f(fourths + fourthPart);
  }
  return [f(cubes * inverseCount), f(f(fourths * inverseCount) - 3)];
}

/** Correctly rounded; 0 for what is not above 0. */
export function sqrt(x: number): number {
  return x > 0 ? f(Math.sqrt(x)) : 0;
}

const real = new Float32Array(1);
const bits = new Int32Array(real.buffer);
const halfRoot = 0x3f3504f3; // the bits of √½
/** What is smaller counts as this where a logarithm is taken. */
export const leastOfLog = f(2e-38);
/** The upper bits of log10 2, few enough that their product with any exponent is exact, and the rest. */
const logTwo = [f(0.301025390625), f(4.605038981195214e-6)] as const;
const twoLogE = f(2 * Math.LOG10E);
const thirds = [1 / 9, 1 / 7, 1 / 5, 1 / 3].map(f);

/**
 * Logarithm to base 10 of a positive normal number; what is smaller than 2e-38, or no number, is
 * taken as 2e-38. x = m 2^e with m in [√½, √2), and ln m = 2 (t + t³/3 + … + t⁹/9) with
 * t = (m − 1) / (m + 1), whose next term is below 1e-9 of the first.
 */
export function log10(x: number): number {
  real[0] = x > leastOfLog ? x : leastOfLog;
  const offset = bits[0]! - halfRoot;
  const exponent = offset >> 23;
  bits[0] = (offset & 0x007fffff) + halfRoot;
  const m = real[0]!;
  const t = f(f(m - 1) / f(m + 1));
  const s = f(t * t);
  let series = thirds[0]!;
  for (let i = 1; i < thirds.length; i++) series = f(f(series * s) + thirds[i]!);
  const ofMantissa = f(f(t + f(t * f(series * s))) * twoLogE);
  return f(f(exponent * logTwo[0]) + f(ofMantissa + f(exponent * logTwo[1])));
}

/** (ln 2)^k / k! for k from 6 to 1. */
export const powersOfLog = [6, 5, 4, 3, 2, 1].map((k) => {
  let term = 1;
  for (let i = 1; i <= k; i++) term *= Math.LN2 / i;
  return f(term);
});
/** What log10 is multiplied by for log2. */
export const twoLog = f(1 / Math.log10(2));

/**
 * 2 to the power of x, for x from −126 to 127; what lies beyond is taken as the nearest of them. The
 * fraction from −½ to ½ by the series of the exponential to the sixth power, whose next term is 1e-7.
 */
export function exp2(x: number): number {
  const limited = x > 127 ? 127 : x > -126 ? f(x) : -126;
  const whole = Math.floor(f(limited + 0.5));
  const r = f(limited - whole);
  let series = powersOfLog[0]!;
  for (let i = 1; i < powersOfLog.length; i++) series = f(f(series * r) + powersOfLog[i]!);
  series = f(f(series * r) + 1);
  bits[0] = (whole + 127) << 23;
  return f(series * real[0]!);
}

/** Logarithm to base 2, by `log10`. */
export function log2(x: number): number {
  return f(log10(x) * twoLog);
}
