import type { Activation, Graph, Node, Op, ValueId } from '../../graph/op.ts';

/** An operation of the network with what is done in the same breath. */
export interface LoweredLayer {
  readonly name: string;
  readonly op: Op;
  /** Index into `Graph.nodes`, for its parameters. */
  readonly node: number;
  readonly inputs: readonly ValueId[];
  readonly output: ValueId;
  readonly activation: Activation;
  /** Only batch norm reads it, which takes every bias away again: its gradient is 0. */
  readonly biasIsVain: boolean;
}

/** The network's layers, activations joined to the layers that they follow. */
export function lowerNetwork(graph: Graph, body: readonly Node[]): LoweredLayer[] {
  const readers = (id: ValueId) => body.filter(({ inputs }) => inputs.includes(id));
  const layers: LoweredLayer[] = [];
  const joined = new Set<Node>();
  for (const node of body) {
    if (joined.has(node)) continue;
    const { op, name, inputs } = node;
    const [next, ...others] = readers(node.output);
    const own = 'activation' in op ? op.activation : 'none';
    const follows =
      next?.op.kind === 'activation' &&
      others.length === 0 &&
      own === 'none' &&
      takesActivation(op) &&
      next.inputs.length === 1;
    if (follows) joined.add(next);
    layers.push({
      name,
      op,
      node: graph.nodes.indexOf(node),
      inputs,
      output: follows ? next.output : node.output,
      activation: follows && next.op.kind === 'activation' ? next.op.activation : own,
      biasIsVain:
        own === 'none' && next?.op.kind === 'batchNorm' && others.length === 0 && !follows,
    });
  }
  return layers;
}

function takesActivation({ kind }: Op): boolean {
  return ['dense', 'conv2d', 'depthwise2d', 'pool2d', 'batchNorm', 'add'].includes(kind);
}
