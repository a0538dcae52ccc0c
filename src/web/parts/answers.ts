import type { z } from 'zod';
import type { answers, testResult } from '../../api/results.ts';

export type Answers = z.infer<typeof answers>;

/** Something known of the samples: a value for each place in `samples`. */
export type Fact = Answers['facts'][number];

/** What is answered to. */
export type Counted = z.infer<typeof testResult>['counted'];

/** One window, or thing in a picture, that a model has answered. */
export interface Answered {
  /** null: made of no recording. */
  readonly sample: string | null;
  /** Of its sample in the lists of the run. */
  readonly place: number;
  /** The reading where it begins. */
  readonly start: number;
  readonly label: number;
  readonly answer: number;
  readonly answerScore: number;
  readonly labelScore: number;
}

/** One window to show; of those that no model was asked about there is no answer. */
export type Shown = Pick<Answered, 'sample' | 'start' | 'label'> &
  Partial<Pick<Answered, 'answer' | 'answerScore'>>;

export function answeredOf(told: Answers): Answered[] {
  return told.sample.map((place, i) => ({
    sample: told.samples[place] ?? null,
    place,
    start: told.start[i]!,
    label: told.label[i]!,
    answer: told.answer[i]!,
    answerScore: told.answerScore[i]!,
    labelScore: told.labelScore[i]!,
  }));
}

/** The windows of a cell of the confusion matrix, surest first. */
export function ofCell(
  all: readonly Answered[],
  cell: { readonly truth: number; readonly answer: number },
): Answered[] {
  return all
    .filter(({ label, answer }) => label === cell.truth && answer === cell.answer)
    .sort((a, b) => b.answerScore - a.answerScore);
}

/** What a model was surest of and yet wrong about. */
export function surestMistakes(all: readonly Answered[]): Answered[] {
  return all
    .filter(({ label, answer }) => label !== answer)
    .sort((a, b) => b.answerScore - a.answerScore);
}

/** Where a model, right or wrong, gave the truth least. */
export function worst(all: readonly Answered[]): Answered[] {
  return all.toSorted((a, b) => a.labelScore - b.labelScore);
}

/** Where it was right and surest. */
export function best(all: readonly Answered[]): Answered[] {
  return all
    .filter(({ label, answer }) => label === answer)
    .sort((a, b) => b.answerScore - a.answerScore);
}

/** So much of its score, on the mean of a sample's windows, must another label have to cast doubt. */
const doubtLeast = 0.5;

/**
 * Samples whose label is likely wrong: most of their windows are answered with one and the same other
 * label. Each stands as the surest of those windows, with the mean score of that label over all windows of
 * the sample as its score; the surest first.
 */
export function mislabelled(all: readonly Answered[]): Answered[] {
  // a recording with marked stretches has windows of several labels: each stretch's stand for themselves
  const bySample = Map.groupBy(
    all.filter(({ sample }) => sample !== null),
    ({ place, label }) => `${place} ${label}`,
  );
  return [...bySample.values()]
    .flatMap((own) => {
      const byAnswer = Map.groupBy(surestMistakes(own), ({ answer }) => answer);
      return [...byAnswer.values()].map((same): Answered => {
        const score = same.reduce((sum, { answerScore }) => sum + answerScore, 0) / own.length;
        return { ...same[0]!, answerScore: score };
      });
    })
    .filter(({ answerScore }) => answerScore > doubtLeast)
    .sort((a, b) => b.answerScore - a.answerScore);
}
