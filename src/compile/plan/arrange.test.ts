import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomNetworks, tallNetworks } from '../../../test/int8-graphs.ts';
import { portableKernels } from '../emit/portable.ts';
import { makeProgram, type Program } from '../program.ts';
import { arrange } from './arrange.ts';
import { checkPlan } from './check-plan.ts';
import { streamChoices } from './choose-streams.ts';
import { planned, planWithMoves } from './moves.ts';
import { linesOf } from './stream.ts';

const programs = [...tallNetworks(16), ...randomNetworks(12)].map((impulse) =>
  makeProgram(impulse, portableKernels),
);

test('what is spared less may need less memory, never more', () => {
  for (const program of programs) {
    const [speed, balanced, ram] = (['speed', 'balanced', 'ram'] as const).map(
      (optimise) => arrange(program, optimise).plan.arenaBytes,
    );
    assert.ok(balanced! <= speed! && ram! <= balanced!, `${speed}, ${balanced}, ${ram}`);
  }
});

test('moves are made only where they save memory, and never more than may be moved', () => {
  let helped = 0;
  for (const program of programs) {
    const without = planned(program).plan.arenaBytes;
    for (const most of [0, 100, 1e9]) {
      const moved = planWithMoves(program, most);
      checkPlan(moved.program, moved.storage, moved.plan);
      const bytes = movedBytes(moved.program);
      assert.ok(bytes <= most);
      assert.ok(bytes === 0 || moved.plan.arenaBytes < without);
      if (bytes > 0) helped++;
    }
  }
  assert.ok(helped >= 2, `${helped} programs were helped`);
});

test('the calls of each layer of a stream make the lines that are read of it, the last ones all', () => {
  let streams = 0;
  for (const program of programs) {
    for (const { kernel } of streamChoices(program)[0]!.program.steps) {
      if (kernel.kind !== 'stream') continue;
      streams++;
      const lines = kernel.layers.map(({ name }) => linesOf(kernel, name));
      for (const [at, { calls }] of lines.entries()) {
        const made = calls.reduce((sum, one) => sum + one, 0);
        const all = kernel.layers[at]!.to.shape[kernel.axis]!;
        assert.ok(calls.length <= kernel.turns && calls.every((one) => one > 0));
        assert.ok(at === lines.length - 1 ? made === all : made <= all, `${made} of ${all}`);
      }
      const moved = lines.reduce((sum, { movedBytes: bytes }) => sum + bytes, 0);
      assert.equal(moved, kernel.movedBytes);
    }
  }
  assert.ok(streams >= 5, `${streams} streams`);
});

test('streams keep every layer and every value that somebody else reads', () => {
  let streams = 0;
  for (const program of programs) {
    const choices = streamChoices(program);
    assert.equal(choices.at(-1)!.program.steps.length, program.steps.length);
    for (const [i, { peakBytes, price }] of choices.slice(1).entries()) {
      assert.ok(peakBytes > choices[i]!.peakBytes && price < choices[i]!.price);
    }
    const { program: streamed, price } = choices[0]!;
    const layers = streamed.steps.flatMap(({ name, kernel }) =>
      kernel.kind === 'stream' ? kernel.layers.map((layer) => layer.name) : [name],
    );
    assert.deepEqual(
      layers,
      program.steps.map(({ name }) => name),
    );
    const made = streamed.steps.map(({ output }) => output);
    for (const { inputs } of streamed.steps) {
      assert.ok(inputs.every((id) => made.includes(id) || streamed.window === id));
    }
    assert.equal(price > 0, streamed.steps.length < program.steps.length);
    if (price > 0) streams++;
  }
  assert.ok(streams > 3, `${streams} programs have streams`);
});

function movedBytes({ steps, memories }: Program): number {
  return steps.reduce((sum, { kernel, output }) => {
    const moves = kernel.kind === 'call' && kernel.callee === 'thimble_move';
    return sum + (moves ? memories[output]!.bytes : 0);
  }, 0);
}
