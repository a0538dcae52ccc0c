import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sample } from './sample.ts';
import { type CutWindow, chooseWindow, windowsOf } from './windows.ts';

/** Two axes that count the readings up and down from 1. */
function sample(length: number, sampleRateHz = 100): Sample {
  return {
    id: `${length}`,
    source: 'x',
    axes: [
      { name: 'up', unit: '' },
      { name: 'down', unit: '' },
    ],
    sampleRateHz,
    values: Float32Array.from({ length: length * 2 }, (_, i) => ((i >> 1) + 1) * (i % 2 ? -1 : 1)),
    label: 'x',
    split: null,
    group: null,
  };
}

const samples = (lengths: number[], rate?: number) => lengths.map((length) => sample(length, rate));
const firsts = (windows: CutWindow[]) => windows.map(({ window }) => window[0]);

test('recordings of one event each are one window, of the shortest or of their median length', () => {
  const plan = chooseWindow(samples([100, 120, 110, 90, 130]));
  assert.deepEqual([plan.kind, plan.length], ['whole', 110]);
  assert.match(plan.reason, /about equally long \(0\.9 s to 1\.3 s\)/);
  assert.deepEqual(firsts(windowsOf(sample(130), plan)), [11]);
  const [{ window: short }] = windowsOf(sample(90), plan) as [CutWindow];
  assert.equal(short.length, 220);
  assert.equal(short[179], -90);
  assert.ok(short.slice(180).every((x, i) => x === (i % 2 ? -90 : 90)));
  const alike = chooseWindow(samples([100, 120, 110, 99, 130]));
  assert.deepEqual([alike.kind, alike.length, alike.stride], ['whole', 99, 99]);
  assert.match(alike.reason, /of the shortest's length 0\.99 s/);
  assert.equal(
    chooseWindow(samples([200, 200])).reason,
    'All recordings are 2 s long, so each is one window.',
  );
});

test('recordings of other lengths, or longer than 10 s, are slid over by half', () => {
  for (const lengths of [
    [400, 900, 1000],
    [1001, 1001],
    [5000, 6000],
  ]) {
    const plan = chooseWindow(samples(lengths));
    assert.deepEqual([plan.kind, plan.length, plan.stride], ['sliding', 200, 100]);
  }
  const plan = chooseWindow(samples([400, 900, 1000]));
  assert.deepEqual(firsts(windowsOf(sample(449), plan)), [1, 101, 201]);
  assert.equal(windowsOf(sample(50), plan).length, 1);
  assert.deepEqual(firsts(windowsOf(sample(200), plan)), [1]);
});

test('a recording of a slow sensor is one event up to 512 readings, and told of in hours', () => {
  const day = chooseWindow(samples([288, 288], 1 / 300));
  assert.deepEqual([day.kind, day.length], ['whole', 288]);
  assert.equal(day.reason, 'All recordings are 24 h long, so each is one window.');
  const month = chooseWindow(samples([8928, 8640], 1 / 300));
  assert.deepEqual([month.kind, month.length, month.stride], ['sliding', 32, 16]);
  assert.match(
    month.reason,
    /longer than one event is \(30 days to 31 days\), so windows of 2.67 h/,
  );
});

test('sliding windows hold 32 to 4096 readings and fit three quarters of the recordings', () => {
  assert.equal(chooseWindow(samples([40, 400], 5)).length, 32);
  assert.equal(chooseWindow(samples([16_000, 64_000], 16_000)).length, 4096);
  const plan = chooseWindow(samples([40, 120, 150, 400, 500, 600, 700, 800]));
  assert.equal(plan.length, 120);
  assert.match(plan.reason, /the last reading of 1 shorter ones is held/);
});

test('a person may say the length and the stride', () => {
  const all = samples([100, 110]);
  const both = chooseWindow(all, { lengthMs: 500, strideMs: 100 });
  assert.deepEqual([both.kind, both.length, both.stride], ['sliding', 50, 10]);
  assert.equal(windowsOf(sample(100), both).length, 6);
  assert.equal(chooseWindow(all, { lengthMs: 500 }).stride, 25);
  assert.equal(chooseWindow(all, { strideMs: 20 }).length, 100);
  for (const wish of [{ lengthMs: 0 }, { strideMs: 1 }, { lengthMs: Number.NaN }]) {
    assert.throws(() => chooseWindow(all, wish), { name: 'Failure', code: 'bad-option' });
  }
});
