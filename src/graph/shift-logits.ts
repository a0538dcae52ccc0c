import { assert } from '../base/assert.ts';
import { tensor } from '../tensor/tensor.ts';
import type { Graph, ValueId } from './op.ts';

/**
 * A float network that ends in a dense layer and softmax, with numbers added to the logits of its classes:
 * each then counts as e to that power as likely before anything is seen. The logits may be rounded in training.
 */
export function shiftLogits(graph: Graph, by: readonly number[]): Graph {
  const [output] = graph.outputs;
  const softmax = graph.nodes.find((node) => node.output === output);
  assert(softmax?.op.kind === 'softmax', 'the network ends in softmax');
  const makerOf = (value: ValueId | undefined) =>
    graph.nodes.findIndex(({ output: made }) => made === value);
  let last = makerOf(softmax.inputs[0]);
  if (graph.nodes[last]!.op.kind === 'fakeQuantize') last = makerOf(graph.nodes[last]!.inputs[0]);
  const { op } = graph.nodes[last]!;
  assert(op.kind === 'dense' && op.bias.type === 'f32', 'softmax is of a dense float layer');
  assert(op.activation === 'none' && op.bias.data.length === by.length, 'a logit for each class');
  const shifted = op.bias.data.map((value, label) => value + by[label]!);
  const bias = tensor('f32', op.bias.shape, shifted);
  const nodes = graph.nodes.with(last, { ...graph.nodes[last]!, op: { ...op, bias } as typeof op });
  return { ...graph, nodes };
}
