import { assert } from '../base/assert.ts';

/**
 * A real FFT in float32, every operation rounded once, in the order of runtime/dsp/thimble_fft.c.
 *
 * The readings are taken in pairs as complex numbers, which are transformed by radix 4 (decimation
 * in time after bit reversal; one pass of radix 2 first, where their number is no power of 4), and
 * split into the spectrum of the real signal (Cooley and Tukey 1965; Sorensen and others 1987).
 */
const f = Math.fround;

export function isFftLength(length: number): boolean {
  return Number.isInteger(length) && length >= 8 && (length & (length - 1)) === 0;
}

/** cos and −sin of 2πk/length for k < length/2, interleaved: what the C gets as its table. */
export function twiddles(length: number): Float32Array {
  assert(isFftLength(length), `${length} is a power of two from 8`);
  const table = new Float32Array(length);
  for (let k = 0; k < length / 2; k++) {
    table[2 * k] = cosine(k, length);
    table[2 * k + 1] = -cosine(Math.abs(k - length / 4), length);
  }
  return table;
}

/** cos 2πk/length for k up to length/2, with exact zeros and the same digits on both sides of them. */
function cosine(k: number, length: number): number {
  if (4 * k > length) return -cosine(length / 2 - k, length);
  if (8 * k > length) return Math.sin((2 * Math.PI * (length / 4 - k)) / length);
  return Math.cos((2 * Math.PI * k) / length);
}

/** Σw² of the Hann window below: what its powers are divided by. */
export function hannPower(length: number): number {
  return (3 / 8) * length;
}

/**
 * Writes `length` readings under the periodic Hann window ½ − ½ cos 2πi/length to `framed`, which may
 * be `x`. The weights come from the twiddles of a transform `every` times as long.
 */
export function hann(
  x: Float32Array,
  framed: Float32Array,
  length: number,
  table: Float32Array,
  every: number,
): void {
  const half = length / 2;
  framed[half] = x[half]!;
  framed[0] = 0;
  for (let i = 1; i < half; i++) {
    const weight = f(0.5 - f(0.5 * table[2 * i * every]!));
    framed[i] = f(x[i]! * weight);
    framed[length - i] = f(x[length - i]! * weight);
  }
}

/**
 * In place: `x` holds `length` readings, and then 4 |X[k]|² at x[2k] for k < length/2 and
 * 4 |X[length/2]|² at x[1]; the other values are of no use. (Twice each X[k] is what the split finds
 * without halving.) `table` is made for `every` times the length.
 */
export function powerSpectrum(
  x: Float32Array,
  length: number,
  table: Float32Array,
  every: number,
): void {
  const count = length / 2;
  reverseBits(x, count);
  let size = 1;
  if (isPowerOfFour(count)) {
    size = 4;
    quarters(x, count, size, table, (every * length) / size);
  } else {
    size = 2;
    pairs(x, count);
  }
  while (size < count) {
    size *= 4;
    quarters(x, count, size, table, (every * length) / size);
  }
  split(x, count, table, every);
}

function isPowerOfFour(count: number): boolean {
  return (count & 0x55555555) !== 0;
}

function reverseBits(x: Float32Array, count: number): void {
  let j = 0;
  for (let i = 1; i < count; i++) {
    let bit = count >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j |= bit;
    if (i >= j) continue;
    const re = x[2 * i]!;
    const im = x[2 * i + 1]!;
    x[2 * i] = x[2 * j]!;
    x[2 * i + 1] = x[2 * j + 1]!;
    x[2 * j] = re;
    x[2 * j + 1] = im;
  }
}

/** Transforms of two values each. */
function pairs(x: Float32Array, count: number): void {
  for (let i = 0; i < 2 * count; i += 4) {
    const re = x[i + 2]!;
    const im = x[i + 3]!;
    x[i + 2] = f(x[i]! - re);
    x[i + 3] = f(x[i + 1]! - im);
    x[i] = f(x[i]! + re);
    x[i + 1] = f(x[i + 1]! + im);
  }
}

/** Four transforms of size/4 become one of size: the second and third lie swapped by bit reversal. */
function quarters(
  x: Float32Array,
  count: number,
  size: number,
  table: Float32Array,
  step: number,
): void {
  const quarter = size / 4;
  const leap = 2 * quarter;
  for (let k = 0; k < quarter; k++) {
    const one = 2 * k * step;
    // The table ends at half a turn; beyond it signs change.
    const isBeyond = 3 * one >= table.length;
    const three = isBeyond ? 3 * one - table.length : 3 * one;
    const sign = isBeyond ? -1 : 1;
    const [c1, s1] = [table[one]!, table[one + 1]!];
    const [c2, s2] = [table[2 * one]!, table[2 * one + 1]!];
    const [c3, s3] = [f(sign * table[three]!), f(sign * table[three + 1]!)];
    for (let a = 2 * k; a < 2 * count; a += 2 * size) {
      const c = a + leap;
      const b = c + leap;
      const d = b + leap;
      let [bRe, bIm, cRe, cIm, dRe, dIm] = [x[b]!, x[b + 1]!, x[c]!, x[c + 1]!, x[d]!, x[d + 1]!];
      if (k > 0) {
        [bRe, bIm] = [f(f(bRe * c1) - f(bIm * s1)), f(f(bRe * s1) + f(bIm * c1))];
        [cRe, cIm] = [f(f(cRe * c2) - f(cIm * s2)), f(f(cRe * s2) + f(cIm * c2))];
        [dRe, dIm] = [f(f(dRe * c3) - f(dIm * s3)), f(f(dRe * s3) + f(dIm * c3))];
      }
      const [acRe, acIm] = [f(x[a]! + cRe), f(x[a + 1]! + cIm)];
      const [apartRe, apartIm] = [f(x[a]! - cRe), f(x[a + 1]! - cIm)];
      const [bdRe, bdIm] = [f(bRe + dRe), f(bIm + dIm)];
      const [turnRe, turnIm] = [f(bRe - dRe), f(bIm - dIm)];
      x[a] = f(acRe + bdRe);
      x[a + 1] = f(acIm + bdIm);
      x[c] = f(apartRe + turnIm);
      x[c + 1] = f(apartIm - turnRe);
      x[b] = f(acRe - bdRe);
      x[b + 1] = f(acIm - bdIm);
      x[d] = f(apartRe - turnIm);
      x[d + 1] = f(apartIm + turnRe);
    }
  }
}

/**
 * 2 X[k] = E + W O and 2 X[count − k] = conj(E − W O), where E and O are twice the spectra of the even
 * and the odd readings; at count/2 this is the pair itself, turned.
 */
function split(x: Float32Array, count: number, table: Float32Array, every: number): void {
  const first = f(x[0]! + x[1]!);
  const last = f(x[0]! - x[1]!);
  x[0] = f(4 * f(first * first));
  x[1] = f(4 * f(last * last));
  for (let k = 1; k < count / 2; k++) {
    const low = 2 * k;
    const high = 2 * (count - k);
    const evenRe = f(x[low]! + x[high]!);
    const evenIm = f(x[low + 1]! - x[high + 1]!);
    const oddRe = f(x[low + 1]! + x[high + 1]!);
    const oddIm = f(x[high]! - x[low]!);
    const [wr, wi] = [table[low * every]!, table[low * every + 1]!];
    const re = f(f(oddRe * wr) - f(oddIm * wi));
    const im = f(f(oddRe * wi) + f(oddIm * wr));
    x[low] = squared(f(evenRe + re), f(evenIm + im));
    x[high] = squared(f(evenRe - re), f(evenIm - im));
  }
  x[count] = f(4 * squared(x[count]!, x[count + 1]!));
}

function squared(re: number, im: number): number {
  return f(f(re * re) + f(im * im));
}
