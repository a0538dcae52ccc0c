import type { Graph, Op } from '../../graph/op.ts';

/**
 * Into how many parts a batch is cut. It depends on nothing but the batch, never on the machine, so
 * that one thread and two come to the same bytes; two parts cost one thread a second set of
 * gradients to add up, which is little, and more parts more.
 */
export function partsFor(batch: number): number {
  return Math.min(2, batch);
}

/** Multiply-adds of one example's way out: each weight as often as it is used. */
export function multiplyAddsOf({ nodes, values }: Graph): number {
  return nodes.reduce((sum, { op, output }) => {
    const { shape } = values[output]!;
    const places = shape.slice(0, -1).reduce((product, side) => product * side, 1);
    return sum + weightsOf(op) * places;
  }, 0);
}

/** Weights that are used at each place of the output. */
function weightsOf(op: Op): number {
  if ('weight' in op) return op.weight.data.length;
  if (op.kind !== 'gru' && op.kind !== 'lstm') return 0;
  const gates = op.kind === 'gru' ? [op.update, op.reset, op.candidate] : Object.values(op.gates);
  return gates.reduce(
    (sum, { weight, recurrent }) => sum + weight.data.length + recurrent.data.length,
    0,
  );
}
