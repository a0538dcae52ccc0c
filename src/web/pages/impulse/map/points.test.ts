import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameOf, type Points, shownOf, sorted, withoutLabels } from './points.ts';

const points: Points = {
  labels: ['still', 'wave'],
  blocks: ['raw'],
  reasons: [],
  count: 3,
  names: [],
  shares: [0.5, 0.2],
  samples: ['s1', 's2'],
  sources: ['wave/b.csv', 'still/a.csv'],
  sample: [0, 0, 1],
  start: [0, 50, 0],
  label: [1, 1, 0],
  part: ['train', 'train', 'test'],
  x: [0, 1, 2],
  y: [0, 0, 0],
};
const places = [
  { x: 0.1, y: 0.9 },
  { x: 0.5, y: 0.2 },
  { x: 0.9, y: 0.5 },
];
const all = [0, 1, 2];

test('labels that are left out take their points along, and unknown ones none', () => {
  assert.deepEqual(withoutLabels(points, ['wave']), [2]);
  assert.deepEqual(withoutLabels(points, ['gone']), all);
});

test('what was chosen, or is looked at, stands out from the others', () => {
  assert.deepEqual([...shownOf(points, all, [], null)], [2, 2, 2]);
  assert.deepEqual([...shownOf(points, [0, 2], [2], null)], [1, 0, 3]);
  assert.deepEqual([...shownOf(points, all, [], 'still')], [1, 1, 2]);
});

test('a table of points is in the order of its column, up or down', () => {
  const by = (column: Parameters<typeof sorted>[3], down = false) =>
    sorted(points, places, all, column, down);
  assert.deepEqual(by('sample'), [2, 0, 1]);
  assert.deepEqual(by('start', true), [1, 0, 2]);
  assert.deepEqual(by('label'), [2, 0, 1]);
  assert.deepEqual(by('part', true), [2, 0, 1]);
  assert.deepEqual(by('x', true), [2, 1, 0]);
  assert.deepEqual(by('y'), [0, 2, 1]);
  assert.equal(nameOf(points, 2), 'a.csv');
});
