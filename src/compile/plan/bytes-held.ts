import type { MemoryPlan } from './memory-plan.ts';
import type { Storage } from './storage.ts';

/** For each step: bytes of the arena that hold something while it runs, each counted once. */
export function bytesHeld({ blocks }: Storage, { offsets }: MemoryPlan, steps: number): number[] {
  return Array.from({ length: steps }, (_, step) => {
    const alive = [...blocks.keys()]
      .filter((i) => blocks[i]!.from <= step && step <= blocks[i]!.to)
      .sort((a, b) => offsets[a]! - offsets[b]!);
    let [held, end] = [0, 0];
    for (const i of alive) {
      const last = offsets[i]! + blocks[i]!.bytes;
      held += Math.max(0, last - Math.max(end, offsets[i]!));
      end = Math.max(end, last);
    }
    return held;
  });
}
