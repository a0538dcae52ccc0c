import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxBetween, isLarge, movedBox, resizedBox, suggestedBoxes } from './boxes.ts';

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

test('what lies in no box of its label is suggested, as large as others of its label are', () => {
  const box = { label: 'cell', x: 10, y: 10, width: 20, height: 10 };
  const things = [
    { label: 'cell', x: 25, y: 12, score: 0.9 },
    { label: 'cell', x: 60, y: 40, score: 0.8 },
    { label: 'spot', x: 15, y: 15, score: 0.7 },
  ];
  const known = [box, { ...box, width: 30 }, { ...box, width: 31 }, { ...box, label: 'other' }];
  assert.deepEqual(suggestedBoxes(things, [box], known, size), [
    { label: 'cell', x: 45, y: 35, width: 30, height: 10, score: 0.8 },
    // nothing is known of spots: a quarter of the sides, cut at the edges
    { label: 'spot', x: 3, y: 5, width: 25, height: 20, score: 0.7 },
  ]);
});
