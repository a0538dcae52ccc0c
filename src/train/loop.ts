import { Failure } from '../base/failure.ts';
import { stopIfCancelled, type Task } from '../base/task.ts';
import type { Graph } from '../graph/op.ts';
import { batchesPerEpoch, loadInputs, loadShares, mixUp, planEpoch } from './batches.ts';
import {
  type CheckpointStore,
  decodeCheckpoint,
  encodeCheckpoint,
  fingerprintOf,
  type Judged,
  type Progress,
} from './checkpoint.ts';
import { type Examples, joined, requireLearnable, shownIn, type TrainingData } from './data.ts';
import { type Engine, makeEngine } from './engine.ts';
import { judge } from './judge.ts';
import { classWeightsOf, crossEntropy, type Targets } from './loss.ts';
import { adamStep, averageInto, clipGradients, defaultAdam, type Moments } from './optimizer.ts';
import { learningRateAt } from './schedule.ts';
import { requireSensible, type TrainOptions } from './train-options.ts';

/** What training needs of the program that runs it, where it needs anything. */
export interface TrainWorld {
  /** Keeps a checkpoint; without one, training cannot be resumed. */
  readonly store?: CheckpointStore;
  /** Lets others have the thread for a moment: called every few milliseconds of work. */
  readonly pause?: () => Promise<void>;
}

/** One point of the learning curve. */
export interface Epoch {
  /** Counted from 1. */
  readonly epoch: number;
  /** Mean over the epoch's batches, with augmentation, mixing, smoothing and dropout in it. */
  readonly trainLoss: number;
  /** Plain cross entropy; null where there is no validation part. */
  readonly validationLoss: number | null;
  readonly validationAccuracy: number | null;
  /** At the end of the epoch. */
  readonly learningRate: number;
}

export interface TrainResult {
  /** In float32. */
  readonly network: Graph;
  readonly history: readonly Epoch[];
  /** The epoch of the lowest validation loss, or else the last. */
  readonly bestEpoch: number;
  /** Whether `network` has learned from the validation examples, too; else it is the best epoch's. */
  readonly refitted: boolean;
  /** What a person should know: an unusable checkpoint, an early end. */
  readonly notes: readonly string[];
}

/**
 * Trains a float network that ends in softmax as a classifier; it starts from the weights that the
 * network holds. The same network, data and options give the same bytes, also when training was
 * stopped and resumed from its checkpoint in between.
 *
 * Failures: bad-data (which example), bad-option, bad-graph (which layer), diverged (step and
 * layer), cancelled. The last checkpoint stays in the store.
 */
export async function train(
  network: Graph,
  data: TrainingData,
  options: TrainOptions,
  task: Task,
  world: TrainWorld = {},
): Promise<TrainResult> {
  requireLearnable(network, data);
  requireSensible(options, data.train.labels.length);
  const fingerprint = world.store ? fingerprintOf(network, data, options) : '';
  const [saved, ...notes] = await loadCheckpoint(fingerprint, world.store);

  const run = startRun(network, data, options);
  if (saved?.judged) Object.assign(run, saved.judged);
  else {
    if (saved) restore(run, saved);
    await runToEnd(run, fingerprint, task, world);
  }
  const { history, bestEpoch } = run;
  if (history.length < options.epochs) {
    const why = `${options.patience} epochs brought no lower validation loss`;
    notes.push(`Training ended after ${history.length} of ${options.epochs} epochs: ${why}.`);
  }
  if (!data.validation || !options.refit) {
    return { network: run.engine.network(run.best), history, bestEpoch, refitted: false, notes };
  }

  const whole = { ...data, train: joined(data.train, data.validation), validation: null };
  const again = startRun(network, whole, {
    ...options,
    epochs: options.refitEpochs === 'best' ? bestEpoch : options.epochs,
  });
  again.judged = { history, bestEpoch };
  if (saved?.judged) restore(again, saved);
  await runToEnd(again, fingerprint, task, world);
  return { network: again.engine.network(again.best), history, bestEpoch, refitted: true, notes };
}

/** A training under way: what changes from step to step. */
interface Run {
  readonly engine: Engine;
  readonly data: TrainingData;
  readonly options: TrainOptions;
  readonly moments: Moments;
  /** Running average of `engine.numbers`; the same array where averaging is off. */
  readonly average: Float32Array;
  /** Of the best epoch. */
  readonly best: Float32Array;
  readonly targets: Targets;
  readonly steps: number;
  epoch: number;
  step: number;
  bestEpoch: number;
  history: readonly Epoch[];
  /** Set where this is the second training, of all examples. */
  judged: Judged | null;
}

function startRun(network: Graph, data: TrainingData, options: TrainOptions): Run {
  const engine = makeEngine(network, options.batchSize, { seed: options.seed });
  const numbers = engine.numbers as Float32Array;
  const { labels } = data.train;
  return {
    engine,
    data,
    options,
    moments: {
      first: new Float32Array(engine.trained),
      second: new Float32Array(engine.trained),
    },
    average: options.averaging > 0 ? numbers.slice() : numbers,
    best: numbers.slice(),
    targets: {
      shares: new Float64Array(engine.batch * engine.classes),
      classWeights: classWeightsOf(labels, engine.classes, options.classWeights),
      smoothing: options.labelSmoothing,
    },
    steps: options.epochs * batchesPerEpoch(labels.length, options.batchSize),
    epoch: 0,
    step: 0,
    bestEpoch: 0,
    history: [],
    judged: null,
  };
}

/** The checkpoint of this very training; or none, and the note that says why it could not serve. */
async function loadCheckpoint(
  fingerprint: string,
  store?: CheckpointStore,
): Promise<[saved: Progress | null, ...notes: string[]]> {
  const bytes = await store?.load();
  if (!bytes) return [null];
  const progress = decodeCheckpoint(bytes, fingerprint);
  return typeof progress === 'string' ? [null, progress] : [progress];
}

function restore(run: Run, saved: Progress): void {
  for (const [i, array] of arraysOf(run).entries()) array.set(saved.arrays[i]!);
  const { epoch, step, bestEpoch, history } = saved;
  Object.assign(run, { epoch, step, bestEpoch, history });
}

function progressOf(run: Run): Progress {
  const { epoch, step, bestEpoch, history, judged } = run;
  return { epoch, step, bestEpoch, history, judged, arrays: arraysOf(run) };
}

function arraysOf({ engine, moments, average, best }: Run): Float32Array[] {
  return [engine.numbers, moments.first, moments.second, average, best] as Float32Array[];
}

async function runToEnd(
  run: Run,
  fingerprint: string,
  task: Task,
  world: TrainWorld,
): Promise<void> {
  const { epochs, checkpointEvery } = run.options;
  while (run.epoch < epochs && !isStale(run)) {
    await trainEpoch(run, task, world);
    const ends = run.epoch === epochs || isStale(run);
    if (run.epoch % checkpointEvery === 0 || ends) {
      await world.store?.save(encodeCheckpoint(progressOf(run), fingerprint));
    }
  }
}

function isStale({ epoch, bestEpoch, data, options: { patience } }: Run): boolean {
  return data.validation !== null && patience > 0 && epoch - bestEpoch >= patience;
}

async function trainEpoch(run: Run, task: Task, { pause }: TrainWorld): Promise<void> {
  const { engine, data, options } = run;
  const shown = await shownIn(data.train, run.epoch);
  const { rows, starts } = planEpoch(shown, options.batchSize, options.seed, run.epoch);
  // about 20 million multiply-adds, a hundredth of a second, between two pauses
  const stepsBetween = Math.ceil(2e7 / (6 * engine.trained * options.batchSize));
  let lossSum = 0;
  for (let batch = 0; batch + 1 < starts.length; batch++) {
    stopIfCancelled(task);
    const loss = trainStep(run, shown, rows.subarray(starts[batch], starts[batch + 1]));
    lossSum += loss / (starts.length - 1);
    task.progress(run.judged ? 'Training on all' : 'Training', run.step, run.steps);
    if (run.step % stepsBetween === 0) await pause?.();
  }
  run.epoch++;
  closeEpoch(run, lossSum);
}

/** One batch forward and back, and one step of the optimiser; gives the loss. */
function trainStep(run: Run, shown: Examples, rows: Int32Array): number {
  const { engine, options, targets, moments, average } = run;
  const { seed, mixup, weightDecay, averaging } = options;
  const count = loadInputs(engine, shown, rows);
  loadShares(targets.shares, shown, rows, engine.classes);
  if (mixup > 0) mixUp(engine, targets.shares, count, mixup, seed, run.step);

  engine.forward(count, { training: true, step: run.step });
  const loss = crossEntropy(engine.logits, targets, count, engine.logitGradients);
  if (!(loss < hopeless)) throw diverged(run, count, `its loss is ${loss}`);
  engine.backward(count);
  const length = clipGradients(engine.gradients, options.clipGradients || Number.POSITIVE_INFINITY);
  if (!Number.isFinite(length)) throw diverged(run, count, 'its gradients are not finite');

  const rate = learningRateAt(run.step, run.steps, options);
  run.step++;
  const adam = { ...defaultAdam, weightDecay };
  adamStep(engine.numbers, engine.gradients, moments, engine.decays, rate, run.step, adam);
  if (averaging > 0) averageInto(average, engine.numbers, averaging, run.step);
  return loss;
}

/** Judges the epoch and keeps what it learned if it is the best so far. */
function closeEpoch(run: Run, trainLoss: number): void {
  const { engine, data, average, best, targets, options } = run;
  if (!engine.numbers.every(Number.isFinite)) throw diverged(run, 0, 'its weights are not finite');
  const kept = engine.numbers.slice();
  engine.numbers.set(average);
  const judged = data.validation && judge(engine, data.validation, targets.classWeights);
  const lowest = run.history[run.bestEpoch - 1]?.validationLoss ?? Number.POSITIVE_INFINITY;
  const point: Epoch = {
    epoch: run.epoch,
    trainLoss,
    validationLoss: judged?.loss ?? null,
    validationAccuracy: judged?.accuracy ?? null,
    learningRate: learningRateAt(run.step - 1, run.steps, options),
  };
  run.history = [...run.history, point];
  if (!judged || options.keep === 'last' || judged.loss < lowest) {
    best.set(average);
    run.bestEpoch = run.epoch;
  }
  engine.numbers.set(kept);
}

/** A loss like this is a score of e^−10,000 for the right class: nothing comes back from there. */
const hopeless = 1e4;

function diverged({ engine, step, options }: Run, count: number, how: string): Failure {
  const layer = engine.wildLayer(count, hopeless);
  const where = layer ? ` first in layer ${layer}` : '';
  const sentence = `Training diverged at step ${step + 1}${where}: ${how}. Lower the learning rate, now ${options.learningRate}.`;
  return new Failure('diverged', sentence);
}
