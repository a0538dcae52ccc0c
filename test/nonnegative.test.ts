import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nonnegative } from '../bench/nonnegative.ts';
import { Random } from '../src/base/random.ts';

test('weights that made the sums are found again, those of 0 as 0', () => {
  const random = new Random(1, 'nonnegative');
  const truth = [3, 0, 0.25, 0, 12];
  const rows = Array.from({ length: 40 }, () => {
    return new Map(truth.map((_, i) => [i, random.between(0, 10)]));
  });
  const wanted = rows.map((row) => truth.reduce((sum, one, i) => sum + one * row.get(i)!, 0));
  const found = solved(rows, wanted);
  for (const [i, one] of truth.entries()) assert.ok(Math.abs(found[i]! - one) < 1e-3, `${found}`);
});

/** The distance is convex: what no small step betters is the best. */
test('no other weights, none below 0, come nearer to the sums', () => {
  const random = new Random(2, 'nonnegative');
  for (let turn = 0; turn < 50; turn++) {
    const rows = Array.from({ length: 6 }, () => {
      return new Map([0, 1, 2].map((i) => [i, random.normal()]));
    });
    const wanted = rows.map(() => random.normal());
    const found = solved(rows, wanted);
    assert.ok(found.every((one) => one >= 0));
    const own = distance(rows, wanted, found);
    for (let trial = 0; trial < 2000; trial++) {
      const others = found.map((one) => Math.max(0, one + 0.3 * random.normal()));
      assert.ok(distance(rows, wanted, others) >= own - 1e-6);
    }
  }
});

test('two parts that are always alike explain together what one would', () => {
  const rows = [1, 2, 3].map(
    (turns) =>
      new Map([
        [0, turns],
        [1, turns],
      ]),
  );
  const [one, other] = solved(rows, [4, 8, 12]);
  assert.ok(one! >= 0 && other! >= 0 && Math.abs(one! + other! - 4) < 1e-3);
});

type Rows = readonly ReadonlyMap<number, number>[];

function solved(rows: Rows, wanted: readonly number[]): number[] {
  const none = rows[0]!.size;
  return nonnegative(
    rows,
    wanted,
    wanted.map(() => 0.01),
    Array(none).fill(0),
    Array(none).fill(100),
  );
}

function distance(rows: Rows, wanted: readonly number[], weights: readonly number[]): number {
  return rows.reduce((all, row, r) => {
    const sum = weights.reduce((part, one, i) => part + one * row.get(i)!, 0);
    return all + (sum - wanted[r]!) ** 2;
  }, 0);
}
