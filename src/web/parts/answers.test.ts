import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredOf, best, mislabelled, ofCell, surestMistakes, worst } from './answers.ts';

const all = answeredOf({
  samples: ['A', null],
  facts: [],
  sample: [0, 0, 1, 0],
  start: [0, 10, 0, 20],
  label: [0, 0, 1, 1],
  answer: [0, 1, 0, 0],
  answerScore: [0.9, 0.6, 0.8, 0.7],
  labelScore: [0.9, 0.4, 0.2, 0.3],
});

test('a window knows its sample, or that it was made of none', () => {
  assert.deepEqual(
    all.map(({ sample }) => sample),
    ['A', 'A', null, 'A'],
  );
});

test('a cell holds its windows, surest first', () => {
  assert.deepEqual(
    ofCell(all, { truth: 1, answer: 0 }).map(({ answerScore }) => answerScore),
    [0.8, 0.7],
  );
});

test('mistakes come by how sure the model was, the worst by how little it gave the truth', () => {
  assert.equal(surestMistakes(all)[0]!.answerScore, 0.8);
  assert.equal(worst(all)[0]!.labelScore, 0.2);
  assert.equal(best(all).length, 1);
});

test('a label is doubted where most windows of its sample surely say the same other one', () => {
  const windows = answeredOf({
    samples: ['A', 'B', 'C', null],
    facts: [],
    sample: [0, 0, 0, 1, 1, 1, 2, 2, 3],
    start: [0, 10, 20, 0, 10, 20, 0, 10, 0],
    label: [0, 0, 0, 0, 0, 0, 1, 2, 0],
    answer: [1, 1, 0, 1, 2, 0, 0, 2, 1],
    answerScore: [0.8, 0.95, 0.6, 0.9, 0.9, 0.9, 0.7, 0.9, 1],
    labelScore: [0.1, 0, 0.6, 0, 0, 0.9, 0.2, 0.9, 0],
  });
  const doubted = mislabelled(windows).map((one) => [one.sample, one.start, one.answer]);
  // of B two windows of three err, but not alike; C is doubted where it is labelled 1 only
  assert.deepEqual(doubted, [
    ['C', 0, 0],
    ['A', 10, 1],
  ]);
  assert.equal(mislabelled(windows)[1]!.answerScore.toFixed(4), ((0.8 + 0.95) / 3).toFixed(4));
});
