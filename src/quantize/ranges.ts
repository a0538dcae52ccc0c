import type { Graph, Node, OpKind, ValueId } from '../graph/op.ts';
import { quantizeValue, realValue } from '../graph/quantized-value.ts';
import type { Quantization } from '../tensor/tensor.ts';

/** The smallest and the largest real number that a value must be able to take. */
export type Range = readonly [low: number, high: number];

/**
 * How a range follows from what was seen: all of it; all but the rarest at either end; or that with
 * the least squared error, of rounding within and of cutting off beyond.
 */
export type RangeRule = 'whole' | 'trimmed' | 'squares';

/** Share of the numbers that `trimmed` leaves out at either end. */
const trimmedShare = 0.0005;

/**
 * The int8 form of every value of a float network: one scale and zero point each. `inputForms` are
 * those of inputs that come as integers already.
 */
export function quantizationsOf(
  network: Graph,
  seen: readonly Float32Array[],
  rule: RangeRule,
  inputForms: readonly Quantization[] = [],
): Quantization[] {
  const { leaders, fixed } = sharedScales(network);
  const members = Map.groupBy(leaders.keys(), (id) => leaders[id]!);
  const chosen = new Map<ValueId, Quantization>();
  for (const [leader, ids] of members) {
    const values = ids.map((id) => seen[id]!);
    chosen.set(leader, fixed.has(leader) ? softmaxForm : formOf(rangeOf(values, rule)));
  }
  for (const [i, form] of inputForms.entries()) chosen.set(leaders[network.inputs[i]!]!, form);
  return leaders.map((leader) => chosen.get(leader)!);
}

/** real = scale × (q − zeroPoint) with zero exactly representable and the range within −128 … 127. */
export function formOf([low, high]: Range): Quantization {
  const [least, most] = [Math.min(low, 0), Math.max(high, 0)];
  const width = most - least;
  const scale = Math.fround(width > 0 ? Math.max(width / 255, smallestScale) : 1);
  const zeroPoint = Math.round(-128 - least / scale);
  return { scales: [scale], zeroPoint: Math.min(127, Math.max(-128, zeroPoint)), axis: null };
}

/** Scores from 0 to 255/256: what every int8 softmax makes. */
export const softmaxForm: Quantization = { scales: [1 / 256], zeroPoint: -128, axis: null };

/** Well inside float32, so that no quotient of two scales leaves it. */
const smallestScale = 2 ** -60;

/** Which values must have one scale, since what lies between only moves or picks numbers. */
function sharedScales({ values, nodes }: Graph): { leaders: ValueId[]; fixed: Set<ValueId> } {
  const leaders = values.map((_, id) => id);
  const fixed = new Set<ValueId>();
  const join = (a: ValueId, b: ValueId) => {
    const [from, to] = [leaders[a]!, leaders[b]!];
    for (const [id, leader] of leaders.entries()) if (leader === from) leaders[id] = to;
    if (fixed.has(from)) fixed.add(to);
  };
  for (const node of nodes) {
    if (node.op.kind === 'softmax') fixed.add(leaders[node.output]!);
    for (const input of scaleKeepers(node)) {
      // scores keep their own scale; quantize.ts brings them to that of what they are joined with
      if (node.op.kind !== 'concat' || !fixed.has(leaders[input]!)) join(node.output, input);
    }
  }
  return { leaders, fixed };
}

/** The inputs whose scale the output of an operation takes over. */
function scaleKeepers({ op, inputs }: Node): readonly ValueId[] {
  return keepsScale[op.kind] ? inputs : [];
}

/** null: quantisation after training has no rule for the operation yet, and refuses it. */
export const keepsScale: { [K in OpKind]: boolean | null } = {
  reshape: true,
  pool2d: true,
  concat: true,
  dropout: true,
  fakeQuantize: true,
  dense: false,
  conv2d: false,
  depthwise2d: false,
  activation: false,
  softmax: false,
  add: false,
  batchNorm: false,
  features: false,
  standardize: false,
  quantize: false,
  dequantize: false,
  sub: false,
  mul: false,
  mean: false,
  hardSwish: false,
  leakyRelu: false,
  maximum: true,
  minimum: true,
  mirrorPad: true,
  transpose: true,
  slice: true,
  resizeNearest: true,
  resizeBilinear: true,
  pad: null,
  transposeConv2d: null,
  logistic: null,
  tanh: null,
  prelu: null,
  gather: null,
  argMax: null,
  batchMatmul: null,
  l2Norm: null,
  layerNorm: null,
  lstm: false,
  gru: null,
  svdf: null,
  constant: null,
};

function rangeOf(parts: readonly Float32Array[], rule: RangeRule): Range {
  if (rule === 'whole') return wholeRange(parts);
  const count = parts.reduce((sum, part) => sum + part.length, 0);
  const sorted = new Float32Array(count);
  let at = 0;
  for (const part of parts) {
    sorted.set(part, at);
    at += part.length;
  }
  sorted.sort();
  if (rule === 'squares') return leastSquares(sorted);
  const rare = Math.floor(count * trimmedShare);
  return [sorted[rare]!, sorted[count - 1 - rare]!];
}

function wholeRange(parts: readonly Float32Array[]): Range {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const part of parts) {
    for (const value of part) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}

/** First the upper end is drawn in for as long as that helps, then the lower one. */
function leastSquares(sorted: Float32Array): Range {
  const step = Math.max(1, Math.floor(sorted.length / 8192));
  // every step-th number stands for its neighbours; the ends are there in any case
  const some = sorted.filter((_, i) => i % step === 0 || i === sorted.length - 1);
  let range: Range = [sorted[0]!, sorted.at(-1)!];
  for (const end of [1, 0] as const) {
    const whole = range;
    let least = squaredError(some, whole);
    for (let share = 0.96; share > 0.2; share -= 0.04) {
      const tried: Range = end ? [whole[0], whole[1] * share] : [whole[0] * share, whole[1]];
      const error = squaredError(some, tried);
      if (error < least) [range, least] = [tried, error];
    }
  }
  return range;
}

function squaredError(values: Float32Array, range: Range): number {
  const form = formOf(range);
  let error = 0;
  for (const value of values) error += (realValue(quantizeValue(value, form), form) - value) ** 2;
  return error;
}
