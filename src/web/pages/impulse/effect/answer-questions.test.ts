import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../../../../base/failure.ts';
import { answerQuestions, type FromEffect } from './answer-questions.ts';

function asked() {
  const worked: string[] = [];
  const told: FromEffect<string>[] = [];
  const answer = answerQuestions<string, string, string>(
    async (data, question) => {
      worked.push(question);
      if (question === 'bad') throw new Failure('bad-option', 'It cannot be.');
      return `${question} of ${data}`;
    },
    (one) => told.push(one),
  );
  return { worked, told, answer };
}

test('a question is worked out once, however often it is asked, and what is likely beforehand', async () => {
  const { worked, told, answer } = asked();
  await answer({ kind: 'data', data: 'one' });
  await answer({ kind: 'ask', number: 1, question: 'a', likely: ['b', 'bad', 'c'] });
  assert.deepEqual(worked, ['a', 'b', 'bad', 'c']);
  await answer({ kind: 'ask', number: 2, question: 'b', likely: [] });
  assert.deepEqual(worked.length, 4);
  assert.deepEqual(told, [
    { kind: 'effect', number: 1, effect: 'a of one' },
    { kind: 'effect', number: 2, effect: 'b of one' },
  ]);
});

test('other data are answered anew, and a failure is told with its sentence each time', async () => {
  const { worked, told, answer } = asked();
  await answer({ kind: 'data', data: 'one' });
  await answer({ kind: 'ask', number: 1, question: 'a', likely: [] });
  await answer({ kind: 'data', data: 'two' });
  await answer({ kind: 'ask', number: 2, question: 'a', likely: [] });
  await answer({ kind: 'ask', number: 3, question: 'bad', likely: [] });
  await answer({ kind: 'ask', number: 4, question: 'bad', likely: [] });
  assert.deepEqual(worked, ['a', 'a', 'bad', 'bad']);
  assert.deepEqual(told.slice(1), [
    { kind: 'effect', number: 2, effect: 'a of two' },
    { kind: 'failed', number: 3, sentence: 'It cannot be.' },
    { kind: 'failed', number: 4, sentence: 'It cannot be.' },
  ]);
});

test('a question that comes while likely ones are worked out does not wait for them all', async () => {
  const { worked, answer } = asked();
  await answer({ kind: 'data', data: 'one' });
  const first = answer({ kind: 'ask', number: 1, question: 'a', likely: ['b', 'c', 'd'] });
  await new Promise((resume) => setTimeout(resume));
  await answer({ kind: 'ask', number: 2, question: 'z', likely: [] });
  await first;
  assert.ok(worked.indexOf('z') < worked.indexOf('d'), worked.join(' '));
});
