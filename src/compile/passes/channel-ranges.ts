import { type Multiplier, multiplyByQuantizedMultiplier } from '../../graph/fixed-point.ts';
import type {
  Conv2dOp,
  DenseOp,
  Depthwise2dOp,
  Graph,
  Node,
  OpKind,
  OpOf,
  Rounding,
  Value,
  ValueId,
} from '../../graph/op.ts';
import {
  activationMultiplier,
  activationRange,
  addMultipliers,
  requantizer,
  weightMultipliers,
  zeroOf,
} from '../../graph/quantized-value.ts';
import { paddedTaps } from './padded-taps.ts';

/** The smallest and the largest int8 that each channel (the last dimension) can ever hold. */
export interface ChannelRanges {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/**
 * Interval arithmetic through a graph: what every value may be for any input at all. Each int8
 * operation that has a rule is monotone in what it reads, so that the ends of a range are exact
 * for one operation; null for values that are not int8.
 */
export function channelRanges(graph: Graph): (ChannelRanges | null)[] {
  const ranges = graph.values.map((value) => (value.type === 'i8' ? everything(value) : null));
  for (const node of graph.nodes) {
    const from = node.inputs.map((id) => ranges[id]);
    const to = graph.values[node.output]!;
    if (to.type !== 'i8' || from.some((range) => !range)) continue;
    const rule = rules[node.op.kind] as Rule<OpKind> | undefined;
    const values = valuesOf(graph, node.inputs);
    const found = rule?.(node.op, from as ChannelRanges[], to, values, graph.rounding ?? 'double');
    ranges[node.output] = found ?? everything(to);
  }
  return ranges;
}

/** Whether a channel holds one and the same value for every input. */
export function isConstant({ low, high }: ChannelRanges, channel: number): boolean {
  return low[channel] === high[channel];
}

/** The sums of one layer's output channels for inputs within ranges, before they are scaled. */
export function sumRanges(
  op: WeightedOp,
  { low, high }: ChannelRanges,
  from: Value,
  to: Value,
): { low: number[]; high: number[] } {
  const zero = zeroOf(from);
  const sums = { low: Array.from(op.bias.data), high: Array.from(op.bias.data) };
  const padded = paddedTaps(op, from.shape, to.shape);
  forEachWeight(op, ({ output, input, tap, weight }) => {
    const channel = input % low.length;
    let ends = [(low[channel]! - zero) * weight, (high[channel]! - zero) * weight];
    if (padded[tap]) ends = [...ends, 0];
    sums.low[output]! += Math.min(...ends);
    sums.high[output]! += Math.max(...ends);
  });
  return sums;
}

export type WeightedOp = DenseOp | Conv2dOp | Depthwise2dOp;

/** Every weight of a layer with the channels that it joins; a dense layer has one tap. */
export function forEachWeight(
  op: WeightedOp,
  visit: (at: {
    output: number;
    input: number;
    tap: number;
    weight: number;
    index: number;
  }) => void,
): void {
  const { shape, data } = op.weight;
  if (op.kind === 'depthwise2d') {
    const outputs = shape[2]!;
    for (const [index, weight] of data.entries()) {
      const output = index % outputs;
      const input = Math.floor(output / op.multiplier);
      visit({ output, input, tap: Math.floor(index / outputs), weight, index });
    }
    return;
  }
  const channels = shape.at(-1)!;
  const taps = data.length / shape[0]! / channels;
  for (const [index, weight] of data.entries()) {
    const pixel = Math.floor(index / channels);
    visit({
      output: Math.floor(pixel / taps),
      input: index % channels,
      tap: pixel % taps,
      weight,
      index,
    });
  }
}

type Rule<K extends OpKind> = (
  op: OpOf<K>,
  from: readonly ChannelRanges[],
  to: Value,
  values: readonly Value[],
  rounding: Rounding,
) => ChannelRanges | null;

/** Kinds without a rule may give anything. */
const rules: { readonly [K in OpKind]?: Rule<K> } = {
  dense: (op, [x], to, [from], rounding) => weighted(op, x!, from!, to, rounding),
  conv2d: (op, [x], to, [from], rounding) => weighted(op, x!, from!, to, rounding),
  depthwise2d: (op, [x], to, [from], rounding) => weighted(op, x!, from!, to, rounding),
  pool2d: ({ activation }, [x], to) => {
    const [least, most] = activationRange(activation, to);
    return mapped(x!, (value) => Math.min(most, Math.max(least, value)));
  },
  quantize: (_op, [x], to, [from], rounding) => {
    const again = requantizer(from!, to, rounding);
    return mapped(x!, (value) => again(value, -128, 127));
  },
  activation: ({ activation }, [x], to, [from], rounding) => {
    const multiplier = activationMultiplier(from!, to);
    const [least, most] = activationRange(activation, to);
    return mapped(x!, (value) => {
      const scaled = multiplyByQuantizedMultiplier(value - zeroOf(from!), multiplier, rounding);
      return Math.min(most, Math.max(least, scaled + zeroOf(to)));
    });
  },
  dropout: (_op, [x]) => x!,
  reshape: (_op, [x], to) => repeated(x!, to),
  add: ({ activation }, [a, b], to, [fromA, fromB], rounding) => {
    if (a!.low.length !== b!.low.length) return null;
    const { left, right, sum } = addMultipliers(fromA!, fromB!, to);
    const [least, most] = activationRange(activation, to);
    const add = (x: number, y: number): number => {
      const l = multiplyByQuantizedMultiplier((x - zeroOf(fromA!)) << 20, left, rounding);
      const r = multiplyByQuantizedMultiplier((y - zeroOf(fromB!)) << 20, right, rounding);
      const total = multiplyByQuantizedMultiplier(l + r, sum, rounding) + zeroOf(to);
      return Math.min(most, Math.max(least, total));
    };
    return {
      low: a!.low.map((value, c) => add(value, b!.low[c]!)),
      high: a!.high.map((value, c) => add(value, b!.high[c]!)),
    };
  },
  concat: ({ axis }, from, to) =>
    axis === to.shape.length - 1
      ? { low: from.flatMap(({ low }) => low), high: from.flatMap(({ high }) => high) }
      : {
          low: from[0]!.low.map((_, c) => Math.min(...from.map(({ low }) => low[c]!))),
          high: from[0]!.high.map((_, c) => Math.max(...from.map(({ high }) => high[c]!))),
        },
};

function weighted(
  op: WeightedOp,
  x: ChannelRanges,
  from: Value,
  to: Value,
  rounding: Rounding,
): ChannelRanges | null {
  const sums = sumRanges(op, x, from, to);
  const multipliers = weightMultipliers(op, from, to);
  const [least, most] = activationRange(op.activation, to);
  const scaled = (sum: number, o: number): number => {
    const value = multiplyByQuantizedMultiplier(sum, multipliers[o]!, rounding) + zeroOf(to);
    return Math.min(most, Math.max(least, value));
  };
  const exact = (o: number) =>
    staysInside(sums.low[o]!, multipliers[o]!) && staysInside(sums.high[o]!, multipliers[o]!);
  return {
    low: sums.low.map((sum, o) => (exact(o) ? scaled(sum, o) : least)),
    high: sums.high.map((sum, o) => (exact(o) ? scaled(sum, o) : most)),
  };
}

/** Whether a sum is scaled without wrapping around 32 bits: only then is scaling monotone. */
function staysInside(sum: number, { shift }: Multiplier): boolean {
  return Math.abs(sum) * 2 ** Math.max(0, shift) < 2 ** 31;
}

function mapped({ low, high }: ChannelRanges, f: (value: number) => number): ChannelRanges {
  return { low: low.map(f), high: high.map(f) };
}

/** Rows of channels one after another in one longer row. */
function repeated({ low, high }: ChannelRanges, to: Value): ChannelRanges | null {
  const row = to.shape.at(-1)!;
  if (row % low.length !== 0) return null;
  const indices = Array.from({ length: row }, (_, i) => i % low.length);
  return { low: indices.map((i) => low[i]!), high: indices.map((i) => high[i]!) };
}

function everything({ shape }: Value): ChannelRanges {
  const channels = shape.at(-1) ?? 1;
  return { low: Array(channels).fill(-128), high: Array(channels).fill(127) };
}

function valuesOf({ values }: Graph, ids: readonly ValueId[]): Value[] {
  return ids.map((id: Node['output']) => values[id]!);
}
