import { Failure } from '../base/failure.ts';
import { stopIfCancelled, type Task } from '../base/task.ts';
import type { Graph } from '../graph/op.ts';
import { batchesPerEpoch, loadInputs, loadShares, mixUp, planEpoch } from './batches.ts';
import type { CheckpointStore, Judged, Progress } from './checkpoint.ts';
import { type Examples, shownIn, type TrainingData } from './data.ts';
import { judge } from './judge.ts';
import { classWeightsOf } from './loss.ts';
import { type EngineWorld, openTrainer } from './open-trainer.ts';
import { learningRateAt } from './schedule.ts';
import { taught } from './taught.ts';
import type { TrainOptions } from './train-options.ts';
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

/** One network that learns once, from its first weights to its last epoch. */
export interface RunPlan {
  /** By validation alone; to teach; or to be kept. */
  readonly part: 'validation' | 'teacher' | 'network';
  /** For progress. */
  readonly stage: string;
  /** Whether its epochs are the learning curve that a person sees. */
  readonly isShown: boolean;
  readonly network: Graph;
  readonly data: TrainingData;
  readonly options: TrainOptions;
  /** Its first epoch shows the versions of this one. */
  readonly firstVersion: number;
}

/** A run under way: what changes from step to step. */
export interface Run extends RunPlan {
  readonly trainer: Trainer;
  readonly classWeights: Float64Array;
  /** Learned networks whose answers it learns. */
  readonly teachers: readonly Trainer[];
  /** What was learned at the best epoch. */
  best: Float32Array;
  /** What it then answered to the validation part. */
  validated: Float32Array;
  readonly steps: number;
  epoch: number;
  step: number;
  bestEpoch: number;
  history: readonly Epoch[];
  /** Its examples with what the teachers answer, where their versions are stored. */
  answered?: Examples;
}

export function startRun(plan: RunPlan, teachers: readonly Trainer[], world: TrainWorld): Run {
  const { network, data, options } = plan;
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
    ...plan,
    trainer,
    classWeights,
    teachers,
    best: trainer.read().numbers,
    validated: new Float32Array(0),
    steps: options.epochs * batchesPerEpoch(labels.length, options.batchSize),
    epoch: 0,
    step: 0,
    bestEpoch: 0,
    history: [],
  };
}

/** Goes on where a checkpoint was written. */
export function restore(run: Run, saved: Progress): void {
  const [numbers, first, second, average, best, validated] = saved.arrays as Float32Array[];
  run.trainer.write({ numbers, first, second, average } as TrainerState);
  const { epoch, step, bestEpoch, history } = saved;
  Object.assign(run, { best, validated, epoch, step, bestEpoch, history });
}

/** Runs before this one. */
export interface Done {
  /** What came out of judging by validation, where a network learns once more afterwards. */
  readonly judged: Judged | null;
  /** What was then answered to the validation part. */
  readonly validated: Float32Array;
  /** What each teacher has learned. */
  readonly taught: readonly Float32Array[];
}

/** What a checkpoint holds. */
export function progressOf(run: Run, { judged, validated, taught }: Done): Progress {
  const { epoch, step, bestEpoch, history, best } = run;
  const { numbers, first, second, average } = run.trainer.read();
  const answers = judged ? validated : run.validated;
  const arrays = [numbers, first, second, average, best, answers, ...taught];
  return { epoch, step, bestEpoch, history, judged, arrays };
}

/** Where the answers to the validation part stand among the arrays. */
export const validatedAt = 5;

/** Trains from where the run is to its end; `save` is called with each checkpoint that is due. */
export async function runToEnd(
  run: Run,
  save: () => Promise<void>,
  task: Task,
  world: TrainWorld,
): Promise<void> {
  const { epochs, checkpointEvery } = run.options;
  while (run.epoch < epochs && !isStale(run)) {
    await trainEpoch(run, task, world);
    const ends = run.epoch === epochs || isStale(run);
    if (run.epoch % checkpointEvery === 0 || ends) await save();
  }
}

function isStale({ epoch, bestEpoch, data, options: { patience } }: Run): boolean {
  return data.validation !== null && patience > 0 && epoch - bestEpoch >= patience;
}

async function trainEpoch(run: Run, task: Task, { pause }: TrainWorld): Promise<void> {
  const { options, best } = run;
  const shown = await versionsFor(run, pause);
  const { rows, starts } = planEpoch(shown, options.batchSize, options.seed, run.epoch);
  // about 200 million multiply-adds, a hundredth of a second, between two pauses; a step alone, without
  // any, costs as much as some hundred thousand
  const stepsBetween = Math.ceil(2e8 / (6 * best.length * options.batchSize + 4e5));
  let lossSum = 0;
  for (let batch = 0; batch + 1 < starts.length; batch++) {
    stopIfCancelled(task);
    const loss = trainStep(run, shown, rows.subarray(starts[batch], starts[batch + 1]));
    lossSum += loss / (starts.length - 1);
    task.progress(run.stage, run.step, run.steps);
    if (run.step % stepsBetween === 0) await pause?.();
  }
  run.epoch++;
  closeEpoch(run, lossSum);
  if (run.isShown) task.found?.('epoch', { ...run.history.at(-1)!, of: run.options.epochs });
}

/** What its next epoch shows; stored versions are answered by teachers once. */
async function versionsFor(run: Run, pause: TrainWorld['pause']): Promise<Examples> {
  const { data, teachers, firstVersion, epoch } = run;
  const shown = await shownIn(data.train, firstVersion + epoch);
  if (teachers.length === 0) return shown;
  if (data.train.versionsOf) return taught(shown, teachers, pause);
  run.answered ??= await taught(shown, teachers, pause);
  return run.answered;
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
