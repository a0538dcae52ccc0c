import { assert } from '../base/assert.ts';

/** How often each class was taken for which: [truth][answer]. */
export type Confusion = readonly (readonly number[])[];

export interface ClassReport {
  /** Of all that was called this class, the share that is. 0 where nothing was. */
  readonly precision: number;
  /** Of all that is this class, the share that was called so. 0 where nothing is. */
  readonly recall: number;
  /** Harmonic mean of the two. */
  readonly f1: number;
  /** How many are this class. */
  readonly count: number;
}

/** One example may be unlike another in length of scores only by mistake: [examples, classes]. */
export function answersOf(scores: ArrayLike<number>, classes: number): Int32Array {
  assert(scores.length % classes === 0, 'every example has a score for each class');
  return Int32Array.from({ length: scores.length / classes }, (_, i) => {
    let best = 0;
    for (let c = 1; c < classes; c++) {
      if (scores[i * classes + c]! > scores[i * classes + best]!) best = c;
    }
    return best;
  });
}

export function confusionOf(
  truths: ArrayLike<number>,
  answers: ArrayLike<number>,
  classes: number,
): number[][] {
  assert(truths.length === answers.length, 'there is one answer for each truth');
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < truths.length; i++) confusion[truths[i]!]![answers[i]!]!++;
  return confusion;
}

/** The share of right answers; NaN where there are none at all. */
export function accuracyOf(confusion: Confusion): number {
  const right = confusion.reduce((sum, row, c) => sum + row[c]!, 0);
  return right / confusion.reduce((sum, row) => sum + total(row), 0);
}

export function classReports(confusion: Confusion): ClassReport[] {
  return confusion.map((row, c) => {
    const right = row[c]!;
    const called = total(confusion.map((other) => other[c]!));
    const count = total(row);
    const precision = called === 0 ? 0 : right / called;
    const recall = count === 0 ? 0 : right / count;
    const f1 = right === 0 ? 0 : (2 * precision * recall) / (precision + recall);
    return { precision, recall, f1, count };
  });
}

/** The mean F1 of the classes that occur, as truth or as answer. */
export function macroF1Of(confusion: Confusion): number {
  const reports = classReports(confusion);
  return mean(reports.filter((_, c) => occurs(confusion, c)).map(({ f1 }) => f1));
}

/** The mean recall of the classes that there are. */
export function balancedAccuracyOf(confusion: Confusion): number {
  const reports = classReports(confusion).filter(({ count }) => count > 0);
  return mean(reports.map(({ recall }) => recall));
}

/** What is left of windows when their recordings are counted. */
export interface Grouped {
  /** [groups, classes] the mean scores of each recording's windows. */
  readonly scores: Float64Array;
  /** The truth of each recording, in the order in which they first appear. */
  readonly labels: Int32Array;
  readonly groups: Int32Array;
}

/** Averages scores [windows, classes] over the windows of each recording, named by a number. */
export function averageByGroup(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  groups: ArrayLike<number>,
): Grouped {
  const classes = scores.length / Math.max(1, labels.length);
  const places = new Map<number, number>();
  for (let i = 0; i < groups.length; i++) {
    if (!places.has(groups[i]!)) places.set(groups[i]!, places.size);
  }
  const sums = new Float64Array(places.size * classes);
  const counts = new Float64Array(places.size);
  const truths = new Int32Array(places.size);
  for (let i = 0; i < labels.length; i++) {
    const place = places.get(groups[i]!)!;
    truths[place] = labels[i]!;
    counts[place]++;
    for (let c = 0; c < classes; c++) sums[place * classes + c] += scores[i * classes + c]!;
  }
  const means = sums.map((sum, i) => sum / counts[Math.floor(i / classes)]);
  return { scores: means, labels: truths, groups: Int32Array.from(places.keys()) };
}

function occurs(confusion: Confusion, c: number): boolean {
  return total(confusion[c]!) + total(confusion.map((row) => row[c]!)) > 0;
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function mean(numbers: readonly number[]): number {
  return total(numbers) / numbers.length;
}
