import { evaluateAll } from '../graph/evaluate.ts';
import type { Graph, OpKind } from '../graph/op.ts';
import type { Shape, Tensor } from '../tensor/tensor.ts';
import type { Int8Form } from './quantize.ts';
import { type Range, type RangeRule, rangeOfForm } from './ranges.ts';

/** What int8 costs, seen on the representative examples. */
export interface QuantizationReport {
  readonly examples: number;
  /** The rule that served best, or the one that was asked for. */
  readonly ranges: RangeRule;
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
}

export function compareWithFloat(
  float: Graph,
  seen: readonly Float32Array[],
  { network, twins }: Int8Form,
  examples: readonly (readonly Tensor[])[],
  ranges: RangeRule,
): QuantizationReport {
  const squares = float.values.map(() => ({ error: 0, value: 0 }));
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
    for (const [k, output] of network.outputs.entries()) {
      const { data } = all[output]! as Tensor<'f32'>;
      const wanted = seen[float.outputs[k]!]!.subarray(i * data.length, (i + 1) * data.length);
      addScores(scores, wanted, data);
    }
  }
  return {
    examples: examples.length,
    ranges,
    layers: layersOf({ network, twins }, squares),
    agreement: scores.same / (examples.length * network.outputs.length),
    scoreErrorRms: Math.sqrt(scores.squares / scores.count),
    scoreErrorMax: scores.largest,
  };
}

interface Squares {
  error: number;
  value: number;
}

function layersOf({ network, twins }: Int8Form, squares: readonly Squares[]): LayerLoss[] {
  const byTwin = new Map(twins.map((twin, id) => [twin, squares[id]!]));
  return network.nodes.flatMap(({ name, op, output }) => {
    const { shape, quantization } = network.values[output]!;
    const lost = byTwin.get(output);
    if (!quantization || !lost) return [];
    const scales = 'weightQuantization' in op ? (op.weightQuantization?.scales ?? []) : [];
    return {
      name,
      kind: op.kind,
      shape,
      range: rangeOfForm(quantization),
      scale: quantization.scales[0]!,
      zeroPoint: quantization.zeroPoint,
      weightScales: scales.length ? ([Math.min(...scales), Math.max(...scales)] as const) : null,
      error: lost.error === 0 ? 0 : Math.sqrt(lost.error / lost.value),
    };
  });
}

function realOf({ values }: Graph, all: readonly Tensor[], id: number): Float64Array {
  const { scales, zeroPoint } = values[id]!.quantization!;
  return Float64Array.from(all[id]!.data, (q) => scales[0]! * (q - zeroPoint));
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
