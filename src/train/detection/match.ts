import type { ClassReport } from '../metrics.ts';
import type { Cells, Thing } from './cells.ts';

/** What was found: where, and how sure. */
interface Found {
  readonly label: number;
  readonly x: number;
  readonly y: number;
  readonly score: number;
}

/** Of each class, how often it was there, was found, and both at once. */
export interface CentreCount {
  readonly there: number;
  readonly found: number;
  readonly right: number;
}

/** How `matchThings` does it, for people. */
export const matchingRule =
  'A centre is right where it lies in a box of its label, grown by half a cell on each side. The ' +
  'surest centre chooses first, the nearest box, and each box is found once.';

/** Which centres found which things of one picture. */
export interface Matched<F extends Found = Found> {
  /** Surest first; null: nothing is there. */
  readonly centres: readonly { readonly centre: F; readonly thing: Thing | null }[];
  readonly missed: readonly Thing[];
}

/**
 * Matches the centres of one picture with its things. A centre is right where it lies in a thing of
 * its label, each side grown by half a cell (no finer is the answer of the network). Each thing is
 * found once: the surest centre chooses first, and takes the thing whose middle is nearest among those
 * that are not taken.
 */
export function matchThings<F extends Found>(
  things: readonly Thing[],
  found: readonly F[],
  { side }: Cells,
): Matched<F> {
  const taken = new Set<Thing>();
  const centres = found
    .toSorted((a, b) => b.score - a.score)
    .map((centre) => {
      const { label, x, y } = centre;
      const near = things
        .filter((thing) => thing.label === label && !taken.has(thing))
        .filter(
          (thing) =>
            Math.abs(x - thing.x) <= thing.halfWidth + side / 2 &&
            Math.abs(y - thing.y) <= thing.halfHeight + side / 2,
        )
        .sort((a, b) => Math.hypot(x - a.x, y - a.y) - Math.hypot(x - b.x, y - b.y));
      const thing = near[0] ?? null;
      if (thing) taken.add(thing);
      return { centre, thing };
    });
  return { centres, missed: things.filter((thing) => !taken.has(thing)) };
}

/** Counts what was found in one picture, [classes − 1], the first of label 1. */
export function matchCentres(
  things: readonly Thing[],
  found: readonly Found[],
  classes: number,
  cells: Cells,
): CentreCount[] {
  const { centres } = matchThings(things, found, cells);
  const countOf = (all: readonly { readonly label: number }[], label: number) =>
    all.filter((one) => one.label === label).length;
  const right = centres.filter(({ thing }) => thing).map(({ centre }) => centre);
  return Array.from({ length: classes - 1 }, (_, i) => ({
    there: countOf(things, i + 1),
    found: countOf(found, i + 1),
    right: countOf(right, i + 1),
  }));
}

/** The counts of several pictures, class by class. */
export function addCounts(counts: readonly (readonly CentreCount[])[]): CentreCount[] {
  return (counts[0] ?? []).map((_, i) =>
    counts.reduce(
      (sum, each) => ({
        there: sum.there + each[i]!.there,
        found: sum.found + each[i]!.found,
        right: sum.right + each[i]!.right,
      }),
      { there: 0, found: 0, right: 0 },
    ),
  );
}

/** Precision, recall and F1 of centres. */
export function centreReport({ there, found, right }: CentreCount): ClassReport {
  const precision = found === 0 ? 0 : right / found;
  const recall = there === 0 ? 0 : right / there;
  const f1 = right === 0 ? 0 : (2 * right) / (there + found);
  return { precision, recall, f1, count: there };
}

/** All classes' centres as one. */
export function inAll(counts: readonly CentreCount[]): CentreCount {
  return addCounts(counts.map((count) => [count]))[0]!;
}
