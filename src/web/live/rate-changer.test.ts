import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RateChanger } from './rate-changer.ts';

test('a straight line stays one, at twice the rate and at uneven times', () => {
  const changer = new RateChanger(8);
  const out = [0, 0.25, 0.375, 1].flatMap((t) => [...changer.push(t, [t, -t])]);
  assert.deepEqual(
    out,
    [0, 1, 2, 3, 4, 5, 6, 7, 8].flatMap((i) => [i / 8, -i / 8]),
  );
});

test('a clock that stands still gives nothing', () => {
  const changer = new RateChanger(8);
  changer.push(0, [0]);
  assert.equal(changer.push(0, [5]).length, 0);
});
