import assert from 'node:assert/strict';
import { test } from 'node:test';
import { standardize } from './standardize.ts';

const of = (...values: number[]) => Float32Array.from(values);

test('features lose their mean, are scaled, and stay within the limit', () => {
  const x = of(1, 5, -100, 100);
  assert.deepEqual(standardize(x, of(1, 1, 0, 0), of(2, 0.5, 1, 1), 6), of(0, 2, -6, 6));
});

test('rows are treated alike, column by column', () => {
  assert.deepEqual(standardize(of(1, 2, 3, 4), of(1, 2), of(2, 1), 6), of(0, 0, 4, 2));
});

test('what is not finite ends at the limit, so that nothing after it meets it', () => {
  const x = of(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN);
  assert.deepEqual(standardize(x, of(0, 0, 0), of(1, 1, 1), 6), of(6, -6, -6));
});
