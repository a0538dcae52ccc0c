import type { Task } from '../base/task.ts';
import type { Graph } from '../graph/op.ts';
import {
  type CheckpointStore,
  decodeCheckpoint,
  encodeCheckpoint,
  fingerprintOf,
  type Progress,
} from './checkpoint.ts';
import { joined, requireLearnable, type TrainingData } from './data.ts';
import { openTrainer } from './open-trainer.ts';
import { slotsOf, withNumbers } from './parameters.ts';
import {
  type Done,
  type Epoch,
  progressOf,
  type Run,
  type RunPlan,
  restore,
  runToEnd,
  startRun,
  type TrainWorld,
  validatedAt,
} from './run.ts';
import { requireSensible, type TrainOptions } from './train-options.ts';
import type { Trainer } from './trainer.ts';

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
 * By validation first, where there is a part for it and the network is to learn once more from all
 * examples; then the teachers, where the data has some; then the network itself.
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
  for (const one of [network, ...(data.teachers ?? [])]) requireLearnable(one, data, options.loss);
  requireSensible(options, data.train.labels.length);
  const course: Course = { network, data, options, world };
  let run = await begin(course, nothing);
  try {
    const { arithmetic } = run.trainer;
    const named = { ...options, arithmetic };
    const fingerprint = world.store ? fingerprintOf(network, data, named) : '';
    const [saved, ...notes] = await loadCheckpoint(fingerprint, world.store);
    let done = nothing;
    if (saved) {
      done = doneIn(saved);
      end(run);
      run = await begin(course, done);
      restore(run, saved);
    }
    while (true) {
      const save = async () =>
        world.store?.save(encodeCheckpoint(progressOf(run, done), fingerprint));
      await runToEnd(run, save, task, world);
      if (run.part === 'network') return resultOf(course, run, done, notes);
      done = withRun(done, run);
      end(run);
      run = await begin(course, done);
    }
  } finally {
    end(run);
  }
}

/** What is to be learned. */
interface Course {
  readonly network: Graph;
  readonly data: TrainingData;
  readonly options: TrainOptions;
  readonly world: TrainWorld;
}

const nothing: Done = { judged: null, validated: new Float32Array(0), taught: [] };

function doneIn({ judged, arrays }: Progress): Done {
  return { judged, validated: arrays[validatedAt]!, taught: arrays.slice(validatedAt + 1) };
}

function withRun(done: Done, { part, history, bestEpoch, validated, best }: Run): Done {
  if (part === 'validation') return { ...done, judged: { history, bestEpoch }, validated };
  return { ...done, taught: [...done.taught, best] };
}

/** Opens the run that comes after what is done. */
async function begin(course: Course, done: Done): Promise<Run> {
  const plan = planAfter(course, done);
  const teachers = plan.part === 'network' ? await openTeachers(course, done) : [];
  const run = startRun(plan, teachers, course.world);
  await run.trainer.ready;
  return run;
}

function end({ trainer, teachers }: Run): void {
  for (const one of [trainer, ...teachers]) one.close();
}

function planAfter({ network, data, options }: Course, { judged, taught }: Done): RunPlan {
  const { teachers = [], validation } = data;
  const learnsAgain = validation !== null && options.refit;
  if (learnsAgain && !judged) {
    const plain = { network, data, options, firstVersion: 0 };
    return { part: 'validation', stage: 'Training', isShown: true, ...plain };
  }
  const whole = learnsAgain
    ? { ...data, train: joined(data.train, validation), validation: null }
    : data;
  const epochs = judged?.bestEpoch ?? options.epochs;
  const at = taught.length;
  const firstVersion = at * epochs;
  const teacher = teachers[at];
  if (teacher) {
    return {
      part: 'teacher',
      stage: `Training teacher ${at + 1} of ${teachers.length}`,
      isShown: false,
      network: teacher,
      data: { ...whole, validation: null },
      options: { ...options, epochs, seed: options.seed + at + 1 },
      firstVersion,
    };
  }
  return {
    part: 'network',
    stage: judged ? 'Training on all' : 'Training',
    isShown: judged === null,
    network,
    data: whole,
    options: { ...options, epochs },
    firstVersion,
  };
}

async function openTeachers(
  { data, options, world }: Course,
  { taught }: Done,
): Promise<Trainer[]> {
  const { batchSize: batch, loss, seed } = options;
  const classWeights = new Float64Array(data.labels.length).fill(1);
  const opened = taught.map((numbers, i) => {
    const teacher = learned(data.teachers![i]!, numbers);
    return openTrainer(teacher, { batch, seed, classWeights, smoothing: 0, loss }, world);
  });
  for (const { ready } of opened) await ready;
  return opened;
}

function resultOf(
  { network, data, options }: Course,
  run: Run,
  { judged, validated }: Done,
  notes: readonly string[],
): TrainResult {
  const { history, bestEpoch } = judged ?? run;
  const early = history.length < options.epochs;
  const why = `${options.patience} epochs brought no lower validation loss`;
  const note = `Training ended after ${history.length} of ${options.epochs} epochs: ${why}.`;
  return {
    network: learned(network, run.best),
    history,
    bestEpoch,
    refitted: judged !== null,
    validated: data.validation && (judged ? validated : run.validated),
    arithmetic: run.trainer.arithmetic,
    notes: early ? [...notes, note] : notes,
  };
}

function learned(network: Graph, numbers: Float32Array): Graph {
  return withNumbers(network, slotsOf(network), numbers);
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
