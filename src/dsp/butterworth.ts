import { Failure } from '../base/failure.ts';

/** A Butterworth filter; the order is even, 2 to 8. */
export type Filter =
  | { readonly kind: 'none' }
  | { readonly kind: 'low' | 'high'; readonly cutoffHz: number; readonly order: number };

/**
 * Second-order sections b0 b1 b2 a1 a2 (a0 is 1) of a Butterworth filter, by the bilinear transform
 * with the cutoff pre-warped (Oppenheim and Schafer, Discrete-Time Signal Processing, 7.2). The
 * section with the lowest quality comes first. Computed in float64, given in float32.
 */
export function butterworth(filter: Filter, sampleRateHz: number): Float32Array {
  if (filter.kind === 'none') return new Float32Array(0);
  const { kind, cutoffHz, order } = filter;
  if (!Number.isInteger(order) || order < 2 || order > 8 || order % 2 === 1) {
    throw new Failure(
      'bad-option',
      `A filter of order ${order} is not possible: give 2, 4, 6 or 8.`,
    );
  }
  if (!(cutoffHz > 0 && cutoffHz < sampleRateHz / 2)) {
    throw new Failure(
      'bad-option',
      `A filter at ${cutoffHz} Hz is not possible: at ${sampleRateHz} readings a second give a frequency above 0 and below ${sampleRateHz / 2} Hz.`,
    );
  }
  const w = Math.tan((Math.PI * cutoffHz) / sampleRateHz);
  const sections: number[] = [];
  for (let pair = order / 2 - 1; pair >= 0; pair--) {
    const inverseQuality = 2 * Math.sin((Math.PI * (2 * pair + 1)) / (2 * order));
    const scale = 1 / (1 + inverseQuality * w + w * w);
    const gain = kind === 'low' ? w * w * scale : scale;
    sections.push(gain, kind === 'low' ? 2 * gain : -2 * gain, gain);
    sections.push(2 * (w * w - 1) * scale, (1 - inverseQuality * w + w * w) * scale);
  }
  return Float32Array.from(sections);
}

/**
 * Filters `length` readings in place, one section after another, in transposed direct form II with
 * every operation rounded to float32; it starts from rest.
 */
export function filterInPlace(x: Float32Array, length: number, sections: Float32Array): void {
  const f = Math.fround;
  for (let s = 0; s < sections.length; s += 5) {
    const [b0, b1, b2, a1, a2] = sections.subarray(s, s + 5) as unknown as [
      number,
      number,
      number,
      number,
      number,
    ];
    let [first, second] = [0, 0];
    for (let i = 0; i < length; i++) {
      const input = x[i]!;
      const output = f(f(b0 * input) + first);
      first = f(f(f(b1 * input) - f(a1 * output)) + second);
      second = f(f(b2 * input) - f(a2 * output));
      x[i] = output;
    }
  }
}
