import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import { multiplyByQuantizedMultiplier } from '../../graph/fixed-point.ts';
import type { Rounding } from '../../graph/op.ts';
import type { Channel } from './channel.ts';
import { stepsOf } from './steps.ts';

/** What thimble_steps_s8.h computes, by whole numbers of any length. */
function stepped(steps: NonNullable<ReturnType<typeof stepsOf>>, sum: number): number {
  const { apart, least, most, multiplier, constant, shift } = steps;
  const cut = Math.min(most, Math.max(least, sum + apart));
  const product = BigInt.asIntN(32, (BigInt(cut) * BigInt(multiplier)) >> 20n);
  const below = cut < 0 ? 2n ** 11n : 0n;
  return Number(BigInt.asIntN(32, product - below + BigInt(constant)) >> BigInt(shift));
}

/** A channel of one weight and a bias, whose thresholds are found by trying each sum. */
function channelOf(
  scale: { readonly multiplier: number; readonly right: number },
  zero: number,
  [low, high]: readonly [number, number],
  rounding: Rounding,
): Channel {
  const outputs = (sum: number) => meant({ ...scale, zero, rounding }, sum, [-128, 127]);
  const thresholds = [];
  for (let sum = low + 1; sum <= high; sum++) {
    for (let output = outputs(sum - 1) + 1; output <= outputs(sum); output++) {
      thresholds.push({ output, sum });
    }
  }
  const nothing = { weights: new Int8Array(1), bias: 0 };
  return { ...nothing, ...scale, zero, rounding, low, high, thresholds };
}

function meant(
  {
    multiplier,
    right,
    zero,
    rounding,
  }: Omit<Channel, 'weights' | 'bias' | 'low' | 'high' | 'thresholds'>,
  sum: number,
  [least, most]: readonly [number, number],
): number {
  const scaled = multiplyByQuantizedMultiplier(sum, { multiplier, shift: -right }, rounding);
  return Math.min(most, Math.max(least, scaled + zero));
}

test('steps give the output of every single sum, in both roundings and every activation', () => {
  const random = new Random(5, 'steps');
  let found = 0;
  for (let i = 0; i < 60; i++) {
    const scale = { multiplier: 2 ** 30 + random.below(2 ** 30), right: random.below(11) };
    const zero = i % 3 === 0 ? -128 : random.below(256) - 128;
    const reach = Math.ceil(400 * 2 ** scale.right);
    const ends = [-random.below(reach) - 1, random.below(reach) + 1] as const;
    const range = [
      [-128, 127],
      [zero, 127],
      [zero, Math.min(127, zero + 100)],
    ][i % 3]!;
    const [least, most] = range as [number, number];
    const one = channelOf(scale, zero, ends, i % 2 ? 'double' : 'single');
    const apart = random.below(1000) - 500;
    const steps = stepsOf(one, [least, most], apart);
    if (!steps) continue;
    found++;
    const stride = Math.max(1, Math.floor((ends[1] - ends[0]) / 50_000));
    for (let sum = ends[0]; sum <= ends[1]; sum += stride) {
      if (stepped(steps, sum - apart) !== meant(one, sum, [least, most])) {
        assert.fail(`channel ${i}, sum ${sum}`);
      }
    }
    for (const { sum } of one.thresholds) {
      assert.equal(stepped(steps, sum - apart), meant(one, sum, [least, most]));
      assert.equal(stepped(steps, sum - 1 - apart), meant(one, sum - 1, [least, most]));
    }
  }
  assert.ok(found > 55, `${found} of 60`);
});

test('sums whose last step lies at 2^19 or beyond have no steps', () => {
  const scale = { multiplier: 2 ** 30, right: 12 }; // 2^13 sums for an output
  const to = (last: number) => channelOf(scale, 0, [-1, last], 'single');
  // output n begins at sum 2^13 (n − ½): the 64th at 2^19 − 2^12, the 65th at 2^19 + 2^12
  assert.notEqual(stepsOf(to(2 ** 19 + 2 ** 12 - 1), [-128, 127], 0), null);
  assert.equal(stepsOf(to(2 ** 19 + 2 ** 12), [-128, 127], 0), null);
});
