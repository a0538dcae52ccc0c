import { multiplyByQuantizedMultiplier } from '../../graph/fixed-point.ts';
import type { Rounding, Value } from '../../graph/op.ts';
import { addMultipliers, scaleOf, zeroOf } from '../../graph/quantized-value.ts';

/** An addition of two int8 values as one line: output = saturated((left a + right b + constant) >> shift) */
interface Line {
  readonly left: number;
  readonly right: number;
  readonly constant: number;
  readonly shift: number;
}

/** Near the real scales: the first line that gives the sum of every pair. */
export function lineOf(a: Value, b: Value, to: Value, rounding: Rounding = 'double'): Line | null {
  const truth = sumsOf(a, b, to, rounding);
  for (let shift = 22; shift >= 16; shift--) {
    const left = Math.round((scaleOf(a) / scaleOf(to)) * 2 ** shift);
    const right = Math.round((scaleOf(b) / scaleOf(to)) * 2 ** shift);
    const reach = 128 * (left + right) + (1 + 255 + 128) * 2 ** shift;
    if (reach >= 2 ** 31) continue;
    for (const [i, j] of steps) {
      const constant = constantFor(truth, left + i, right + j, shift);
      if (constant !== null) return { left: left + i, right: right + j, constant, shift };
    }
  }
  return null;
}

/** Small steps around the real scales, nearest first. */
const steps: readonly (readonly [number, number])[] = Array.from({ length: 81 }, (_, i) => {
  return [Math.floor(i / 9) - 4, (i % 9) - 4] as const;
}).sort(([a, b], [c, d]) => a * a + b * b - (c * c + d * d));

/** Output of each pair, a + 128 in rows of 256, before it is cut off to int8. */
function sumsOf(a: Value, b: Value, to: Value, rounding: Rounding): Int32Array {
  const { left, right, sum } = addMultipliers(a, b, to);
  const widened = (value: Value, by: typeof left) =>
    Int32Array.from({ length: 256 }, (_, i) =>
      multiplyByQuantizedMultiplier((i - 128 - zeroOf(value)) << 20, by, rounding),
    );
  const [x, y] = [widened(a, left), widened(b, right)];
  return Int32Array.from({ length: 65536 }, (_, i) => {
    const total =
      multiplyByQuantizedMultiplier(x[i >> 8]! + y[i & 255]!, sum, rounding) + zeroOf(to);
    return Math.min(127, Math.max(-128, total));
  });
}

/** What makes a line true for all pairs, or null. */
function constantFor(truth: Int32Array, left: number, right: number, shift: number): number | null {
  const step = 2 ** shift;
  let [least, most] = [-(2 ** 31), 2 ** 31 - 1];
  for (let i = 0; i < 65536; i++) {
    const value = left * ((i >> 8) - 128) + right * ((i & 255) - 128);
    const output = truth[i]!;
    if (output > -128) least = Math.max(least, output * step - value);
    if (output < 127) most = Math.min(most, (output + 1) * step - 1 - value);
    if (least > most) return null;
  }
  const constant = Math.floor((least + most) / 2);
  const end = 128 * (Math.abs(left) + Math.abs(right)) + Math.abs(constant);
  return end < 2 ** 31 ? constant : null;
}
