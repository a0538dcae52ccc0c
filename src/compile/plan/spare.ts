import type { CallKernel } from '../emit/kernel.ts';
import { layerCalls, type Program } from '../program.ts';
import { type StreamedProgram, streamChoices } from './choose-streams.ts';
import { bytesOfSteps } from './order.ts';
import { instructionsOfAll } from './work.ts';

/** A way to run a program, and what it is worth: the smaller, the better. */
export interface Way extends StreamedProgram {
  readonly value: number;
}

/** How often a kernel may give way to its spare. */
const swapsMost = 24;

/**
 * The way that is worth most, of all ways to stream layers and to take slower kernels with less
 * scratch where the arena is fullest. `weigh` weighs bytes against instructions.
 */
export function bestWay(
  program: Program,
  weigh: (bytes: number, instructions: number) => number,
): Way {
  const wayOf = (one: Program): Way => {
    const instructions = instructionsOfAll(one);
    const ways = streamChoices(one).map((choice) => {
      return { ...choice, value: weigh(choice.peakBytes, instructions + choice.price) };
    });
    return ways.reduce((a, b) => (b.value < a.value ? b : a));
  };
  const start = wayOf(program);
  let best = start;
  // What is fullest may be looked for before layers are streamed or after: both lead somewhere.
  for (const streamed of [false, true]) {
    let [current, way] = [program, start];
    for (let swaps = 0; swaps < swapsMost; swaps++) {
      const next = withSpare(current, fullestLayer(streamed ? way.program : current));
      if (!next) break;
      [current, way] = [next, wayOf(next)];
      if (way.value < best.value) best = way;
    }
  }
  return best;
}

/** The layer with most scratch in the step that needs most of the arena. */
function fullestLayer(program: Program): string | null {
  const first = program.steps.findIndex(({ stage }) => stage === 'network');
  if (first < 0) return null;
  const bytes = bytesOfSteps(program, first);
  const step = program.steps[first + bytes.indexOf(Math.max(...bytes))]!;
  const scratch = (kernel: CallKernel) => kernel.scratch?.bytes ?? 0;
  const layers = layerCalls(step).toSorted((a, b) => scratch(b.kernel) - scratch(a.kernel));
  return layers[0]?.name ?? null;
}

/** The program with a slower kernel for one layer; null where it has none. */
function withSpare(program: Program, layer: string | null): Program | null {
  const at = program.steps.findIndex(({ name }) => name === layer);
  const step = program.steps[at];
  if (step?.kernel.kind !== 'call' || !step.kernel.spare) return null;
  const swapped = { ...step, kernel: step.kernel.spare };
  return { ...program, steps: program.steps.with(at, swapped) };
}
