import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { z } from 'zod';
import type { answers, featurePoints, testResult, trainingResult } from '../../api/results.ts';
import { Failure } from '../../base/failure.ts';
import { boardById } from '../../compile/estimate/board.ts';
import { writeTflite } from '../../formats/tflite/write.ts';
import type { Graph } from '../../graph/op.ts';
import type { Answers } from '../../pipeline/answers.ts';
import { type BuildWorld, build } from '../../pipeline/build.ts';
import { costsOf } from '../../pipeline/costs.ts';
import { featureSet } from '../../pipeline/feature-set.ts';
import type { SceneResult } from '../../pipeline/judge-scenes.ts';
import { type Model, packModel, unpackModel } from '../../pipeline/model.ts';
import { layerErrors, quantizedHow } from '../../pipeline/report/write-report.ts';
import { type BuildSettings, nameFrom } from '../../pipeline/settings.ts';
import { type TestedModel, testModel } from '../../pipeline/test-model.ts';
import { trainModel } from '../../pipeline/train-model.ts';
import { openFeatureStore } from '../../toolchain/feature-store.ts';
import { nodeFeatureThreads } from '../../toolchain/feature-threads.ts';
import { emulatedCores } from '../../toolchain/machines.ts';
import { nodeThreads } from '../../toolchain/node-threads.ts';
import { proverFor } from '../../toolchain/prover.ts';
import { readRuntime } from '../../toolchain/runtime-files.ts';
import { centreReport } from '../../train/detection/match.ts';
import { type Confusion, classReports } from '../../train/metrics.ts';
import { parseNetwork } from '../../train/networks/makers.ts';
import type { Lineage, RunInput } from '../data/runs.ts';
import { linesOf } from '../data/versions.ts';
import type { Studio } from '../studio.ts';
import type { Claimed } from './queue.ts';
import { folderOf, type VersionFolder } from './version-folder.ts';
import type { Outcome, Rule } from './work.ts';

/** The file of a training that tests and builds take up. */
const modelFile = 'model.thimble';

export const runRules: Readonly<Record<'features' | 'training' | 'test' | 'build', Rule>> = {
  async features(studio, job, task) {
    const { folder, settings, run } = await inputsOf(studio, job);
    const set = await featureSet(folder.files, settings, task, workshopOf(studio));
    const { npy, points, ...about } = set;
    const { sources, source, ...lists } = points;
    const map: z.infer<typeof featurePoints> = {
      ...copied(about),
      samples: folder.samplesOf(sources),
      sources: [...sources],
      sample: [...source],
      ...copied(lists),
    };
    const files = await keep(studio, [
      ['points.json', JSON.stringify(map)],
      ['features.npy', npy],
    ]);
    return { result: { run, windows: source.length }, run: { id: run, accuracy: null, files } };
  },

  async training(studio, job, task) {
    const { folder, settings, run } = await inputsOf(studio, job);
    const checkpoint = checkpointOf(studio, job);
    const world = { ...workshopOf(studio), checkpoint };
    const { model, splitRule, notes, validation } = await trainModel(
      folder.files,
      settings,
      task,
      world,
    );
    const { int8, trained, printed, parameters } = model.learned;
    const tflite = tfliteOf(int8.network);
    const result: z.infer<typeof trainingResult> = {
      labels: [...model.labels],
      network: printed,
      parameters,
      splitRule,
      notes: [...notes, ...trained.notes, ...(typeof tflite === 'string' ? [tflite] : [])],
      history: [...trained.history],
      bestEpoch: trained.bestEpoch,
      refitted: trained.refitted,
      seconds: model.trainingSeconds,
      validation: validation && {
        ...judged(validation.result),
        classes: classRows(model.labels, validation.result.confusion),
        answers: told(folder, validation.answers),
      },
      quantization: layerErrors(int8).map(({ layer, relativeError, addedError }) => ({
        layer,
        relativeError,
        addedError,
      })),
      quantizedHow: quantizedHow(int8),
      costs: costsOf(model).map((cost) => ({
        ...cost,
        provable: emulatedCores.includes(boardById(cost.board).core),
      })),
    };
    const files = await keep(studio, [
      ['training.json', JSON.stringify(result)],
      [modelFile, packModel(model)],
      ...(typeof tflite === 'string' ? [] : [['network.tflite', tflite] as const]),
    ]);
    await checkpoint.remove();
    const accuracy = validation && { float: validation.result.accuracy, int8: null };
    return { result: { run, accuracy }, run: { id: run, accuracy, files } };
  },

  async test(studio, job, task) {
    const { folder, settings, run, lineage } = await inputsOf(studio, job);
    const model = await modelOf(studio, lineage.training!);
    const tested = await testModel(folder.files, settings, model, task, workshopOf(studio));
    const result: z.infer<typeof testResult> = {
      ...(tested.counted === 'things' ? ofThings(tested) : ofWindows(tested)),
      labels: [...tested.labels],
      answers: told(folder, tested.answers),
    };
    const files = await keep(studio, [['test.json', JSON.stringify(result)]]);
    const { accuracy } = result;
    return { result: { run, accuracy }, run: { id: run, accuracy, files } };
  },

  async build(studio, job, task) {
    const { folder, settings, run, lineage } = await inputsOf(studio, job);
    const checkpoint = checkpointOf(studio, job);
    const model = lineage.training === null ? null : await modelOf(studio, lineage.training);
    const world: BuildWorld = {
      ...workshopOf(studio),
      runtime: await readRuntime(),
      license: await readFile(new URL('../../../LICENSE', import.meta.url), 'utf8'),
      proverFor,
      checkpoint,
    };
    const { report, files: made } = await build(folder.files, settings, task, world, model);
    const files = await keep(studio, [...made]);
    await checkpoint.remove();
    const { accuracy, agreement } = report;
    return { result: { run, accuracy, agreement }, run: { id: run, accuracy, files } };
  },
};

const workshop = {
  pause: () => nextTurn(),
  nowMs: () => performance.now(),
  threads: nodeThreads(),
  featureThreads: nodeFeatureThreads(),
};

/** Features that jobs made stay in the folder of the studio, on this machine. */
function workshopOf({ place }: Studio) {
  return { ...workshop, featureStore: openFeatureStore(join(place.folder, 'features')) };
}

async function inputsOf(studio: Studio, job: Claimed) {
  const { run, name, lineage } = job.input as RunInput;
  const lines = await linesOf(studio, lineage.datasetContent);
  const folder = folderOf(
    studio,
    lines.filter(({ enabled }) => enabled),
  );
  return { run, lineage, folder, settings: settingsOf(name, lineage, folder) };
}

function settingsOf(name: string, lineage: Lineage, { listing }: VersionFolder): BuildSettings {
  const { settings, seed, board, target, optimise, kernels, toolVersion } = lineage;
  const { windowMs, strideMs, sampleRateHz, block, picture, network, keywords } = settings;
  const { epochs, learningRate, batchSize, weightBits = 8, trainRounded = false } = settings;
  return {
    name: nameFrom(name),
    ...{ seed, board, target, optimise, kernels, toolVersion, listing },
    window: {
      ...(windowMs !== undefined && { lengthMs: windowMs }),
      ...(strideMs !== undefined && { strideMs }),
    },
    ...(sampleRateHz !== undefined && { sampleRateHz }),
    ...(block && { block: { name: block.name, changes: new Map(Object.entries(block.settings)) } }),
    ...(picture && { picture }),
    ...(network !== undefined && { network: parseNetwork(network) }),
    ...(keywords !== undefined && { keywords }),
    training: {
      ...(epochs !== undefined && { epochs }),
      ...(learningRate !== undefined && { learningRate }),
      ...(batchSize !== undefined && { batchSize }),
    },
    integers: { weightBits, trainRounded },
  };
}

/** The network as a file, or the sentence that says what of it has no place in one. */
function tfliteOf(network: Graph): Uint8Array | string {
  try {
    return writeTflite(network);
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}

/** Where a training goes on after its worker was killed. */
function checkpointOf({ scratch }: Studio, job: Claimed) {
  const name = `${job.id}.checkpoint`;
  return {
    save: (bytes: Uint8Array) => scratch.save(name, bytes),
    load: () => scratch.load(name),
    remove: () => scratch.remove(name),
  };
}

async function modelOf({ db, contents }: Studio, training: string): Promise<Model> {
  const { files } = await db
    .selectFrom('runs')
    .select('files')
    .where('id', '=', training)
    .executeTakeFirstOrThrow();
  const kept = JSON.parse(files) as { readonly name: string; readonly content: string }[];
  const { content } = kept.find(({ name }) => name === modelFile)!;
  return unpackModel(modelFile, await contents.get(content));
}

type Files = NonNullable<Outcome['run']>['files'];

async function keep(
  studio: Studio,
  files: readonly (readonly [name: string, content: Uint8Array | string])[],
): Promise<Files> {
  const kept = [];
  for (const [name, content] of files) {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const blob = await studio.contents.keep(bytes);
    await studio.writer.write(blob.settle);
    kept.push({ name, bytes: bytes.length, content: blob.content });
  }
  return kept;
}

function judged(result: { accuracy: number; macroF1: number; confusion: Confusion }) {
  const { accuracy, macroF1, confusion } = result;
  return { accuracy, macroF1, confusion: copied(confusion) };
}

function classRows(labels: readonly string[], confusion: Confusion) {
  return classReports(confusion).map(({ precision, recall, f1, count }, i) => ({
    label: labels[i]!,
    precision,
    recall,
    f1,
    count,
  }));
}

function told(folder: VersionFolder, all: Answers): z.infer<typeof answers> {
  const { sources, source, ...lists } = all;
  const samples = folder.samplesOf(sources);
  return { samples, facts: folder.factsOf(samples), sample: [...source], ...copied(lists) };
}

type Judged = Omit<z.infer<typeof testResult>, 'labels' | 'answers'>;

function ofWindows({ labels, float, int8 }: Extract<TestedModel, { counted: 'windows' }>): Judged {
  return {
    counted: 'windows',
    accuracy: { float: float.accuracy, int8: int8.accuracy },
    macroF1: { float: float.macroF1, int8: int8.macroF1 },
    accuracyPerWindow: { float: float.accuracyPerWindow, int8: int8.accuracyPerWindow },
    confusion: { float: copied(float.confusion), int8: copied(int8.confusion) },
    classes: {
      float: classRows(labels, float.confusion),
      int8: classRows(labels, int8.confusion),
    },
  };
}

/** F1 in place of accuracy, as the report of a build has it; the background is no class. */
function ofThings({ labels, float, int8 }: Extract<TestedModel, { counted: 'things' }>): Judged {
  const f1 = { float: float.f1, int8: int8.f1 };
  const rows = ({ counts }: SceneResult) =>
    counts.map((count, i) => ({ label: labels[i + 1]!, ...centreReport(count) }));
  return {
    counted: 'things',
    accuracy: f1,
    macroF1: { float: float.macroF1, int8: int8.macroF1 },
    accuracyPerWindow: f1,
    confusion: { float: copied(float.confusion), int8: copied(int8.confusion) },
    classes: { float: rows(float), int8: rows(int8) },
  };
}

type Copied<T> = T extends readonly (infer E)[]
  ? Copied<E>[]
  : T extends object
    ? { -readonly [K in keyof T]: Copied<T[K]> }
    : T;

/** The same value as the contract has it, where nothing is readonly. */
function copied<T>(value: T): Copied<T> {
  return value as Copied<T>;
}
