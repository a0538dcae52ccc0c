import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../base/random.ts';
import { principalComponents } from './principal-components.ts';
import { inSubspace, principalSubspace } from './principal-subspace.ts';

/** Points of six numbers that differ in three directions, and a little in all. */
function points(count: number): Float32Array {
  const random = new Random(3, 'points');
  return Float32Array.from(
    Array.from({ length: count }, () => {
      const [a, b, c] = [4 * random.normal(), 2 * random.normal(), random.normal()];
      return [a + b, a - b, b + c, b - c, a + c, 7].map((value, i) =>
        i === 5 ? value : value + 0.05 * random.normal(),
      );
    }).flat(),
  );
}

test('distances in the subspace are those along the principal components', () => {
  const count = 60;
  const values = points(count);
  const rows = Array.from({ length: count }, (_, i) => values.subarray(6 * i, 6 * i + 6));
  const { points: truth } = principalComponents(rows, 3);
  const found = inSubspace(principalSubspace(values, 6, 3, new Random(1, 'a')), values);
  for (let i = 1; i < count; i++) {
    const apart = Math.hypot(...truth[i]!.map((value, k) => value - truth[0]![k]!));
    const here = Math.hypot(...[0, 1, 2].map((k) => found[3 * i + k]! - found[k]!));
    assert.ok(Math.abs(here - apart) < 0.01 * apart + 1e-6, `${here} for ${apart}`);
  }
});

test('what does not differ gives no direction, and the same seed gives the same numbers', () => {
  const values = Float32Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? i : 5));
  const { directions } = principalSubspace(values, 4, 2, new Random(1, 'a'));
  assert.deepEqual([...directions].map(Math.abs), [1, 0, 0, 0, 0, 0, 0, 0]);
  const again = () => principalSubspace(points(20), 6, 2, new Random(2, 'b')).directions;
  assert.deepEqual(again(), again());
});
