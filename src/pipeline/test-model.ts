import type { Task } from '../base/task.ts';
import type { SourceFile } from '../project/source-file.ts';
import { type Answers, answersOf, each } from './answers.ts';
import { judgePictures } from './build-pictures.ts';
import type { FeatureWorld } from './feature-tables.ts';
import { runFeatures } from './features.ts';
import { type GatherSettings, gather } from './gather.ts';
import { judgeNetwork, type TestResult } from './judge.ts';
import { answersOfScenes, judgeScenes, type SceneResult } from './judge-scenes.ts';
import { type Model, requireModel } from './model.ts';

/** How both forms of a network do on the test part. */
export type TestedModel = Tested<'windows', TestResult> | Tested<'things', SceneResult>;

interface Tested<K, R> {
  /** What is answered to: windows, or pictures, each as a whole; or each thing in pictures. */
  readonly counted: K;
  readonly labels: readonly string[];
  readonly float: R;
  readonly int8: R;
  /** Of the int8 network. */
  readonly answers: Answers;
}

/** Runs a model on the test part of the data that it was trained on the rest of. */
export async function testModel(
  files: readonly SourceFile[],
  settings: GatherSettings,
  model: Model,
  task: Task,
  world: FeatureWorld,
): Promise<TestedModel> {
  const { pause } = world;
  const trip = await gather(files, settings, task);
  if (trip.kind === 'scene') {
    const { data, split } = trip;
    const { learned, labels } = requireModel(model, 'picture', data.labels);
    const { float, int8 } = await judgeScenes(learned, data, task, pause);
    const answers = answersOfScenes(split.test, int8, data);
    return { counted: 'things', labels, float, int8, answers };
  }
  if (trip.kind === 'picture') {
    const { data, split } = trip;
    const { learned, labels } = requireModel(model, 'picture', data.labels);
    const { float, int8 } = await judgePictures(learned, data, task, pause);
    const answers = answersOf(split.test, each(data.test), int8.scores);
    return { counted: 'windows', labels, float, int8, answers };
  }
  const { data, split } = trip;
  const { learned, labels } = requireModel(model, 'signal', data.labels);
  const { windows } = data.test;
  const rows = await runFeatures(learned.features, windows, 'Features, test', task, world);
  const float = await judgeNetwork(learned.float, rows, data.test, task, pause);
  const int8 = await judgeNetwork(learned.int8.network, rows, data.test, task, pause);
  const answers = answersOf(split.test, data.test, int8.scores);
  return { counted: 'windows', labels, float, int8, answers };
}
