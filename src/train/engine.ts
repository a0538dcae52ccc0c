import { Failure } from '../base/failure.ts';
import type { Graph, Node } from '../graph/op.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { layerOf } from './gradient.ts';
import type { Flow, Numbers, Parameter, Pass } from './layer.ts';
import type { Loss } from './loss.ts';
import { type Slot, slotsOf, withNumbers } from './parameters.ts';

/**
 * A network made ready to be trained in batches: plain loops over typed arrays, allocated once.
 * It is the meaning of a training step; anything faster is tested against it.
 */
export interface Engine {
  readonly batch: number;
  /** Rows of scores for each example, and scores in a row. */
  readonly rows: number;
  readonly classes: number;
  /** What the network has learned: [trained numbers, running statistics]. */
  readonly numbers: Numbers;
  /** How many of `numbers` are moved by gradients: the first. */
  readonly trained: number;
  /** Of the loss, by the trained numbers. */
  readonly gradients: Numbers;
  /** 1 for each trained number that weight decay may shrink. */
  readonly decays: Uint8Array;
  /** [batch, size] for each input of the network: filled by the caller. */
  readonly inputs: readonly Numbers[];
  /** [batch, rows, classes]: what softmax would make into scores; made by `forward`. */
  readonly logits: Numbers;
  /** [batch, rows, classes]: filled by the caller before `backward`. */
  readonly logitGradients: Numbers;
  /** Of the loss by the inputs; null unless asked for. */
  readonly inputGradients: readonly (Numbers | null)[];
  forward(count: number, pass: Pass): void;
  /** Fills `gradients` from `logitGradients`, for the pass just made. */
  backward(count: number): void;
  /** The first layer where a number is not finite or larger than `limit`; null: all is well. */
  wildLayer(count: number, limit: number): string | null;
  /** The network with the given numbers in its layers, in float32. */
  network(numbers: Numbers): Graph;
}

export interface EngineOptions {
  /** Of dropout. */
  readonly seed: number;
  readonly precision?: 'f32' | 'f64';
  readonly wantInputGradients?: boolean;
  /** Cross entropy unless told: decides how the network must end. */
  readonly loss?: Loss;
}

/** Throws a Failure for a network that does not end as its loss wants or has layers that cannot learn. */
export function makeEngine(network: Graph, batch: number, options: EngineOptions): Engine {
  const body = bodyOf(network, options.loss ?? { kind: 'crossEntropy' });
  const memory = (size: number): Numbers =>
    options.precision === 'f64' ? new Float64Array(size) : new Float32Array(size);
  const slots = slotsOf(network);
  const numbers = memory(sum(slots.map(({ initial }) => initial.data.length)));
  for (const { initial, offset } of slots) numbers.set(initial.data, offset);
  const trained = sum(
    slots.map((slot) => (slot.role === 'statistic' ? 0 : slot.initial.data.length)),
  );
  const gradients = memory(trained);
  const learners = new Set(slots.map((slot) => network.nodes[slot.node]!));
  const flows = flowsOf(body, learners, batch, memory, options.wantInputGradients ?? false);
  const layers = body.nodes.map((node) => {
    const { op, name, inputs, output } = node;
    const own = slots.filter((slot) => network.nodes[slot.node] === node);
    const parameters = parametersOf(own, numbers, gradients);
    const from = inputs.map((id) => flows[id]!);
    const { seed } = options;
    return layerOf(op, {
      layer: name,
      inputs: from,
      output: flows[output]!,
      parameters,
      batch,
      seed,
      memory,
    });
  });
  const returning = layers.filter((_, i) => flows[body.nodes[i]!.output]!.gradient).reverse();
  const result = flows[body.outputs[0]!]!;
  if (!result.gradient) {
    throw new Failure('bad-graph', `Network ${network.name} has no layer that can learn.`);
  }
  const ends = body.inputs.map((id) => flows[id]!);

  return {
    batch,
    rows: result.size / result.shape.at(-1)!,
    classes: result.shape.at(-1)!,
    numbers,
    trained,
    gradients,
    decays: decayMask(slots, trained),
    inputs: ends.map(({ data }) => data),
    inputGradients: ends.map(({ gradient }) => gradient),
    logits: result.data,
    logitGradients: result.gradient,
    forward(count, pass) {
      for (const layer of layers) layer.forward(count, pass);
    },
    backward(count) {
      clear(gradients, flows, result);
      for (const layer of returning) layer.backward(count);
    },
    wildLayer: (count, limit) => {
      const tame = ({ data, size }: Flow) => isTame(data.subarray(0, count * size), limit);
      return body.nodes.find(({ output }) => !tame(flows[output]!))?.name ?? null;
    },
    network: (learned) => withNumbers(network, slots, learned),
  };
}

/** The network up to what its loss reads: without the softmax or logistic at its end. */
export function bodyOf(network: Graph, loss: Loss): Graph {
  const [output] = network.outputs;
  const last = network.nodes.find((node) => node.output === output);
  const readers = network.nodes.filter(({ inputs }) => inputs.includes(output!));
  const refuse = (sentence: string): never => {
    throw new Failure('bad-graph', `Network ${network.name} must ${sentence}.`);
  };
  if (network.outputs.length !== 1 || !last || readers.length > 0) {
    return refuse(
      loss.kind === 'crossEntropy' ? endsInSoftmax : 'have one output to be trained, at its end',
    );
  }
  if (loss.kind === 'meanSquared' || loss.kind === 'huber') return network;
  if (loss.kind === 'crossEntropy' && last.op.kind !== 'softmax') refuse(endsInSoftmax);
  if (loss.kind === 'binaryCrossEntropy' && last.op.kind !== 'logistic') {
    refuse('end in one logistic layer to be trained for yes or no');
  }
  const nodes = network.nodes.filter((node) => node !== last);
  return { ...network, nodes, outputs: [last.inputs[0]!] };
}

const endsInSoftmax = 'end in one softmax over rows of scores to be trained as a classifier';

/** A value has a gradient where something that can learn has a part in it, or where it is wanted. */
function flowsOf(
  { values, inputs, nodes }: Graph,
  learners: ReadonlySet<Node>,
  batch: number,
  memory: (size: number) => Numbers,
  wantInputGradients: boolean,
): Flow[] {
  const learning = new Set(wantInputGradients ? inputs : []);
  for (const node of nodes) {
    if (learners.has(node) || node.inputs.some((id) => learning.has(id))) learning.add(node.output);
  }
  return values.map(({ shape }, id) => {
    const size = sizeOf(shape);
    const gradient = learning.has(id) ? memory(batch * size) : null;
    return { shape, size, data: memory(batch * size), gradient };
  });
}

function parametersOf(
  own: readonly Slot[],
  numbers: Numbers,
  gradients: Numbers,
): Record<string, Parameter> {
  return Object.fromEntries(
    own.map(({ field, initial, offset }) => {
      const end = offset + initial.data.length;
      // statistics lie past the end of the gradients, and get an empty part of them
      const part = {
        value: numbers.subarray(offset, end),
        gradient: gradients.subarray(offset, end),
      };
      return [field, part];
    }),
  );
}

function decayMask(slots: readonly Slot[], trained: number): Uint8Array {
  const mask = new Uint8Array(trained);
  for (const { role, initial, offset } of slots) {
    if (role === 'weight') mask.fill(1, offset, offset + initial.data.length);
  }
  return mask;
}

/** Gradients are added up, so they start from zero: all but the one that the caller filled. */
function clear(gradients: Numbers, flows: readonly Flow[], result: Flow): void {
  gradients.fill(0);
  for (const flow of flows) if (flow !== result) flow.gradient?.fill(0);
}

/** NaN is wild too. */
function isTame(numbers: Numbers, limit: number): boolean {
  for (let i = 0; i < numbers.length; i++) if (!(Math.abs(numbers[i]) <= limit)) return false;
  return true;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
