/**
 * How long a ten-class keyword network trains on 2,000 one-second clips, on one thread and on two:
 * npm run bench -- keyword-training
 */
import { unwatched } from '../src/base/task.ts';
import { folderFiles } from '../src/cli/folder-files.ts';
import { prepareLesson } from '../src/pipeline/learn.ts';
import { cut } from '../src/pipeline/windows.ts';
import { importFolder } from '../src/project/import-folder.ts';
import { chooseWindow } from '../src/project/windows.ts';
import { nodeThreads } from '../src/toolchain/node-threads.ts';
import { train } from '../src/train/loop.ts';
import { dataSet, type Measurement } from './measurement.ts';

const clips = 2000;

export async function measure(): Promise<Measurement> {
  const files = await folderFiles(dataSet('kws_arabic_commands'));
  const { samples } = await importFolder(files, {}, unwatched);
  const learned = samples.filter(({ split }) => split !== 'test');
  const plan = chooseWindow(learned);
  const data = cut({ train: learned, validation: [], test: [], rule: '' }, plan);
  // the data has fewer clips: they come in turn, each time in another version
  const { windows, labels, recordings, starts } = data.train;
  const turn = Int32Array.from({ length: clips }, (_, i) => i % windows.length);
  const many = {
    ...data.train,
    windows: Array.from(turn, (i) => windows[i]!),
    labels: turn.map((i) => labels[i]!),
    recordings: turn.map((i) => recordings[i]!),
    starts: turn.map((i) => starts[i]!),
  };
  const world = { pause: async () => {} };
  const from = performance.now();
  const lesson = await prepareLesson(
    'words',
    { ...data, train: many },
    { seed: 1 },
    unwatched,
    world,
  );
  const features = (performance.now() - from) / 1000;
  const rows: Record<string, string | number>[] = [];
  for (const threads of [1, 2]) {
    const begun = performance.now();
    const { history } = await train(lesson.first, lesson.examples, lesson.options, unwatched, {
      ...world,
      ...(threads > 1 && { threads: nodeThreads(threads) }),
    });
    const seconds = (performance.now() - begun) / 1000;
    rows.push({
      threads,
      minutes: (seconds / 60).toFixed(2),
      epochs: history.length,
      'clips/s': Math.round((clips * history.length) / seconds),
      'last loss': history.at(-1)!.trainLoss.toFixed(3),
    });
    console.error(JSON.stringify(rows.at(-1)));
  }
  return {
    title: `Training a network for ${data.labels.length} words with ${clips} clips of one second`,
    rows,
    notes: [
      `${learned.length} recorded clips in turn; features of all took ${features.toFixed(1)} s, once. New versions of every clip for each epoch are made meanwhile and counted in.`,
    ],
  };
}
