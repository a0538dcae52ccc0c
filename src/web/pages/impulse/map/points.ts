import type { z } from 'zod';
import type { featurePoints } from '../../../../api/results.ts';
import { shows } from '../../../plots/scatter/look.ts';
import type { Point } from '../../../plots/scatter/places.ts';

export type Points = z.output<typeof featurePoints>;

export const columns = ['sample', 'start', 'label', 'part', 'x', 'y'] as const;
export type Column = (typeof columns)[number];

/** The points of labels that are not left out, in their order. */
export function withoutLabels(points: Points, without: readonly string[]): number[] {
  const left = new Set(without.map((label) => points.labels.indexOf(label)));
  return points.label.flatMap((label, i) => (left.has(label) ? [] : [i]));
}

/** How each point shows: those that were chosen, or else those of the label that is looked at, stand out. */
export function shownOf(
  points: Points,
  seen: readonly number[],
  chosen: readonly number[],
  looked: string | null,
): Uint8Array {
  const shown = new Uint8Array(points.label.length);
  const label = looked === null ? -1 : points.labels.indexOf(looked);
  const others = chosen.length > 0 || label >= 0 ? shows.dimly : shows.plainly;
  for (const i of seen) shown[i] = label >= 0 && points.label[i] === label ? shows.plainly : others;
  for (const i of chosen) shown[i] = shows.chosen;
  return shown;
}

/** What the sample of a point is called, without its folders. */
export function nameOf(points: Points, i: number): string {
  const sample = points.sample[i]!;
  const name = points.sources?.[sample] ?? points.samples[sample] ?? 'noise';
  return name.split('/').at(-1)!;
}

/** Points in the order of a column; among equals they stay as they were. */
export function sorted(
  points: Points,
  places: readonly Point[],
  seen: readonly number[],
  by: Column,
  downwards: boolean,
): number[] {
  const keys: { readonly [C in Column]: (i: number) => number } = {
    sample: placesOfNames(points),
    start: (i) => points.start[i]!,
    label: (i) => points.label[i]!,
    part: (i) => parts.indexOf(points.part[i]!),
    x: (i) => places[i]!.x,
    // upwards is more for people, less on a screen
    y: (i) => 1 - places[i]!.y,
  };
  const key = keys[by];
  const sign = downwards ? -1 : 1;
  return seen.toSorted((a, b) => sign * (key(a) - key(b)));
}

const parts = ['train', 'validation', 'test'];

/** Which of all samples in the order of their names a point's is. */
function placesOfNames({ samples, sources, sample }: Points): (i: number) => number {
  const names = samples.map((id, at) => sources?.[at] ?? id ?? '');
  const order = names.map((_, at) => at).sort((a, b) => (names[a]! < names[b]! ? -1 : 1));
  const place = new Float64Array(names.length);
  for (const [at, of] of order.entries()) place[of] = at;
  return (i) => place[sample[i]!]!;
}
