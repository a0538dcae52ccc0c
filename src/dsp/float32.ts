/**
 * The float32 steps that features share, each the twin of the C function of the same name in
 * runtime/dsp/thimble_float.c, operation by operation.
 */
const f = Math.fround;

/** Sum of `count` values from `start`, `stride` apart: runs of 16 are summed, then the runs. */
export function sum(x: Float32Array, start: number, count: number, stride = 1): number {
  let total = 0;
  for (let done = 0; done < count; ) {
    const end = Math.min(count, done + 16);
    let run = 0;
    for (; done < end; done++) run = f(run + x[start + done * stride]!);
    total = f(total + run);
  }
  return total;
}

/**
 * Sum of (x / size)^power over `count` values from `start`, `stride` apart, in the same order; for
 * power 2 the size is not looked at.
 */
export function powerSum(
  x: Float32Array,
  start: number,
  count: number,
  stride: number,
  size: number,
  power: 2 | 3 | 4,
): number {
  let total = 0;
  for (let done = 0; done < count; ) {
    const end = Math.min(count, done + 16);
    let run = 0;
    for (; done < end; done++) run = f(run + powerOf(x[start + done * stride]!, size, power));
    total = f(total + run);
  }
  return total;
}

function powerOf(x: number, size: number, power: 2 | 3 | 4): number {
  if (power === 2) return f(x * x);
  const y = f(x / size);
  const square = f(y * y);
  return f(power === 3 ? square * y : square * square);
}

/** Correctly rounded; 0 for what is not above 0. */
export function sqrt(x: number): number {
  return x > 0 ? f(Math.sqrt(x)) : 0;
}

const view = new DataView(new ArrayBuffer(4));
const halfRoot = 0x3f3504f3; // the bits of √½
const least = f(2e-38);

/**
 * Logarithm to base 10 of a positive normal number; below 2e-38 it is taken as that.
 * x = m 2^e with m in [√½, √2); ln m = 2 (t + t³/3 + … + t⁹/9) with t = (m − 1) / (m + 1).
 * Largest error 2 units of the last place of the sum's larger part.
 */
export function log10(x: number): number {
  view.setFloat32(0, x > least ? x : least);
  const offset = (view.getUint32(0) - halfRoot) >>> 0;
  const raised = offset >>> 23;
  const exponent = raised >= 256 ? raised - 512 : raised;
  view.setUint32(0, (offset & 0x007fffff) + halfRoot);
  const m = view.getFloat32(0);
  const t = f(f(m - 1) / f(m + 1));
  const s = f(t * t);
  let series = coefficients[0]!;
  for (let i = 1; i < coefficients.length; i++) series = f(f(series * s) + coefficients[i]!);
  return f(f(exponent * f(0.30103)) + f(f(t * series) * f(Math.LOG10E)));
}

const coefficients = [0.22222222, 0.2857143, 0.4, 0.6666667, 2].map(f);
