import type { Graph } from '../../graph/op.ts';

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
    if (!('weight' in op)) return sum;
    const { shape } = values[output]!;
    const places = shape.slice(0, -1).reduce((product, side) => product * side, 1);
    return sum + op.weight.data.length * places;
  }, 0);
}
