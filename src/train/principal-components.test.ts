import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../base/random.ts';
import { inSubspace, principalComponents, principalSubspace } from './principal-components.ts';

test('points along a line lie along the first component, which holds nearly all of the spread', () => {
  const random = new Random(5, 'line');
  const along = Array.from({ length: 200 }, () => random.normal());
  const rows = along.map((t) => [3 * t + 7, -t + 0.01 * random.normal(), 0.5 * t]);
  const { points, shares } = principalComponents(rows, 2);
  assert.ok(shares[0]! > 0.999 && shares[1]! < 0.001, `${shares}`);
  const ratio = points.map(([x], i) => x! / along[i]!);
  assert.ok(
    Math.max(...ratio) / Math.min(...ratio) < 1.05 ||
      Math.min(...ratio) / Math.max(...ratio) < 1.05,
  );
});

test('shares are those of the correlation matrix: eigenvalues (1 ± r) / 2 for two columns', () => {
  const random = new Random(6, 'pair');
  const rows = Array.from({ length: 5000 }, () => {
    const [a, b] = [random.normal(), random.normal()];
    return [a, 0.6 * a + 0.8 * b];
  });
  const { shares } = principalComponents(rows, 2);
  assert.ok(Math.abs(shares[0]! - 0.8) < 0.02 && Math.abs(shares[1]! - 0.2) < 0.02, `${shares}`);
  assert.ok(Math.abs(shares[0]! + shares[1]! - 1) < 1e-9);
});

test('columns that never change and rows that are all alike do no harm', () => {
  const { points } = principalComponents(
    [
      [1, 2],
      [1, 2],
      [1, 2],
    ],
    2,
  );
  assert.ok(points.every((point) => point.every((value) => value === 0)));
});

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

test('distances in the subspace are those between the points, all but the little in other directions', () => {
  const count = 60;
  const values = points(count);
  const found = inSubspace(principalSubspace(values, 6, 3, new Random(1, 'a')), values);
  const columns = [0, 1, 2, 3, 4].map((c) => standard(values.filter((_, i) => i % 6 === c)));
  for (let i = 1; i < count; i++) {
    const apart = Math.hypot(...columns.map((column) => column[i]! - column[0]!));
    const here = Math.hypot(...[0, 1, 2].map((k) => found[3 * i + k]! - found[k]!));
    assert.ok(here < apart + 1e-6 && here > apart - 0.2, `${here} for ${apart}`);
  }
});

/** Mean 0 and deviation 1. */
function standard(values: Float32Array): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Array.from(values, (value) => (value - mean) / Math.sqrt(squares / values.length));
}

test('what does not differ gives no direction, and the same seed gives the same numbers', () => {
  const values = Float32Array.from({ length: 40 }, (_, i) => (i % 4 === 0 ? i : 5));
  const { directions } = principalSubspace(values, 4, 2, new Random(1, 'a'));
  assert.deepEqual([...directions].map(Math.abs), [1, 0, 0, 0, 0, 0, 0, 0]);
  const again = () => principalSubspace(points(20), 6, 2, new Random(2, 'b')).directions;
  assert.deepEqual(again(), again());
});
