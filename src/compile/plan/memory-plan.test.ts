import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import { planMemory } from './memory-plan.ts';
import type { Block, Storage } from './storage.ts';

test('blocks that never meet share their bytes', () => {
  const plan = planMemory(storageOf([block(100, 0, 1), block(60, 1, 2), block(100, 2, 3)]));
  assert.equal(plan.arenaBytes, 160);
  assert.equal(plan.lowerBoundBytes, 160);
});

test('an output that may lie over its input takes no room of its own', () => {
  const blocks = [block(100, 0, 1), block(40, 1, 2)];
  assert.equal(planMemory(storageOf(blocks)).arenaBytes, 140);
  const slice = (at: number) => ({ block: at, offset: 0, bytes: blocks[at]!.bytes });
  const overlays = [{ input: slice(0), output: slice(1) }];
  const plan = planMemory({ ...storageOf(blocks), overlays });
  assert.deepEqual([plan.arenaBytes, plan.lowerBoundBytes], [100, 100]);
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
