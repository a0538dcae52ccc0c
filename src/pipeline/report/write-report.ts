import type { CompiledImpulse, CompiledLibrary } from '../../compile/compile.ts';
import type { Board } from '../../compile/estimate/board.ts';
import { estimateTime } from '../../compile/estimate/estimate-time.ts';
import type { ImportedFolder } from '../../project/import-folder.ts';
import type { Sample } from '../../project/sample.ts';
import { lengthOf } from '../../project/sample.ts';
import type { SplitSamples } from '../../project/split.ts';
import type { WindowPlan } from '../../project/windows.ts';
import { principalComponents } from '../../train/principal-components.ts';
import type { Calibration } from '../calibrate/calibrate.ts';
import { featureNamesOf } from '../features.ts';
import type { TestResult } from '../judge.ts';
import type { KeptSignal } from '../model.ts';
import type { Proof } from '../proof.ts';
import type { BuildSettings } from '../settings.ts';
import type { CutData, Windows } from '../windows.ts';
import { ratesOf, settingsOf } from './decoder-figures.ts';
import { percent } from './figures.ts';
import type {
  Agreement,
  ClassReport,
  DataReport,
  DeviceReport,
  FeatureReport,
  LayerError,
  LibraryReport,
  ListeningReport,
  Report,
  TrainingReport,
} from './report.ts';

/** What every build came to know. */
export interface CommonFindings {
  readonly settings: BuildSettings;
  readonly board: Board;
  readonly folder: Pick<ImportedFolder, 'skipped'>;
  readonly learned: Pick<KeptSignal, 'trained' | 'printed' | 'parameters' | 'int8'>;
  readonly trainingSeconds: number;
  readonly library: CompiledLibrary;
  readonly files: readonly string[];
  /** A sentence where the library was not run. */
  readonly proof: Proof | string;
  readonly agreement: Agreement;
}

/** All that a build of recordings came to know. */
export interface Findings extends CommonFindings {
  readonly folder: ImportedFolder;
  readonly split: SplitSamples;
  readonly plan: WindowPlan;
  readonly data: CutData;
  readonly learned: KeptSignal;
  /** The test windows' features: [windows, size] for each output of the feature graph. */
  readonly testRows: readonly Float32Array[];
  readonly float: TestResult;
  readonly int8: TestResult;
  readonly library: CompiledImpulse;
  readonly calibration: Calibration | null;
}

export function writeReport(found: Findings): Report {
  return {
    ...commonReport(found),
    data: dataReport(found),
    features: featureReport(found),
    ...testedReport(found.float, found.int8),
    detection: null,
    listening: listeningReport(found),
  };
}

/** The parts of a report that are the same whatever was built. */
export function commonReport({
  settings,
  board,
  learned,
  library,
  folder,
  ...found
}: CommonFindings) {
  const { int8: quantized } = learned;
  const counted = typeof found.proof === 'string' ? null : found.proof.instructions;
  const { milliseconds, microjoules, how } = estimateTime(library, counted, board);
  return {
    thimble: settings.toolVersion,
    name: settings.name,
    seed: settings.seed,
    target: settings.target,
    board: board.name,
    training: trainingReport(learned, found.trainingSeconds),
    quantization: layerErrors(quantized),
    quantizedHow: quantizedHow(quantized),
    library: libraryReport(library),
    device: deviceReport(found.proof),
    estimate: { board: board.name, milliseconds, microjoules, how },
    agreement: found.agreement,
    skipped: folder.skipped,
    files: [...found.files, 'report.json', 'report.html'],
  };
}

function trainingReport(
  { trained, printed, parameters }: Pick<KeptSignal, 'trained' | 'printed' | 'parameters'>,
  seconds: number,
): TrainingReport {
  const { history, bestEpoch, refitted, notes } = trained;
  const epochs = history.length;
  return { network: printed, parameters, epochs, bestEpoch, refitted, history, seconds, notes };
}

/** What both networks did on the test part. */
export function testedReport(float: TestResult, int8: TestResult) {
  return {
    accuracy: { float: float.accuracy, int8: int8.accuracy },
    macroF1: { float: float.macroF1, int8: int8.macroF1 },
    accuracyPerWindow: { float: float.accuracyPerWindow, int8: int8.accuracyPerWindow },
    confusion: { float: float.confusion, int8: int8.confusion },
  };
}

export function layerErrors(quantized: KeptSignal['int8']): LayerError[] {
  return quantized.report.layers.map(({ name, range, scale, zeroPoint, error, added }) => ({
    layer: name,
    low: range[0],
    high: range[1],
    scale,
    zeroPoint,
    relativeError: error,
    addedError: added,
  }));
}

function libraryReport(library: CompiledLibrary): LibraryReport {
  return {
    arenaBytes: library.arenaBytes,
    weightBytes: library.constantBytes,
    multiplyAccumulates: library.layers.reduce((sum, { macs }) => sum + macs, 0),
  };
}

/** In a sentence: what was done so that integers answer as float did. */
export function quantizedHow({ network, report }: KeptSignal['int8']): string {
  const { ranges, equalize, correctBias, agreement } = report;
  const bits = network.nodes.some(({ op }) => 'weight' in op && op.weight.type === 'i4') ? 4 : 8;
  const steps = [
    rangeWords[ranges],
    ...(equalize ? ['channels of neighbouring layers brought to like strength'] : []),
    ...(correctBias ? ['the mean error of the weights taken from the biases'] : []),
  ];
  return `Weights of ${bits} bits; ${steps.join('; ')}. ${percent(agreement)} of the training windows looked at have the same answer as in float32.`;
}

const rangeWords = {
  whole: 'ranges hold all that was seen',
  trimmed: 'ranges leave out the rarest thousandth',
  squares: 'ranges have the least squared error',
  trained: 'ranges are those that it was trained on with',
} as const;

function dataReport({ data, split, folder, plan }: Findings): DataReport {
  const { sampleRateHz, axes } = split.train[0]!;
  const classes = data.labels.map((label, index): ClassReport => {
    const of = (samples: readonly Sample[]) => samples.filter((sample) => sample.label === label);
    const windows = ({ labels }: Windows) => labels.filter((other) => other === index).length;
    const all = [split.train, split.validation, split.test].flatMap(of);
    return {
      label,
      recordings: {
        train: of(split.train).length,
        validation: of(split.validation).length,
        test: of(split.test).length,
      },
      windows: {
        train: windows(data.train),
        validation: windows(data.validation),
        test: windows(data.test),
      },
      seconds: all.reduce((sum, sample) => sum + lengthOf(sample) / sampleRateHz, 0),
    };
  });
  return {
    labels: data.labels,
    classes,
    axes,
    sampleRateHz,
    splitRule: split.rule,
    window: {
      readings: plan.length,
      milliseconds: (1000 * plan.length) / sampleRateHz,
      strideReadings: plan.stride,
      reason: plan.reason,
    },
    pictures: null,
    notes: folder.notes,
  };
}

/** The scatter shows the network's last input, its features where there is a raw window beside them. */
function featureReport({ data, learned, testRows }: Findings): FeatureReport {
  const { features, recipe } = learned;
  const names = featureNamesOf(features);
  const windows = data.test.windows.length;
  const packed = testRows.at(-1)!;
  const width = packed.length / windows;
  const rows = Array.from({ length: windows }, (_, i) =>
    packed.subarray(i * width, (i + 1) * width),
  );
  const { points, shares } = principalComponents(rows, 2);
  return {
    blocks: recipe.branches.map(({ block }) => block.kind),
    reason: recipe.reason,
    count: testRows.reduce((sum, row) => sum + row.length / windows, 0),
    names,
    scatter: points.map(([x = 0, y = 0], i) => ({ x, y, label: data.test.labels[i]! })),
    scatterShares: shares,
  };
}

function listeningReport({ calibration, data }: Findings): ListeningReport | null {
  if (!calibration) return null;
  const { decoder, points, before, after, seconds, strideS } = calibration;
  return {
    streamSeconds: seconds,
    strideMs: Math.round(1000 * strideS),
    heard: data.labels.filter((_, label) => decoder.heard[label]),
    chosen: settingsOf(decoder, strideS),
    before: ratesOf(before),
    after: ratesOf(after),
    curve: points.map((point) => ({
      ...settingsOf(point.decoder, strideS),
      ...ratesOf(point.errors),
    })),
  };
}

function deviceReport(proof: Proof | string): DeviceReport {
  if (typeof proof !== 'string') {
    const {
      core,
      machine,
      compiler,
      flashBytes,
      ramBytes,
      stackBytes,
      windowBytes,
      arenaBytes,
      staticBytes,
      instructions,
    } = proof;
    return {
      verified: true,
      why: null,
      core,
      machine,
      compiler,
      flashBytes,
      ramBytes,
      stackBytes,
      windowBytes,
      arenaBytes,
      staticBytes,
      instructions,
    };
  }
  return {
    verified: false,
    why: proof,
    core: null,
    machine: null,
    compiler: null,
    flashBytes: null,
    ramBytes: null,
    stackBytes: null,
    windowBytes: null,
    arenaBytes: null,
    staticBytes: null,
    instructions: { features: null, network: null },
  };
}
