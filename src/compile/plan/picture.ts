import type { Program } from '../program.ts';
import type { MemoryPlan } from './memory-plan.ts';
import type { Storage } from './storage.ts';

/**
 * A plan as lines of text: one row for each block by its place, one column for each step.
 *
 *     first   last   1 2 3
 *         0   1031   # # .   features
 *      1032   1289   . # #   quantize
 */
export function drawPlan(program: Program, storage: Storage, plan: MemoryPlan): string[] {
  const order = storage.blocks
    .map((block, i) => ({ ...block, offset: plan.offsets[i]! }))
    .toSorted((a, b) => a.offset - b.offset || a.from - b.from);
  const steps = program.steps.map((_, i) => String((i + 1) % 10)).join(' ');
  const digits = Math.max(5, String(plan.arenaBytes).length);
  const rows = order.map(({ name, bytes, from, to, offset }) => {
    const marks = program.steps.map((_, i) => (i >= from && i <= to ? '#' : '.')).join(' ');
    const [first, last] = [offset, offset + bytes - 1].map((at) => String(at).padStart(digits));
    return `${first}  ${last}   ${marks}   ${name}`;
  });
  return [`${'first'.padStart(digits)}  ${'last'.padStart(digits)}   ${steps}`, ...rows];
}
