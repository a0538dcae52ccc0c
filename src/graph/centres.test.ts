import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CentreRule, findCentres } from './centres.ts';

const rule: CentreRule = { rows: 3, columns: 4, classes: 2, cell: 8, threshold: 128, most: 8 };

test('a peak among its neighbours is one centre, at the mean of their scores', () => {
  // 192 and 64 of 256 in the cells at columns 1 and 2, whose middles are at 12 and 20
  const found = findCentres(rule, scores({ 5: 0.75, 6: 0.25 }));
  assert.deepEqual(found, [{ label: 1, x: 14, y: 12, score: 192 }]);
});

test('of equal neighbours the first in reading order counts', () => {
  const found = findCentres(rule, scores({ 5: 0.75, 6: 0.75, 9: 0.75 }));
  assert.equal(found.length, 1);
  const apart = findCentres(rule, scores({ 4: 0.75, 6: 0.75 }));
  assert.deepEqual(
    apart.map(({ x }) => x),
    [4, 20],
  );
});

test('a score below the threshold or the background is none, and room ends where it ends', () => {
  assert.deepEqual(findCentres(rule, scores({ 5: 0.49 })), []);
  assert.deepEqual(findCentres({ ...rule, threshold: 64 }, scores({ 5: 0.4 })), []);
  assert.equal(findCentres({ ...rule, most: 1 }, scores({ 0: 0.9, 2: 0.9 })).length, 1);
});

/** Scores [3, 4, 2] in which some cells show a thing and the others show none. */
function scores(things: Readonly<Record<number, number>>): Float32Array {
  return Float32Array.from({ length: 24 }, (_, i) => {
    const thing = things[i >> 1] ?? 0;
    return i % 2 === 1 ? thing : 1 - thing;
  });
}
