import { Failure } from '../base/failure.ts';
import type { Task } from '../base/task.ts';
import type { SourceFile } from '../project/source-file.ts';
import { type Answers, answersOf, each } from './answers.ts';
import { judgePictures } from './build-pictures.ts';
import { runFeatures } from './features.ts';
import { type GatherSettings, gather } from './gather.ts';
import { judgeNetwork, type TestResult } from './judge.ts';
import { type Model, requireModel } from './model.ts';

/** How both forms of a network do on the test part. */
export interface TestedModel {
  readonly labels: readonly string[];
  readonly float: TestResult;
  readonly int8: TestResult;
  /** Of the int8 network. */
  readonly answers: Answers;
}

/** Runs a model on the test part of the data that it was trained on the rest of. */
export async function testModel(
  files: readonly SourceFile[],
  settings: GatherSettings,
  model: Model,
  task: Task,
  { pause }: { readonly pause: () => Promise<void> },
): Promise<TestedModel> {
  const trip = await gather(files, settings, task);
  if (trip.kind === 'scene') {
    throw new Failure(
      'bad-data',
      'Things in boxes are tested where a library is built: build this training, its report says how many were found.',
    );
  }
  if (trip.kind === 'picture') {
    const { data, split } = trip;
    const { learned, labels } = requireModel(model, 'picture', data.labels);
    const { float, int8 } = await judgePictures(learned, data, task, pause);
    return { labels, float, int8, answers: answersOf(split.test, each(data.test), int8.scores) };
  }
  const { data, split } = trip;
  const { learned, labels } = requireModel(model, 'signal', data.labels);
  const { windows } = data.test;
  const rows = await runFeatures(learned.features, windows, 'Features, test', task, pause);
  const float = await judgeNetwork(learned.float, rows, data.test, task, pause);
  const int8 = await judgeNetwork(learned.int8.network, rows, data.test, task, pause);
  return { labels, float, int8, answers: answersOf(split.test, data.test, int8.scores) };
}
