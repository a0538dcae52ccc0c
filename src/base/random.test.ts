import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from './random.ts';

test('the same seed and stream give the same numbers, another of either gives others', () => {
  const draw = (random: Random) => Array.from({ length: 20 }, () => random.bits());
  assert.deepEqual(draw(new Random(1, 'a')), draw(new Random(1, 'a')));
  assert.notDeepEqual(draw(new Random(1, 'a')), draw(new Random(2, 'a')));
  assert.notDeepEqual(draw(new Random(1, 'a')), draw(new Random(1, 'b')));
  assert.notDeepEqual(draw(new Random(1, 'ab')), draw(new Random(1, 'a', 'b')));
});

test('uniform numbers fill their range evenly', () => {
  const random = new Random(42, 'uniform');
  const bins = new Array<number>(16).fill(0);
  const count = 160_000;
  for (let i = 0; i < count; i++) bins[Math.floor(random.uniform() * 16)]!++;
  const chi = bins.reduce((sum, n) => sum + (n - count / 16) ** 2 / (count / 16), 0);
  assert.ok(chi < 37.7, `chi-squared of 15 degrees is ${chi}, above its 99.9 % point`);
});

test('neighbouring numbers and neighbouring streams do not follow each other', () => {
  const correlation = (a: number[], b: number[]) =>
    a.reduce((sum, x, i) => sum + (x - 0.5) * (b[i]! - 0.5) * 12, 0) / a.length;
  const draw = (seed: number) => {
    const random = new Random(seed);
    return Array.from({ length: 20_000 }, () => random.uniform());
  };
  const first = draw(1);
  assert.ok(Math.abs(correlation(first.slice(1), first.slice(0, -1))) < 0.03);
  assert.ok(Math.abs(correlation(first, draw(2))) < 0.03);
});

test('normal numbers have mean 0, deviation 1 and the right tails', () => {
  const random = new Random(9, 'normal');
  const draws = Array.from({ length: 100_000 }, () => random.normal());
  const mean = draws.reduce((a, b) => a + b) / draws.length;
  const variance = draws.reduce((a, b) => a + (b - mean) ** 2, 0) / draws.length;
  const beyondTwo = draws.filter((x) => Math.abs(x) > 2).length / draws.length;
  assert.ok(Math.abs(mean) < 0.015 && Math.abs(variance - 1) < 0.02);
  assert.ok(Math.abs(beyondTwo - 0.0455) < 0.004, `${beyondTwo}`);
});

test('shuffling keeps every item', () => {
  const items = Array.from({ length: 100 }, (_, i) => i);
  const mixed = new Random(4).shuffled(items);
  assert.notDeepEqual(mixed, items);
  assert.deepEqual(
    mixed.toSorted((a, b) => a - b),
    items,
  );
});
