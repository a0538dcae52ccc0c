import type { Optimise } from '../options.ts';
import type { Program } from '../program.ts';
import { checkPlan } from './check-plan.ts';
import { type PlannedProgram, planWithMoves } from './moves.ts';
import { orderSteps } from './order.ts';
import { bestWay } from './spare.ts';
import { instructionsOfAll, instructionsPerMovedByte } from './work.ts';

/**
 * Puts the steps in order and every value in its place in the arena; what is spared most decides
 * whether layers go through their pictures together, which of a layer's kernels does it, and how
 * much is moved. The plan is proven before it is given out.
 */
export function arrange(program: Program, optimise: Optimise): PlannedProgram {
  const ordered = orderSteps(program);
  const choices = new Set([program, ordered]);
  const weigh = weights[optimise];
  if (weigh) choices.add(bestWay(ordered, weigh).program);
  const plans = Array.from(choices, (one) => planWithMoves(one, movedBytesFor(one, optimise)));
  const value = ({ program: one, plan }: PlannedProgram): number => {
    const streams = one.steps.some(({ kernel }) => kernel.kind === 'stream');
    const bytes = plan.arenaBytes + (streams ? streamStackBytes : 0);
    return weigh ? weigh(bytes, instructionsOfAll(one)) : bytes;
  };
  const best = plans.reduce((a, b) => (value(b) < value(a) ? b : a));
  checkPlan(best.program, best.storage, best.plan);
  return best;
}

/**
 * How bytes are weighed against instructions. In balance one in a hundred less of the one is worth
 * one in a hundred more of the other, where the rest of a program takes some kilobytes anyway; where
 * RAM is short, one in a hundred less of it is worth eight in a hundred more instructions. null: no
 * instruction is given for bytes.
 */
const weights: {
  readonly [O in Optimise]: ((bytes: number, instructions: number) => number) | null;
} = {
  speed: null,
  flash: null,
  balanced: (bytes, instructions) => (bytes + restBytes) * instructions,
  ram: (bytes, instructions) => bytes ** 8 * instructions,
};

/** RAM that a small program takes besides the arena. */
const restBytes = 4096;

/** A layer of a stream has a copy of its settings on the stack. */
const streamStackBytes = 200;

/** Two instructions in a hundred at most may go into moves. */
function movedBytesFor(program: Program, optimise: Optimise): number {
  if (optimise === 'speed') return 0;
  if (optimise === 'ram') return Number.POSITIVE_INFINITY;
  return (0.02 * instructionsOfAll(program)) / instructionsPerMovedByte;
}
