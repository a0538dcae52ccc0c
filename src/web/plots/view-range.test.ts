import assert from 'node:assert/strict';
import { test } from 'node:test';
import { around, panned, ticksOf, zoomed } from './view-range.ts';

test('zooming keeps the place under the pointer', () => {
  const range = zoomed({ from: 0, to: 1000 }, 0.5, 250, 1000);
  assert.deepEqual(range, { from: 125, to: 625 });
  assert.equal((250 - range.from) / (range.to - range.from), 0.25);
});

test('nothing beyond the ends of the recording is shown', () => {
  assert.deepEqual(zoomed({ from: 0, to: 100 }, 99, 50, 1000), { from: 0, to: 1000 });
  assert.deepEqual(panned({ from: 900, to: 1000 }, 50, 1000), { from: 900, to: 1000 });
  assert.deepEqual(around(990, 1000, 1000), { from: 980, to: 1000 });
});

test('ticks are round and inside', () => {
  assert.deepEqual(ticksOf(0.3, 2.1, 4), [0.5, 1, 1.5, 2]);
  assert.deepEqual(ticksOf(0, 3600, 6), [0, 1000, 2000, 3000]);
});
