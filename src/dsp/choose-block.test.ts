import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planBlock, type Signal } from './block.ts';
import { chooseBlock, chooseSpectral } from './choose-block.ts';

const window = (length: number, sampleRateHz = 50, axes = ['x', 'y']): Signal => ({
  axes,
  sampleRateHz,
  length,
});

test('whatever the window, the chosen block can be made ready for it', () => {
  for (let length = 1; length < 600; length++) {
    for (const rate of [0.01, 1, 5, 50, 16_000]) {
      const { block, reason } = chooseBlock(window(length, rate));
      assert.ok(planBlock(block, window(length, rate)).featureNames.length > 0);
      assert.match(reason, /^[A-Z].*\.$/);
    }
  }
});

test('a second of movement, vibration or heart beats is cut into frames of 32 readings', () => {
  for (const length of [180, 200, 256, 265]) {
    assert.equal(chooseSpectral(window(length)).block.fftLength, 32);
  }
  assert.equal(chooseSpectral(window(100)).block.fftLength, 16);
  assert.equal(chooseSpectral(window(20)).block.fftLength, 8);
  assert.equal(chooseSpectral(window(16_000)).block.fftLength, 64);
});

test('slow signals and short windows are told by level, range and shape', () => {
  assert.equal(chooseBlock(window(60, 1)).block.kind, 'flatten');
  assert.match(chooseBlock(window(60, 1)).reason, /1 Hz is slow/);
  assert.equal(chooseBlock(window(15, 50)).block.kind, 'flatten');
  assert.match(chooseBlock(window(15, 50)).reason, /15 readings are few/);
  assert.equal(chooseBlock(window(16, 5)).block.kind, 'spectral');
});

test('signals in far smaller or larger units are brought to about 1, others left as they are', () => {
  const scaleOf = (strength: number) => chooseBlock(window(200), strength).block.scale;
  assert.deepEqual([1e-3, 1, 9.8, 30_000].map(scaleOf), [1, 1, 1, 1]);
  assert.deepEqual([2e-5, 3e9].map(scaleOf), [1e5, 1e-9]);
  assert.deepEqual([0, Number.NaN, Number.POSITIVE_INFINITY].map(scaleOf), [1, 1, 1]);
  assert.match(
    chooseBlock(window(200), 2e-5).reason,
    /about 1e-5 strong, are multiplied by 100000/,
  );
});

test('correlations are chosen where there is more than one axis', () => {
  assert.equal(chooseSpectral(window(100, 50, ['x'])).block.correlations, false);
  assert.equal(chooseSpectral(window(100)).block.correlations, true);
});
