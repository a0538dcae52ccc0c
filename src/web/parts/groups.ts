import type { Answered, Fact } from './answers.ts';

/** What a person may ask about: how well a model does for each value of something known of the samples. */
export interface GroupRow {
  /** null: samples of which it is not known. */
  readonly value: string | null;
  readonly windows: number;
  readonly right: number;
}

/** A row for each value of a fact, that with the least share of right windows first. */
export function groupRows(windows: readonly Answered[], fact: Fact): GroupRow[] {
  const byValue = Map.groupBy(windows, ({ place }) => fact.values[place] ?? null);
  return [...byValue]
    .map(([value, own]) => ({
      value,
      windows: own.length,
      right: own.filter(({ label, answer }) => label === answer).length,
    }))
    .sort((a, b) => a.right / a.windows - b.right / b.windows || b.windows - a.windows);
}

export function ofGroup(
  windows: readonly Answered[],
  { values }: Fact,
  value: string | null,
): Answered[] {
  return windows.filter(({ place }) => (values[place] ?? null) === value);
}
