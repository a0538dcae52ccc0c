import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tinyImpulse } from '../../../test/tiny-impulse.ts';
import { portableKernels } from '../emit/portable.ts';
import { makeProgram } from '../program.ts';
import { checkPlan } from './check-plan.ts';
import { planMemory } from './memory-plan.ts';
import { assignStorage } from './storage.ts';

const program = makeProgram(tinyImpulse(), portableKernels);
const storage = assignStorage(program);
const plan = planMemory(storage);

test('a plan as it was made passes', () => {
  checkPlan(program, storage, plan);
});

test('a planted overlap of two values that live together is found', () => {
  let found = 0;
  for (const [a, one] of storage.blocks.entries()) {
    for (const [b, other] of storage.blocks.entries()) {
      const meet = one.from <= other.to && other.from <= one.to;
      const mayLieOver = storage.overlays.some(
        ({ input, output }) => [input.block, output.block].sort().join() === [a, b].sort().join(),
      );
      if (a === b || !meet || mayLieOver) continue;
      const offsets = plan.offsets.with(a, plan.offsets[b]!);
      assert.throws(() => checkPlan(program, storage, { ...plan, offsets }), /never happen/);
      found++;
    }
  }
  assert.ok(found >= 4, `${found} overlaps were planted`);
});

test('a layer that works in place must begin at the same byte', () => {
  const { input, output } = storage.overlays[0]!;
  const offsets = plan.offsets.with(output.block, plan.offsets[input.block]! + 4);
  const roomy = { ...plan, offsets, arenaBytes: plan.arenaBytes + 1000 };
  assert.throws(() => checkPlan(program, storage, roomy), /lie apart|as it was written/);
});

test('an arena that is too small is found', () => {
  const arenaBytes = plan.arenaBytes - 4;
  assert.throws(() => checkPlan(program, storage, { ...plan, arenaBytes }), /arena/);
});

test('a value that does not begin at a word is found', () => {
  const offsets = plan.offsets.map((offset) => offset + 2);
  const shifted = { ...plan, offsets, arenaBytes: plan.arenaBytes + 4 };
  assert.throws(() => checkPlan(program, storage, shifted), /word/);
});
