import { evaluate, evaluateAll, evaluateNode } from '../graph/evaluate.ts';
import type { Graph, OpKind, ValueId } from '../graph/op.ts';
import { quantizeValue, rangeOfQuantization, realValue } from '../graph/quantized-value.ts';
import { initialSlots } from '../graph/state.ts';
import { type Shape, sizeOf, type Tensor, tensor } from '../tensor/tensor.ts';
import type { Int8Form } from './quantize.ts';
import type { Range, RangeRule } from './ranges.ts';

/** What was done: what served best, or what was asked for. */
export interface Way {
  /** 'trained': the network came with the ranges that it was trained with. */
  readonly ranges: RangeRule | 'trained';
  readonly equalize: boolean;
  readonly correctBias: boolean;
}

/** What int8 costs, seen on the representative examples. */
export interface QuantizationReport extends Way {
  readonly examples: number;
  readonly layers: readonly LayerLoss[];
  /** Share of the examples with the same answer in float and in int8. */
  readonly agreement: number;
  /** Root of the mean squared difference of all scores, and the largest difference. */
  readonly scoreErrorRms: number;
  readonly scoreErrorMax: number;
}

export interface LayerLoss {
  readonly name: string;
  readonly kind: OpKind;
  readonly shape: Shape;
  /** What the layer's int8 output can stand for. */
  readonly range: Range;
  readonly scale: number;
  readonly zeroPoint: number;
  /** The smallest and the largest scale of an output channel's weights; null without weights. */
  readonly weightScales: Range | null;
  /**
   * Root mean square of the difference to the float network at the layer's output, all that came
   * before included, over the root mean square of the float values. 0 where both are 0.
   */
  readonly error: number;
  /** The same for what this layer alone adds: its inputs are the float network's, rounded. */
  readonly added: number;
}

/** Root of the mean squared difference of scores to those of float, over every so manieth example. */
export function scoreErrorOf(
  float: Graph,
  seen: readonly Float32Array[],
  { network }: Int8Form,
  examples: readonly (readonly Tensor[])[],
  step: number,
): number {
  const scores = { same: 0, squares: 0, largest: 0, count: 0 };
  for (let i = 0; i < examples.length; i += step) {
    const outputs = evaluate(network, examples[i]!);
    for (const [k, { data }] of outputs.entries()) {
      const wanted = seen[float.outputs[k]!]!.subarray(i * data.length, (i + 1) * data.length);
      addScores(scores, wanted, data as Float32Array);
    }
  }
  return Math.sqrt(scores.squares / scores.count);
}

export function compareWithFloat(
  float: Graph,
  seen: readonly Float32Array[],
  int8: Int8Form,
  examples: readonly (readonly Tensor[])[],
  way: Way,
): QuantizationReport {
  const { network, twins } = int8;
  const squares = float.values.map(() => ({ error: 0, value: 0 }));
  const alone = float.values.map(() => ({ error: 0, value: 0 }));
  const scores = { same: 0, squares: 0, largest: 0, count: 0 };
  for (const [i, example] of examples.entries()) {
    const all = evaluateAll(network, example);
    for (const [id, twin] of twins.entries()) {
      const size = all[twin]!.data.length;
      addSquares(
        squares[id]!,
        seen[id]!.subarray(i * size, (i + 1) * size),
        realOf(network, all, twin),
      );
    }
    addLayersAlone(float, seen, int8, i, alone);
    for (const [k, output] of network.outputs.entries()) {
      const { data } = all[output]! as Tensor<'f32'>;
      const wanted = seen[float.outputs[k]!]!.subarray(i * data.length, (i + 1) * data.length);
      addScores(scores, wanted, data);
    }
  }
  return {
    examples: examples.length,
    ...way,
    layers: layersOf(int8, squares, alone),
    agreement: scores.same / (examples.length * network.outputs.length),
    scoreErrorRms: Math.sqrt(scores.squares / scores.count),
    scoreErrorMax: scores.largest,
  };
}

interface Squares {
  error: number;
  value: number;
}

/** Each integer layer on the float network's values of one example. */
function addLayersAlone(
  float: Graph,
  seen: readonly Float32Array[],
  { network, twins }: Int8Form,
  example: number,
  sums: readonly Squares[],
): void {
  const makers = new Map(network.nodes.map((node) => [node.output, node]));
  const valuesOf = (id: ValueId) => {
    const size = sizeOf(float.values[id]!.shape);
    return seen[id]!.subarray(example * size, (example + 1) * size);
  };
  for (const { inputs, output } of float.nodes) {
    const node = makers.get(twins[output]!)!;
    const from = node.inputs.map((id, k) => {
      const { shape, quantization } = network.values[id]!;
      const rounded = Array.from(valuesOf(inputs[k]!), (v) => quantizeValue(v, quantization!));
      return tensor('i8', shape, rounded);
    });
    const made = evaluateNode(network, node, from, initialSlots(node.op));
    const { quantization } = network.values[node.output]!;
    const real = Float64Array.from(made.data, (q) => realValue(q, quantization!));
    addSquares(sums[output]!, valuesOf(output), real);
  }
}

function layersOf(
  { network, twins }: Int8Form,
  squares: readonly Squares[],
  alone: readonly Squares[],
): LayerLoss[] {
  const byTwin = new Map(twins.map((twin, id) => [twin, id]));
  return network.nodes.flatMap(({ name, op, output }) => {
    const { shape, quantization } = network.values[output]!;
    const id = byTwin.get(output);
    if (!quantization || id === undefined) return [];
    const scales = 'weightQuantization' in op ? (op.weightQuantization?.scales ?? []) : [];
    return {
      name,
      kind: op.kind,
      shape,
      range: rangeOfQuantization(quantization),
      scale: quantization.scales[0]!,
      zeroPoint: quantization.zeroPoint,
      weightScales: scales.length ? ([Math.min(...scales), Math.max(...scales)] as const) : null,
      error: relative(squares[id]!),
      // an input's rounding is all its own
      added: relative(op.kind === 'quantize' ? squares[id]! : alone[id]!),
    };
  });
}

function relative({ error, value }: Squares): number {
  return error === 0 ? 0 : Math.sqrt(error / value);
}

function realOf({ values }: Graph, all: readonly Tensor[], id: number): Float64Array {
  return Float64Array.from(all[id]!.data, (q) => realValue(q, values[id]!.quantization!));
}

function addSquares(sums: Squares, wanted: Float32Array, real: Float64Array): void {
  for (let i = 0; i < wanted.length; i++) {
    sums.error += (real[i] - wanted[i]) ** 2;
    sums.value += wanted[i] ** 2;
  }
}

function addScores(
  sums: { same: number; squares: number; largest: number; count: number },
  wanted: Float32Array,
  scores: Float32Array,
): void {
  const answer = (row: Float32Array) => row.indexOf(row.reduce((a, b) => Math.max(a, b)));
  if (answer(wanted) === answer(scores)) sums.same++;
  for (let i = 0; i < wanted.length; i++) {
    const difference = Math.abs(scores[i] - wanted[i]);
    sums.squares += difference ** 2;
    sums.largest = Math.max(sums.largest, difference);
    sums.count++;
  }
}
