import { Failure } from '../base/failure.ts';
import { stopIfCancelled, type Task } from '../base/task.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { evaluateAll } from '../graph/evaluate.ts';
import type { Graph, Node, Op, ValueId, WeightGrid } from '../graph/op.ts';
import type { GateWeights } from '../graph/op-sequence.ts';
import type { WeightedOp } from '../graph/weight-grid.ts';
import { type Quantization, sizeOf, type Tensor, tensor } from '../tensor/tensor.ts';
import { withCorrectedBiases } from './bias-correction.ts';
import { equalized } from './equalize.ts';
import { trainedForms, withFakeQuantization } from './fake-quantize.ts';
import { lowerForInt8 } from './lower.ts';
import { cellFormOf, quantizeLstm } from './lstm.ts';
import { keepsScale, quantizationsOf, type RangeRule } from './ranges.ts';
import { compareWithFloat, type QuantizationReport, scoreErrorOf, type Way } from './report.ts';
import { gridOf, quantizeWeights } from './weights.ts';

export interface QuantizeOptions {
  /** How ranges are found; 'best' tries all ways and keeps the one with scores nearest to float's. */
  readonly ranges: RangeRule | 'best';
  /**
   * Bits of a weight: 4 takes half the flash, and usually wants training with rounded weights. The
   * gates of long short-term memory keep 8, and are rounded after training in any case.
   */
  readonly weightBits: WeightGrid['bits'];
  /** Channels of neighbouring layers brought to like strength; 'best': where that serves better. */
  readonly equalize: boolean | 'best';
  /** The mean error of each layer's weights taken from its bias; 'best': where that serves better. */
  readonly correctBias: boolean | 'best';
  /** Examples that are looked at, evenly picked from all that are given; fewer for large networks. */
  readonly examplesMax: number;
  /** Of inputs that come as integers already, such as pixels: what these stand for. */
  readonly inputForms?: readonly Quantization[];
}

export const defaultQuantizeOptions: QuantizeOptions = {
  ranges: 'best',
  weightBits: 8,
  equalize: 'best',
  correctBias: 'best',
  examplesMax: 200,
};

export interface Quantized {
  /** float32 in, float32 out: integers lie between a quantize and a dequantize layer. */
  readonly network: Graph;
  readonly report: QuantizationReport;
  /** For training on with everything rounded: see withFakeQuantization. */
  readonly trainable: Graph;
}

/**
 * Post-training quantisation of a float network to int8 by the rules of TensorFlow Lite (Jacob and
 * others 2018): weights symmetric by output channel, in 8 or 4 bits, values by one scale and zero
 * point whose range is seen on representative examples. A network that was trained with its values
 * rounded keeps the scales that it was trained with.
 *
 * `inputs` are packed, [examples, size] for each input of the network. A Failure names what is
 * missing or which layer has no int8 form.
 */
export function quantize(
  network: Graph,
  inputs: readonly Float32Array[],
  task: Task,
  options: QuantizeOptions = defaultQuantizeOptions,
): Quantized {
  requireQuantizable(network);
  const known = trainedForms(network);
  const float = known ? known.float : lowerForInt8(network);
  const examples = pickExamples(float, inputs, examplesFor(float, options.examplesMax, 2e8));
  const plain = sourceOf(float, examples, task);
  const { weightBits: bits } = options;
  if (known) {
    const way = { ranges: 'trained', equalize: false, correctBias: false } as const;
    return finished(attempt(plain, examples, known.forms, way, bits, task), examples);
  }
  const tried = (source: Source, way: Way & { ranges: RangeRule }) =>
    attempt(
      source,
      examples,
      quantizationsOf(source.float, source.seen, way.ranges, options.inputForms),
      way,
      bits,
      task,
    );

  const rules: RangeRule[] =
    options.ranges === 'best' ? ['whole', 'trimmed', 'squares'] : [options.ranges];
  const [equalize, correctBias] = [options.equalize === true, options.correctBias === true];
  const balanced = () => sourceOf(equalized(float), examples, task);
  const first = equalize ? balanced() : plain;
  let best = nearest(rules.map((ranges) => tried(first, { ranges, equalize, correctBias })));
  const ranges = best.way.ranges as RangeRule;
  if (options.correctBias === 'best') {
    best = nearest([best, tried(first, { ranges, equalize, correctBias: true })]);
  }
  if (options.equalize === 'best') {
    const way = { ranges, equalize: true, correctBias: best.way.correctBias };
    best = nearest([best, tried(balanced(), way)]);
  }
  return finished(best, examples);
}

/**
 * The same by whole ranges and not judged, which takes a fraction of the time: the form and the size of
 * the network in integers, where its answers are not what matters.
 */
export function quantizeUnjudged(
  network: Graph,
  inputs: readonly Float32Array[],
  task: Task,
  { weightBits, inputForms }: Pick<QuantizeOptions, 'weightBits' | 'inputForms'>,
): Graph {
  requireQuantizable(network);
  const lowered = lowerForInt8(network);
  const { float, seen, cells } = sourceOf(lowered, pickExamples(lowered, inputs, 1), task);
  const forms = quantizationsOf(float, seen, 'whole', inputForms);
  const grids = gridsOf(float, weightBits);
  const byNode = float.nodes.map((node) => grids.get(node) ?? null);
  return toInt8(float, forms, byNode, cells).network;
}

/** A float network, every value of it for all examples, and the forms of its cells by their layer. */
interface Source {
  readonly float: Graph;
  readonly seen: readonly Float32Array[];
  readonly cells: ReadonlyMap<string, Quantization>;
}

function sourceOf(float: Graph, examples: readonly Tensor[][], task: Task): Source {
  const seen = valuesSeen(float, examples, task);
  const cells = new Map(
    float.nodes.flatMap(({ name, op, inputs: [x] }) =>
      op.kind === 'lstm' ? [[name, cellFormOf(op, float.values[x!]!, seen[x!]!)] as const] : [],
    ),
  );
  return { float, seen, cells };
}

/** One way to make integers of a network, and how far its scores are from float's. */
interface Attempt {
  readonly source: Source;
  readonly way: Way;
  readonly forms: readonly Quantization[];
  readonly grids: ReadonlyMap<Node, WeightGrid>;
  readonly int8: Int8Form;
  readonly scoreError: number;
}

function attempt(
  source: Source,
  examples: readonly (readonly Tensor[])[],
  forms: readonly Quantization[],
  way: Way,
  bits: WeightGrid['bits'],
  task: Task,
): Attempt {
  stopIfCancelled(task);
  const { float, seen, cells } = source;
  const grids = gridsOf(float, bits);
  const corrected = way.correctBias ? withCorrectedBiases(float, seen, grids) : float;
  const gridOfNode = float.nodes.map((node) => grids.get(node) ?? null);
  const int8 = toInt8(corrected, forms, gridOfNode, cells);
  const step = Math.ceil(examples.length / examplesFor(float, examples.length, 5e7));
  const scoreError = scoreErrorOf(float, seen, int8, examples, step);
  return { source, way, forms, grids, int8, scoreError };
}

/** Of each layer with weights the values that they are rounded to. */
function gridsOf(float: Graph, bits: WeightGrid['bits']): ReadonlyMap<Node, WeightGrid> {
  return new Map(
    float.nodes.flatMap((node) =>
      isWeighted(node.op) ? [[node, node.op.grid ?? gridOf(node.op, bits)] as const] : [],
    ),
  );
}

/** The one with scores nearest to float's; the first of equals. */
function nearest(tries: readonly Attempt[]): Attempt {
  return tries.reduce((a, b) => (b.scoreError < a.scoreError ? b : a));
}

function finished(
  { source: { float, seen }, way, forms, grids, int8 }: Attempt,
  examples: readonly (readonly Tensor[])[],
): Quantized {
  return {
    network: int8.network,
    report: compareWithFloat(float, seen, int8, examples, way),
    trainable: withFakeQuantization(float, forms, grids),
  };
}

/** So many that all in all some hundred million multiply-adds are done, but two dozen at least. */
function examplesFor({ nodes, values }: Graph, most: number, budget: number): number {
  const work = nodes.reduce((sum, { op, output }) => {
    const { shape } = values[output]!;
    if (op.kind === 'lstm') return sum + shape[0]! * 4 * numbersOf(op.gates.input);
    if (!isWeighted(op)) return sum;
    return sum + op.weight.data.length * (op.kind === 'dense' ? 1 : sizeOf(shape.slice(0, 2)));
  }, 1);
  return Math.min(most, Math.max(24, Math.ceil(budget / work)));
}

function numbersOf({ weight, recurrent }: GateWeights): number {
  return weight.data.length + recurrent.data.length;
}

/** A float network in int8, and which of its values is which of the float network's. */
export interface Int8Form {
  readonly network: Graph;
  /** By the float network's value: its int8 twin. */
  readonly twins: readonly ValueId[];
}

function toInt8(
  float: Graph,
  forms: readonly Quantization[],
  grids: readonly (WeightGrid | null)[],
  cells: ReadonlyMap<string, Quantization>,
): Int8Form {
  const builder = new GraphBuilder(float.name);
  const twins: ValueId[] = [];
  const as = (id: ValueId, name: string) =>
    ({ name, type: 'i8', quantization: forms[id]! }) as const;
  for (const id of float.inputs)
    twins[id] = builder.input(float.values[id]!.name, float.values[id]!.shape);
  for (const id of float.inputs) {
    const name = float.inputs.length === 1 ? 'quantize' : `quantize_${float.values[id]!.name}`;
    twins[id] = builder.add({ kind: 'quantize' }, [twins[id]!], as(id, name));
  }
  for (const [index, node] of float.nodes.entries()) {
    const from = node.inputs.map((id, i) => {
      const mustMove = node.op.kind === 'concat' && !sameForm(forms[id]!, forms[node.output]!);
      const moved = as(node.output, `${node.name}_input_${i + 1}`);
      return mustMove ? builder.add({ kind: 'quantize' }, [twins[id]!], moved) : twins[id]!;
    });
    const op = int8Op(node, forms, grids[index]!, cells);
    twins[node.output] = builder.add(op, from, as(node.output, node.name));
  }
  const outputs = float.outputs.map((id, i) => {
    const name = float.outputs.length === 1 ? 'dequantize' : `dequantize_${i + 1}`;
    return builder.add({ kind: 'dequantize' }, [twins[id]!], { name, type: 'f32' });
  });
  return { network: builder.graph(outputs), twins };
}

function int8Op(
  { name, op, inputs, output }: Node,
  forms: readonly Quantization[],
  grid: WeightGrid | null,
  cells: ReadonlyMap<string, Quantization>,
): Op {
  if (op.kind === 'lstm') {
    return quantizeLstm(op, forms[inputs[0]!]!, forms[output]!, cells.get(name)!);
  }
  return grid && isWeighted(op) ? quantizeWeights(op, forms[inputs[0]!]!, grid) : op;
}

function isWeighted(op: Op): op is WeightedOp {
  return op.kind === 'dense' || op.kind === 'conv2d' || op.kind === 'depthwise2d';
}

function sameForm(a: Quantization, b: Quantization): boolean {
  return a.scales[0] === b.scales[0] && a.zeroPoint === b.zeroPoint;
}

function requireQuantizable({ nodes, values, inputs }: Graph): void {
  for (const { name, op } of nodes) {
    if (keepsScale[op.kind] === null) {
      const wayOut =
        op.kind === 'gru'
          ? 'no integer form of it exists on devices; take long short-term memory (lstm) in its place'
          : 'quantise it where it was trained, or use another layer';
      const sentence = `Layer ${name} (${op.kind}) has no rule for quantisation after training: ${wayOut}.`;
      throw new Failure('bad-graph', sentence);
    }
    if (op.kind !== 'features' && op.kind !== 'standardize') continue;
    const sentence = `Layer ${name} (${op.kind}) stays in float32: it belongs to the graph of features, before the network.`;
    throw new Failure('bad-graph', sentence);
  }
  const integer = [...inputs, ...nodes.map(({ output }) => output)].find(
    (id) => values[id]!.type !== 'f32',
  );
  if (integer === undefined) return;
  const sentence = `Value ${values[integer]!.name} is ${values[integer]!.type} already: only a float network can be quantised.`;
  throw new Failure('bad-graph', sentence);
}

/** Each example as the inputs of one evaluation. */
function pickExamples(
  { inputs: ids, values, name }: Graph,
  inputs: readonly Float32Array[],
  examplesMax: number,
): Tensor<'f32'>[][] {
  const shapes = ids.map((id) => values[id]!.shape);
  const counts = shapes.map((shape, i) => (inputs[i]?.length ?? 0) / sizeOf(shape));
  const [count] = counts as [number];
  if (inputs.length !== ids.length || counts.some((other) => other !== count) || !isCount(count)) {
    const sentence = `Network ${name} needs at least one whole representative example for each of its ${ids.length} inputs to be quantised.`;
    throw new Failure('bad-data', sentence);
  }
  const taken = Math.min(count, Math.max(1, examplesMax));
  return Array.from({ length: taken }, (_, k) => {
    const example = Math.floor((k * count) / taken);
    return shapes.map((shape, i) => {
      const size = sizeOf(shape);
      return tensor('f32', shape, inputs[i]!.slice(example * size, (example + 1) * size));
    });
  });
}

function isCount(count: number): boolean {
  return Number.isInteger(count) && count > 0;
}

/** Every value of the network for all examples, one after another, by its id. */
function valuesSeen(float: Graph, examples: readonly Tensor[][], task: Task): Float32Array[] {
  const seen = float.values.map(({ shape }) => new Float32Array(sizeOf(shape) * examples.length));
  for (const [i, example] of examples.entries()) {
    stopIfCancelled(task);
    task.progress('Quantising', i, examples.length);
    for (const [id, value] of evaluateAll(float, example).entries()) {
      const bad = value.data.findIndex((number) => !Number.isFinite(number));
      if (bad >= 0) {
        const sentence = `Value ${float.values[id]!.name} is ${value.data[bad]} for representative example ${i}: mend the data, or train the network again.`;
        throw new Failure('bad-data', sentence);
      }
      seen[id]!.set(value.data, i * value.data.length);
    }
  }
  task.progress('Quantising', examples.length, examples.length);
  return seen;
}
