import type { CallKernel, StreamKernel } from '../emit/kernel.ts';
import type { Program, Step } from '../program.ts';
import { bytesOfStep, bytesOfSteps } from './order.ts';
import { doesRows, type Streamed, streamSteps } from './stream.ts';
import { instructionsOf, instructionsPerMovedByte } from './work.ts';

/**
 * All sensible ways to stream runs of steps, from the one that brings the fullest step down as far as
 * it goes to none: shortest paths from step to step, where an edge is a step by itself or a run of
 * steps as one ("msf-CNN", Huang and Baccelli 2025, with lines kept in place of rows computed twice).
 */
export function streamChoices(program: Program): StreamedProgram[] {
  const first = program.steps.findIndex(({ stage }) => stage === 'network');
  if (first < 0) return [{ program, peakBytes: 0, price: 0 }];
  const edges = edgesOf(program, first);
  const count = program.steps.length;
  const least = bestPath(edges, first, count, (path, edge) => Math.max(path, edge.bytes))!.cost;
  const peaks = [...new Set(edges.map(({ bytes }) => bytes))].sort((a, b) => a - b);
  const choices: StreamedProgram[] = [];
  for (const peakBytes of peaks.filter((bytes) => bytes >= least)) {
    const lean = edges.filter(({ bytes }) => bytes <= peakBytes);
    const { path, cost: price } = bestPath(lean, first, count, (sum, edge) => sum + edge.price)!;
    if (choices.some((choice) => choice.price <= price)) continue;
    const steps = path.map(({ from, streamed }) => streamed?.step ?? program.steps[from]!);
    const streamed = { ...program, steps: [...program.steps.slice(0, first), ...steps] };
    choices.push({ program: streamed, peakBytes, price });
    if (price === 0) break;
  }
  return choices;
}

export interface StreamedProgram {
  readonly program: Program;
  /** What the fullest step needs. */
  readonly peakBytes: number;
  /** Instructions that it takes beyond those of the steps by themselves. */
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
      const price = priceOf(steps.slice(from, last + 1), step.kernel);
      edges.push({ from, to: last + 1, bytes, price, streamed });
    }
  }
  return edges;
}

/** Lines are moved, layers are called once more for each turn, and some kernels are slower. */
function priceOf(steps: readonly Step[], { movedBytes, turns, layers }: StreamKernel): number {
  const slower = layers.reduce((sum, layer, at) => {
    const whole = steps[at]!.kernel as CallKernel;
    return sum + instructionsOf(layer, layer.kernel) - instructionsOf(layer, whole);
  }, 0);
  return instructionsPerMovedByte * movedBytes + 80 * turns * layers.length + slower;
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
