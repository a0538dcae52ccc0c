import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import { planMemory } from './memory-plan.ts';
import type { Block, Overlay, Storage } from './storage.ts';

test('blocks that never meet share their bytes', () => {
  const plan = planMemory(storageOf([block(100, 0, 1), block(60, 1, 2), block(100, 2, 3)]));
  assert.equal(plan.arenaBytes, 160);
  assert.equal(plan.lowerBoundBytes, 160);
});

test('an output that may lie over its input takes no room of its own', () => {
  const blocks = [block(100, 0, 1), block(40, 1, 2)];
  assert.equal(planMemory(storageOf(blocks)).arenaBytes, 140);
  const plan = planMemory({ ...storageOf(blocks), overlays: [overlay(blocks, 0, 1, 0, 0)] });
  assert.deepEqual([plan.arenaBytes, plan.lowerBoundBytes], [100, 100]);
});

test('an output that trails its input costs the distance alone', () => {
  const blocks = [block(100, 0, 1), block(100, 1, 2)];
  const overlays = [overlay(blocks, 0, 1, 24, Number.POSITIVE_INFINITY)];
  const plan = planMemory({ ...storageOf(blocks), overlays });
  assert.deepEqual([plan.arenaBytes, plan.lowerBoundBytes], [124, 124]);
  assert.deepEqual(plan.offsets, [24, 0]);
});

test('plans of small random cases are as small as any arrangement of all', () => {
  const random = new Random(6, 'plans');
  let overlaid = 0;
  for (let i = 0; i < 400; i++) {
    const blocks = Array.from({ length: 2 + random.below(4) }, () => {
      const from = random.below(4);
      return block(4 * (1 + random.below(5)), from, from + random.below(3));
    });
    const overlays = blocks.flatMap((input, a) =>
      blocks.flatMap((output, b) => {
        if (a === b || output.from !== input.to || random.below(3) === 0) return [];
        const ahead = 4 * random.below(5);
        const windows: readonly [number, number][] = [
          [0, 0],
          [ahead, Number.POSITIVE_INFINITY],
          [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
        ];
        return [overlay(blocks, a, b, ...windows[random.below(3)]!)];
      }),
    );
    const storage = { ...storageOf(blocks), overlays };
    const plan = planMemory(storage);
    assert.equal(plan.arenaBytes, smallestOfAll(storage, plan.arenaBytes), JSON.stringify(storage));
    assert.equal(plan.lowerBoundBytes, plan.arenaBytes);
    if (overlays.length > 0) overlaid++;
  }
  assert.ok(overlaid > 150, `${overlaid} cases with overlays`);
});

test('branch and bound finds the plan that no greedy order finds', () => {
  const random = new Random(4, 'plans');
  let improved = 0;
  for (let i = 0; i < 200; i++) {
    const blocks = Array.from({ length: 8 }, () => {
      const from = random.below(8);
      return block(4 * (1 + random.below(12)), from, from + random.below(4));
    });
    const greedy = planMemory(storageOf(blocks), 0);
    const best = planMemory(storageOf(blocks));
    assert.ok(best.arenaBytes <= greedy.arenaBytes);
    assert.ok(best.arenaBytes >= best.lowerBoundBytes);
    if (best.arenaBytes < greedy.arenaBytes) improved++;
  }
  assert.ok(improved > 0);
});

test('random plans keep blocks that meet apart, at words, and repeat', () => {
  const random = new Random(9, 'plans');
  for (let i = 0; i < 100; i++) {
    const blocks = Array.from({ length: 1 + random.below(14) }, () => {
      const from = random.below(10);
      return block(1 + random.below(200), from, from + random.below(5));
    });
    const plan = planMemory(storageOf(blocks), 2000);
    assert.deepEqual(planMemory(storageOf(blocks), 2000), plan);
    for (const [a, one] of blocks.entries()) {
      assert.equal(plan.offsets[a]! % 4, 0);
      assert.ok(plan.offsets[a]! + one.bytes <= plan.arenaBytes);
      for (const [b, other] of blocks.entries()) {
        if (a === b || one.from > other.to || other.from > one.to) continue;
        const [endA, endB] = [plan.offsets[a]! + one.bytes, plan.offsets[b]! + other.bytes];
        assert.ok(endA <= plan.offsets[b]! || endB <= plan.offsets[a]!, `${i}: ${a} and ${b}`);
      }
    }
  }
});

function block(bytes: number, from: number, to: number): Block {
  return { name: 'block', bytes, from, to };
}

function storageOf(blocks: readonly Block[]): Storage {
  return { blocks, places: [], scratch: [], features: null, overlays: [] };
}

function overlay(
  blocks: readonly Block[],
  input: number,
  output: number,
  aheadMin: number,
  aheadMax: number,
): Overlay {
  const whole = (at: number) => ({ block: at, offset: 0, bytes: blocks[at]!.bytes });
  return { input: whole(input), output: whole(output), aheadMin, aheadMax };
}

/** Tries every word for every block below a size that is known to be enough. */
function smallestOfAll(storage: Storage, enough: number): number {
  const { blocks } = storage;
  let smallest = enough;
  const place = (offsets: readonly number[], top: number): void => {
    const at = offsets.length;
    if (at === blocks.length) smallest = Math.min(smallest, top);
    for (let offset = 0; at < blocks.length; offset += 4) {
      const end = Math.max(top, offset + blocks[at]!.bytes);
      if (end >= smallest) break;
      const next = [...offsets, offset];
      if (offsets.every((_, other) => mayLie(storage, next, other, at))) place(next, end);
    }
  };
  place([], 0);
  return smallest;
}

function mayLie({ blocks, overlays }: Storage, offsets: readonly number[], a: number, b: number) {
  const [one, two] = [blocks[a]!, blocks[b]!];
  if (one.to < two.from || two.to < one.from) return true;
  if (offsets[a]! + one.bytes <= offsets[b]! || offsets[b]! + two.bytes <= offsets[a]!) return true;
  return overlays.some(({ input, output, aheadMin, aheadMax }) => {
    const own = [input.block, output.block].toSorted().join() === [a, b].toSorted().join();
    const ahead = offsets[input.block]! - offsets[output.block]!;
    return own && aheadMin <= ahead && ahead <= aheadMax;
  });
}
