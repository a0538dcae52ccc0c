import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answered } from '../../parts/answers.ts';
import { atThreshold } from './threshold.ts';

const window = (label: number, answer: number, answerScore: number): Answered => ({
  sample: null,
  place: 0,
  start: 0,
  label,
  answer,
  answerScore,
  labelScore: 0,
});
const windows = [window(0, 0, 0.9), window(0, 1, 0.6), window(1, 1, 0.55), window(1, 0, 0.8)];

test('without a threshold everything is answered', () => {
  assert.deepEqual(atThreshold(windows, 0), { right: 0.5, wrong: 0.5, silent: 0 });
});

test('a higher threshold trades wrong answers for silence', () => {
  assert.deepEqual(atThreshold(windows, 0.85), { right: 0.25, wrong: 0, silent: 0.75 });
});
