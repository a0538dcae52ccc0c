import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import type { CallKernel } from '../emit/kernel.ts';
import type { Program, Step } from '../program.ts';
import { bytesOfSteps, orderSteps } from './order.ts';
import { anywhere, elementwise } from './overlap.ts';

test('no order of a small program needs less than the one that is found', () => {
  let improved = 0;
  for (let seed = 0; seed < 150; seed++) {
    const program = randomProgram(new Random(seed, 'order'));
    const found = orderSteps(program);
    assert.deepEqual(new Set(found.steps), new Set(program.steps));
    assertOrder(found);
    const [before, after] = [peakOf(program), peakOf(found)];
    assert.equal(after, leastPeak(program), `program ${seed}`);
    if (after < before) improved++;
  }
  assert.ok(improved > 20, `${improved} programs need less in another order`);
});

test('with too few states to look at, an order is still valid and no worse', () => {
  for (let seed = 0; seed < 40; seed++) {
    const program = randomProgram(new Random(seed, 'order'));
    const found = orderSteps(program, 5);
    assertOrder(found);
    assert.ok(peakOf(found) <= peakOf(program));
  }
});

test('an order that cannot be bettered stays as it is', () => {
  const program = randomProgram(new Random(1, 'order'));
  const best = orderSteps(program);
  assert.equal(orderSteps(best), best);
});

/** Steps that each read one or two values made before. */
function randomProgram(random: Random): Program {
  const value = { name: 'value', type: 'i8', shape: [1] } as const;
  const memories = [{ name: 'x', value, bytes: 4 * (1 + random.below(20)) }];
  const steps: Step[] = [];
  for (let at = 0; at < 3 + random.below(5); at++) {
    const pick = () => random.below(memories.length);
    const inputs = random.below(2) ? [pick()] : [pick(), pick()];
    memories.push({ name: `m${at}`, value, bytes: 4 * (1 + random.below(40)) });
    const rules = [[], [elementwise(0)], [anywhere]];
    const kernel: CallKernel = {
      kind: 'call',
      callee: 'f',
      header: 'f.h',
      data: { tables: [], config: null },
      scratch: random.below(3) ? null : { element: 'int8_t', bytes: 4 * random.below(20) },
      overlays: rules[random.below(3)]!,
    };
    const ends = { from: [value], to: value, inputs, output: memories.length - 1 };
    steps.push({ name: `m${at}`, stage: 'network', op: null, kernel, ...ends });
  }
  const read = new Set(steps.flatMap(({ inputs }) => inputs));
  const outputs = [...memories.keys()].filter((id) => !read.has(id));
  const nothing = { looksAt: null, window: null, scores: null, features: [] };
  return { ...nothing, memories, steps, inputs: [0], outputs };
}

function peakOf(program: Program): number {
  return Math.max(...bytesOfSteps(program, 0));
}

function assertOrder({ steps }: Program): void {
  const made = new Set([0]);
  for (const { inputs, output } of steps) {
    assert.ok(inputs.every((id) => made.has(id)));
    made.add(output);
  }
}

function leastPeak(program: Program): number {
  let least = Number.POSITIVE_INFINITY;
  const go = (steps: readonly Step[], made: ReadonlySet<number>): void => {
    if (steps.length === program.steps.length) {
      least = Math.min(least, peakOf({ ...program, steps }));
    }
    for (const step of program.steps) {
      const ready = !steps.includes(step) && step.inputs.every((id) => made.has(id));
      if (ready) go([...steps, step], new Set([...made, step.output]));
    }
  };
  go([], new Set([0]));
  return least;
}
