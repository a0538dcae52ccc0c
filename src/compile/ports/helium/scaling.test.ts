import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../base/random.ts';
import type { Rounding } from '../../../graph/op.ts';
import { type Channel, outputOf } from '../channel.ts';
import { type Form, forms, type Scaling, scaled, scalingOf } from './scaling.ts';

/** What thimble_steps_s8_mve.h computes, by whole numbers of any length. */
function meant(sum: number, { multiplier, shift }: Scaling, form: Form, zero: number): number {
  const sat = (value: bigint, bits: bigint) => {
    const end = 1n << (bits - 1n);
    return value >= end ? end - 1n : value < -end ? -end : value;
  };
  const high = (value: bigint) => sat((2n * value * BigInt(multiplier) + 2n ** 31n) >> 32n, 32n);
  const up = (value: bigint) => sat(value << BigInt(shift), 32n);
  const x = high(BigInt(sum));
  const apart = form === forms.halvesApart && x < 0n ? 1n : 0n;
  const y = form === forms.shiftFirst ? high(up(BigInt(sum))) : up(x - apart);
  return Number(sat((sat((y >> 16n) + BigInt(64 * zero), 16n) + 32n) >> 6n, 8n));
}

/** A channel of any sums, whose thresholds are found by halving. */
function channelOf(
  multiplier: number,
  right: number,
  zero: number,
  [low, high]: readonly [number, number],
  rounding: Rounding,
): Channel {
  const bare = { weights: new Int8Array(1), bias: 0, multiplier, right, zero, rounding, low, high };
  const thresholds = [];
  for (let output = outputOf(bare, low) + 1; output <= outputOf(bare, high); output++) {
    let [below, sum] = [low, high];
    while (sum - below > 1) {
      const middle = Math.floor((below + sum) / 2);
      if (outputOf(bare, middle) >= output) sum = middle;
      else below = middle;
    }
    thresholds.push({ output, sum });
  }
  return { ...bare, thresholds };
}

test('a scaling gives the output of every single sum, in both roundings', () => {
  const random = new Random(5, 'scaling');
  const found = { double: 0, single: 0 };
  for (let i = 0; i < 80; i++) {
    const rounding = i % 2 ? 'double' : 'single';
    const right = random.below(13) - 2;
    const zero = i % 3 === 0 ? -128 : random.below(256) - 128;
    const reach = Math.ceil(2000 * 2 ** Math.max(0, right));
    const ends = [-random.below(reach) - 1, random.below(reach) + 1] as const;
    const one = channelOf(2 ** 30 + random.below(2 ** 30), right, zero, ends, rounding);
    const range = i % 5 ? ([-128, 127] as const) : ([zero, Math.min(127, zero + 90)] as const);
    const inside = (output: number) => Math.min(range[1], Math.max(range[0], output));
    let any = 0;
    for (const form of Object.values(forms)) {
      const scaling = scalingOf(one, form, zero, range);
      if (!scaling) continue;
      any = 1;
      const stride = Math.max(1, Math.floor((ends[1] - ends[0]) / 20_000));
      for (let sum = ends[0]; sum <= ends[1]; sum += stride) {
        const got = inside(meant(sum, scaling, form, zero));
        if (got !== inside(outputOf(one, sum))) assert.fail(`channel ${i}, form ${form}, ${sum}`);
      }
    }
    found[rounding] += any;
  }
  assert.ok(found.double === 40 && found.single >= 38, JSON.stringify(found));
});

test('what the proof computes is what the instructions compute, saturated too', () => {
  const random = new Random(6, 'scaled');
  for (let i = 0; i < 20_000; i++) {
    const multiplier = 2 ** 30 + random.below(2 ** 30);
    const scaling = { bias: 0, multiplier, shift: random.below(32) };
    const sum = Math.trunc((random.below(2 ** 31) - 2 ** 30) * 2 ** (1 - random.below(30)));
    const zero = random.below(256) - 128;
    for (const form of Object.values(forms)) {
      assert.equal(scaled(sum, scaling, form, zero), meant(sum, scaling, form, zero));
    }
  }
});

test('two roundings with halves apart are left to halves up where no output is negative', () => {
  const above = channelOf(1_500_000_000, 7, -128, [0, 30_000], 'double');
  const around = channelOf(1_500_000_000, 7, 0, [-30_000, 30_000], 'double');
  assert.notEqual(scalingOf(above, forms.halvesUp, -128, [-128, 127]), null);
  assert.equal(scalingOf(around, forms.halvesUp, 0, [-128, 127]), null);
  assert.notEqual(scalingOf(around, forms.halvesApart, 0, [-128, 127]), null);
});
