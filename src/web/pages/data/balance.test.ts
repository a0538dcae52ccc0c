import assert from 'node:assert/strict';
import { test } from 'node:test';
import { balanceOf } from './balance.ts';

test('labels are summed over parts, most first, unlabelled left out', () => {
  const balance = balanceOf([
    { label: 'wave', part: 'train', samples: 3, seconds: 30 },
    { label: 'idle', part: 'train', samples: 4, seconds: 80 },
    { label: 'wave', part: 'test', samples: 1, seconds: 10 },
    { label: null, part: null, samples: 9, seconds: 900 },
  ]);
  assert.deepEqual(balance, {
    timed: true,
    ratio: 2,
    rows: [
      { label: 'idle', samples: 4, amount: 80 },
      { label: 'wave', samples: 4, amount: 40 },
    ],
  });
});

test('pictures are counted, for they have no length', () => {
  const items = [{ label: 'cat', part: null, samples: 5, seconds: 0 }];
  assert.deepEqual(balanceOf(items).rows, [{ label: 'cat', samples: 5, amount: 5 }]);
});
