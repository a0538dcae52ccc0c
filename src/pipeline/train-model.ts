import type { Task } from '../base/task.ts';
import { holdsPictures } from '../project/import-pictures.ts';
import { listBoxes } from '../project/list-boxes.ts';
import type { SourceFile } from '../project/source-file.ts';
import { type Answers, answersOf } from './answers.ts';
import { gatherPictures, gatherRecordings, gatherScenes } from './gather.ts';
import { resultOf, type TestResult } from './judge.ts';
import { type LearnWorld, learn } from './learn.ts';
import { learnPictures } from './learn-pictures.ts';
import type { Model, PictureModel, SignalModel } from './model.ts';
import type { BuildSettings } from './settings.ts';

/** What training needs of a build's settings. */
export type TrainSettings = Omit<BuildSettings, 'target' | 'board'> & { readonly board?: string };

interface TrainModelWorld extends LearnWorld {
  readonly nowMs: () => number;
}

export interface TrainedModel {
  readonly model: Model;
  /** Why the parts of the data are what they are. */
  readonly splitRule: string;
  readonly notes: readonly string[];
  /**
   * What the best epoch answered to the validation part, in float32 and before it learned from that,
   * too; null where there is none.
   */
  readonly validation: { readonly result: TestResult; readonly answers: Answers } | null;
}

/** The trip as far as a trained network: recordings or pictures in. */
export async function trainModel(
  files: readonly SourceFile[],
  settings: TrainSettings,
  task: Task,
  world: TrainModelWorld,
): Promise<TrainedModel> {
  const boxed = await listBoxes(files, settings.listing);
  if (boxed || (await holdsPictures(files, settings.listing))) {
    const trip = boxed
      ? await gatherScenes(files, settings, boxed, task)
      : await gatherPictures(files, settings, task);
    const model = await trainPictures(trip, settings, task, world);
    const { split, folder } = trip;
    return { model, splitRule: split.rule, notes: folder.notes, validation: null };
  }
  const trip = await gatherRecordings(files, settings, task);
  const { validated, ...model } = await trainSignal(trip, settings, task, world);
  const { split, folder, data } = trip;
  const { labels, recordings } = data.validation;
  const scores = validated && rowsOf(validated, data.labels.length);
  const validation = scores && {
    result: resultOf(scores, labels, recordings),
    answers: answersOf(split.validation, data.validation, scores),
  };
  return { model, splitRule: split.rule, notes: folder.notes, validation };
}

export async function trainSignal(
  { data }: Pick<Awaited<ReturnType<typeof gatherRecordings>>, 'data'>,
  settings: TrainSettings,
  task: Task,
  world: TrainModelWorld,
): Promise<SignalModel & { readonly validated: Float32Array | null }> {
  const startedMs = world.nowMs();
  const learned = await learn(settings.name, data, settings, task, world);
  return {
    kind: 'signal',
    labels: data.labels,
    signal: data.signal,
    strideReadings: data.plan.stride,
    learned,
    validated: learned.trained.validated,
    trainingSeconds: (world.nowMs() - startedMs) / 1000,
  };
}

export async function trainPictures(
  { data, recipe }: Pick<Awaited<ReturnType<typeof gatherPictures>>, 'data' | 'recipe'>,
  settings: TrainSettings,
  task: Task,
  world: TrainModelWorld,
): Promise<PictureModel> {
  const startedMs = world.nowMs();
  const learned = await learnPictures(settings.name, data, recipe, settings, task, world);
  const trainingSeconds = (world.nowMs() - startedMs) / 1000;
  return { kind: 'picture', labels: data.labels, image: data.image, learned, trainingSeconds };
}

function rowsOf(packed: Float32Array, classes: number): Float32Array[] {
  return Array.from({ length: packed.length / classes }, (_, i) =>
    packed.subarray(i * classes, (i + 1) * classes),
  );
}
