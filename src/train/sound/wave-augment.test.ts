import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import { augmentWave, otherNoise, type WaveAugmentOptions } from './wave-augment.ts';

const rate = 8_000;
const still: WaveAugmentOptions = {
  speed: 0,
  shiftS: 0,
  gainDb: 0,
  colour: 0,
  noiseShare: 0,
  noiseDb: [0, 30],
  maskS: 0,
};
/** A tone in the middle half of a second. */
const tone = Float32Array.from({ length: rate }, (_, i) =>
  i > rate / 4 && i < (3 * rate) / 4 ? Math.sin((2 * Math.PI * 400 * i) / rate) : 0,
);

const version = (seed: number, some: Partial<WaveAugmentOptions>, x = tone) =>
  augmentWave(x, rate, new Random(seed, 'version'), { ...still, ...some });
const energyOf = (x: Float32Array) => x.reduce((sum, value) => sum + value * value, 0);
const crossings = (x: Float32Array) =>
  x.reduce((count, value, i) => count + (i > 0 && value > 0 && x[i - 1]! <= 0 ? 1 : 0), 0);
const firstOf = (x: Float32Array) => x.findIndex((value) => Math.abs(value) > 0.1);

test('where nothing may change a window stays as it is', () => {
  assert.deepEqual(version(1, {}), tone);
});

test('a faster version is shorter and higher, and keeps its swings', () => {
  const lengths = Array.from({ length: 20 }, (_, seed) => {
    const fast = version(seed, { speed: 0.14 });
    const first = firstOf(fast);
    const last = rate - firstOf(fast.toReversed());
    assert.ok(Math.abs(crossings(fast) - 200) <= 1, `${crossings(fast)} swings`);
    assert.ok(Math.abs(first + last - rate) < 40, 'it stays in the middle');
    return last - first;
  });
  assert.ok(Math.min(...lengths) < 3_700 && Math.min(...lengths) > 4_000 / 1.15);
  assert.ok(Math.max(...lengths) > 4_300 && Math.max(...lengths) < 4_000 / 0.85);
});

test('a moved version begins up to so much earlier or later', () => {
  const moves = Array.from({ length: 20 }, (_, seed) => {
    return firstOf(version(seed, { shiftS: 0.1 })) - firstOf(tone);
  });
  assert.ok(moves.every((move) => Math.abs(move) <= 801));
  assert.ok(Math.min(...moves) < -300 && Math.max(...moves) > 300);
});

test('noise is as much weaker as it may be, and silence and strength stay within bounds', () => {
  for (let seed = 0; seed < 10; seed++) {
    const noisy = version(seed, { noiseShare: 1, noiseDb: [10, 20] });
    const added = energyOf(noisy.map((value, i) => value - tone[i]!)) / energyOf(tone);
    assert.ok(added > 0.0099 && added < 0.101, `${added} of its energy`);
    const loud = energyOf(version(seed, { gainDb: 6 })) / energyOf(tone);
    assert.ok(Math.abs(10 * Math.log10(loud)) < 6.01);
    const masked = version(seed, { maskS: 0.1 });
    const gone = masked.filter((value, i) => value !== tone[i]).length;
    assert.ok(gone <= 800, `${gone} readings are silent`);
  }
});

test('colour changes how strong low tones are beside high ones, not by more than it may', () => {
  const levels = Array.from({ length: 30 }, (_, seed) => {
    const coloured = version(seed, { colour: 0.4 });
    return 10 * Math.log10(energyOf(coloured) / energyOf(tone));
  });
  // two echoes of up to 0.4 each
  assert.ok(levels.every((level) => level > -9 && level < 6));
  assert.ok(Math.max(...levels) - Math.min(...levels) > 4);
});

test('silence stays finite, and the same stream gives the same version', () => {
  const silence = new Float32Array(rate);
  for (const made of [
    augmentWave(silence, rate, new Random(1)),
    otherNoise(silence, new Random(1)),
    otherNoise(tone, new Random(2)),
  ]) {
    assert.ok(made.every(Number.isFinite));
  }
  assert.deepEqual(augmentWave(tone, rate, new Random(3)), augmentWave(tone, rate, new Random(3)));
});

test('noise of another place is no louder than the window by more than 10 dB and what it swells by', () => {
  for (let seed = 0; seed < 20; seed++) {
    const other = otherNoise(tone, new Random(seed));
    const decibels = 10 * Math.log10(energyOf(other) / energyOf(tone));
    assert.ok(decibels > -26 && decibels < 26, `${decibels} dB`);
  }
});
