import { floatRules } from '../graph/evaluate-float.ts';
import type { Graph, Node, WeightGrid } from '../graph/op.ts';
import { channelsOf, fillFromGrid, type WeightedOp } from '../graph/weight-grid.ts';
import { sizeOf, tensor } from '../tensor/tensor.ts';

/**
 * Weights on a grid are off by a little, always the same way, so that a layer's outputs are shifted on
 * the average. Taken from the bias, the shift is gone (bias correction, Nagel et al. 2019, §4.2): for
 * each output channel the mean over the examples of what the weights' errors make.
 *
 * `seen` holds every value of the network for all examples, by its id.
 */
export function withCorrectedBiases(
  graph: Graph,
  seen: readonly Float32Array[],
  grids: ReadonlyMap<Node, WeightGrid>,
): Graph {
  const nodes = graph.nodes.map((node) => {
    const grid = grids.get(node);
    if (!grid) return node;
    const op = node.op as WeightedOp;
    const shifts = meanShifts(graph, node, grid, seen);
    const bias = Float32Array.from(op.bias.data, (b, c) => b - shifts[c]!);
    return { ...node, op: { ...op, bias: tensor('f32', op.bias.shape, bias) } as WeightedOp };
  });
  return { ...graph, nodes };
}

function meanShifts(
  { values }: Graph,
  { op: any, inputs, output }: Node,
  grid: WeightGrid,
  seen: readonly Float32Array[],
): Float64Array {
  const op = any as WeightedOp;
  const { channels } = channelsOf(op);
  const near = new Float32Array(op.weight.data.length);
  fillFromGrid(op, grid, op.weight.data, near);
  const errors = {
    ...op,
    weight: tensor(
      'f32',
      op.weight.shape,
      near.map((w, i) => w - op.weight.data[i]!),
    ),
    bias: tensor('f32', op.bias.shape, new Float32Array(channels)),
    activation: 'none',
  } as const;
  const plain = { rounding: 'double', state: [] } as const;
  const from = values[inputs[0]!]!;
  const size = sizeOf(from.shape);
  const sums = new Float64Array(channels);
  const packed = seen[inputs[0]!]!;
  for (let at = 0; at < packed.length; at += size) {
    const x = tensor('f32', from.shape, packed.subarray(at, at + size));
    const made = floatRules[op.kind](errors as never, [x], values[output]!, [from], plain);
    for (const [i, value] of made.data.entries()) sums[i % channels]! += value;
  }
  const places = (packed.length / size) * (sizeOf(values[output]!.shape) / channels);
  return sums.map((sum) => sum / places);
}
