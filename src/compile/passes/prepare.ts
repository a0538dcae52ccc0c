import type { Graph } from '../../graph/op.ts';
import { withoutDeadChannels } from './dead-channels.ts';
import { withoutDeadCode } from './dead-code.ts';
import { withFusions } from './fuse.ts';
import { withoutIdentities } from './identities.ts';

/**
 * A network on its way to C: the same answers, bit for bit, with less to do and less to keep. Each
 * pass is a function from a graph to a graph.
 */
export function prepare(graph: Graph): Graph {
  const fours = (one: Graph) => withoutDeadChannels(one, 4);
  const passes = [withoutIdentities, withFusions, fours, withoutDeadCode];
  return passes.reduce((smaller, pass) => pass(smaller), graph);
}
