import type { z } from 'zod';
import type { answers } from '../../api/results.ts';

export type Answers = z.infer<typeof answers>;

/** One window that a model has answered. */
export interface Answered {
  /** null: made of no recording. */
  readonly sample: string | null;
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
