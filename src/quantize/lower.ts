import { GraphBuilder, noPad } from '../graph/builder.ts';
import type { BatchNormOp, Depthwise2dOp, Graph, ValueId } from '../graph/op.ts';
import { simplify } from '../graph/simplify.ts';
import { tensor } from '../tensor/tensor.ts';

/**
 * A simplified network whose every operation has an int8 form: a batch norm that stands alone, with
 * no weights before it to fold it into, becomes a depthwise convolution of one pixel.
 */
export function lowerForInt8(network: Graph): Graph {
  const graph = simplify(network);
  const builder = new GraphBuilder(graph.name);
  const ids: ValueId[] = [];
  for (const id of graph.inputs) {
    const { name, shape, type } = graph.values[id]!;
    ids[id] = builder.input(name, shape, type);
  }
  for (const { op, name, inputs, output } of graph.nodes) {
    const from = inputs.map((id) => ids[id]!);
    ids[output] =
      op.kind === 'batchNorm'
        ? addDepthwise(builder, op, name, from[0]!)
        : builder.add(op, from, { name });
  }
  return builder.graph(graph.outputs.map((id) => ids[id]!));
}

function addDepthwise(builder: GraphBuilder, op: BatchNormOp, name: string, x: ValueId): ValueId {
  const shape = builder.shape(x);
  if (shape.length === 3) return builder.add(depthwiseOf(op), [x], { name });
  const channels = shape.at(-1)!;
  const picture = [1, builder.size(x) / channels, channels];
  const before = builder.add({ kind: 'reshape', shape: picture }, [x], { name: `${name}_picture` });
  const y = builder.add(depthwiseOf(op), [before], { name });
  return builder.add({ kind: 'reshape', shape }, [y], { name: `${name}_shape` });
}

function depthwiseOf({ gamma, beta, mean, variance, epsilon }: BatchNormOp): Depthwise2dOp {
  const channels = gamma.data.length;
  const scales = gamma.data.map((g, c) => g / Math.sqrt(variance.data[c] + epsilon));
  return {
    kind: 'depthwise2d',
    multiplier: 1,
    weight: tensor('f32', [1, 1, channels], scales),
    bias: tensor(
      'f32',
      [channels],
      beta.data.map((b, c) => b - mean.data[c] * scales[c]),
    ),
    activation: 'none',
    stride: [1, 1],
    dilation: [1, 1],
    pad: noPad,
  };
}
