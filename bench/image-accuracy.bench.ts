/**
 * What default settings reach on real pictures, in float and as integers, on the test part that comes
 * with the data, and what the library takes of a board: npm run bench -- image-accuracy [set …]
 */
import { unwatched } from '../src/base/task.ts';
import { folderFiles } from '../src/cli/folder-files.ts';
import { type CompiledPictures, compilePictures } from '../src/compile/compile.ts';
import { boardById } from '../src/compile/estimate/board.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { simplify } from '../src/graph/simplify.ts';
import { defaultIntegerWish, type IntegerWish } from '../src/pipeline/integers.ts';
import { resultOf } from '../src/pipeline/judge.ts';
import { picturesToIntegers, preparePictures, realOf } from '../src/pipeline/learn-pictures.ts';
import {
  cutPictures,
  frameOf,
  type PictureData,
  shareOfColoured,
} from '../src/pipeline/pictures.ts';
import { agreementOf, type Proof } from '../src/pipeline/proof.ts';
import { importPictures } from '../src/project/import-pictures.ts';
import type { PictureSample } from '../src/project/sample.ts';
import { type SplitSamples, splitSamples } from '../src/project/split.ts';
import { findTools } from '../src/toolchain/find-tools.ts';
import { nodeThreads } from '../src/toolchain/node-threads.ts';
import { prove } from '../src/toolchain/prove.ts';
import { runOnHost } from '../src/toolchain/run-host.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { scoresOf } from '../src/train/judge.ts';
import { train } from '../src/train/loop.ts';
import { choosePictureRecipe } from '../src/train/recipes/pictures.ts';
import { dataSet, type Measurement } from './measurement.ts';

const sets = ['img_sign_digits', 'img_fashion_mnist', 'img_person_vww_a'];
const seeds = [1, 2, 3];
const board = boardById('nano33ble');
const world = { pause: async () => {}, threads: nodeThreads(2) };

export async function measure(args: readonly string[]): Promise<Measurement> {
  const rows: Record<string, string | number>[] = [];
  for (const set of args.length > 0 ? args : sets) {
    const results: Result[] = [];
    for (const seed of seeds) {
      results.push(await resultFor(set, seed));
      console.error(set, seed, JSON.stringify(results.at(-1)));
    }
    const device = results[0]!.device!;
    rows.push({
      set,
      float: summary(results.map(({ float }) => float)),
      ...Object.fromEntries(
        [...integerForms.keys()].map((form, i) => {
          return [form, summary(results.map(({ integers }) => integers[i]!))];
        }),
      ),
      'training, s': Math.round(
        results.reduce((sum, { seconds }) => sum + seconds, 0) / seeds.length,
      ),
      ...device,
    });
  }
  return {
    title: 'Accuracy of default settings on the test part of each set of pictures, %',
    rows,
    notes: [
      `Mean (lowest–highest) of seeds ${seeds.join(', ')}; nothing is chosen by the test part. Integers are what the library's C answers.`,
      'int8 and int4: bits of the weights; values are int8. Trained: on for a fifth, all rounded.',
      `Board: the first seed's library on an emulated ${board.core} of the ${board.name}, ten test frames, which all gave the bits of the studio; RAM without the frame.`,
    ],
  };
}

/** The default first: it is what goes to the board. */
const integerForms: ReadonlyMap<string, IntegerWish> = new Map([
  ['int8', defaultIntegerWish],
  ['int8 trained', { weightBits: 8, trainRounded: true }],
  ['int4', { weightBits: 4, trainRounded: false }],
  ['int4 trained', { weightBits: 4, trainRounded: true }],
]);

interface Result {
  readonly float: number;
  /** In the order of `integerForms`. */
  readonly integers: readonly number[];
  readonly seconds: number;
  readonly device: Readonly<Record<string, string>> | null;
}

async function resultFor(set: string, seed: number): Promise<Result> {
  const { samples } = await importPictures(await folderFiles(dataSet(set)), unwatched);
  const split = splitSamples(samples, { seed, thing: 'picture' });
  const known = [...split.train, ...split.validation];
  const recipe = choosePictureRecipe({
    sizes: known.map(({ picture }) => picture),
    coloured: shareOfColoured(known),
    wish: {},
  });
  const data = cutPictures(split, recipe.image);
  const lesson = preparePictures('bench', data, recipe, { seed }, unwatched, world);
  const from = performance.now();
  const trained = await train(lesson.first, lesson.examples, lesson.options, unwatched, world);
  const seconds = (performance.now() - from) / 1000;
  const float = simplify(trained.network);

  const packed = scoresOf(float, [realOf(data.test.pictures, lesson.form)]);
  const classes = data.labels.length;
  const rows = data.test.pictures.map((_, i) => packed.slice(i * classes, (i + 1) * classes));
  const { image, labels } = data;
  const runtime = await readRuntime();
  const header = { toolVersion: 'bench', seed };
  const integers: number[] = [];
  let device: Result['device'] = null;
  for (const [form, wish] of integerForms) {
    const { network } = await picturesToIntegers(float, lesson, wish, unwatched, world);
    const impulse = { name: 'bench', image, labels, network };
    const answers = await answersOfC(compilePictures(impulse, runtime, { header }), split);
    integers.push(share(answers, data));
    if (form !== 'int8' || seed !== seeds[0]) continue;
    const kernels = kernelsFor(board.core);
    const library = compilePictures(impulse, runtime, { header, kernels });
    device = figuresOf(await proofOf(library, split, data, answers));
  }
  return { float: share(rows, data), integers, seconds, device };
}

function share(scores: readonly Float32Array[], { test }: PictureData): number {
  const each = Int32Array.from(test.labels, (_, i) => i);
  return 100 * resultOf(scores, test.labels, each).accuracy;
}

/** The library in portable C on this machine, where a picture takes milliseconds. */
async function answersOfC(library: CompiledPictures, split: SplitSamples<PictureSample>) {
  const build = { language: 'c99', optimise: '-O2', sanitize: false } as const;
  const answers = await runOnHost(requestFor(library, split), build, await findTools(), unwatched);
  return answers.map(({ scores }) => scores);
}

async function proofOf(
  library: CompiledPictures,
  split: SplitSamples<PictureSample>,
  { test }: PictureData,
  scores: readonly Float32Array[],
): Promise<Proof> {
  const few = { ...split, test: split.test.slice(0, 10) };
  const request = { ...requestFor(library, few), core: board.core };
  const proof = await prove(request, await findTools(), unwatched);
  const meant = few.test.map((_, i) => ({ features: test.pictures[i]!, scores: scores[i]! }));
  const { identical } = agreementOf(meant, proof);
  if (identical !== few.test.length) throw new Error(`${identical} of ${few.test.length} agree`);
  return proof;
}

function requestFor(library: CompiledPictures, { test }: SplitSamples<PictureSample>) {
  const windows = test.map(frameOf);
  const { name, files, featureCount, labels, arenaBytes } = library;
  const windowValues = Math.max(...windows.map(({ pixels }) => pixels.length));
  const sizes = { windowValues, features: featureCount, labels: labels.length, arenaBytes };
  return { name, files, ...sizes, windows };
}

function figuresOf({ flashBytes, ramBytes, instructions }: Proof) {
  return {
    'flash, KB': (flashBytes / 1024).toFixed(1),
    'RAM, KB': (ramBytes / 1024).toFixed(1),
    'M instructions, resize': (instructions.features / 1e6).toFixed(2),
    'M instructions, network': (instructions.network / 1e6).toFixed(2),
  };
}

function summary(values: readonly number[]): string {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `${mean.toFixed(1)} (${low.toFixed(1)}–${high.toFixed(1)})`;
}
