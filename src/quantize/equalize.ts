import type { Graph, Node, Op, OpKind } from '../graph/op.ts';
import { channelsOf, type WeightedOp } from '../graph/weight-grid.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';

/**
 * The same function with the channels between two layers brought to like strength (cross-layer
 * equalisation, Nagel et al. 2019, §4.1): what a channel is multiplied by on its way out of one layer
 * it is divided by on its way into the next. Then one scale for all channels of a value fits each of
 * them better. Between the two there may be a ReLU and pooling, but no clamp from above.
 */
export function equalized(graph: Graph): Graph {
  const nodes = [...graph.nodes];
  // a change of one pair changes the next, so that a few rounds are needed for it to settle
  for (let round = 0; round < 3; round++) {
    for (let first = 0; first < nodes.length; first++) {
      const second = nextWeighted(graph, nodes, first);
      if (second >= 0) equalizePair(nodes, first, second);
    }
  }
  return { ...graph, nodes };
}

/** The layer that alone reads this one's channels, each as it is; −1: there is none. */
function nextWeighted(graph: Graph, nodes: readonly Node[], first: number): number {
  const from = nodes[first]!;
  if (!isWeighted(from.op) || !isLinearAbove(from.op)) return -1;
  let { output } = from;
  for (;;) {
    if (graph.outputs.includes(output)) return -1;
    const readers = nodes.filter(({ inputs }) => inputs.includes(output));
    const [reader] = readers;
    if (readers.length !== 1 || !reader || reader.inputs.length !== 1) return -1;
    if (isWeighted(reader.op)) return reads(reader, from, graph) ? nodes.indexOf(reader) : -1;
    if (!keepsChannels[reader.op.kind] || !isLinearAbove(reader.op)) return -1;
    output = reader.output;
  }
}

/** Whether the last dimension of what the second layer reads is the first one's channels. */
function reads({ op, inputs }: Node, { output }: Node, { values }: Graph): boolean {
  const channels = values[output]!.shape.at(-1);
  return op.kind !== 'dense'
    ? values[inputs[0]!]!.shape.at(-1) === channels
    : values[inputs[0]!]!.shape.length === 1 && values[output]!.shape.length === 1;
}

const keepsChannels: { readonly [K in OpKind]?: true } = {
  activation: true,
  pool2d: true,
  dropout: true,
};

function isWeighted(op: Op): op is WeightedOp {
  return op.kind === 'dense' || op.kind === 'conv2d' || op.kind === 'depthwise2d';
}

/** Twice as much in is twice as much out, for what is above zero. */
function isLinearAbove(op: Op): boolean {
  return !('activation' in op) || op.activation === 'none' || op.activation === 'relu';
}

function equalizePair(nodes: Node[], first: number, second: number): void {
  const [a, b] = [nodes[first]!.op as WeightedOp, nodes[second]!.op as WeightedOp];
  const { channels, run } = channelsOf(a);
  const out = (i: number) => Math.floor(i / run) % channels;
  // a depthwise layer's outputs follow their inputs; others read channel i mod channels
  const multiplier = b.kind === 'depthwise2d' ? b.multiplier : 1;
  const into = (i: number) =>
    b.kind === 'depthwise2d' ? Math.floor((i % b.bias.data.length) / multiplier) : i % channels;
  const [strong, wanted] = [largest(a.weight, channels, out), largest(b.weight, channels, into)];
  const factors = strong.map((r, c) => {
    const factor = Math.sqrt(wanted[c]! / r);
    // a channel that is never made or never read stays as it is
    return factor > 0 && Number.isFinite(factor) ? Math.min(100, Math.max(0.01, factor)) : 1;
  });
  const scaled = (x: Tensor, by: (i: number) => number) =>
    tensor(
      'f32',
      x.shape,
      Float32Array.from(x.data, (value, i) => value * by(i)),
    );
  const weight = scaled(a.weight, (i) => factors[out(i)]!);
  const bias = scaled(a.bias, (i) => factors[i]!);
  nodes[first] = { ...nodes[first]!, op: { ...a, weight, bias } };
  const after = scaled(b.weight, (i) => 1 / factors[into(i)]!);
  nodes[second] = { ...nodes[second]!, op: { ...b, weight: after } };
}

function largest({ data }: Tensor, channels: number, channel: (i: number) => number): number[] {
  const most = new Array<number>(channels).fill(0);
  for (const [i, w] of data.entries()) {
    const c = channel(i);
    most[c] = Math.max(most[c]!, Math.abs(w));
  }
  return most;
}
