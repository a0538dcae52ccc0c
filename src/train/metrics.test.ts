import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  accuracyOf,
  answersOf,
  averageByGroup,
  balancedAccuracyOf,
  classReports,
  confusionOf,
  macroF1Of,
} from './metrics.ts';

// truths and answers counted by hand: cat 2 of 3 right, dog 2 of 2, bird 1 of 3
const truths = [0, 0, 0, 1, 1, 2, 2, 2];
const answers = [0, 0, 1, 1, 1, 2, 0, 1];
const confusion = confusionOf(truths, answers, 3);

test('the confusion matrix counts truths in rows and answers in columns', () => {
  assert.deepEqual(confusion, [
    [2, 1, 0],
    [0, 2, 0],
    [1, 1, 1],
  ]);
});

test('accuracy, recall, precision and F1 are those counted by hand', () => {
  assert.equal(accuracyOf(confusion), 5 / 8);
  const [cat, dog, bird] = classReports(confusion) as [Report, Report, Report];
  assert.deepEqual([cat.count, dog.count, bird.count], [3, 2, 3]);
  assert.deepEqual([cat.recall, dog.recall, bird.recall], [2 / 3, 1, 1 / 3]);
  assert.deepEqual([cat.precision, dog.precision, bird.precision], [2 / 3, 1 / 2, 1]);
  close(dog.f1, 2 / 3);
  close(bird.f1, 1 / 2);
  close(macroF1Of(confusion), (2 / 3 + 2 / 3 + 1 / 2) / 3);
  close(balancedAccuracyOf(confusion), (2 / 3 + 1 + 1 / 3) / 3);
});

test('a class that is never answered has precision and F1 of 0, and a class not there is left out', () => {
  const lopsided = confusionOf([0, 0, 1], [0, 0, 0], 3);
  const reports = classReports(lopsided);
  assert.deepEqual(reports[1], { precision: 0, recall: 0, f1: 0, count: 1 });
  close(macroF1Of(lopsided), (0.8 + 0) / 2);
  close(balancedAccuracyOf(lopsided), 0.5);
});

test('the answer is the highest score, the first of equals', () => {
  assert.deepEqual([...answersOf([0.1, 0.7, 0.2, 0.4, 0.2, 0.4], 3)], [1, 0]);
});

test('scores of the windows of one recording are averaged, also where they are not neighbours', () => {
  const scores = [0.9, 0.1, 0.2, 0.8, 0.3, 0.7];
  const whole = averageByGroup(scores, [0, 1, 0], [7, 3, 7]);
  assert.deepEqual([...whole.groups], [7, 3]);
  assert.deepEqual([...whole.labels], [0, 1]);
  for (const [i, score] of [0.6, 0.4, 0.2, 0.8].entries()) close(whole.scores[i]!, score);
});

type Report = ReturnType<typeof classReports>[number];

function close(a: number, b: number): void {
  assert.ok(Math.abs(a - b) < 1e-12, `${a} is ${b}`);
}
