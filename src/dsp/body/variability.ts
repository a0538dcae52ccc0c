import { hann, powerSpectrum } from '../fft.ts';
import { sqrt } from '../float32.ts';
import { sort } from '../sort.ts';
import type { HeartTables } from './heart.ts';

export const hrvNames = ['mean interval', 'SDNN', 'RMSSD', 'pNN50', 'LF', 'HF', 'LF/HF'] as const;

const f = Math.fround;

/** Features of the intervals between beats, see HeartBlock; all 0 with fewer than three good ones. */
export function variability(beats: readonly number[], tables: HeartTables): number[] {
  const intervals = beats.slice(1).map((beat, i) => f((beat - beats[i]!) * tables.msPerReading));
  const good = goodOnes(intervals);
  const count = good.filter(Boolean).length;
  if (count < 3) return hrvNames.map(() => 0);
  let total = 0;
  for (const [i, ms] of intervals.entries()) if (good[i]) total = f(total + ms);
  const mean = f(total / count);
  let squares = 0;
  let [pairs, apart, steps] = [0, 0, 0];
  for (const [i, ms] of intervals.entries()) {
    if (!good[i]) continue;
    const off = f(ms - mean);
    squares = f(squares + f(off * off));
    if (i === 0 || !good[i - 1]) continue;
    const step = f(ms - intervals[i - 1]!);
    steps = f(steps + f(step * step));
    pairs++;
    if (step > 50 || step < -50) apart++;
  }
  const [lf, hf] = powers(beats, intervals, good, mean, tables);
  return [
    mean,
    sqrt(f(squares / (count - 1))),
    pairs > 0 ? sqrt(f(steps / pairs)) : 0,
    pairs > 0 ? f(apart / pairs) : 0,
    lf,
    hf,
    hf > 0 ? f(lf / hf) : 0,
  ];
}

/** Which intervals are those of a heart that was neither missed nor heard twice. */
function goodOnes(intervals: readonly number[]): boolean[] {
  const isPossible = (ms: number) => ms >= 300 && ms <= 2000;
  const sorted = Float32Array.from(intervals.filter(isPossible));
  sort(sorted);
  const median = sorted[sorted.length >> 1] ?? 0;
  const reach = f(median * f(0.3));
  return intervals.map((ms) => isPossible(ms) && Math.abs(f(ms - median)) <= reach);
}

/** Of the good intervals, drawn as lines between the beats that end them, less their mean. */
function powers(
  beats: readonly number[],
  intervals: readonly number[],
  good: readonly boolean[],
  mean: number,
  tables: HeartTables,
): readonly [lf: number, hf: number] {
  const { drawStep, fftLength } = tables;
  const line = new Float32Array(fftLength);
  const places = intervals.flatMap((_, i) => (good[i] ? [i] : []));
  let next = 0;
  for (let k = 0; k < fftLength; k++) {
    const at = f(k * drawStep);
    while (next < places.length && beats[places[next]! + 1]! < at) next++;
    const after = places[Math.min(next, places.length - 1)]!;
    const before = places[Math.max(0, next - 1)]!;
    let value = intervals[after]!;
    if (before !== after && next < places.length) {
      const [from, to] = [beats[before + 1]!, beats[after + 1]!];
      const share = f(f(at - from) / (to - from));
      value = f(intervals[before]! + f(f(intervals[after]! - intervals[before]!) * share));
    }
    line[k] = f(value - mean);
  }
  hann(line, line, fftLength, tables.twiddles, 1);
  powerSpectrum(line, fftLength, tables.twiddles, 1);
  const [lfBin, hfBin, endBin] = tables.bands;
  const sum = (from: number, to: number) => {
    let total = 0;
    for (let bin = from; bin < to; bin++) total = f(total + line[2 * bin]!);
    return f(total * tables.powerScale);
  };
  return [sum(lfBin, hfBin), sum(hfBin, endBin)];
}
