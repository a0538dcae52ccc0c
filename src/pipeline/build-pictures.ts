import { stopIfCancelled, type Task } from '../base/task.ts';
import { type CompiledPictures, compilePictures } from '../compile/compile.ts';
import { type Board, boardById } from '../compile/estimate/board.ts';
import { evaluateAll } from '../graph/evaluate.ts';
import type { Graph } from '../graph/op.ts';
import { cautionsOf } from '../project/import-pictures.ts';
import type { PictureSample } from '../project/sample.ts';
import type { SplitSamples } from '../project/split.ts';
import { targetById } from '../targets/all.ts';
import { zipArchive } from '../targets/zip.ts';
import { sizeOf, tensor } from '../tensor/tensor.ts';
import { scoresOf } from '../train/judge.ts';
import type { BuildWorld, Built } from './build.ts';
import { compileOptionsOf } from './compile-options.ts';
import type { PictureTrip } from './gather.ts';
import { resultOf, type TestResult } from './judge.ts';
import { realOf } from './learn-pictures.ts';
import { type KeptPictures, type Model, requireModel } from './model.ts';
import { frameOf, type PictureData } from './pictures.ts';
import { agreementOf, type Meant, notRun, type Proof } from './proof.ts';
import { percent } from './report/figures.ts';
import { reportHtml } from './report/html.ts';
import { writePictureReport } from './report/write-picture-report.ts';
import type { BuildSettings } from './settings.ts';
import { trainPictures } from './train-model.ts';

/** The rest of the trip of `build` for pictures: a library and its proof. */
export async function buildPictures(
  trip: PictureTrip,
  settings: BuildSettings,
  task: Task,
  world: BuildWorld,
  model: Model | null,
): Promise<Built> {
  const board = boardById(settings.board);
  const target = targetById(settings.target);

  const { folder, split, data } = trip;
  const { learned, trainingSeconds } =
    model === null
      ? await trainPictures(trip, settings, task, world)
      : requireModel(model, 'picture', data.labels);

  const { float, int8, embeddings } = await judgePictures(learned, data, task, world.pause);
  const { image, labels } = data;
  const library = compilePictures(
    { name: settings.name, image, labels, network: learned.int8.network },
    world.runtime,
    {
      ...compileOptionsOf(settings, board.core),
    },
  );
  const bundle = target.packPictures(library, {
    version: '1.0.0',
    example: exampleOf(split, data, int8),
    license: world.license,
    facts: factsOf(data, int8),
  });
  stopIfCancelled(task);

  const proof = await provePictures(library, board, split, task, world);
  const agreement = typeof proof === 'string' ? notRun : agreementOf(meantOf(data, int8), proof);
  const archive = `${settings.name}-${target.id}.zip`;
  const notes = [...folder.notes, ...cautionsOf(split.train)];
  const run = { settings, board, folder: { ...folder, notes }, learned, trainingSeconds };
  const tests = { float, int8, embeddings, library, proof, agreement };
  const report = writePictureReport({ ...trip, ...run, ...tests, files: [archive] });
  return {
    report,
    files: new Map<string, Uint8Array | string>([
      [archive, zipArchive(bundle)],
      ['report.json', `${JSON.stringify(report, null, 2)}\n`],
      ['report.html', reportHtml(report)],
    ]),
  };
}

/** Both networks on the test part, and what the int8 one makes of each picture before it decides. */
export async function judgePictures(
  { float, int8: { network }, form }: KeptPictures,
  { labels: names, test }: PictureData,
  task: Task,
  pause: () => Promise<void>,
): Promise<{ float: TestResult; int8: TestResult; embeddings: readonly Float32Array[] }> {
  const { pictures, labels } = test;
  const each = Int32Array.from(labels, (_, i) => i);
  const packed = scoresOf(float, [realOf(pictures, form)]);
  const rows = pictures.map((_, i) => packed.slice(i * names.length, (i + 1) * names.length));
  const { shape } = network.values[network.inputs[0]!]!;
  const last = lastDense(network);
  const scores: Float32Array[] = [];
  const embeddings: Float32Array[] = [];
  for (const [i, picture] of pictures.entries()) {
    const all = evaluateAll(network, [tensor('i8', shape, picture)]);
    scores.push(all[network.outputs[0]!]!.data as Float32Array);
    if (last !== null) embeddings.push(Float32Array.from(all[last]!.data));
    if (i % 8 === 7) {
      stopIfCancelled(task);
      task.progress('Testing', i, pictures.length);
      await pause();
    }
  }
  task.progress('Testing', pictures.length, pictures.length);
  return {
    float: resultOf(rows, labels, each),
    int8: resultOf(scores, labels, each),
    embeddings,
  };
}

/** The value that the last dense layer reads. */
function lastDense({ nodes, values }: Graph): number | null {
  const dense = nodes.findLast(({ op }) => op.kind === 'dense');
  const input = dense?.inputs[0];
  return input !== undefined && sizeOf(values[input]!.shape) > 1 ? input : null;
}

/** Of large frames as many as the emulated board's memory and a person's patience allow. */
export async function provePictures(
  library: CompiledPictures,
  board: Board,
  { test }: SplitSamples<PictureSample>,
  task: Task,
  world: BuildWorld,
): Promise<Proof | string> {
  const prove = await world.proverFor(board.core);
  if (typeof prove === 'string') return prove;
  const windows = test.map(frameOf);
  const { name, files, featureCount, scoreCount, centres, arenaBytes } = library;
  const windowValues = Math.max(...windows.map(({ pixels }) => pixels.length));
  const found = centres && { centres: centres.most };
  const sizes = { windowValues, features: featureCount, labels: scoreCount, arenaBytes, ...found };
  return prove({ core: board.core, name, files, ...sizes, windows }, task);
}

function meantOf({ test }: PictureData, { scores }: TestResult): Meant[] {
  return test.pictures.map((features, i) => ({ features, scores: scores[i]! }));
}

/** The first test picture that the network gets right, or else the first. */
function exampleOf(
  { test: samples }: SplitSamples<PictureSample>,
  { test, labels }: PictureData,
  { scores }: TestResult,
) {
  const best = (row: Float32Array) => row.indexOf(row.reduce((a, b) => Math.max(a, b)));
  const right = scores.findIndex((row, i) => best(row) === test.labels[i]);
  const index = Math.max(0, right);
  return {
    frame: frameOf(samples[index]!),
    scores: scores[index]!,
    label: labels[test.labels[index]!]!,
  };
}

function factsOf({ labels, test }: PictureData, { accuracy, macroF1 }: TestResult): string[] {
  const tested = `${test.labels.length} pictures that it did not learn from`;
  return [
    `It tells ${labels.length} classes apart with ${percent(accuracy)} accuracy (macro F1 ${percent(macroF1)}), tested in int8 on ${tested}.`,
  ];
}
