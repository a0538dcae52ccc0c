import { assert } from '../../base/assert.ts';
import type { Graph, Node, Op, Value } from '../../graph/op.ts';
import { zeroOf } from '../../graph/quantized-value.ts';
import { sizeOf, tensor } from '../../tensor/tensor.ts';
import {
  type ChannelRanges,
  channelRanges,
  forEachWeight,
  isConstant,
  sumRanges,
  type WeightedOp,
} from './channel-ranges.ts';
import { paddedTaps } from './padded-taps.ts';

/**
 * Removes channels that cannot matter: those that hold one value for every input, which goes into
 * the biases of what reads them, and those that only such channels read. The answers stay the same
 * bit for bit.
 *
 * A constant that is not the zero point stays where a kernel reads it at a padded border, for there
 * the padding stands in its place. Layers are filled up to a multiple of `multiple` channels, where
 * they had as many: fast kernels work on several channels at once.
 */
export function withoutDeadChannels(graph: Graph, multiple = 1): Graph {
  const ranges = channelRanges(graph);
  const needed = graph.values.map(({ shape }) => Array<boolean>(shape.at(-1) ?? 1).fill(false));
  for (const id of [...graph.inputs, ...graph.outputs]) needed[id]!.fill(true);
  settle(graph, needed, (node) => need(graph, node, ranges, needed));
  const kept = needed.map((channels) => [...channels]);
  for (const channels of kept) if (!channels.includes(true)) channels[0] = true;
  for (const node of graph.nodes) if (isNarrow(graph, node)) roundUp(kept[node.output]!, multiple);
  settle(graph, kept, () => {});
  if (kept.every((channels) => channels.every(Boolean))) return graph;
  const values = graph.values.map((value, id) => narrowed(value, kept[id]!));
  const nodes = graph.nodes.map((node) => withKept(graph, node, ranges, { kept, needed }));
  return { ...graph, values, nodes };
}

/** What is still there, and what of it matters; the rest fills up, and its values are of no account. */
interface Channels {
  readonly kept: Kept;
  readonly needed: Kept;
}

/** Of each value: the channels that are still there. */
type Kept = readonly boolean[][];
type Ranges = readonly (ChannelRanges | null)[];

/** Marks the channels that a node must find in its inputs, given what is needed of its output. */
function need(graph: Graph, node: Node, ranges: Ranges, kept: Kept): void {
  const { op, inputs, output } = node;
  if (!isNarrow(graph, node) || op.kind === 'depthwise2d') return;
  const foldable = foldableChannels(graph, node, ranges);
  const reads = kept[inputs[0]!]!;
  forEachWeight(op as WeightedOp, ({ output: o, input, weight }) => {
    const counts = kept[output]![o]! && !isConstant(ranges[output]!, o);
    if (counts && weight !== 0 && !foldable[input]) reads[input] = true;
  });
}

/** Constant input channels that add the same to a sum at every output pixel. */
function foldableChannels(
  { values }: Graph,
  { op, inputs, output }: Node,
  ranges: Ranges,
): boolean[] {
  assert(isWeighted(op), 'only a layer with weights folds constants');
  const [from, range] = [values[inputs[0]!]!, ranges[inputs[0]!]!];
  const padded = paddedTaps(op, from.shape, values[output]!.shape);
  const foldable = range.low.map((_, c) => isConstant(range, c));
  forEachWeight(op, ({ input, tap, weight }) => {
    if (padded[tap] && weight !== 0 && range.low[input] !== zeroOf(from)) foldable[input] = false;
  });
  return foldable;
}

/** Keeps inputs in line with outputs, and what `also` marks, until nothing changes any more. */
function settle(graph: Graph, kept: Kept, also: (node: Node) => void): void {
  const count = () => kept.reduce((sum, channels) => sum + channels.filter(Boolean).length, 0);
  for (let before = -1; before !== count(); ) {
    before = count();
    for (const node of graph.nodes.toReversed()) {
      align(graph, node, kept);
      also(node);
    }
    for (const node of graph.nodes) align(graph, node, kept);
  }
}

function align(graph: Graph, node: Node, kept: Kept): void {
  const { op, inputs, output } = node;
  const to = kept[output]!;
  const weighted = isNarrow(graph, node);
  if (weighted && op.kind !== 'depthwise2d') return;
  const same = ['pool2d', 'quantize', 'activation', 'dropout', 'dequantize', 'add'];
  const whole = inputs.every((id) => kept[id]!.length === to.length);
  if (weighted && op.kind === 'depthwise2d') {
    tie(to, kept[inputs[0]!]!, (o) => Math.floor(o / op.multiplier));
  } else if (same.includes(op.kind) && whole) {
    for (const id of inputs) tie(to, kept[id]!, (o) => o);
  } else if (op.kind === 'reshape' && to.length % kept[inputs[0]!]!.length === 0) {
    tie(to, kept[inputs[0]!]!, (o) => o % kept[inputs[0]!]!.length);
  } else if (op.kind === 'concat') {
    const along = op.axis === graph.values[output]!.shape.length - 1;
    let start = 0;
    for (const id of inputs) {
      const [first, part] = [along ? start : 0, kept[id]!];
      const inside = (o: number) => (o >= first && o < first + part.length ? o - first : null);
      tie(to, part, inside);
      start += part.length;
    }
  } else {
    // An operation that this pass does not know keeps all that it has.
    for (const id of [...inputs, output]) kept[id]!.fill(true);
  }
}

/** What one has the other has too; `source` says which input channel an output channel is. */
function tie(to: boolean[], from: boolean[], source: (output: number) => number | null): void {
  for (const o of to.keys()) {
    const input = source(o);
    if (input !== null && to[o]) from[input] = true;
  }
  for (const o of to.keys()) {
    const input = source(o);
    if (input !== null && from[input]) to[o] = true;
  }
}

function roundUp(kept: boolean[], multiple: number): void {
  const over = kept.filter(Boolean).length % multiple;
  let missing = over === 0 ? 0 : multiple - over;
  for (let c = 0; c < kept.length && missing !== 0; c++) {
    if (kept[c]) continue;
    kept[c] = true;
    missing--;
  }
}

function narrowed(value: Value, kept: readonly boolean[]): Value {
  if (value.shape.length === 0) return value;
  const channels = kept.filter(Boolean).length;
  return { ...value, shape: value.shape.with(-1, channels) };
}

function withKept(graph: Graph, node: Node, ranges: Ranges, channels: Channels): Node {
  const { op, inputs, output } = node;
  const { kept, needed } = channels;
  const to = kept[output]!;
  if (op.kind === 'reshape') {
    return { ...node, op: { ...op, shape: narrowed(graph.values[output]!, to).shape } };
  }
  const whole = [...inputs, output].every((id) => needed[id]!.every(Boolean));
  if (whole || !isWeighted(op)) return node;
  return { ...node, op: narrowedLayer(graph, { ...node, op }, ranges, channels) };
}

/** A layer with the weights of the channels that are left, the constants folded into its bias. */
function narrowedLayer(
  graph: Graph,
  { op, inputs, output }: Node & { readonly op: WeightedOp },
  ranges: Ranges,
  { kept, needed }: Channels,
): Op {
  const { weight, bias, weightQuantization } = op;
  assert(weight.type !== 'f32' && bias.type === 'i32', 'only layers of integers lose channels');
  const [from, to] = [graph.values[inputs[0]!]!, graph.values[output]!];
  const [reads, makes] = [kept[inputs[0]!]!, kept[output]!];
  const [counts, matters] = [needed[inputs[0]!]!, needed[output]!];
  const range = ranges[inputs[0]!]!;
  const biases = Float64Array.from(bias.data);
  const constant = (o: number) => op.kind !== 'depthwise2d' && isConstant(ranges[output]!, o);
  const weights: number[] = [];
  forEachWeight(op, ({ output: o, input, weight: w }) => {
    const alive = matters[o] && counts[input] && !constant(o);
    if (makes[o] && reads[input]) weights.push(alive ? w : 0);
    if (!counts[input] && isConstant(range, input)) {
      biases[o]! += w * (range.low[input]! - zeroOf(from));
    }
  });
  // Every sum of a constant channel is scaled to the same value: any one of them serves.
  const { low } = sumRanges(op, range, from, to);
  const left = <T>(all: ArrayLike<T>): T[] => Array.from(all).filter((_, o) => makes[o]);
  const sums = Array.from(biases, (sum, o) => {
    return matters[o] ? (constant(o) ? low[o]! : sum) | 0 : 0;
  });
  const shape = weight.shape.with(
    -1,
    (op.kind === 'depthwise2d' ? makes : reads).filter(Boolean).length,
  );
  // What fills up takes the scale of a channel that matters: bounds are those of the others.
  const some = Math.max(0, matters.indexOf(true));
  const scales = weightQuantization!.scales.map((scale, o, all) =>
    matters[o] ? scale : all[some]!,
  );
  const common = {
    weight: tensor(
      weight.type,
      op.kind === 'depthwise2d' ? shape : shape.with(0, left(bias.data).length),
      weights,
    ),
    bias: tensor('i32', [left(bias.data).length], Int32Array.from(left(sums))),
    weightQuantization: {
      ...weightQuantization!,
      scales: scales.length === 1 ? weightQuantization!.scales : left(scales),
    },
  };
  assert(weights.length === sizeOf(common.weight.shape), 'every weight that is left has its place');
  return { ...op, ...common };
}

/** A layer with weights that reads and makes int8: the kind that may lose channels. */
function isNarrow({ values }: Graph, { op, inputs, output }: Node): boolean {
  if (inputs.length === 0) return false;
  const int8 = [inputs[0]!, output].every((id) => values[id]!.type === 'i8');
  return isWeighted(op) && op.weight.type !== 'f32' && int8;
}

function isWeighted(op: Op): op is WeightedOp {
  return op.kind === 'dense' || op.kind === 'conv2d' || op.kind === 'depthwise2d';
}
