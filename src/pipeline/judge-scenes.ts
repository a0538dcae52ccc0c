import { stopIfCancelled, type Task } from '../base/task.ts';
import { type Centre, type CentreRule, findCentres } from '../graph/centres.ts';
import { evaluate } from '../graph/evaluate.ts';
import type { Graph } from '../graph/op.ts';
import type { Labelled } from '../project/sample.ts';
import { sizeOf, tensor } from '../tensor/tensor.ts';
import type { Cells } from '../train/detection/cells.ts';
import {
  addCounts,
  type CentreCount,
  centreReport,
  inAll,
  matchCentres,
  matchThings,
} from '../train/detection/match.ts';
import { scoresOf } from '../train/judge.ts';
import type { Confusion } from '../train/metrics.ts';
import { type Answers, rounded } from './answers.ts';
import { cellsFor, realOf } from './learn-pictures.ts';
import type { KeptPictures } from './model.ts';
import type { PictureData, Pictures } from './pictures.ts';

/** How a detector of centres does on a part of the data that it did not learn from. */
export interface SceneResult {
  /** [pictures], each [rows, columns, labels] */
  readonly scores: readonly Float32Array[];
  readonly centres: readonly (readonly Centre[])[];
  /** Of each label but the background's. */
  readonly counts: readonly CentreCount[];
  /** Of all labels' centres together. */
  readonly f1: number;
  /** The mean over the labels. */
  readonly macroF1: number;
  /** The background's row: found where nothing is; its column: missed. */
  readonly confusion: Confusion;
}

/** So sure, in 256ths, must a network be: half. */
const threshold = 128;
/** As many centres as a board keeps of one picture. */
const centresMost = 64;

/** How centres are made of the scores of a network over pictures of this form. */
export function ruleFor({ image, labels }: Pick<PictureData, 'image' | 'labels'>): CentreRule {
  const { rows, columns, side } = cellsFor(image);
  return { rows, columns, classes: labels.length, cell: side, threshold, most: centresMost };
}

/** The same of a network; null of one that does not score every cell of a picture: it finds nothing. */
export function ruleOf(
  of: Pick<PictureData, 'image' | 'labels'> & { readonly network: Graph },
): CentreRule | null {
  const { shape } = of.network.values[of.network.outputs[0]!]!;
  return sizeOf(shape) === of.labels.length ? null : ruleFor(of);
}

/** Both networks on the test part. */
export async function judgeScenes(
  { float, int8: { network }, form }: KeptPictures,
  data: PictureData,
  task: Task,
  pause: () => Promise<void>,
): Promise<{ float: SceneResult; int8: SceneResult }> {
  const { pictures } = data.test;
  const rule = ruleFor(data);
  const size = rule.rows * rule.columns * rule.classes;
  const packed = scoresOf(float, [realOf(pictures, form)]);
  const rows = pictures.map((_, i) => packed.slice(i * size, (i + 1) * size));
  const { shape } = network.values[network.inputs[0]!]!;
  const scores: Float32Array[] = [];
  for (const [i, picture] of pictures.entries()) {
    scores.push(evaluate(network, [tensor('i8', shape, picture)])[0]!.data as Float32Array);
    if (i % 8 === 7) {
      stopIfCancelled(task);
      task.progress('Testing', i, pictures.length);
      await pause();
    }
  }
  task.progress('Testing', pictures.length, pictures.length);
  const grid = cellsFor(data.image);
  return {
    float: resultOf(rows, rule, data.test, grid),
    int8: resultOf(scores, rule, data.test, grid),
  };
}

function resultOf(
  scores: readonly Float32Array[],
  rule: CentreRule,
  { things = [] }: Pictures,
  grid: Cells,
): SceneResult {
  const centres = scores.map((row) => findCentres(rule, row));
  const counts = addCounts(
    centres.map((found, i) => matchCentres(things[i]!, found, rule.classes, grid)),
  );
  const confusion = Array.from({ length: rule.classes }, () =>
    new Array<number>(rule.classes).fill(0),
  );
  for (const [i, { there, found, right }] of counts.entries()) {
    confusion[i + 1]![i + 1] = right;
    confusion[i + 1]![0] = there - right;
    confusion[0]![i + 1] = found - right;
  }
  const each = counts.map((count) => centreReport(count).f1);
  return {
    scores,
    centres,
    counts,
    f1: centreReport(inAll(counts)).f1,
    macroF1: each.reduce((sum, f1) => sum + f1, 0) / each.length,
    confusion,
  };
}

/**
 * Each thing of the pictures, found or not, and each centre where nothing is, as an answer: what is
 * missed is answered as background, what is not there has the background's label.
 */
export function answersOfScenes(
  samples: readonly Labelled[],
  { centres }: Pick<SceneResult, 'centres'>,
  { image, test: { things = [] } }: PictureData,
): Answers {
  const grid = cellsFor(image);
  const each = centres.flatMap((found, source) => {
    const matched = matchThings(things[source]!, found, grid);
    const score = ({ score: of256 }: Centre) => rounded(of256 / 256);
    const missed = matched.missed.map(({ label }) => ({
      ...{ source, label, answer: 0 },
      ...{ answerScore: 0, labelScore: 0 },
    }));
    const told = matched.centres.map(({ centre, thing }) => ({
      ...{ source, label: thing ? centre.label : 0, answer: centre.label },
      ...{ answerScore: score(centre), labelScore: thing ? score(centre) : 0 },
    }));
    return [...told, ...missed];
  });
  return {
    sources: samples.map(({ source }) => source),
    source: each.map(({ source }) => source),
    start: each.map(() => 0),
    label: each.map(({ label }) => label),
    answer: each.map(({ answer }) => answer),
    answerScore: each.map(({ answerScore }) => answerScore),
    labelScore: each.map(({ labelScore }) => labelScore),
  };
}
