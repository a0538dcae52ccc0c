import type { Graph } from '../../graph/op.ts';

/** Without operations whose output nothing needs. Operations that keep a state stay. */
export function withoutDeadCode(graph: Graph): Graph {
  const needed = new Set(graph.outputs);
  const nodes = graph.nodes
    .toReversed()
    .filter(({ inputs, output, op }) => {
      if (!needed.has(output) && op.kind !== 'svdf' && op.kind !== 'lstm') return false;
      for (const id of inputs) needed.add(id);
      return true;
    })
    .toReversed();
  return nodes.length === graph.nodes.length ? graph : { ...graph, nodes };
}
