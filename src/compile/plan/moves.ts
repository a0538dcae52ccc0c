import { int } from '../c/tree.ts';
import type { CallKernel } from '../emit/kernel.ts';
import type { MemoryId, Program, Step } from '../program.ts';
import { type MemoryPlan, planMemory } from './memory-plan.ts';
import { anywhere } from './overlap.ts';
import { assignStorage, overlayOf, type Storage } from './storage.ts';

/** A program with everything that its calls need to know of the arena. */
export interface PlannedProgram {
  readonly program: Program;
  readonly storage: Storage;
  readonly plan: MemoryPlan;
}

/** Two placements are tried for each block while moves are chosen, many more for the final plan. */
const triesWhileChoosing = 1_000;

/**
 * Where outputs trail their inputs, each layer pushes the next a little further down the arena until
 * there is no room below. Moving a value back up costs a copy and gives that room back: plans with
 * as few bytes moved as the smallest arena needs, and never more than `movedBytesMax`.
 */
export function planWithMoves(program: Program, movedBytesMax: number): PlannedProgram {
  const plain = planned(program);
  const { arenaBytes, fullestStepBytes } = plain.plan;
  if (movedBytesMax <= 0 || arenaBytes <= fullestStepBytes) return plain;
  let chosen = movesOf(program);
  let arena = arenaWith(program, chosen);
  // What costs most is given up first.
  for (const move of chosen.toSorted((a, b) => b.bytes - a.bytes)) {
    const fewer = chosen.filter((other) => other !== move);
    const without = arenaWith(program, fewer);
    if (without <= arena) [chosen, arena] = [fewer, without];
  }
  while (movedBytes(chosen) > movedBytesMax) {
    const choices = chosen.map((move) => chosen.filter((other) => other !== move));
    const arenas = choices.map((fewer) => arenaWith(program, fewer));
    chosen = choices[arenas.indexOf(Math.min(...arenas))]!;
  }
  const moved = planned(withMoves(program, chosen));
  return moved.plan.arenaBytes < plain.plan.arenaBytes ? moved : plain;
}

export function planned(program: Program, triesMax?: number): PlannedProgram {
  const storage = assignStorage(program);
  return { program, storage, plan: planMemory(storage, triesMax) };
}

/** Before step `at` the value `id` goes to another place. */
interface Move {
  readonly at: number;
  readonly id: MemoryId;
  readonly bytes: number;
}

/** Every value that a step may lie over, but not everywhere. */
function movesOf(program: Program): Move[] {
  const { overlays, places } = assignStorage(program);
  return program.steps.flatMap(({ kernel, inputs, stage }, at) => {
    if (kernel.kind === 'join' || stage !== 'network') return [];
    return [...new Set(inputs)].flatMap((id): Move[] => {
      const rule = overlayOf(kernel, inputs, id);
      const place = places[id]!;
      const over = overlays.some(({ input }) => input.block === place.block);
      if (!rule || rule.aheadMin <= 0 || place.in !== 'arena' || !over) return [];
      return [{ at, id, bytes: program.memories[id]!.bytes }];
    });
  });
}

function arenaWith(program: Program, moves: readonly Move[]): number {
  return planned(withMoves(program, moves), triesWhileChoosing).plan.arenaBytes;
}

function movedBytes(moves: readonly Move[]): number {
  return moves.reduce((sum, { bytes }) => sum + bytes, 0);
}

function withMoves(program: Program, moves: readonly Move[]): Program {
  const memories = [...program.memories];
  const now = new Map<MemoryId, MemoryId>();
  const current = (id: MemoryId) => now.get(id) ?? id;
  const steps: Step[] = [];
  for (const [at, step] of program.steps.entries()) {
    for (const { id } of moves.filter((move) => move.at === at)) {
      const { name, value, bytes } = memories[id]!;
      const taken = new Set(memories.map((memory) => memory.name));
      let own = `${name}_moved`;
      while (taken.has(own)) own += '_again';
      memories.push({ name: own, value, bytes });
      const output = memories.length - 1;
      const values = { op: null, kernel: moveKernel(bytes), from: [value], to: value };
      steps.push({ name: own, stage: step.stage, ...values, inputs: [current(id)], output });
      now.set(id, output);
    }
    steps.push({ ...step, inputs: step.inputs.map(current) });
  }
  return { ...program, memories, steps };
}

function moveKernel(bytes: number): CallKernel {
  return {
    kind: 'call',
    callee: 'thimble_move',
    header: 'thimble_move.h',
    data: { tables: [], config: null },
    scratch: null,
    overlays: [anywhere],
    inputs: ({ inputs, output }) => [inputs[0]!, output, int(bytes)],
  };
}
