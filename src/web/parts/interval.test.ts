import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wilsonInterval } from './interval.ts';

const near = (got: number, wanted: number) => assert.ok(Math.abs(got - wanted) < 5e-4, `${got}`);

test('intervals are those of the published table (Newcombe 1998, method 3)', () => {
  // 81 of 263, 15 of 148, 0 of 20, 1 of 29
  const table = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const;
  for (const [right, n, low, high] of table) {
    const got = wilsonInterval(right, n);
    near(got[0], low);
    near(got[1], high);
  }
});

test('nothing seen says nothing', () => {
  assert.deepEqual(wilsonInterval(0, 0), [0, 1]);
});
