import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sample } from './sample.ts';
import { summarize } from './summary.ts';

function sample(label: string, length: number, group: string | null = null): Sample {
  const axes = [{ name: 'a', unit: 'g' }];
  const values = new Float32Array(length);
  return { id: '', source: label, axes, sampleRateHz: 50, values, label, split: null, group };
}

test('a summary counts recordings and seconds of each class in each part', () => {
  const split = {
    train: [...Array.from({ length: 12 }, () => sample('walk', 100, 'g1')), sample('off', 50)],
    validation: [sample('walk', 100, 'g1'), sample('off', 25)],
    test: [sample('walk', 150, 'g2')],
    rule: 'As told.',
  };
  const skipped = [{ file: 'x', reason: 'Bad.' }];
  const summary = summarize({ samples: [], skipped, notes: ['Said.'] }, split);
  const [off, walk] = summary.classes;
  assert.equal(off!.label, 'off');
  assert.equal(off!.samples, 2);
  assert.equal(off!.seconds, 1.5);
  assert.deepEqual(walk!.bySplit, {
    train: { samples: 12, seconds: 24 },
    validation: { samples: 1, seconds: 2 },
    test: { samples: 1, seconds: 3 },
  });
  assert.equal(summary.total.samples, 16);
  assert.deepEqual([summary.shortestS, summary.longestS, summary.groups], [0.5, 3, 2]);
  assert.deepEqual(summary.skipped, skipped);
  assert.deepEqual(summary.notes, [
    'Said.',
    'Nothing tests "off": the test part has no recording of it.',
    'The test part has as few as 1 recording of "walk": the accuracy there is rough.',
    '"walk" has 14 recordings, "off" only 2: more of the latter would help.',
  ]);
});
