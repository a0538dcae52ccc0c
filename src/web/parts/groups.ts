import type { Answered, Counted, Fact } from './answers.ts';

/** What a person may ask about: how well a model does for each value of something known of the samples. */
export interface GroupRow {
  /** null: samples of which it is not known. */
  readonly value: string | null;
  readonly windows: number;
  readonly right: number;
  /** Samples that the windows are of: so many trials, for windows of one recording go together. */
  readonly samples: number;
}

/** A fact, and one of its values where only its windows are wanted; null: those of which it is not known. */
export interface GroupChoice {
  readonly by?: string | undefined;
  readonly group?: string | null | undefined;
}

/** A row for each value of a fact, that for which a model does worst first. */
export function groupRows(
  windows: readonly Answered[],
  fact: Fact,
  counted: Counted = 'windows',
): GroupRow[] {
  const worth = worthOf[counted];
  const byValue = Map.groupBy(windows, ({ place }) => fact.values[place] ?? null);
  return [...byValue]
    .map(([value, own]) => ({
      value,
      windows: own.length,
      right: own.filter(({ label, answer }) => label === answer).length,
      samples: new Set(own.map(({ place }) => place)).size,
    }))
    .sort((a, b) => worth(a) - worth(b) || b.windows - a.windows);
}

/**
 * How well a model does: of windows the share that is right; of things F1, for what was missed and what was
 * found where nothing is stand among them, each once.
 */
export const worthOf: { readonly [K in Counted]: (row: GroupRow) => number } = {
  windows: ({ right, windows }) => right / windows,
  things: ({ right, windows }) => (2 * right) / (windows + right),
};

/** The fact that groups are made by, if it is known of the samples; else the first that is. */
export function factOf(facts: readonly Fact[], { by }: GroupChoice): Fact | undefined {
  return facts.find(({ name }) => name === by) ?? facts[0];
}

/** The windows of the chosen group, or all where none is chosen. */
export function ofChosen(
  windows: readonly Answered[],
  facts: readonly Fact[],
  choice: GroupChoice,
): readonly Answered[] {
  const fact = facts.find(({ name }) => name === choice.by);
  if (!fact || choice.group === undefined) return windows;
  return windows.filter(({ place }) => (fact.values[place] ?? null) === choice.group);
}
