import { Failure } from '../base/failure.ts';
import type { Task } from '../base/task.ts';
import { listBoxes } from '../project/list-boxes.ts';
import type { SourceFile } from '../project/source-file.ts';
import { type Answers, answersOf } from './answers.ts';
import { judgePictures } from './build-pictures.ts';
import { runFeatures } from './features.ts';
import { type GatherSettings, gatherPictures, gatherRecordings } from './gather.ts';
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
  if (await listBoxes(files, settings.listing)) {
    throw new Failure(
      'bad-data',
      'Things in boxes are tested where a library is built: build this training, its report says how many were found.',
    );
  }
  if (model.kind === 'picture') {
    const { data, split } = await gatherPictures(files, settings, task);
    const { learned, labels } = requireModel(model, 'picture', data.labels);
    const { float, int8 } = await judgePictures(learned, data, task, pause);
    const each = Int32Array.from(data.test.labels, (_, i) => i);
    const asked = { labels: data.test.labels, recordings: each, starts: each.map(() => 0) };
    return { labels, float, int8, answers: answersOf(split.test, asked, int8.scores) };
  }
  const { data, split } = await gatherRecordings(files, settings, task);
  const { learned, labels } = requireModel(model, 'signal', data.labels);
  const { windows } = data.test;
  const rows = await runFeatures(learned.features, windows, 'Features, test', task, pause);
  const float = await judgeNetwork(learned.float, rows, data.test, task, pause);
  const int8 = await judgeNetwork(learned.int8.network, rows, data.test, task, pause);
  return { labels, float, int8, answers: answersOf(split.test, data.test, int8.scores) };
}
