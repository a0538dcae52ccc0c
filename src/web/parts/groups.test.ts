import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredOf } from './answers.ts';
import { factOf, groupRows, ofChosen, worthOf } from './groups.ts';

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
const device = { name: 'device', values: ['a', 'a', 'b'] };

test('those for whom a model does worst stand first', () => {
  assert.deepEqual(groupRows(windows, person), [
    { value: 'ben', windows: 2, right: 1, samples: 1 },
    { value: 'ann', windows: 2, right: 2, samples: 1 },
    { value: null, windows: 1, right: 1, samples: 1 },
  ]);
  assert.deepEqual(
    groupRows(windows, device).map(({ value, windows: n, samples }) => [value, n, samples]),
    [
      ['a', 4, 2],
      ['b', 1, 1],
    ],
  );
});

test('the windows of a group are those of its samples', () => {
  const startsOf = (group: string | null | undefined, by = 'group') =>
    ofChosen(windows, [person, device], { by, group }).map(({ start }) => start);
  assert.deepEqual(startsOf('ben'), [0, 10]);
  assert.deepEqual(startsOf(null), [0]);
  assert.equal(startsOf(undefined).length, 5);
  assert.equal(startsOf('a', 'device').length, 4);
  // an address of another run may name what is not known here
  assert.equal(startsOf('a', 'shoe').length, 5);
  assert.equal(factOf([person, device], { by: 'shoe' }), person);
  assert.equal(factOf([person, device], { by: 'device' }), device);
});

test('of things F1 decides: what was missed and what is not there count once each', () => {
  const things = answeredOf({
    samples: ['A', 'B'],
    facts: [],
    sample: [0, 0, 0, 1, 1],
    start: [0, 0, 0, 0, 0],
    label: [1, 1, 0, 1, 2],
    answer: [1, 0, 2, 1, 2],
    answerScore: [0.9, 0, 0.6, 0.9, 0.9],
    labelScore: [0.9, 0, 0, 0.9, 0.9],
  });
  const rows = groupRows(things, { name: 'place', values: ['hall', 'garden'] }, 'things');
  // one right, one missed, one not there: 2 / (2 + 1 + 1)
  assert.deepEqual(
    rows.map((row) => [row.value, worthOf.things(row)]),
    [
      ['hall', 0.5],
      ['garden', 1],
    ],
  );
});
