import { stopIfCancelled, type Task } from '../base/task.ts';
import { type CompiledImpulse, compileImpulse } from '../compile/compile.ts';
import { type Board, boardById } from '../compile/estimate/board.ts';
import type { CoreId } from '../compile/estimate/core.ts';
import type { Impulse } from '../graph/impulse.ts';
import type { SourceFile } from '../project/source-file.ts';
import { targetById } from '../targets/all.ts';
import { zipArchive } from '../targets/zip.ts';
import type { CheckpointStore } from '../train/checkpoint.ts';
import type { EngineWorld } from '../train/open-trainer.ts';
import { buildPictures } from './build-pictures.ts';
import { buildScenes } from './build-scenes.ts';
import { calibrate, isOfWords } from './calibrate/calibrate.ts';
import { compileOptionsOf } from './compile-options.ts';
import type { FeatureWorld } from './feature-tables.ts';
import { runFeatures } from './features.ts';
import { gather } from './gather.ts';
import { judgeNetwork, type TestResult } from './judge.ts';
import { type Model, requireModel } from './model.ts';
import { agreementOf, type Meant, notRun, type Proof, type Prove } from './proof.ts';
import { percent } from './report/figures.ts';
import { reportHtml } from './report/html.ts';
import type { Report } from './report/report.ts';
import { writeReport } from './report/write-report.ts';
import { type BuildSettings, requireSettings } from './settings.ts';
import { trainSignal } from './train-model.ts';
import type { CutData } from './windows.ts';

/** What a build needs of the world around it. */
export interface BuildWorld extends EngineWorld, FeatureWorld {
  /** The C of runtime/, by file names. */
  readonly runtime: ReadonlyMap<string, string>;
  /** The text of Thimble's licence, which goes with its C. */
  readonly license: string;
  /** How a library for a core is run and measured here; or a sentence that says why it cannot be. */
  readonly proverFor: (core: CoreId) => Promise<Prove | string>;
  readonly checkpoint?: CheckpointStore;
  readonly nowMs: () => number;
}

export interface Built {
  readonly report: Report;
  /** Everything to be written, by its path in the output folder. */
  readonly files: ReadonlyMap<string, Uint8Array | string>;
}

/**
 * The whole trip: recordings, or pictures, in, a library and the report of its proof out.
 *
 * With a model that was trained on the same recordings, nothing is trained. The same recordings and
 * settings give the same library, byte for byte. Failures come from every stage and name what to mend;
 * nothing is written here.
 */
export async function build(
  files: readonly SourceFile[],
  settings: BuildSettings,
  task: Task,
  world: BuildWorld,
  model: Model | null = null,
): Promise<Built> {
  requireSettings(settings);
  const board = boardById(settings.board);
  const target = targetById(settings.target);

  const trip = await gather(files, settings, task);
  if (trip.kind === 'scene') return buildScenes(trip, settings, task, world, model);
  if (trip.kind === 'picture') return buildPictures(trip, settings, task, world, model);
  const { data, split, plan } = trip;
  const { learned, listening, trainingSeconds } =
    model === null
      ? await trainSignal(trip, settings, task, world)
      : requireModel(model, 'signal', data.labels);

  const rows = await runFeatures(
    learned.features,
    data.test.windows,
    'Features, test',
    task,
    world,
  );
  const float = await judgeNetwork(learned.float, rows, data.test, task, world.pause);
  const int8 = await judgeNetwork(learned.int8.network, rows, data.test, task, world.pause);

  const impulse: Impulse = {
    name: settings.name,
    signal: data.signal,
    labels: data.labels,
    features: learned.features,
    network: learned.int8.network,
  };
  const calibration = isOfWords(data)
    ? await calibrate(impulse, data, listening, settings, task, world.pause)
    : null;
  const library = compileImpulse(impulse, world.runtime, {
    strideReadings: plan.stride,
    ...(calibration && { decoder: calibration.decoder }),
    ...compileOptionsOf(settings, board.core),
  });
  const bundle = target.pack(library, {
    version: '1.0.0',
    axes: split.train[0]!.axes,
    example: exampleOf(data, int8),
    license: world.license,
    facts: factsOf(data, int8),
  });
  stopIfCancelled(task);

  const proof = await proveLibrary(library, board, data.test.windows, task, world);
  const agreement = typeof proof === 'string' ? notRun : agreementOf(meantOf(rows, int8), proof);
  const archive = `${settings.name}-${target.id}.zip`;
  const run = { settings, board, learned, trainingSeconds };
  const tests = { testRows: rows, float, int8, library, proof, agreement, calibration };
  const report = writeReport({ ...trip, ...run, ...tests, files: [archive] });
  return {
    report,
    files: new Map<string, Uint8Array | string>([
      [archive, zipArchive(bundle)],
      ['report.json', `${JSON.stringify(report, null, 2)}\n`],
      ['report.html', reportHtml(report)],
    ]),
  };
}

async function proveLibrary(
  library: CompiledImpulse,
  board: Board,
  windows: readonly Float32Array[],
  task: Task,
  world: BuildWorld,
): Promise<Proof | string> {
  const prove = await world.proverFor(board.core);
  if (typeof prove === 'string') return prove;
  const { name, files, windowValues, framed, featureCount, labels, arenaBytes } = library;
  const sizes = { windowValues, framed, features: featureCount, labels: labels.length, arenaBytes };
  return prove({ core: board.core, name, files, ...sizes, windows }, task);
}

/** The studio's answers, window by window; the features of all branches one after another. */
function meantOf(rows: readonly Float32Array[], { scores }: TestResult): Meant[] {
  return scores.map((row, i) => {
    const parts = rows.map((packed) => {
      const size = packed.length / scores.length;
      return packed.subarray(i * size, (i + 1) * size);
    });
    return { features: Float32Array.from(parts.flatMap((part) => [...part])), scores: row };
  });
}

/** The first test window that the network gets right, or else the first. */
function exampleOf({ test, labels }: CutData, { scores }: TestResult) {
  const best = (row: Float32Array) => row.indexOf(row.reduce((a, b) => Math.max(a, b)));
  const right = scores.findIndex((row, i) => best(row) === test.labels[i]);
  const index = Math.max(0, right);
  return {
    window: test.windows[index]!,
    scores: scores[index]!,
    label: labels[test.labels[index]!]!,
  };
}

function factsOf({ labels, test }: CutData, { accuracy, macroF1 }: TestResult): string[] {
  const tested = `${new Set(test.recordings).size} recordings that it did not learn from`;
  return [
    `It tells ${labels.length} classes apart with ${percent(accuracy)} accuracy (macro F1 ${percent(macroF1)}), tested in int8 on ${tested}.`,
  ];
}
