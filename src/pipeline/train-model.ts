import type { Task } from '../base/task.ts';
import type { SourceFile } from '../project/source-file.ts';
import { type Answers, answersOf } from './answers.ts';
import { isOfWords, listenTo } from './calibrate/calibrate.ts';
import { gather, type PictureTrip, type SceneTrip, type SignalTrip } from './gather.ts';
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
  const trip = await gather(files, settings, task);
  const about = { splitRule: trip.split.rule, notes: trip.folder.notes };
  if (trip.kind !== 'signal') {
    return { model: await trainPictures(trip, settings, task, world), ...about, validation: null };
  }
  const { validated, ...model } = await trainSignal(trip, settings, task, world);
  const { split, data } = trip;
  const { labels, recordings } = data.validation;
  const scores = validated && rowsOf(validated, data.labels.length);
  const validation = scores && {
    result: resultOf(scores, labels, recordings),
    answers: answersOf(split.validation, data.validation, scores),
  };
  return { model, ...about, validation };
}

export async function trainSignal(
  { data }: SignalTrip,
  settings: TrainSettings,
  task: Task,
  world: TrainModelWorld,
): Promise<SignalModel & { readonly validated: Float32Array | null }> {
  const startedMs = world.nowMs();
  const learned = await learn(settings.name, data, settings, task, world);
  const network = learned.int8.network;
  const impulse = { signal: data.signal, features: learned.features, network };
  const listening = isOfWords(data)
    ? await listenTo(impulse, data, settings.seed, task, world.pause)
    : null;
  return {
    kind: 'signal',
    labels: data.labels,
    signal: data.signal,
    strideReadings: data.plan.stride,
    listening,
    learned,
    validated: learned.trained.validated,
    trainingSeconds: (world.nowMs() - startedMs) / 1000,
  };
}

export async function trainPictures(
  { data, recipe }: PictureTrip | SceneTrip,
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
