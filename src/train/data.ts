import { Failure } from '../base/failure.ts';
import type { Graph } from '../graph/op.ts';
import { sizeOf } from '../tensor/tensor.ts';

/** Examples packed one after another, as the loop reads them. */
export interface Examples {
  /** For each input of the network: [examples × copies, size]. */
  readonly inputs: readonly Float32Array[];
  /** [examples] the index of each example's class. */
  readonly labels: Int32Array;
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
  readonly versionsOf?: (epoch: number) => Promise<readonly Float32Array[]>;
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
  const inputs = await versionsOf(epoch);
  for (const [i, values] of inputs.entries()) {
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad < 0) continue;
    const example = Math.floor((bad * stored.labels.length) / values.length);
    const sentence = `Version ${epoch + 1} of training example ${example} has ${values[bad]} in input ${i + 1}: its augmentation is at fault.`;
    throw new Failure('bad-data', sentence);
  }
  return { ...stored, inputs, copies: 1 };
}

/** Two parts as one; an example with fewer versions than the other part's shows them in turn. */
export function joined(a: Examples, b: Examples): Examples {
  const copies = Math.max(a.copies ?? 1, b.copies ?? 1);
  const stored = (part: Examples) => part.inputs.map((values) => withCopies(part, values, copies));
  const labels = Int32Array.from([...a.labels, ...b.labels]);
  const both = { inputs: concatenated(stored(a), stored(b)), labels, copies };
  if (!a.versionsOf || !b.versionsOf) return both;
  const [first, second] = [a.versionsOf, b.versionsOf];
  const versionsOf = async (epoch: number) =>
    concatenated(...(await Promise.all([first(epoch), second(epoch)])));
  return { ...both, versionsOf };
}

function concatenated(a: readonly Float32Array[], b: readonly Float32Array[]): Float32Array[] {
  return a.map((first, i) => {
    const second = b[i]!;
    const both = new Float32Array(first.length + second.length);
    both.set(first);
    both.set(second, first.length);
    return both;
  });
}

function withCopies({ labels, copies: own = 1 }: Examples, values: Float32Array, copies: number) {
  if (own === copies) return values;
  const size = values.length / (labels.length * own);
  const result = new Float32Array(labels.length * copies * size);
  for (let row = 0; row < labels.length * copies; row++) {
    const from = Math.floor(row / copies) * own + ((row % copies) % own);
    result.set(values.subarray(from * size, (from + 1) * size), row * size);
  }
  return result;
}

/** Throws a Failure for data that a network cannot learn from: which example, and the way out. */
export function requireLearnable(network: Graph, data: TrainingData): void {
  const classes = sizeOf(network.values[network.outputs[0]!]!.shape);
  if (data.labels.length !== classes) {
    const sentence = `The data has ${data.labels.length} classes, network ${network.name} makes ${classes} scores.`;
    throw new Failure('bad-data', sentence);
  }
  requireWhole(network, data, 'training', data.train);
  if (data.validation) requireWhole(network, data, 'validation', data.validation);

  const seen = new Set(data.train.labels);
  if (seen.size < 2) {
    const only = data.labels[data.train.labels[0]!];
    const sentence = `All training examples are "${only}": a classifier needs at least two classes. Add recordings of something else.`;
    throw new Failure('bad-data', sentence);
  }
  const missing = data.labels.find((_, label) => !seen.has(label));
  if (missing !== undefined) {
    const sentence = `Class "${missing}" has no training example: add recordings of it, or leave the class out.`;
    throw new Failure('bad-data', sentence);
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
