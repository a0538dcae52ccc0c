import { Failure } from '../base/failure.ts';
import type { Signal } from './block.ts';

/** A Butterworth filter, 3 dB down at its cutoff; the order is even, 2 to 8. */
export type Filter =
  | { readonly kind: 'none' }
  | { readonly kind: 'low' | 'high'; readonly cutoffHz: number; readonly order: number };

/**
 * The second-order sections of a Butterworth filter as state variable filters: a1 a2 a3 k of each,
 * the one with the lowest quality first. Computed in float64, given in float32; none for no filter.
 *
 * The bilinear transform with the cutoff pre-warped (Oppenheim and Schafer, Discrete-Time Signal
 * Processing, 7.2) in the form with two trapezoidal integrators (Zavalishin, The Art of VA Filter
 * Design, 4): the same transfer function as with the usual b0 b1 b2 a1 a2, whose float32 coefficients
 * lose accuracy with the square of cutoff over rate, as these do not.
 */
export function butterworth(filter: Filter, { sampleRateHz }: Signal): Float32Array {
  requireFilter(filter, sampleRateHz);
  if (filter.kind === 'none') return new Float32Array(0);
  const { cutoffHz, order } = filter;
  const g = Math.tan((Math.PI * cutoffHz) / sampleRateHz);
  const sections: number[] = [];
  for (let pair = order / 2 - 1; pair >= 0; pair--) {
    const k = 2 * Math.sin((Math.PI * (2 * pair + 1)) / (2 * order));
    const a1 = 1 / (1 + g * (g + k));
    sections.push(a1, g * a1, g * g * a1, k);
  }
  return Float32Array.from(sections);
}

/** One section that takes out what lies within a thirtieth of a frequency; none for 0 Hz. */
export function notch(hz: number, { sampleRateHz }: Signal): Float32Array {
  if (hz === 0) return new Float32Array(0);
  if (!(hz > 0 && hz < sampleRateHz / 2)) {
    throw new Failure(
      'bad-option',
      `A notch at ${hz} Hz is not possible: at ${sampleRateHz} readings a second give a frequency below ${sampleRateHz / 2} Hz, or 0 for none.`,
    );
  }
  const g = Math.tan((Math.PI * hz) / sampleRateHz);
  const k = 1 / 30;
  const a1 = 1 / (1 + g * (g + k));
  return Float32Array.of(a1, g * a1, g * g * a1, k);
}

/** Numbers of the table for each section. */
export const sectionSize = 4;

/** Throws a Failure for an order that there is not, or a cutoff past half the sample rate. */
export function requireFilter(filter: Filter, sampleRateHz: number): void {
  if (filter.kind === 'none') return;
  const { kind, cutoffHz, order } = filter;
  if (![2, 4, 6, 8].includes(order)) {
    throw new Failure(
      'bad-option',
      `A ${kind}-pass filter of order ${order} is not possible: give 2, 4, 6 or 8.`,
    );
  }
  if (!(cutoffHz > 0 && cutoffHz < sampleRateHz / 2)) {
    throw new Failure(
      'bad-option',
      `A ${kind}-pass filter at ${cutoffHz} Hz is not possible: at ${sampleRateHz} readings a second give a frequency above 0 and below ${sampleRateHz / 2} Hz.`,
    );
  }
}

/**
 * Filters `length` readings in place, one section after another, each step rounded to float32. It
 * starts as if the first reading had been there for ever, so that a window begins without a jolt.
 */
export function filterInPlace(
  x: Float32Array,
  length: number,
  sections: Float32Array,
  kind: 'low' | 'high' | 'notch',
): void {
  const f = Math.fround;
  for (let s = 0; s < sections.length; s += sectionSize) {
    const a1 = sections[s]!;
    const a2 = sections[s + 1]!;
    const a3 = sections[s + 2]!;
    const k = sections[s + 3]!;
    let band = 0;
    let low = x[0]!;
    for (let i = 0; i < length; i++) {
      const above = f(x[i]! - low);
      const middle = f(f(a1 * band) + f(a2 * above));
      const step = f(f(a2 * band) + f(a3 * above));
      band = f(f(2 * middle) - band);
      const reached = f(low + step);
      if (kind === 'low') x[i] = reached;
      else if (kind === 'high') x[i] = f(f(above - step) - f(k * middle));
      else x[i] = f(x[i]! - f(k * middle));
      low = f(reached + step);
    }
  }
}
