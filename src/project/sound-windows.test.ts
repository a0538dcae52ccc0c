import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sample } from './sample.ts';
import { chooseWindow, type WindowPlan, windowsOf } from './windows.ts';

const sound = (seconds: number, sampleRateHz = 8_000): Sample => ({
  id: `${seconds}`,
  source: 'x',
  axes: [{ name: 'audio', unit: '' }],
  sampleRateHz,
  values: Float32Array.from({ length: seconds * sampleRateHz }, (_, i) => i + 1),
  label: 'x',
  split: null,
  group: null,
});

const cut = (sample: Sample, plan: WindowPlan) =>
  windowsOf(sample, plan).map(({ window }) => window);

test('short sounds are one window of a second, in the middle of it', () => {
  const plan = chooseWindow([sound(0.25), sound(0.5), sound(1.25)]);
  assert.deepEqual([plan.kind, plan.length, plan.stride], ['whole', 8_000, 1_600]);
  assert.match(plan.reason, /short sounds \(0\.25 s to 1\.25 s\)/);
  const [short] = cut(sound(0.5), plan);
  assert.deepEqual([short![1_999], short![2_000], short![5_999], short![6_000]], [0, 1, 4_000, 0]);
  assert.equal(windowsOf(sound(0.5), plan)[0]!.start, -2_000);
  const long = cut(sound(1.25), plan);
  assert.deepEqual([long.length, long[0]![0]], [1, 1_001]);
});

test('sounds that go on are windows of a second, half a second apart', () => {
  const plan = chooseWindow([sound(1), sound(3), sound(4.4)]);
  assert.deepEqual([plan.kind, plan.length, plan.stride], ['sliding', 8_000, 4_000]);
  assert.deepEqual(
    cut(sound(2.25), plan).map((window) => window[0]),
    [1, 4_001, 8_001],
  );
});

test('one long recording among many words changes nothing', () => {
  const words = Array.from({ length: 40 }, () => sound(1, 16_000));
  assert.equal(chooseWindow([...words, sound(60, 16_000)]).kind, 'whole');
  assert.match(chooseWindow(words).reason, /sounds of 1 s/);
});

test('what a person asks for counts, and short sounds stay in the middle', () => {
  const plan = chooseWindow([sound(1), sound(3)], { lengthMs: 500, strideMs: 250 });
  assert.deepEqual([plan.length, plan.stride, plan.kind], [4_000, 2_000, 'sliding']);
  assert.equal(cut(sound(0.25), plan)[0]![1_000], 1);
});
