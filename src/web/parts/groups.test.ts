import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredOf } from './answers.ts';
import { groupRows, ofGroup } from './groups.ts';

const windows = answeredOf({
  samples: ['A', 'B', null],
  facts: [],
  sample: [0, 0, 1, 1, 2],
  start: [0, 10, 0, 10, 0],
  label: [0, 0, 1, 1, 0],
  answer: [0, 0, 0, 1, 0],
  answerScore: [0.9, 0.9, 0.9, 0.9, 0.9],
  labelScore: [0.9, 0.9, 0.1, 0.9, 0.9],
});
const person = { name: 'group', values: ['ann', 'ben', null] };

test('those for whom a model does worst stand first', () => {
  assert.deepEqual(groupRows(windows, person), [
    { value: 'ben', windows: 2, right: 1 },
    { value: 'ann', windows: 2, right: 2 },
    { value: null, windows: 1, right: 1 },
  ]);
});

test('the windows of a group are those of its samples', () => {
  assert.deepEqual(
    ofGroup(windows, person, 'ben').map(({ start }) => start),
    [0, 10],
  );
  assert.equal(ofGroup(windows, person, null).length, 1);
});
