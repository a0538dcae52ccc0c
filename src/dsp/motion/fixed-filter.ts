import type { Signal } from '../block.ts';
import type { Filter } from '../butterworth.ts';

const one = 2 ** 29;
/** What a filter gives is cut off at this, four times what goes in. */
const most = 2 ** 21;

/**
 * The second-order sections of a Butterworth filter by the bilinear transform, in 2⁻²⁹:
 * b0 b1 b2 a1 a2 of each, y = b0 x + b1 x₁ + b2 x₂ − a1 y₁ − a2 y₂; none for no filter.
 */
export function sectionsQ29(filter: Filter, { sampleRateHz }: Signal): Int32Array {
  if (filter.kind === 'none') return new Int32Array(0);
  const { kind, cutoffHz, order } = filter;
  const g = Math.tan((Math.PI * cutoffHz) / sampleRateHz);
  const sections: number[] = [];
  for (let pair = order / 2 - 1; pair >= 0; pair--) {
    const k = 2 * Math.sin((Math.PI * (2 * pair + 1)) / (2 * order));
    const norm = 1 / (1 + k * g + g * g);
    const gain = kind === 'low' ? g * g * norm : norm;
    const middle = kind === 'low' ? 2 * gain : -2 * gain;
    const feedback = [2 * (g * g - 1) * norm, (1 - k * g + g * g) * norm];
    sections.push(...[gain, middle, gain, ...feedback].map((value) => Math.round(one * value)));
  }
  return Int32Array.from(sections);
}

/**
 * Filters in place, section after section, as if the first reading had been there for ever. What is
 * rounded off a reading is added to the next one. Values have at most 21 bits, so that all sums are
 * below 2⁵³: exact here, and as 64-bit numbers in thimble_spectral_q15.c.
 */
export function filterQ29(x: Int32Array, sections: Int32Array, isHigh: boolean): void {
  for (let s = 0; s < sections.length; s += 5) {
    const [b0, b1, b2, a1, a2] = sections.subarray(s, s + 5) as unknown as [
      number,
      number,
      number,
      number,
      number,
    ];
    let [x1, x2] = [x[0]!, x[0]!];
    let [y1, y2] = isHigh ? [0, 0] : [x[0]!, x[0]!];
    let rest = 0;
    for (let i = 0; i < x.length; i++) {
      const sum = b0 * x[i]! + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2 + rest;
      const whole = Math.floor(sum / one);
      rest = sum - whole * one;
      const y = Math.max(-most, Math.min(most, whole));
      [x2, x1] = [x1, x[i]!];
      [y2, y1] = [y1, y];
      x[i] = y;
    }
  }
}
