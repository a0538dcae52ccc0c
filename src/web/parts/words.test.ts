import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ago, count, counted, duration, kilobytes, microjoules, milliseconds } from './words.ts';

test('numbers carry their unit once, with thousands apart', () => {
  assert.equal(count(-1024), '−1,024');
  assert.equal(counted(1, 'window'), '1 window');
  assert.equal(counted(2210, 'window'), '2,210 windows');
  assert.equal(kilobytes(3994), '3.9 KB');
  assert.equal(kilobytes(2 ** 20), '1 MB');
  assert.equal(kilobytes(4 * 2 ** 30), '4 GB');
  assert.equal(milliseconds(0.25), '250 µs');
  assert.equal(milliseconds(4.12), '4.1 ms');
  assert.equal(microjoules(1500), '1.5 mJ');
});

test('times are said in the two units that matter', () => {
  assert.equal(duration(0.8), '0.8 s');
  assert.equal(duration(96.2), '96.2 s');
  assert.equal(duration(1610), '26 min 50 s');
  assert.equal(duration(179.7), '3 min 0 s');
  assert.equal(duration(11_100), '3 h 5 min');
  assert.equal(ago(0, 59_000), 'just now');
  assert.equal(ago(0, 240_000), '4 min ago');
  assert.equal(ago(0, 30 * 3600 * 1000), 'yesterday');
});
