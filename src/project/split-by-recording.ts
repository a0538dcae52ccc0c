import type { Random } from '../base/random.ts';
import type { Labelled } from './sample.ts';
import type { Thing } from './wording.ts';

/** Names are taken as numbered where this share of the recordings stands in series … */
const NUMBERED_SHARE = 0.9;
/** … of at least this many. */
const SERIES_MIN = 4;

/**
 * Takes recordings, the share of each label but at least one, and leaves at least one.
 *
 * Names that differ only in their numbers are a series in time ("walk.0001" and "walk.0002",
 * "walk.211505"): of such, the last ones are taken. Else recordings are drawn at random.
 */
export function takeByRecording<S extends Labelled>(
  pool: readonly S[],
  share: number,
  random: Random,
  thing: Thing,
) {
  const places = placesInSeries(pool);
  const taken = new Set<S>();
  for (const label of [...new Set(pool.map((sample) => sample.label))].sort()) {
    const all = pool.filter((sample) => sample.label === label).sort(bySource);
    const count = Math.min(all.length - 1, Math.max(1, Math.round(share * all.length)));
    const order = places
      ? all.sort((a, b) => places.get(b)! - places.get(a)!)
      : random.fork(label ?? '').shuffled(all);
    for (const sample of order.slice(0, count)) taken.add(sample);
  }
  return {
    taken: pool.filter((sample) => taken.has(sample)),
    rest: pool.filter((sample) => !taken.has(sample)),
    how: places
      ? `the last ${percent(share)} of each class by the numbers in their names (where these count ` +
        `time, later ${thing}s tell more about tomorrow than random ones)`
      : `${percent(share)} of each class, drawn at random by ${thing}`,
  };
}

/** By the numbers in the names: "walk.9" before "walk.10". */
function bySource(a: Labelled, b: Labelled): number {
  const [left, right] = [pieces(a.source), pieces(b.source)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i]!, right[i]!];
    if (x === y) continue;
    const [m, n] = [Number(x), Number(y)];
    if (i % 2 === 1 && m !== n) return m - n;
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
}

/** Where each recording stands in its series, from 0 to 1; null where names do not tell. */
function placesInSeries<S extends Labelled>(pool: readonly S[]): Map<S, number> | null {
  const series = new Map<string, S[]>();
  for (const sample of pool) {
    const stem = pieces(sample.source).map((piece, i) => (i % 2 === 1 ? '#' : piece));
    const key = JSON.stringify([sample.label, stem]);
    if (!series.has(key)) series.set(key, []);
    series.get(key)!.push(sample);
  }
  const inSeries = [...series.values()].filter(({ length }) => length >= SERIES_MIN);
  const count = inSeries.reduce((sum, { length }) => sum + length, 0);
  if (count < NUMBERED_SHARE * pool.length) return null;
  const places = new Map<S, number>();
  for (const samples of series.values()) {
    samples.sort(bySource).forEach((sample, i) => {
      places.set(sample, (i + 0.5) / samples.length);
    });
  }
  return places;
}

/** Texts and numbers by turns: ["walk.", "0001", ".csv"]. */
function pieces(source: string): string[] {
  return source.split(/(\d+)/);
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
