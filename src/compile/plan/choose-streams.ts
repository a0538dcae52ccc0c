import type { Program } from '../program.ts';
import { bytesOfStep, bytesOfSteps } from './order.ts';
import { doesRows, type Streamed, streamSteps } from './stream.ts';

/**
 * Streams those runs of steps that bring the fullest step down as far as it goes, and of all such
 * choices the one that copies least: a shortest path from step to step, where an edge is a step by
 * itself or a run of steps as one ("msf-CNN", Huang and Baccelli 2025, with lines kept in place of
 * rows computed twice). Prices are counted in bytes that are moved.
 */
export function withStreams(program: Program, priceMax: number): StreamedProgram {
  const first = program.steps.findIndex(({ stage }) => stage === 'network');
  if (first < 0) return { program, price: 0 };
  const edges = edgesOf(program, first);
  const count = program.steps.length;
  const least = bestPath(edges, first, count, (path, edge) => Math.max(path, edge.bytes))!.cost;
  const peaks = [...new Set(edges.map(({ bytes }) => bytes))].sort((a, b) => a - b);
  for (const peak of peaks.filter((bytes) => bytes >= least)) {
    const lean = edges.filter(({ bytes }) => bytes <= peak);
    const { path, cost: price } = bestPath(lean, first, count, (sum, edge) => sum + edge.price)!;
    if (price > priceMax) continue;
    const steps = path.map(({ from, streamed }) => streamed?.step ?? program.steps[from]!);
    return { program: { ...program, steps: [...program.steps.slice(0, first), ...steps] }, price };
  }
  return { program, price: 0 };
}

export interface StreamedProgram {
  readonly program: Program;
  readonly price: number;
}

/** Steps `from` up to below `to`, done in one go. */
interface Edge {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
  readonly price: number;
  readonly streamed: Streamed | null;
}

function edgesOf(program: Program, first: number): Edge[] {
  const { steps } = program;
  const alone = bytesOfSteps(program, first);
  const edges = alone.map((bytes, i): Edge => {
    return { from: first + i, to: first + i + 1, bytes, price: 0, streamed: null };
  });
  for (let from = first; from < steps.length; from++) {
    for (let last = from + 1; last < steps.length; last++) {
      if (!doesRows(steps[from]!) || !doesRows(steps[last]!)) break;
      const streamed = streamSteps(program, from, last);
      if (!streamed) continue;
      const { step } = streamed;
      if (step.kernel.kind !== 'stream') continue;
      // With more layers there are more lines: nothing better comes.
      if (step.kernel.scratch.bytes >= Math.max(...alone)) break;
      const others = { ...program, steps: steps.toSpliced(from, last + 1 - from, step) };
      const bytes = bytesOfStep(others, first, from - first);
      // A line that is moved and a layer that is called once more for each turn both cost time.
      const { movedBytes, turns, layers } = step.kernel;
      const price = movedBytes + 20 * turns * layers.length;
      edges.push({ from, to: last + 1, bytes, price, streamed });
    }
  }
  return edges;
}

function bestPath(
  edges: readonly Edge[],
  first: number,
  count: number,
  add: (cost: number, edge: Edge) => number,
): { cost: number; path: Edge[] } | undefined {
  const best: { cost: number; path: Edge[] }[] = [];
  best[first] = { cost: 0, path: [] };
  for (let at = first; at < count; at++) {
    const here = best[at];
    if (!here) continue;
    for (const edge of edges.filter(({ from }) => from === at)) {
      const cost = add(here.cost, edge);
      if (best[edge.to] && best[edge.to]!.cost <= cost) continue;
      best[edge.to] = { cost, path: [...here.path, edge] };
    }
  }
  return best[count];
}
