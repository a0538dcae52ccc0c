import { assert } from '../base/assert.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import { GraphBuilder } from './builder.ts';
import type { Activation, BatchNormOp, Graph, Node, Op, ValueId } from './op.ts';

/**
 * The same meaning with fewer operations, for a trained float network on its way to a device:
 * dropout and reshapes that change nothing are gone, batch norms are folded into the dense or
 * convolution layer before them, and ReLUs are part of the operation before them. Answers agree
 * with the original's within float32 rounding.
 */
export function simplify(graph: Graph): Graph {
  const passes = [withoutNoOps, withBatchNormFolded, withActivationFused];
  return compact(passes.reduce((simpler, pass) => pass(simpler), graph));
}

/** Whoever read such a value now reads what it was made of. */
function withoutNoOps(graph: Graph): Graph {
  const source = new Map<ValueId, ValueId>();
  const sourceOf = (id: ValueId) => source.get(id) ?? id;
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    const [input] = node.inputs;
    if (changesNothing(graph, node)) source.set(node.output, sourceOf(input!));
    else nodes.push({ ...node, inputs: node.inputs.map(sourceOf) });
  }
  return { ...graph, nodes, outputs: graph.outputs.map(sourceOf) };
}

function changesNothing({ values }: Graph, { op, inputs, output }: Node): boolean {
  const sameShape = values[inputs[0]!]!.shape.join() === values[output]!.shape.join();
  return op.kind === 'dropout' || (op.kind === 'reshape' && sameShape);
}

function withBatchNormFolded(graph: Graph): Graph {
  return merged(graph, (first, second) =>
    second.kind === 'batchNorm' ? foldedBatchNorm(first, second) : null,
  );
}

function withActivationFused(graph: Graph): Graph {
  return merged(graph, (first, second) =>
    second.kind === 'activation' ? fusedActivation(first, second.activation) : null,
  );
}

/** Joins each pair that `join` has one operation for, where nobody else reads what lies between. */
function merged(graph: Graph, join: (first: Op, second: Op) => Op | null): Graph {
  const readers = readerCounts(graph);
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    const before = nodes.findIndex(({ output }) => output === node.inputs[0]);
    const alone = before >= 0 && node.inputs.length === 1 && readers[node.inputs[0]!] === 1;
    const op = alone ? join(nodes[before]!.op, node.op) : null;
    if (op) nodes[before] = { ...nodes[before]!, op, output: node.output };
    else nodes.push(node);
  }
  return { ...graph, nodes };
}

/** How often each value is read; an output of the graph is read once more. */
function readerCounts({ values, nodes, outputs }: Graph): number[] {
  const counts = values.map(() => 0);
  for (const id of [...nodes.flatMap(({ inputs }) => inputs), ...outputs]) counts[id]!++;
  return counts;
}

/**
 * γ (W x + b − mean) / √(variance + ε) + β = (s W) x + (b − mean) s + β with s = γ / √(…), for each
 * output channel.
 */
function foldedBatchNorm(first: Op, second: BatchNormOp): Op | null {
  if (first.kind !== 'dense' && first.kind !== 'conv2d' && first.kind !== 'depthwise2d')
    return null;
  const { weight, bias, activation } = first;
  if (activation !== 'none' || weight.type !== 'f32') return null;
  const { gamma, beta, mean, variance, epsilon } = second;
  const scales = Float64Array.from(
    gamma.data,
    (g, c) => g / Math.sqrt(variance.data[c]! + epsilon),
  );
  const channels = scales.length;
  // output channels come last in a depthwise weight, and first in the others
  const run = first.kind === 'depthwise2d' ? 1 : weight.data.length / channels;
  const scaled = weight.data.map((w, i) => w * scales[Math.floor(i / run) % channels]!);
  const shifted = Float32Array.from(
    bias.data,
    (b, c) => (b - mean.data[c]!) * scales[c]! + beta.data[c]!,
  );
  return { ...first, weight: f32(weight, scaled), bias: f32(bias, shifted) };
}

/** One clamp after another is the narrower of the two. */
function fusedActivation(first: Op, activation: Activation): Op | null {
  if (!('activation' in first) || first.kind === 'maximum' || first.kind === 'minimum') return null;
  const both = [first.activation, activation];
  // a clamp to −1 … 1 and another one have no name together
  if (both.includes('reluN1To1') && both[0] !== both[1] && both[0] !== 'none') return null;
  if (both.includes('reluN1To1')) return { ...first, activation: 'reluN1To1' } as Op;
  const narrower = both.includes('relu6') ? 'relu6' : 'relu';
  return { ...first, activation: narrower } as Op;
}

/** Writes a graph down anew, without the values that nobody reads any more. */
function compact(graph: Graph): Graph {
  const builder = new GraphBuilder(graph.name, graph.rounding);
  const ids = new Map<ValueId, ValueId>();
  for (const id of graph.inputs) {
    const { name, shape, type, quantization } = graph.values[id]!;
    ids.set(id, builder.input(name, shape, type, quantization));
  }
  const idOf = (id: ValueId): ValueId => {
    const found = ids.get(id);
    assert(found !== undefined, `value ${id} is made before it is read`);
    return found;
  };
  for (const { op, name, inputs, output } of graph.nodes) {
    const { type, quantization } = graph.values[output]!;
    const as = { name, type, ...(quantization && { quantization }) };
    ids.set(output, builder.add(op, inputs.map(idOf), as));
  }
  return builder.graph(graph.outputs.map(idOf));
}

function f32({ shape }: Tensor, data: Float32Array): Tensor<'f32'> {
  return tensor('f32', shape, data);
}
