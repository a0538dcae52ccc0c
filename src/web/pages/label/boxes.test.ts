import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxBetween, isLarge, movedBox, resizedBox } from './boxes.ts';

const size = { width: 100, height: 80 };

test('a box is drawn from any corner and ends at the edge of the picture', () => {
  const box = { label: 'cell', x: 60, y: 0, width: 40, height: 20 };
  assert.deepEqual(boxBetween('cell', [120, 20], [60, -5], size), box);
});

test('a box moves and grows inside the picture', () => {
  const box = { label: 'cell', x: 60, y: 10, width: 30, height: 20 };
  assert.deepEqual(movedBox(box, 50, -50, size), { ...box, x: 70, y: 0 });
  assert.deepEqual(resizedBox(box, 50, -50, size), { ...box, width: 40, height: 2 });
});

test('a click is no box', () => {
  assert.equal(isLarge(boxBetween('cell', [5, 5], [6, 6], size)), false);
});
