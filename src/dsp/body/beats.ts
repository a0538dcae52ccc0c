import { filterInPlace } from '../butterworth.ts';
import { centre } from '../float32.ts';
import { sort } from '../sort.ts';
import type { HeartTables } from './heart.ts';

const f = Math.fround;

/** The readings at which the heart beats, ascending; each step as in runtime/dsp/thimble_heart.c. */
export function findBeats(
  window: Float32Array,
  source: 'ecg' | 'ppg',
  tables: HeartTables,
): number[] {
  const { length, width } = tables;
  const x = Float32Array.from(window);
  centre(x, 0, length, 1, tables.inverseLength);
  filterInPlace(x, length, tables.highSections, 'high');
  filterInPlace(x, length, tables.lowSections, 'low');
  const steep = steepness(x, source === 'ppg', tables);
  const level = levelOf(steep, tables);
  const beats: number[] = [];
  for (let i = 0; i < length; i++) {
    if (!(steep[i]! > level) || !isHighest(steep, i, tables.pause)) continue;
    const at = deflection(x, source === 'ppg', Math.max(0, i - width), Math.min(length - 1, i));
    const last = beats.at(-1);
    if (last === undefined || at - last >= tables.pause) beats.push(at);
  }
  return beats;
}

/** The mean square slope of the `width` readings up to each. */
function steepness(x: Float32Array, isPulse: boolean, tables: HeartTables): Float32Array {
  const { length, width, inverseWidth } = tables;
  const square = (i: number) => {
    const slope = i > 0 ? f(x[i]! - x[i - 1]!) : 0;
    return isPulse && !(slope > 0) ? 0 : f(slope * slope);
  };
  const steep = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    let total = 0;
    for (let back = 0; back < width; back++) {
      if (i - back > 0) total = f(total + square(i - back));
    }
    steep[i] = f(total * inverseWidth);
  }
  return steep;
}

/** A share of the middle one of the maxima of stretches. */
function levelOf(steep: Float32Array, { blocks, stretch, threshold }: HeartTables): number {
  const maxima = Float32Array.from({ length: blocks }, (_, block) => {
    let most = 0;
    for (let i = block * stretch; i < (block + 1) * stretch; i++) {
      if (steep[i]! > most) most = steep[i]!;
    }
    return most;
  });
  sort(maxima);
  return f(maxima[blocks >> 1]! * threshold);
}

/** Above all within the pause before, and not below any within the pause after. */
function isHighest(steep: Float32Array, i: number, pause: number): boolean {
  const end = Math.min(steep.length - 1, i + pause);
  for (let k = Math.max(0, i - pause); k < i; k++) if (!(steep[i]! > steep[k]!)) return false;
  for (let k = i + 1; k <= end; k++) if (steep[k]! > steep[i]!) return false;
  return true;
}

/** The reading from `start` to `end` that is farthest from 0; of a pulse the highest one. */
function deflection(x: Float32Array, isPulse: boolean, start: number, end: number): number {
  const size = (i: number) => (isPulse || x[i]! > 0 ? x[i]! : -x[i]!);
  let best = start;
  for (let i = start + 1; i <= end; i++) if (size(i) > size(best)) best = i;
  return best;
}
