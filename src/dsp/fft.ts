import { assert } from '../base/assert.ts';

/**
 * A real FFT in float32, every operation rounded once, in the order of runtime/dsp/thimble_fft.c:
 * the readings are taken in pairs as complex numbers, transformed by radix 2 (decimation in time,
 * after bit reversal), and split into the spectrum of the real signal (Cooley and Tukey 1965;
 * Sorensen and others 1987).
 */
const f = Math.fround;

/** cos and −sin of 2πk/length for k < length/2, interleaved: what the C gets as its table. */
export function twiddles(length: number): Float32Array {
  assert(isFftLength(length), `${length} is a power of two from 8`);
  const table = new Float32Array(length);
  for (let k = 0; k < length / 2; k++) {
    table[2 * k] = Math.cos((2 * Math.PI * k) / length);
    table[2 * k + 1] = -Math.sin((2 * Math.PI * k) / length);
  }
  return table;
}

export function isFftLength(length: number): boolean {
  return Number.isInteger(length) && length >= 8 && (length & (length - 1)) === 0;
}

/**
 * In place: `x` holds `length` readings and then power[k] = |X[k]|² for k < length/2, at x[k];
 * returns power[length/2]. `table` may be made for a multiple of `length`, `every` says which.
 */
export function powerSpectrum(
  x: Float32Array,
  length: number,
  table: Float32Array,
  every: number,
): number {
  const half = length / 2;
  reverseBits(x, half);
  for (let size = 2; size <= half; size *= 2)
    butterflies(x, half, size, table, (every * length) / size);
  return split(x, half, table, every);
}

function reverseBits(x: Float32Array, count: number): void {
  let j = 0;
  for (let i = 1; i < count; i++) {
    let bit = count >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j |= bit;
    if (i >= j) continue;
    const [re, im] = [x[2 * i]!, x[2 * i + 1]!];
    x[2 * i] = x[2 * j]!;
    x[2 * i + 1] = x[2 * j + 1]!;
    x[2 * j] = re;
    x[2 * j + 1] = im;
  }
}

function butterflies(
  x: Float32Array,
  count: number,
  size: number,
  table: Float32Array,
  step: number,
): void {
  for (let k = 0; k < size / 2; k++) {
    const [c, s] = [table[2 * k * step]!, table[2 * k * step + 1]!];
    for (let top = k; top < count; top += size) {
      const low = top + size / 2;
      const [re, im] = [x[2 * low]!, x[2 * low + 1]!];
      const turnedRe = f(f(re * c) - f(im * s));
      const turnedIm = f(f(re * s) + f(im * c));
      const [a, b] = [x[2 * top]!, x[2 * top + 1]!];
      x[2 * top] = a + turnedRe;
      x[2 * top + 1] = b + turnedIm;
      x[2 * low] = a - turnedRe;
      x[2 * low + 1] = b - turnedIm;
    }
  }
}

/** X[k] = E + W O and X[half − k] = conj(E − W O), where E and O are even and odd readings' spectra. */
function split(x: Float32Array, half: number, table: Float32Array, every: number): number {
  const [first, last] = [f(x[0]! + x[1]!), f(x[0]! - x[1]!)];
  for (let k = 1; k <= half / 2; k++) {
    const m = half - k;
    const [a, b, c, d] = [x[2 * k]!, x[2 * k + 1]!, x[2 * m]!, x[2 * m + 1]!];
    const [evenRe, evenIm] = [f(f(a + c) * 0.5), f(f(b - d) * 0.5)];
    const [oddRe, oddIm] = [f(f(b + d) * 0.5), f(f(c - a) * 0.5)];
    const [wr, wi] = [table[2 * k * every]!, table[2 * k * every + 1]!];
    const re = f(f(oddRe * wr) - f(oddIm * wi));
    const im = f(f(oddRe * wi) + f(oddIm * wr));
    // Powers wait where their pair stood; they are gathered below.
    x[2 * k] = squared(f(evenRe + re), f(evenIm + im));
    if (m !== k) x[2 * m] = squared(f(evenRe - re), f(evenIm - im));
  }
  x[0] = first * first;
  for (let k = 1; k < half; k++) x[k] = x[2 * k]!;
  return f(last * last);
}

function squared(re: number, im: number): number {
  return f(f(re * re) + f(im * im));
}
