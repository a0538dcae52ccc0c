import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../base/failure.ts';
import { Random } from '../base/random.ts';
import { planBlock } from './block.ts';
import { type FlattenBlock, statistics } from './flatten.ts';

const all: FlattenBlock = { kind: 'flatten', version: 1, scale: 1, statistics };
const one = { axes: ['t'], sampleRateHz: 1, length: 10 };

test('statistics are those of numpy and scipy', () => {
  // mean, min, max, sqrt(mean(x²)), std, scipy.stats.skew, scipy.stats.kurtosis
  const x = [0.3, -1.2, 2.5, 0.7, -0.4, 1.9, -2.2, 0.1, 3.3, -0.6];
  const expected = [
    0.44000000000000006, -2.2, 3.3, 1.6774981371077584, 1.6187649613208213, 0.2521300035144971,
    -0.8598541122609471,
  ];
  const { evaluate, featureNames } = planBlock(all, one);
  const got = evaluate(Float32Array.from(x));
  assert.deepEqual(
    featureNames,
    statistics.map((name) => `t ${name}`),
  );
  for (const [k, value] of expected.entries()) {
    assert.ok(Math.abs(got[k]! - value) < 1e-6, `${featureNames[k]} is ${got[k]}, not ${value}`);
  }
});

test('statistics of each axis are within 1e-5 of float64, under gravity too', () => {
  const random = new Random(1, 'flatten');
  for (const length of [20, 129, 5000]) {
    const form = { axes: ['a', 'b'], sampleRateHz: 10, length };
    const window = Float32Array.from({ length: 2 * length }, (_, i) =>
      i % 2 ? 9.80665 + 0.01 * random.normal() : random.normal() ** 3,
    );
    const got = planBlock({ ...all, scale: 2 }, form).evaluate(window);
    const expected = [0, 1].flatMap((axis) =>
      described(Array.from({ length }, (_, i) => 2 * window[2 * i + axis]!)),
    );
    for (const [k, value] of expected.entries()) {
      const error = Math.abs(got[k]! - value) / Math.max(1, Math.abs(value));
      assert.ok(error < 1e-5, `feature ${k} of ${length} is ${got[k]}, not ${value}`);
    }
  }
});

test('only what is chosen comes, in the order of the list whatever the order of the choice', () => {
  const block = { ...all, statistics: ['maximum', 'average'] } as const;
  const form = { axes: ['a', 'b'], sampleRateHz: 1, length: 2 };
  const { evaluate, featureNames } = planBlock(block, form);
  assert.deepEqual(featureNames, ['a average', 'a maximum', 'b average', 'b maximum']);
  assert.deepEqual(Array.from(evaluate(Float32Array.of(1, 10, 3, 30))), [2, 3, 20, 30]);
});

test('a constant and a single reading have no deviation and no shape', () => {
  assert.deepEqual(
    Array.from(planBlock(all, { ...one, length: 4 }).evaluate(new Float32Array(4).fill(-5))),
    [-5, -5, -5, 5, 0, 0, 0],
  );
  assert.deepEqual(
    Array.from(planBlock(all, { ...one, length: 1 }).evaluate(Float32Array.of(7))),
    [7, 7, 7, 7, 0, 0, 0],
  );
});

test('a moving average is the mean of the last averages of a stream, and statistics are of the last window', () => {
  const [windows, part] = [4, 50];
  const axes = ['a', 'b'];
  const random = new Random(2, 'stream');
  const stream = Float32Array.from({ length: 2 * part * 12 }, (_, i) => random.normal() + i / 300);
  const whole = planBlock(
    { ...all, movingAverage: windows },
    { axes, sampleRateHz: 1, length: windows * part },
  );
  const single = planBlock(all, { axes, sampleRateHz: 1, length: part });
  assert.deepEqual(
    whole.featureNames.filter((name) => !single.featureNames.includes(name)),
    ['a moving average', 'b moving average'],
  );
  // as a library that keeps the last averages does, one window after another
  const kept: number[][] = [[], []];
  for (let k = 0; k < 12; k++) {
    const plain = single.evaluate(stream.slice(2 * part * k, 2 * part * (k + 1)));
    for (const axis of [0, 1]) kept[axis] = [...kept[axis]!, plain[7 * axis]!].slice(-windows);
    if (k + 1 < windows) continue;
    const got = whole.evaluate(stream.slice(2 * part * (k + 1 - windows), 2 * part * (k + 1)));
    for (const axis of [0, 1]) {
      assert.deepEqual(got.slice(8 * axis, 8 * axis + 7), plain.slice(7 * axis, 7 * axis + 7));
      const moving = kept[axis]!.reduce((a, b) => a + b) / windows;
      assert.ok(Math.abs(got[8 * axis + 7]! - moving) < 1e-6);
    }
  }
});

test('impossible settings are refused with what is possible', () => {
  const refused = (block: Partial<FlattenBlock>, sentence: RegExp) =>
    assert.throws(
      () => planBlock({ ...all, ...block }, one),
      (error) => error instanceof Failure && sentence.test(error.message),
    );
  refused({ statistics: [] }, /at least one of average, minimum/);
  refused({ scale: 0 }, /other than 0/);
  refused({ scale: Number.NaN }, /other than 0/);
  refused({ movingAverage: 4 }, /10 readings .* Take one of 1, 2, 5, 10,/);
  refused({ movingAverage: 0.5 }, /over 0.5 windows/);
  refused({ version: 3 as 1 }, /version 1, not 3/);
});

function described(x: readonly number[]): number[] {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const m = mean(x);
  const s = Math.sqrt(mean(x.map((v) => (v - m) ** 2)));
  const rms = Math.sqrt(mean(x.map((v) => v * v)));
  const moment = (power: number) => mean(x.map((v) => ((v - m) / s) ** power));
  return [m, Math.min(...x), Math.max(...x), rms, s, moment(3), moment(4) - 3];
}
