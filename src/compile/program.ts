import { Failure } from '../base/failure.ts';
import { channelsOf, type ImageBlock, imageConfig } from '../dsp/image.ts';
import type { Impulse, NamedImpulse, PictureImpulse } from '../graph/impulse.ts';
import type { Graph, Op, Value, ValueId } from '../graph/op.ts';
import { bytesPer, sizeOf, type Tensor } from '../tensor/tensor.ts';
import type { CallKernel, JoinKernel, KernelTable, StreamKernel } from './emit/kernel.ts';
import { kernelFor } from './emit/kernel.ts';
import { Names } from './names.ts';

/**
 * Both graphs of an impulse, or a network by itself, as one list of steps over numbered memories, in
 * the order in which they run. What is only another look at the same bytes (reshape, dropout) has no
 * step.
 */
export interface Program {
  /** What C calls that which it looks at; null: a network alone, which looks at its inputs. */
  readonly looksAt: 'window' | 'frame' | null;
  readonly memories: readonly Memory[];
  readonly steps: readonly Step[];
  /** Where the readings, or the pixels of a frame, come from; never written. */
  readonly window: MemoryId | null;
  /** What the features stage hands to the network, in this order. */
  readonly features: readonly MemoryId[];
  /** What the network of an impulse answers. */
  readonly scores: MemoryId | null;
  /** Of a network alone: what stands in the arena before the first step, and after the last one. */
  readonly inputs: readonly MemoryId[];
  readonly outputs: readonly MemoryId[];
}

/** An index into `Program.memories`. */
export type MemoryId = number;

/** The bytes of one value. */
interface Memory {
  /** A C identifier, unique in the program. */
  readonly name: string;
  readonly value: Value;
  readonly bytes: number;
  /** What it always holds: it lies in flash and not in the arena. */
  readonly constant?: Tensor;
}

export interface Step {
  /** A C identifier, unique in the program. */
  readonly name: string;
  readonly stage: 'features' | 'network';
  /** null: a copy that the program needs and no layer asked for. */
  readonly op: Op | null;
  readonly kernel: CallKernel | JoinKernel | StreamKernel;
  readonly from: readonly Value[];
  readonly to: Value;
  readonly inputs: readonly MemoryId[];
  readonly output: MemoryId;
}

/** One layer that is a call of the runtime, by itself or as a part of a stream. */
export type LayerCall = Pick<Step, 'name' | 'op' | 'from' | 'to'> & { readonly kernel: CallKernel };

/** The layers of a step that are calls of the runtime, in order. */
export function layerCalls({ name, op, from, to, kernel }: Step): readonly LayerCall[] {
  if (kernel.kind === 'stream') return kernel.layers;
  return kernel.kind === 'call' ? [{ name, op, from, to, kernel }] : [];
}

/** Throws a Failure where a layer has no kernel or the two graphs do not fit together. */
export function makeProgram(impulse: Impulse, kernels: KernelTable): Program {
  checkJoints(impulse);
  const building: Building = { memories: [], steps: [], names: new Names(), kernels };
  const input = impulse.features.values[impulse.features.inputs[0]!]!;
  const window = newMemory(building, 'window_values', input);

  const made = addGraph(building, impulse.features, 'features', [window]);
  const features: MemoryId[] = [];
  for (const id of made) {
    const taken = id === window || features.includes(id);
    features.push(taken ? addCopy(building, 'features', id) : id);
  }

  const [answer] = addGraph(building, impulse.network, 'network', features);
  const scores = features.includes(answer!) ? addCopy(building, 'network', answer!) : answer!;
  const { memories, steps } = building;
  return { looksAt: 'window', memories, steps, window, features, scores, inputs: [], outputs: [] };
}

/** The same for a camera's frame: the image block is the first step, the rest is the network. */
export function makePictureProgram(impulse: PictureImpulse, kernels: KernelTable): Program {
  checkPictureJoints(impulse);
  const building: Building = { memories: [], steps: [], names: new Names(), kernels };
  const frame: Value = { name: 'frame', type: 'i8', shape: [0] };
  const window = newMemory(building, 'frame_pixels', frame);
  const { width, height, colour } = impulse.image;
  const picture: Value = { name: 'image', type: 'i8', shape: [height, width, channelsOf(colour)] };
  const memory = newMemory(building, 'image', picture);
  const { name } = building.memories[memory]!;
  const step = { name, stage: 'features', op: null, kernel: imageKernel(impulse.image) } as const;
  building.steps.push({ ...step, from: [frame], to: picture, inputs: [window], output: memory });

  const features = [memory];
  const [answer] = addGraph(building, impulse.network, 'network', features);
  const { memories, steps } = building;
  return {
    looksAt: 'frame',
    memories,
    steps,
    window,
    features,
    scores: answer!,
    inputs: [],
    outputs: [],
  };
}

/** A network by itself; its inputs and outputs may be of any type, and lie in the arena. */
export function makeNetworkProgram(network: Graph, kernels: KernelTable): Program {
  refuser(network.name);
  const building: Building = { memories: [], steps: [], names: new Names(), kernels };
  const inputs = network.inputs.map((id) => {
    const value = network.values[id]!;
    return newMemory(building, value.name, value);
  });
  const outputs = addGraph(building, network, 'network', inputs).map((id) =>
    building.memories[id]!.constant ? addCopy(building, 'network', id) : id,
  );
  const { memories, steps } = building;
  return {
    looksAt: null,
    memories,
    steps,
    window: null,
    features: [],
    scores: null,
    inputs,
    outputs,
  };
}

function imageKernel(image: ImageBlock): CallKernel {
  const fields = imageConfig(image).map(({ name, int }) => ({ comment: name, int }));
  return {
    kind: 'call',
    callee: 'thimble_image_s8',
    header: 'thimble_image.h',
    data: { tables: [], config: { type: 'thimble_image_config', fields } },
    scratch: null,
    overlays: [],
  };
}

interface Building {
  readonly memories: Memory[];
  readonly steps: Step[];
  readonly names: Names;
  readonly kernels: KernelTable;
}

/** Adds the steps of one graph over given input memories; returns the memories of its outputs. */
function addGraph(
  building: Building,
  graph: Graph,
  stage: Step['stage'],
  inputs: readonly MemoryId[],
): MemoryId[] {
  const at = new Map<ValueId, MemoryId>(graph.inputs.map((id, i) => [id, inputs[i]!]));
  for (const { name, op, inputs: ids, output } of graph.nodes) {
    const from = ids.map((id) => graph.values[id]!);
    const to = graph.values[output]!;
    const kernel = kernelFor(building.kernels, op, from, to, name, graph.rounding);
    const read = ids.map((id) => at.get(id)!);
    if (kernel.kind === 'nothing') {
      at.set(output, read[0]!);
      continue;
    }
    if (kernel.kind === 'constant') {
      const { value } = kernel;
      at.set(output, newMemory(building, name, to, value));
      continue;
    }
    const memory = newMemory(building, name, to);
    const step = { name: building.memories[memory]!.name, stage, op, kernel, from, to };
    building.steps.push({ ...step, inputs: read, output: memory });
    at.set(output, memory);
  }
  return graph.outputs.map((id) => at.get(id)!);
}

function addCopy(building: Building, stage: Step['stage'], from: MemoryId): MemoryId {
  const { value, bytes } = building.memories[from]!;
  const output = newMemory(building, 'copy', value);
  const { name } = building.memories[output]!;
  const kernel = { kind: 'join', header: 'thimble_join.h', rows: 1, runBytes: [bytes] } as const;
  const values = { op: null, kernel, from: [value], to: value };
  building.steps.push({ name, stage, ...values, inputs: [from], output });
  return output;
}

function newMemory(
  { memories, names }: Building,
  name: string,
  value: Value,
  constant?: Tensor,
): MemoryId {
  const bytes = bytesPer[value.type] * sizeOf(value.shape);
  memories.push({ name: names.take(name), value, bytes, ...(constant && { constant }) });
  return memories.length - 1;
}

/** A window goes in, its features go on, one score for each label comes out; all in float32. */
function checkJoints({ name, signal, labels, features, network }: Impulse): void {
  const refuse = refuser(name);
  const [windowSize, ...more] = features.inputs.map((id) => sizeOf(features.values[id]!.shape));
  if (more.length > 0 || windowSize !== signal.length * signal.axes.length) {
    refuse(
      `its features take one window of ${signal.length} readings of ${signal.axes.length} axes`,
    );
  }
  const sizes = (graph: Graph, ids: readonly ValueId[]) =>
    ids.map((id) => sizeOf(graph.values[id]!.shape)).join(' and ');
  const given = sizes(features, features.outputs);
  const taken = sizes(network, network.inputs);
  if (given !== taken) refuse(`its features give ${given} values, its network takes ${taken}`);
  checkScores({ name, labels }, network);
  const ends = [
    ...features.outputs.map((id) => features.values[id]!),
    ...[...network.inputs, ...network.outputs].map((id) => network.values[id]!),
  ];
  for (const { name: value, type } of ends) {
    if (type !== 'f32') refuse(`its value ${value} is ${type}, where float32 goes in and out`);
  }
}

/** A picture goes in as int8, one score for each label comes out in float32. */
function checkPictureJoints({ name, labels, image, network, centres }: PictureImpulse): void {
  const refuse = refuser(name);
  const { width, height, colour } = image;
  const size = width * height * channelsOf(colour);
  const inputs = network.inputs.map((id) => network.values[id]!);
  if (inputs.length !== 1 || inputs[0]!.type !== 'i8' || sizeOf(inputs[0]!.shape) !== size) {
    refuse(`its network must take the picture alone, ${size} values in int8`);
  }
  if (!centres) checkScores({ name, labels }, network);
  else {
    const { rows, columns, classes } = centres;
    const scores = network.outputs.map((id) => sizeOf(network.values[id]!.shape)).join(' and ');
    if (classes !== labels.length || scores !== String(rows * columns * classes)) {
      refuse(`its network gives ${scores} scores for ${rows} by ${columns} cells of ${classes}`);
    }
  }
  const output = network.values[network.outputs[0]!]!;
  if (output.type !== 'f32') refuse(`its scores are ${output.type}, where float32 comes out`);
}

function checkScores({ name, labels }: NamedImpulse, { values, outputs }: Graph): void {
  const scores = outputs.map((id) => sizeOf(values[id]!.shape)).join(' and ');
  if (scores === String(labels.length)) return;
  refuser(name)(`its network gives ${scores} scores for ${labels.length} labels`);
}

function refuser(name: string): (why: string) => never {
  const refuse = (why: string): never => {
    throw new Failure('bad-graph', `Impulse ${name}: ${why}.`);
  };
  if (/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) return refuse;
  return refuse('its name must begin with a letter and hold only letters, digits and underscores');
}
