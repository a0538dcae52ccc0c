import { assert } from '../base/assert.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import { floatRules } from './evaluate-float.ts';
import { int8Rules } from './evaluate-int8.ts';
import type { Graph, Node, OpKind, OpOf, Rounding, Value } from './op.ts';
import { initialState, type State } from './state.ts';

/**
 * What a graph answers, computed plainly: the meaning that everything faster is tested against.
 *
 * float32 layers sum in float64 and round once at the end; dsp blocks round every step to float32.
 * int8 layers follow TensorFlow Lite Micro's reference kernels bit for bit.
 */
export function evaluate(graph: Graph, inputs: readonly Tensor[]): Tensor[] {
  return evaluateNext(graph, inputs, initialState(graph)).outputs;
}

/** One call of a graph that remembers: its answers, and what it holds after them. */
export function evaluateNext(
  graph: Graph,
  inputs: readonly Tensor[],
  state: State,
): { outputs: Tensor[]; state: State } {
  const next = copyOf(state);
  const all = valuesOf(graph, inputs, next);
  return { outputs: graph.outputs.map((id) => all[id]!), state: next };
}

/** Every value of the graph in a first call, by its id. */
export function evaluateAll(graph: Graph, inputs: readonly Tensor[]): Tensor[] {
  return valuesOf(graph, inputs, copyOf(initialState(graph)));
}

function valuesOf(graph: Graph, inputs: readonly Tensor[], state: State): Tensor[] {
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
    all[node.output] = evaluateNode(graph, node, from, state.get(node.name) ?? []);
  }
  return all;
}

function copyOf(state: State): State {
  const copied = ({ type, shape, data }: Tensor) => tensor(type, shape, data.slice());
  return new Map(Array.from(state, ([name, slots]) => [name, slots.map(copied)]));
}

/** How a graph runs, and what one of its operations remembers: its rule writes the new state there. */
export interface Run {
  readonly rounding: Rounding;
  readonly state: readonly Tensor[];
}

/** One operation on its inputs; `from` and `to` say what integers stand for. */
export type Rule<K extends OpKind> = (
  op: OpOf<K>,
  inputs: readonly Tensor[],
  to: Value,
  from: readonly Value[],
  run: Run,
) => Tensor;

/** One layer of a graph on values of its inputs; it writes what it remembers into `state`. */
export function evaluateNode(
  graph: Graph,
  node: Node,
  inputs: readonly Tensor[],
  state: readonly Tensor[] = [],
): Tensor {
  const from = node.inputs.map((id) => graph.values[id]!);
  const to = graph.values[node.output]!;
  const rules = (from[0] ?? to).type === 'f32' ? floatRules : int8Rules;
  const run = { rounding: graph.rounding ?? 'double', state };
  return rules[node.op.kind](node.op as never, inputs, to, from, run);
}
