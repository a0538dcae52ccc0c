import assert from 'node:assert/strict';
import { test } from 'node:test';
import { envelopePath } from './envelope-path.ts';

const box = { width: 10, height: 12 };

test('the largest value lies at the top, the least at the bottom, one pixel in', () => {
  assert.equal(envelopePath([0, 1], [0, 1], [0, 1], box), 'M0.0 11.0L10.0 1.0L10.0 1.0L0.0 11.0Z');
});

test('a band goes along the largest values and back along the least', () => {
  assert.equal(
    envelopePath([0, 0.5], [1, 0.6], [0, 1], box),
    'M0.0 1.0L10.0 5.0L10.0 6.0L0.0 11.0Z',
  );
});

test('a signal that never moves is a line, not nothing', () => {
  assert.equal(
    envelopePath([5, 5], [5, 5], [5, 5], box),
    'M0.0 11.0L10.0 11.0L10.0 11.0L0.0 11.0Z',
  );
});
