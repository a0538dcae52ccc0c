import { Failure } from '../base/failure.ts';
import type { Graph } from '../graph/op.ts';
import { type Shape, sizeOf } from '../tensor/tensor.ts';
import type { Loss } from './loss.ts';

/** Examples packed one after another, as the loop reads them. */
export interface Examples {
  /** For each input of the network: [examples × copies, size]. */
  readonly inputs: readonly Float32Array[];
  /** [examples] the index of each example's class. */
  readonly labels: Int32Array;
  /**
   * [examples × copies, rows] for a network with several rows of scores: the class of each row, as of
   * the cells of a picture. Labels then only say which examples are alike.
   */
  readonly cells?: Int32Array | Uint8Array;
  /** [examples × copies, outputs] for losses that compare numbers: what each output should be. */
  readonly targets?: Float32Array;
  /** [examples] the recording that each was cut from; without it each stands alone. */
  readonly groups?: Int32Array;
  /**
   * Augmented versions of each example, next to each other; 1 unless told. Every epoch sees each
   * example once, in the version that chance picks.
   */
  readonly copies?: number;
  /**
   * Versions made anew for each epoch, in place of stored ones: [examples, size] for each input. The
   * same epoch must give the same numbers whenever it is asked for: a resumed training asks again.
   * May begin with the next epoch's in another thread; epochs are asked for in order.
   */
  readonly versionsOf?: (epoch: number) => Promise<readonly Float32Array[] | Versions>;
}

/** One epoch's versions whose cells or targets have moved with them. */
export interface Versions {
  readonly inputs: readonly Float32Array[];
  /** [examples, rows] and [examples, outputs] */
  readonly cells?: Int32Array | Uint8Array;
  readonly targets?: Float32Array;
}

export interface TrainingData {
  /** The names of the classes, in the order of the network's scores. */
  readonly labels: readonly string[];
  readonly train: Examples;
  /** Judged after every epoch, never learned from. null: train to the end and keep the last. */
  readonly validation: Examples | null;
}

/** What is learned from in one epoch: stored versions, or those made for it. */
export async function shownIn(examples: Examples, epoch: number): Promise<Examples> {
  const { versionsOf, ...stored } = examples;
  if (!versionsOf) return examples;
  const versions = await versionsOf(epoch);
  const shown = 'inputs' in versions ? versions : { inputs: versions };
  for (const [i, values] of shown.inputs.entries()) {
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad < 0) continue;
    const example = Math.floor((bad * stored.labels.length) / values.length);
    const sentence = `Version ${epoch + 1} of training example ${example} has ${values[bad]} in input ${i + 1}: its augmentation is at fault.`;
    throw new Failure('bad-data', sentence);
  }
  return { ...stored, ...shown, copies: 1 };
}

/** Two parts as one; an example with fewer versions than the other part's shows them in turn. */
export function joined(a: Examples, b: Examples): Examples {
  const copies = Math.max(a.copies ?? 1, b.copies ?? 1);
  const stored = (part: Examples): Versions => ({
    inputs: part.inputs.map((values) => withCopies(part, values, copies)),
    ...(part.cells && { cells: withCopies(part, part.cells, copies) }),
    ...(part.targets && { targets: withCopies(part, part.targets, copies) }),
  });
  const labels = Int32Array.from([...a.labels, ...b.labels]);
  const both = { ...joinedVersions(stored(a), stored(b)), labels, copies };
  if (!a.versionsOf || !b.versionsOf) return both;
  const versionsOf = async (epoch: number) => {
    const [first, second] = await Promise.all([shownIn(a, epoch), shownIn(b, epoch)]);
    return joinedVersions(first, second);
  };
  return { ...both, versionsOf };
}

function joinedVersions(a: Versions, b: Versions): Versions {
  return {
    inputs: a.inputs.map((values, i) => concatenated(values, b.inputs[i]!)),
    ...(a.cells && b.cells && { cells: concatenated(a.cells, b.cells) }),
    ...(a.targets && b.targets && { targets: concatenated(a.targets, b.targets) }),
  };
}

type Numbers = Float32Array | Int32Array | Uint8Array;

function concatenated<T extends Numbers>(first: T, second: NoInfer<T>): T {
  const both = like(first, first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function like<T extends Numbers>(values: T, length: number): T {
  return new (values.constructor as new (length: number) => T)(length);
}

function withCopies<T extends Numbers>(
  { labels, copies: own = 1 }: Examples,
  values: T,
  copies: number,
): T {
  if (own === copies) return values;
  const size = values.length / (labels.length * own);
  const result = like(values, labels.length * copies * size);
  for (let row = 0; row < labels.length * copies; row++) {
    const from = Math.floor(row / copies) * own + ((row % copies) % own);
    result.set(values.subarray(from * size, (from + 1) * size), row * size);
  }
  return result;
}

/** Throws a Failure for data that a network cannot learn from: which example, and the way out. */
export function requireLearnable(network: Graph, data: TrainingData, loss: Loss): void {
  const { shape } = network.values[network.outputs[0]!]!;
  const classes = shape.at(-1)!;
  if (loss.kind === 'crossEntropy' && data.labels.length !== classes) {
    const sentence = `The data has ${data.labels.length} classes, network ${network.name} makes ${classes} scores.`;
    throw new Failure('bad-data', sentence);
  }
  requireWhole(network, data, 'training', data.train);
  requireTargets(shape, data, 'training', data.train, loss);
  if (data.validation) {
    requireWhole(network, data, 'validation', data.validation);
    requireTargets(shape, data, 'validation', data.validation, loss);
  }
  if (loss.kind === 'crossEntropy') requireClasses(data);
}

/** Each class must have something to be learned from, and there must be two. */
function requireClasses({ labels, train }: TrainingData): void {
  const seen = new Set<number>(train.cells ?? train.labels);
  if (seen.size < 2) {
    const only = labels[seen.values().next().value!];
    const sentence = `All training examples are "${only}": a classifier needs at least two classes. Add recordings of something else.`;
    throw new Failure('bad-data', sentence);
  }
  const missing = labels.find((_, label) => !seen.has(label));
  if (missing !== undefined) {
    const sentence = `Class "${missing}" has no training example: add recordings of it, or leave the class out.`;
    throw new Failure('bad-data', sentence);
  }
}

/** What the loss compares with must be there, for every row, and in range. */
function requireTargets(
  shape: Shape,
  { labels: names }: TrainingData,
  part: string,
  { labels, cells, targets, copies = 1 }: Examples,
  loss: Loss,
): void {
  const refuse = (sentence: string): never => {
    throw new Failure('bad-data', sentence);
  };
  const versions = labels.length * copies;
  const rows = sizeOf(shape) / shape.at(-1)!;
  if (loss.kind !== 'crossEntropy') {
    const wanted = versions * sizeOf(shape);
    if (targets?.length !== wanted) {
      refuse(`The ${part} examples have ${targets?.length ?? 0} target numbers, not ${wanted}.`);
    }
    const bad = targets!.findIndex((value) => !Number.isFinite(value));
    const example = Math.floor(bad / sizeOf(shape) / copies);
    if (bad >= 0) refuse(`A target of ${part} example ${example} is ${targets![bad]}: mend it.`);
    return;
  }
  if (!cells) {
    if (rows > 1) refuse(`The network scores ${rows} cells, but ${part} examples have no cells.`);
    return;
  }
  if (cells.length !== versions * rows) {
    refuse(`The ${part} examples have ${cells.length} cells, not ${versions} × ${rows}.`);
  }
  const wrong = cells.findIndex((label: number) => !(label >= 0 && label < names.length));
  if (wrong >= 0) {
    const where = `cell ${wrong % rows} of ${part} example ${Math.floor(wrong / rows / copies)}`;
    refuse(`The class of ${where} is ${cells[wrong]}: there are 0 to ${names.length - 1}.`);
  }
}

function requireWhole(
  network: Graph,
  { labels: names }: TrainingData,
  part: string,
  { inputs, labels, groups, copies = 1 }: Examples,
): void {
  const refuse = (sentence: string): never => {
    throw new Failure('bad-data', sentence);
  };
  if (labels.length === 0) refuse(`There is no ${part} example.`);
  if (inputs.length !== network.inputs.length) {
    refuse(`${part} examples have ${inputs.length} inputs, the network ${network.inputs.length}.`);
  }
  if (groups && groups.length !== labels.length) {
    refuse(`${labels.length} ${part} examples come with ${groups.length} recordings' numbers.`);
  }
  const wrong = labels.findIndex((label) => !(label >= 0 && label < names.length));
  if (wrong >= 0) {
    const range = `the ${names.length} classes are 0 to ${names.length - 1}`;
    refuse(`The label of ${part} example ${wrong} is ${labels[wrong]}: ${range}.`);
  }
  for (const [i, id] of network.inputs.entries()) {
    const { name, shape } = network.values[id]!;
    const size = sizeOf(shape);
    const values = inputs[i]!;
    if (values.length !== labels.length * copies * size) {
      const wanted = `${labels.length} × ${copies} × ${size}`;
      refuse(`Input ${name} of the ${part} examples has ${values.length} values, not ${wanted}.`);
    }
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      const example = Math.floor(bad / size / copies);
      const where = `value ${bad % size} of input ${name}`;
      refuse(
        `In ${part} example ${example} ("${names[labels[example]!]}") ${where} is ${values[bad]}: mend or remove that recording.`,
      );
    }
  }
}
