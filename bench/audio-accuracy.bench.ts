/**
 * What `thimble build` with default settings reaches on words and sounds, in float and int8, and with
 * weights of four bits, trained rounded:
 * npm run bench -- audio-accuracy [set …]. The set esc10_folds leaves one fold of ESC-10 out at a time.
 */
import { unwatched } from '../src/base/task.ts';
import { folderFiles } from '../src/cli/folder-files.ts';
import { simplify } from '../src/graph/simplify.ts';
import { runFeatures } from '../src/pipeline/features.ts';
import { defaultIntegerWish, type IntegerWish, toIntegers } from '../src/pipeline/integers.ts';
import { judgeNetwork, type TestResult } from '../src/pipeline/judge.ts';
import { prepareLesson } from '../src/pipeline/learn.ts';
import { cut } from '../src/pipeline/windows.ts';
import { importFolder } from '../src/project/import-folder.ts';
import type { Sample } from '../src/project/sample.ts';
import { withNoiseClass } from '../src/project/sound-classes.ts';
import { chooseWindow } from '../src/project/windows.ts';
import { train } from '../src/train/loop.ts';
import { dataSet, type Measurement } from './measurement.ts';

const sets = ['kws_arabic_commands', 'kws_digits_fsdd', 'sound_esc10', 'esc10_folds'];
const seeds = [0, 1, 2];

/** Training and test part of each run of a set, with its seed. */
interface Part {
  readonly name: string;
  readonly seed: number;
  readonly train: readonly Sample[];
  readonly test: readonly Sample[];
}

export async function measure(args: readonly string[]): Promise<Measurement> {
  const rows: Record<string, string | number>[] = [];
  for (const set of args.length > 0 ? args : sets) {
    const found: { float: TestResult; int8: TestResult; int4: TestResult; seconds: number }[] = [];
    for (const part of await partsOf(set)) {
      const result = await resultOf(set, part);
      found.push(result);
      const { float, int8, int4, seconds } = result;
      const shown = [float, int8, int4].map(({ accuracy }) => percent(accuracy));
      console.error(set, part.name, ...shown, `${seconds} s`);
    }
    rows.push({
      set,
      float: summary(found.map(({ float }) => float.accuracy)),
      int8: summary(found.map(({ int8 }) => int8.accuracy)),
      int4: summary(found.map(({ int4 }) => int4.accuracy)),
      'int8, each window': summary(found.map(({ int8 }) => int8.accuracyPerWindow)),
      'training, s': (found.reduce((sum, { seconds }) => sum + seconds, 0) / found.length).toFixed(
        0,
      ),
    });
  }
  return {
    title: 'Accuracy of default settings on sound, % of recordings: mean (each run)',
    rows,
    notes: [
      `Runs are seeds ${seeds.join(', ')} on the test part that comes with the data; of esc10_folds, the five folds.`,
      'int4: weights of four bits, values int8, trained rounded for a fifth of the steps more.',
      'Nothing is chosen by the test part. Training learns from training and validation part together, as a build does in the end.',
    ],
  };
}

async function partsOf(set: string): Promise<Part[]> {
  const folder = set === 'esc10_folds' ? 'sound_esc10' : set;
  const { samples } = await importFolder(await folderFiles(dataSet(folder)), {}, unwatched);
  const parts = (name: string, seed: number, isTest: (sample: Sample) => boolean): Part => ({
    name,
    seed,
    train: samples.filter((sample) => !isTest(sample)),
    test: samples.filter(isTest),
  });
  if (set !== 'esc10_folds') {
    return seeds.map((seed) => parts(`seed ${seed}`, seed, ({ split }) => split === 'test'));
  }
  // ESC-10 names its files fold-source-take: dog_bark.1-30344-A.wav
  const foldOf = ({ source }: Sample) => source.split('/').at(-1)!.split('.')[1]![0]!;
  return ['1', '2', '3', '4', '5'].map((fold) =>
    parts(`fold ${fold}`, 0, (sample) => foldOf(sample) === fold),
  );
}

async function resultOf(set: string, { seed, train: learned, test }: Part) {
  const stated = { train: learned, validation: [], test, rule: '' };
  const plan = chooseWindow(learned);
  const data = cut(withNoiseClass(stated, plan, seed).split, plan);
  const world = { pause: async () => {} };
  const lesson = await prepareLesson(set, data, { seed }, unwatched, world);
  const { examples, options, features } = lesson;
  const from = performance.now();
  const trained = await train(lesson.first, examples, options, unwatched);
  const seconds = Math.round((performance.now() - from) / 1000);
  const plain = simplify(trained.network);
  const integers = async (wish: IntegerWish) => {
    return (await toIntegers(plain, lesson, wish, unwatched, world)).network;
  };
  const int8 = await integers(defaultIntegerWish);
  const int4 = await integers({ weightBits: 4, trainRounded: true });
  const testRows = await runFeatures(features, data.test.windows, '', unwatched, world);
  const judged = (network: typeof plain) =>
    judgeNetwork(network, testRows, data.test, unwatched, world.pause);
  return {
    float: await judged(lesson.finish(plain)),
    int8: await judged(int8),
    int4: await judged(int4),
    seconds,
  };
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

function summary(shares: readonly number[]): string {
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return `${percent(mean)} (${shares.map(percent).join(', ')})`;
}
