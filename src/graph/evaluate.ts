import { assert } from '../base/assert.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { floatRules } from './evaluate-float.ts';
import { int8Rules } from './evaluate-int8.ts';
import type { Graph, Node, OpKind, OpOf, Value } from './op.ts';

/**
 * What a graph answers, computed plainly: the meaning that everything faster is tested against.
 *
 * float32 layers sum in float64 and round once at the end; dsp blocks round every step to float32.
 * int8 layers follow TensorFlow Lite Micro's reference kernels bit for bit.
 */
export function evaluate(graph: Graph, inputs: readonly Tensor[]): Tensor[] {
  const all = evaluateAll(graph, inputs);
  return graph.outputs.map((id) => all[id]!);
}

/** Every value of the graph, by its id. */
export function evaluateAll(graph: Graph, inputs: readonly Tensor[]): Tensor[] {
  assert(inputs.length === graph.inputs.length, `graph ${graph.name} has ${inputs.length} inputs`);
  const all: Tensor[] = [];
  for (const [i, id] of graph.inputs.entries()) {
    const { type, shape, name } = graph.values[id]!;
    const fits = inputs[i]!.type === type && inputs[i]!.shape.join() === shape.join();
    assert(fits, `input ${name} is ${type} [${shape}]`);
    all[id] = inputs[i]!;
  }
  for (const node of graph.nodes) {
    const from = node.inputs.map((id) => all[id]!);
    all[node.output] = evaluateNode(graph, node, from);
  }
  return all;
}

/** One operation on its inputs; `from` and `to` say what integers stand for. */
export type Rule<K extends OpKind> = (
  op: OpOf<K>,
  inputs: readonly Tensor[],
  to: Value,
  from: readonly Value[],
) => Tensor;

/** One layer of a graph on values of its inputs. */
export function evaluateNode(graph: Graph, node: Node, inputs: readonly Tensor[]): Tensor {
  const from = node.inputs.map((id) => graph.values[id]!);
  const rules = from[0]!.type === 'f32' ? floatRules : int8Rules;
  return rules[node.op.kind](node.op as never, inputs, graph.values[node.output]!, from);
}
