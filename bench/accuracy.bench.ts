/**
 * What default settings reach on real recordings, in float and as integers, on the test part that
 * comes with the data: npm run bench -- accuracy [set …] [network=NAME:options]
 * [untrained], which leaves out the training with everything rounded
 */
import assert from 'node:assert/strict';
import { unwatched } from '../src/base/task.ts';
import { folderFiles } from '../src/cli/folder-files.ts';
import type { Graph } from '../src/graph/op.ts';
import { simplify } from '../src/graph/simplify.ts';
import { runFeatures } from '../src/pipeline/features.ts';
import { trainedRounded } from '../src/pipeline/integers.ts';
import { judgeNetwork } from '../src/pipeline/judge.ts';
import { prepareLesson } from '../src/pipeline/learn.ts';
import { type CutData, cut } from '../src/pipeline/windows.ts';
import { importFolder } from '../src/project/import-folder.ts';
import { splitSamples } from '../src/project/split.ts';
import { chooseWindow } from '../src/project/windows.ts';
import { defaultQuantizeOptions, quantize } from '../src/quantize/quantize.ts';
import { joined } from '../src/train/data.ts';
import { train } from '../src/train/loop.ts';
import { type NetworkChoice, parseNetwork } from '../src/train/networks/makers.ts';
import { dataSet, type Measurement } from './measurement.ts';

const sets = ['imu_digit_gestures', 'ecg_mitbih_pvc', 'vib_ceiling_fan'];
const seeds = [1, 2, 3];

const wish = 'network=';
const afterOnly = 'untrained';

/** The columns of the table. */
const forms = ['float', 'int8', 'int8 trained', 'int4', 'int4 trained'];

export async function measure(args: readonly string[]): Promise<Measurement> {
  const rows: Record<string, string | number>[] = [];
  const asked = args.filter((arg) => !arg.startsWith(wish) && arg !== afterOnly);
  const shown = args.includes(afterOnly) ? forms.filter((one) => !one.includes('trained')) : forms;
  const wished = args.find((arg) => arg.startsWith(wish))?.slice(wish.length);
  const network = wished === undefined ? null : parseNetwork(wished);
  for (const set of asked.length > 0 ? asked : sets) {
    const found = new Map(shown.map((form) => [form, [] as number[]]));
    const seconds: number[] = [];
    for (const seed of seeds) {
      const result = await accuraciesOf(set, seed, network, shown.length === forms.length);
      for (const [i, form] of shown.entries()) found.get(form)!.push(result.accuracies[i]!);
      seconds.push(result.seconds);
      console.error(set, seed, result.accuracies.join(' '), `${result.seconds} s`);
    }
    const cells = [...found].map(([form, values]) => [form, summary(values)]);
    rows.push({ set, ...Object.fromEntries(cells), 'training, s': mean(seconds).toFixed(0) });
  }
  return {
    title: 'Accuracy of default settings on the test part of each set, % of recordings',
    rows,
    notes: [
      `Mean (lowest–highest) of seeds ${seeds.join(', ')}; nothing is chosen by the test part.`,
      'int8 and int4: bits of the weights; values are int8. Trained: on for a fifth, all rounded.',
    ],
  };
}

async function accuraciesOf(
  set: string,
  seed: number,
  network: NetworkChoice | null,
  trainRounded: boolean,
) {
  const data = await dataOf(set, seed);
  const world = { pause: async () => {} };
  const lesson = await prepareLesson(
    set,
    data,
    { seed, ...(network && { network }) },
    unwatched,
    world,
  );
  const { options, rows } = lesson;
  const { labels, train: part, validation } = lesson.examples;
  // what the last epoch of the default makes after all: one training of all that is not for testing
  assert.equal(options.keep, 'last');
  const all = validation ? joined(part, validation) : part;
  const examples = { labels, train: all, validation: null };
  const from = performance.now();
  const trained = await train(lesson.first, examples, options, unwatched);
  const seconds = Math.round((performance.now() - from) / 1000);
  const float = simplify(trained.network);
  const { windows } = data.test;
  const testRows = await runFeatures(lesson.features, windows, 'Test', unwatched, world);
  const judged = async (network: Graph) => {
    const { accuracy } = await judgeNetwork(network, testRows, data.test, unwatched, world.pause);
    return 100 * accuracy;
  };
  const accuracies = [await judged(float)];
  for (const weightBits of [8, 4] as const) {
    const rounding = { ...defaultQuantizeOptions, weightBits };
    const after = quantize(float, rows, unwatched, rounding);
    accuracies.push(await judged(after.network));
    if (!trainRounded) continue;
    const again = await trainedRounded(after, examples, options, unwatched, world);
    accuracies.push(await judged(quantize(again, rows, unwatched, rounding).network));
  }
  return { accuracies, seconds };
}

async function dataOf(set: string, seed: number): Promise<CutData> {
  const folder = await importFolder(await folderFiles(dataSet(set)), {}, unwatched);
  const split = splitSamples(folder.samples, { seed });
  return cut(split, chooseWindow(split.train, {}));
}

function summary(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `${mean(values).toFixed(1)} (${low.toFixed(1)}–${high.toFixed(1)})`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
