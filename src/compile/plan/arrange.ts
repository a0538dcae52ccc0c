import { macsOf } from '../costs.ts';
import type { Optimise } from '../options.ts';
import type { Program } from '../program.ts';
import { checkPlan } from './check-plan.ts';
import { withStreams } from './choose-streams.ts';
import { type PlannedProgram, planWithMoves } from './moves.ts';
import { orderSteps } from './order.ts';

/**
 * Puts the steps in order and every value in its place in the arena; what is spared most decides
 * whether layers go through their pictures together and how much is moved. The plan is proven
 * before it is given out.
 */
export function arrange(program: Program, optimise: Optimise): PlannedProgram {
  const movedBytesMax = movedBytesFor(program, optimise);
  const ordered = orderSteps(program);
  const plain = Array.from(new Set([program, ordered]), (one) => planWithMoves(one, movedBytesMax));
  let best = plain.reduce(smaller);
  if (optimise === 'ram' || optimise === 'balanced') {
    const { program: streamed, price } = withStreams(ordered, movedBytesMax);
    const plan = planWithMoves(streamed, movedBytesMax - price);
    if (plan.plan.arenaBytes + streamStackBytes < best.plan.arenaBytes) best = plan;
  }
  checkPlan(best.program, best.storage, best.plan);
  return best;
}

/** A layer of a stream has a copy of its settings on the stack. */
const streamStackBytes = 200;

function smaller(a: PlannedProgram, b: PlannedProgram): PlannedProgram {
  return b.plan.arenaBytes < a.plan.arenaBytes ? b : a;
}

/** A moved byte costs about as much as four multiply-accumulates; at most two in a hundred. */
function movedBytesFor({ steps }: Program, optimise: Optimise): number {
  if (optimise === 'speed') return 0;
  if (optimise === 'ram') return Number.POSITIVE_INFINITY;
  const macs = steps.reduce((sum, { op, to, from }) => {
    return sum + (op ? macsOf(op, to.shape, from[0]?.shape ?? []) : 0);
  }, 0);
  return (0.02 * macs) / 4;
}
