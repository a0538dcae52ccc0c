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
import { judge } from './judge.ts';
import { classWeightsOf } from './loss.ts';
import { type EngineWorld, openTrainer } from './open-trainer.ts';
import { slotsOf, withNumbers } from './parameters.ts';
import { learningRateAt } from './schedule.ts';
import { requireSensible, type TrainOptions } from './train-options.ts';
import type { Trainer, TrainerState } from './trainer.ts';

/** What training needs of the program that runs it, where it needs anything. */
export interface TrainWorld extends EngineWorld {
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
  /** Without smoothing; null where there is no validation part. */
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
  /** Of the best epoch, before it learned from the validation part: [examples, classes]; null without one. */
  readonly validated: Float32Array | null;
  /** How its sums were rounded: the same name promises the same bytes. */
  readonly arithmetic: string;
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
  requireLearnable(network, data, options.loss);
  requireSensible(options, data.train.labels.length);
  const first = startRun(network, data, options, world);
  try {
    return await trainWith(first, task, world);
  } finally {
    first.trainer.close();
  }
}

/** Trains by validation, and then, where that is wanted, once more from all examples. */
async function trainWith(run: Run, task: Task, world: TrainWorld): Promise<TrainResult> {
  const { network, data, options, trainer } = run;
  await trainer.ready;
  const named = { ...options, arithmetic: trainer.arithmetic };
  const fingerprint = world.store ? fingerprintOf(network, data, named) : '';
  const [saved, ...notes] = await loadCheckpoint(fingerprint, world.store);
  if (saved?.judged) Object.assign(run, saved.judged, { validated: saved.arrays[5] });
  else {
    if (saved) restore(run, saved);
    await runToEnd(run, fingerprint, task, world);
  }
  const { history, bestEpoch } = run;
  if (history.length < options.epochs) {
    const why = `${options.patience} epochs brought no lower validation loss`;
    notes.push(`Training ended after ${history.length} of ${options.epochs} epochs: ${why}.`);
  }
  const validated = data.validation && run.validated;
  const told = { history, bestEpoch, validated, arithmetic: trainer.arithmetic, notes };
  if (!data.validation || !options.refit) {
    return { network: learned(network, run.best), refitted: false, ...told };
  }

  const whole = { ...data, train: joined(data.train, data.validation), validation: null };
  const again = startRun(network, whole, { ...options, epochs: bestEpoch }, world);
  try {
    await again.trainer.ready;
    again.judged = { history, bestEpoch };
    again.validated = run.validated;
    if (saved?.judged) restore(again, saved);
    await runToEnd(again, fingerprint, task, world);
    return { network: learned(network, again.best), refitted: true, ...told };
  } finally {
    again.trainer.close();
  }
}

function learned(network: Graph, numbers: Float32Array): Graph {
  return withNumbers(network, slotsOf(network), numbers);
}

/** A training under way: what changes from step to step. */
interface Run {
  readonly network: Graph;
  readonly trainer: Trainer;
  readonly data: TrainingData;
  readonly options: TrainOptions;
  readonly classWeights: Float64Array;
  /** What was learned at the best epoch. */
  best: Float32Array;
  /** What it then answered to the validation part. */
  validated: Float32Array;
  readonly steps: number;
  epoch: number;
  step: number;
  bestEpoch: number;
  history: readonly Epoch[];
  /** Set where this is the second training, of all examples. */
  judged: Judged | null;
}

function startRun(
  network: Graph,
  data: TrainingData,
  options: TrainOptions,
  world: TrainWorld,
): Run {
  const { labels } = data.train;
  const { batchSize: batch, seed, labelSmoothing: smoothing, loss, optimizer } = options;
  const classes = network.values[network.outputs[0]!]!.shape.at(-1)!;
  const classWeights =
    loss.kind === 'crossEntropy'
      ? classWeightsOf(data.train.cells ?? labels, classes, options.classWeights)
      : new Float64Array(classes).fill(1);
  const trainer = openTrainer(
    network,
    { batch, seed, classWeights, smoothing, loss, optimizer },
    world,
  );
  return {
    network,
    trainer,
    data,
    options,
    classWeights,
    best: trainer.read().numbers,
    validated: new Float32Array(0),
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
  const [numbers, first, second, average, best, validated] = saved.arrays as Float32Array[];
  run.trainer.write({ numbers, first, second, average } as TrainerState);
  const { epoch, step, bestEpoch, history } = saved;
  Object.assign(run, { best, validated, epoch, step, bestEpoch, history });
}

function progressOf(run: Run): Progress {
  const { epoch, step, bestEpoch, history, judged, best, validated } = run;
  const { numbers, first, second, average } = run.trainer.read();
  const arrays = [numbers, first, second, average, best, validated];
  return { epoch, step, bestEpoch, history, judged, arrays };
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
  const { data, options, best } = run;
  const shown = await shownIn(data.train, run.epoch);
  const { rows, starts } = planEpoch(shown, options.batchSize, options.seed, run.epoch);
  // about 200 million multiply-adds, a hundredth of a second, between two pauses; a step alone, without
  // any, costs as much as some hundred thousand
  const stepsBetween = Math.ceil(2e8 / (6 * best.length * options.batchSize + 4e5));
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
  if (!run.judged) task.found?.('epoch', { ...run.history.at(-1)!, of: run.options.epochs });
}

/** One batch forward and back, and one step of the optimiser; gives the loss. */
function trainStep(run: Run, shown: Examples, rows: Int32Array): number {
  const { trainer, options, step } = run;
  const { seed, mixup, weightDecay, averaging } = options;
  const count = loadInputs(trainer, shown, rows);
  loadShares(trainer.shares, shown, rows, trainer);
  if (mixup > 0) mixUp(trainer, trainer.shares, count, mixup, seed, step);
  const { loss, length, taken } = trainer.step(count, {
    step,
    learningRate: learningRateAt(step, run.steps, options),
    weightDecay,
    averaging,
    lengthMost: options.clipGradients || Number.POSITIVE_INFINITY,
    lossMost: hopeless,
  });
  if (!(loss < hopeless)) throw diverged(run, count, `its loss is ${loss}`);
  if (!taken) throw diverged(run, count, `the length of its gradients is ${length}`);
  run.step++;
  return loss;
}

/** Judges the epoch and keeps what it learned if it is the best so far. */
function closeEpoch(run: Run, trainLoss: number): void {
  const { trainer, data, classWeights, options } = run;
  const { numbers, average } = trainer.read();
  if (!numbers.every(Number.isFinite)) throw diverged(run, 0, 'its weights are not finite');
  const averages = options.averaging > 0;
  if (averages) trainer.swapAverage();
  const judged = data.validation && judge(trainer, data.validation, classWeights);
  if (averages) trainer.swapAverage();
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
    run.best = averages ? average : numbers;
    run.validated = judged?.scores ?? run.validated;
    run.bestEpoch = run.epoch;
  }
}

/** A loss like this is a score of e^−10,000 for the right class: nothing comes back from there. */
const hopeless = 1e4;

function diverged({ trainer, step, options }: Run, count: number, how: string): Failure {
  const layer = trainer.wildLayer(count, hopeless, step);
  const where = layer ? ` first in layer ${layer}` : '';
  const sentence = `Training diverged at step ${step + 1}${where}: ${how}. Lower the learning rate, now ${options.learningRate}.`;
  return new Failure('diverged', sentence);
}
