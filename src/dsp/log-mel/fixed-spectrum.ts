import { assert } from '../../base/assert.ts';

/**
 * The power spectrum of a frame of 16-bit readings in whole numbers, the same on every machine.
 *
 * The frame is scaled by a power of two chosen from its energy (a block exponent), windowed, taken in
 * pairs as complex numbers, transformed by passes of radix 4 that each halve (so that each keeps the
 * norm), where their number asks for it by a last pass of radix 2, and split into the spectrum of the
 * real signal. Each pass reads values a quarter of the length apart and writes four neighbours
 * (constant geometry: Pease, 1968). Every lane fits 16 bits, which `energyBitsFor` proves; >> rounds
 * down. The C of the same steps is runtime/dsp/thimble_spectrum_q15.c.
 */
export interface FixedSpectrum {
  readonly fftLength: number;
  readonly frameLength: number;
  /** A frame of b bits of energy is scaled by 2 to the power (energyBits − b) >> 1. */
  readonly energyBits: number;
  /** Passes of radix 4. */
  readonly passes: number;
  /** Whether a pass of radix 2 follows. */
  readonly pairs: boolean;
  /**
   * For each of the fftLength / 8 butterflies seven words of two 16-bit numbers, the first one low:
   * the window's weights of its four pairs of readings, then cos and sin of r turns, r = 1, 2, 3.
   */
  readonly turns: Int32Array;
  /** For bins 1 to fftLength / 4 one word: −sin and cos of 2πk / fftLength. */
  readonly splits: Int32Array;
}

/** The largest weight of a window; less than 2¹⁵, so that rounding has room. */
export const windowPeak = 32000;

/** The periodic Hann window over the frame, in whole numbers up to `windowPeak`. */
export function fixedHann(frameLength: number): Int16Array {
  return Int16Array.from({ length: frameLength }, (_, n) =>
    Math.round(windowPeak * (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / frameLength))),
  );
}

export function makeFixedSpectrum(
  fftLength: number,
  window: Int16Array,
  energyBits: number,
): FixedSpectrum {
  const half = fftLength / 2;
  assert(Number.isInteger(Math.log2(fftLength)) && fftLength >= 16, 'the length is a power of two');
  const weight = (n: number) => window[n] ?? 0;
  const turns: number[] = [];
  for (let i = 0; i < half / 4; i++) {
    for (let part = 0; part < 4; part++) {
      const n = 2 * (i + (part * half) / 4);
      turns.push(word(weight(n), weight(n + 1)));
    }
    for (let r = 1; r <= 3; r++) {
      const angle = (2 * Math.PI * i * r) / half;
      turns.push(word(q15(Math.cos(angle)), q15(Math.sin(angle))));
    }
  }
  const splits = Array.from({ length: half / 2 }, (_, k) => {
    const angle = (2 * Math.PI * (k + 1)) / fftLength;
    return word(q15(-Math.sin(angle)), q15(Math.cos(angle)));
  });
  const levels = Math.log2(half);
  return {
    fftLength,
    frameLength: window.length,
    energyBits,
    passes: levels >> 1,
    pairs: levels % 2 === 1,
    turns: Int32Array.from(turns),
    splits: Int32Array.from(splits),
  };
}

function q15(value: number): number {
  return Math.max(-32768, Math.min(32767, Math.round(32768 * value)));
}

function word(low: number, high: number): number {
  return (low & 0xffff) | (high << 16);
}

const low16 = (packed: number) => (packed << 16) >> 16;
const high16 = (packed: number) => packed >> 16;

/** Room for the work on one frame; the powers of bins 1 to fftLength / 2 − 1 stay in `power`. */
export interface SpectrumRoom {
  readonly power: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

export function spectrumRoom({ fftLength }: Pick<FixedSpectrum, 'fftLength'>): SpectrumRoom {
  const made = () => new Int32Array(fftLength);
  return { power: new Int32Array(fftLength / 2), from: made(), to: made() };
}

/**
 * Powers of one frame, which begins at `start` of `x`; returns the exponent s, its own or a lower one
 * that is given: powers are those of the frame times 2 to the power s. Readings past the end of `x` count as 0.
 */
export function fixedPowers(
  spectrum: FixedSpectrum,
  x: Int16Array,
  start: number,
  room: SpectrumRoom,
  exponent = exponentOf(spectrum, x, start),
): number {
  const { passes, pairs, fftLength } = spectrum;
  window(spectrum, x, start, exponent, room.from);
  let [from, to] = [room.from, room.to];
  for (let pass = 0; pass < passes; pass++) {
    const isLast = pass === passes - 1 && !pairs;
    quarters(spectrum.turns, fftLength / 8, pass, isLast, from, to);
    [from, to] = [to, from];
  }
  if (pairs) {
    halves(fftLength / 4, from, to);
    [from, to] = [to, from];
  }
  order(spectrum, from, to);
  split(spectrum, to, room.power);
  return exponent;
}

/** The exponent that the energy of a frame leaves room for. */
export function exponentOf(spectrum: FixedSpectrum, x: Int16Array, start: number): number {
  let energy = 0; // below 2^53: exact
  const end = Math.min(x.length, start + spectrum.frameLength);
  for (let n = start; n < end; n++) energy += x[n]! * x[n]!;
  const high = Math.floor(energy / 2 ** 32);
  const bits = high > 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(energy >>> 0);
  return (spectrum.energyBits - bits) >> 1;
}

function window(
  { turns, fftLength }: FixedSpectrum,
  x: Int16Array,
  start: number,
  exponent: number,
  out: Int32Array,
): void {
  const quarter = fftLength / 8;
  const [up, down] = exponent > 0 ? [exponent, 0] : [0, -exponent];
  for (let i = 0; i < quarter; i++) {
    for (let part = 0; part < 4; part++) {
      const weights = turns[7 * i + part]!;
      const n = 2 * (i + part * quarter);
      const even = Math.imul(x[start + n] ?? 0, low16(weights));
      const odd = Math.imul(x[start + n + 1] ?? 0, high16(weights));
      out[n] = ((even << up) >> down) >> 16;
      out[n + 1] = ((odd << up) >> down) >> 16;
    }
  }
}

/**
 * One pass of radix 4. The turns of butterfly i are those of i with its lowest 2·pass bits cleared.
 * From the third pass on butterflies that need no turn are only halved, in the last one all are.
 */
function quarters(
  turns: Int32Array,
  quarter: number,
  pass: number,
  isLast: boolean,
  x: Int32Array,
  y: Int32Array,
): void {
  const mask = -(4 ** pass);
  for (let i = 0; i < quarter; i++) {
    const [a, b, c, d] = [2 * i, 2 * (i + quarter), 2 * (i + 2 * quarter), 2 * (i + 3 * quarter)];
    const [pRe, pIm] = [x[a]! + x[c]!, x[a + 1]! + x[c + 1]!];
    const [mRe, mIm] = [x[a]! - x[c]!, x[a + 1]! - x[c + 1]!];
    const [qRe, qIm] = [x[b]! + x[d]!, x[b + 1]! + x[d + 1]!];
    const [nRe, nIm] = [x[b]! - x[d]!, x[b + 1]! - x[d + 1]!];
    const set = i & mask;
    const isTurned = !isLast && (pass < 2 || set > 0);
    const at = 8 * i;
    y[at] = (pRe + qRe) >> 1;
    y[at + 1] = (pIm + qIm) >> 1;
    if (isTurned) {
      turn(turns[7 * set + 4]!, mRe + nIm, mIm - nRe, y, at + 2);
      turn(turns[7 * set + 5]!, pRe - qRe, pIm - qIm, y, at + 4);
      turn(turns[7 * set + 6]!, mRe - nIm, mIm + nRe, y, at + 6);
    } else {
      y[at + 2] = (mRe + nIm) >> 1;
      y[at + 3] = (mIm - nRe) >> 1;
      y[at + 4] = (pRe - qRe) >> 1;
      y[at + 5] = (pIm - qIm) >> 1;
      y[at + 6] = (mRe - nIm) >> 1;
      y[at + 7] = (mIm + nRe) >> 1;
    }
  }
}

/** Half of a value turned by cos − i sin, rounded to nearest. */
function turn(packed: number, re: number, im: number, y: Int32Array, at: number): void {
  const cos = low16(packed);
  const sin = high16(packed);
  y[at] = (Math.imul(re, cos) + Math.imul(im, sin) + 32768) >> 16;
  y[at + 1] = (Math.imul(im, cos) - Math.imul(re, sin) + 32768) >> 16;
}

/** The last pass of radix 2, which neither turns nor halves. */
function halves(half: number, x: Int32Array, y: Int32Array): void {
  for (let i = 0; i < 2 * half; i += 2) {
    const c = i + 2 * half;
    y[2 * i] = x[i]! + x[c]!;
    y[2 * i + 1] = x[i + 1]! + x[c + 1]!;
    y[2 * i + 2] = x[i]! - x[c]!;
    y[2 * i + 3] = x[i + 1]! - x[c + 1]!;
  }
}

/** The passes leave frequencies with their digits reversed: base 4, the digit of radix 2 last. */
function order({ fftLength, passes, pairs }: FixedSpectrum, x: Int32Array, y: Int32Array): void {
  for (let i = 0; i < fftLength / 2; i++) {
    let rest = pairs ? i >> 1 : i;
    let bin = pairs ? i & 1 : 0;
    for (let pass = 0; pass < passes; pass++) {
      bin = (bin << 2) | (rest & 3);
      rest >>= 2;
    }
    y[2 * bin] = x[2 * i]!;
    y[2 * bin + 1] = x[2 * i + 1]!;
  }
}

/** Powers of bins k and half − k from the transform of the pairs at both. */
function split({ fftLength, splits }: FixedSpectrum, z: Int32Array, power: Int32Array): void {
  const half = fftLength / 2;
  for (let k = 1; k <= half / 2; k++) {
    const [low, high] = [2 * k, 2 * (half - k)];
    const evenRe = (z[low]! + z[high]!) >> 1;
    const evenIm = (z[low + 1]! - z[high + 1]!) >> 1;
    const oddRe = z[low]! - z[high]!;
    const oddIm = z[low + 1]! + z[high + 1]!;
    const c = low16(splits[k - 1]!);
    const s = high16(splits[k - 1]!);
    const re = (Math.imul(oddRe, c) + Math.imul(oddIm, s) + 32768) >> 16;
    const im = (Math.imul(oddIm, c) - Math.imul(oddRe, s) + 32768) >> 16;
    power[k] = squared(evenRe + re, evenIm + im);
    power[half - k] = squared(evenRe - re, evenIm - im);
  }
}

function squared(re: number, im: number): number {
  return Math.imul(re, re) + Math.imul(im, im);
}
