import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOrder } from './board-readings.ts';
import { readingOf } from './serial-lines.ts';

test('axes are found by their names, or stand in their order without any', () => {
  const axes = ['accX', 'accY'];
  assert.deepEqual(inOrder(readingOf('t:5,accY:2,accX:1')!, axes), [1, 2]);
  assert.deepEqual(inOrder(readingOf('1,2')!, axes), [1, 2]);
  assert.equal(inOrder(readingOf('1,2,3')!, axes), null);
  assert.equal(inOrder(readingOf('accX:1,gyrX:2')!, axes), null);
});
