import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sample, Split } from './sample.ts';
import { isHeard, isNoise, noiseByItself, withKeywords, withNoiseClass } from './sound-classes.ts';
import { chooseWindow } from './windows.ts';

const word = (label: string, split: Split, seconds = 0.5): Sample => ({
  id: `${label} ${split} ${seconds}`,
  source: `${label}.wav`,
  axes: [{ name: 'audio', unit: '' }],
  sampleRateHz: 8_000,
  values: new Float32Array(seconds * 8_000).fill(0.1),
  label,
  split,
  group: null,
});

const splitOf = (labels: readonly string[], each: number, seconds?: number) => {
  const part = (split: Split, count: number) =>
    labels.flatMap((label) => Array.from({ length: count }, () => word(label, split, seconds)));
  return {
    train: part('train', each),
    validation: part('validation', 2),
    test: part('test', 2),
    rule: '',
  };
};

test('noise and unknown sounds are told from words by the words of their labels', () => {
  for (const label of ['noise', '_background_noise_', 'Silence', 'ambient-kitchen']) {
    assert.ok(isNoise(label), label);
    assert.ok(!isHeard(label), label);
  }
  for (const label of ['unknown', '_unknown_', 'other words']) {
    assert.ok(!isNoise(label), label);
    assert.ok(!isHeard(label), label);
  }
  for (const label of ['yes', 'announcement', 'noisette', 'mother']) {
    assert.ok(isHeard(label), label);
    assert.ok(!isNoise(label), label);
  }
});

test('what is not listened for becomes unknown, and noise stays noise', () => {
  const samples = ['yes', 'no', 'up', 'noise'].map((label) => word(label, 'train'));
  assert.deepEqual(
    withKeywords(samples, ['yes']).map(({ label }) => label),
    ['yes', 'unknown', 'unknown', 'noise'],
  );
  assert.throws(() => withKeywords(samples, ['yes', 'maybe']), /"maybe": keywords can be "no"/);
});

test('noise of one place may be on both sides of a split, a speaker may not', () => {
  const samples = ['yes', 'noise'].map((label) => ({ ...word(label, 'train'), group: 'kitchen' }));
  const { samples: free, notes } = noiseByItself(samples);
  assert.deepEqual(
    free.map(({ group }) => group),
    ['kitchen', null],
  );
  assert.match(notes[0]!, /1 recording of background noise/);
  const none = [word('yes', 'train')];
  assert.equal(noiseByItself(none).samples, none);
});

test('words without noise get a class of it, as large as the others, that is never tested', () => {
  const split = splitOf(['yes', 'no'], 6);
  const plan = chooseWindow(split.train);
  const { split: more, notes } = withNoiseClass(split, plan, 3);
  const noise = (part: readonly Sample[]) => part.filter(({ label }) => label === 'noise');
  assert.deepEqual(
    [noise(more.train).length, noise(more.validation).length, noise(more.test).length],
    [6, 2, 0],
  );
  assert.match(notes[0]!, /8 windows of synthetic noise/);
  const ids = new Set([...more.train, ...more.validation].map(({ id }) => id));
  assert.equal(ids.size, 4 + 8, 'none is another again');
  for (const { values } of noise(more.train)) {
    assert.equal(values.length, 8_000);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    assert.ok(largest > 0 && largest < 0.75);
    assert.ok(values.every((value) => Number.isInteger(value * 32_768)));
  }
  assert.deepEqual(withNoiseClass(split, plan, 3).split.train, more.train);
});

test('no noise is added where there is some, nor to sounds that go on', () => {
  const own = splitOf(['yes', 'background'], 4);
  assert.equal(withNoiseClass(own, chooseWindow(own.train), 1).split, own);
  const long = splitOf(['rain', 'dog'], 4, 3);
  assert.equal(withNoiseClass(long, chooseWindow(long.train), 1).split, long);
});
