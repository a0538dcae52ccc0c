import { Failure } from '../base/failure.ts';
import { stopIfCancelled, type Task } from '../base/task.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { evaluateAll } from '../graph/evaluate.ts';
import type { Graph, Node, Op, ValueId } from '../graph/op.ts';
import { type Quantization, sizeOf, type Tensor, tensor } from '../tensor/tensor.ts';
import { lowerForInt8 } from './lower.ts';
import { keepsScale, quantizationsOf, type RangeRule } from './ranges.ts';
import { compareWithFloat, type QuantizationReport } from './report.ts';
import { quantizeWeights } from './weights.ts';

export interface QuantizeOptions {
  /** How ranges are found; 'best' tries both ways and keeps the one with scores nearer to float's. */
  readonly ranges: RangeRule | 'best';
  /** Examples that are looked at, evenly picked from all that are given. */
  readonly examplesMax: number;
}

export const defaultQuantizeOptions: QuantizeOptions = { ranges: 'best', examplesMax: 200 };

export interface Quantized {
  /** float32 in, float32 out: int8 lies between a quantize and a dequantize layer. */
  readonly network: Graph;
  readonly report: QuantizationReport;
}

/**
 * Post-training quantisation of a float network to int8 by the rules of TensorFlow Lite (Jacob and
 * others 2018): weights symmetric by output channel, values by one scale and zero point whose range
 * is seen on representative examples.
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
  const float = lowerForInt8(network);
  const examples = pickExamples(float, inputs, options.examplesMax);
  const seen = valuesSeen(float, examples, task);
  const rules: RangeRule[] = options.ranges === 'best' ? ['whole', 'trimmed'] : [options.ranges];
  const tries = rules.map((rule) => {
    const made = toInt8(float, quantizationsOf(float, seen, rule));
    stopIfCancelled(task);
    return { ...made, rule, report: compareWithFloat(float, seen, made, examples, rule) };
  });
  const errors = tries.map(({ report }) => report.scoreErrorRms);
  const best = tries[errors.indexOf(Math.min(...errors))]!;
  return { network: best.network, report: best.report };
}

/** A float network in int8, and which of its values is which of the float network's. */
export interface Int8Form {
  readonly network: Graph;
  /** By the float network's value: its int8 twin. */
  readonly twins: readonly ValueId[];
}

function toInt8(float: Graph, forms: readonly Quantization[]): Int8Form {
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
  for (const node of float.nodes) {
    const from = node.inputs.map((id, i) => {
      const mustMove = node.op.kind === 'concat' && !sameForm(forms[id]!, forms[node.output]!);
      const moved = as(node.output, `${node.name}_input_${i + 1}`);
      return mustMove ? builder.add({ kind: 'quantize' }, [twins[id]!], moved) : twins[id]!;
    });
    twins[node.output] = builder.add(int8Op(node, forms), from, as(node.output, node.name));
  }
  const outputs = float.outputs.map((id, i) => {
    const name = float.outputs.length === 1 ? 'dequantize' : `dequantize_${i + 1}`;
    return builder.add({ kind: 'dequantize' }, [twins[id]!], { name, type: 'f32' });
  });
  return { network: builder.graph(outputs), twins };
}

function int8Op({ op, inputs }: Node, forms: readonly Quantization[]): Op {
  if (op.kind !== 'dense' && op.kind !== 'conv2d' && op.kind !== 'depthwise2d') return op;
  return quantizeWeights(op, forms[inputs[0]!]!);
}

function sameForm(a: Quantization, b: Quantization): boolean {
  return a.scales[0] === b.scales[0] && a.zeroPoint === b.zeroPoint;
}

function requireQuantizable({ nodes, values, inputs }: Graph): void {
  for (const { name, op } of nodes) {
    if (keepsScale[op.kind] === null) {
      const sentence = `Layer ${name} (${op.kind}) has no rule for quantisation after training: quantise it where it was trained, or use another layer.`;
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
