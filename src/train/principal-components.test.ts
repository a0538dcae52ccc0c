import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../base/random.ts';
import { principalComponents } from './principal-components.ts';

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
