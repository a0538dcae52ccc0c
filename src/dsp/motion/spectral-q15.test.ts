import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import { planBlock, type Signal } from '../block.ts';
import { butterworth, type Filter, filterInPlace } from '../butterworth.ts';
import type { SpectralBlock } from '../spectral.ts';
import { chooseSpectralQ15 } from './choose-motion.ts';
import type { SpectralQ15Block } from './spectral-q15.ts';

const signal: Signal = { axes: ['x', 'y'], sampleRateHz: 100, length: 300 };

test('features in whole numbers are those of float32 to a fifth of a decibel', () => {
  const filters: Filter[] = [
    { kind: 'none' },
    { kind: 'low', cutoffHz: 8, order: 6 },
    { kind: 'high', cutoffHz: 1, order: 4 },
  ];
  for (const filter of filters) {
    for (const fftLength of [16, 32, 64, 128, 256]) {
      const window = movement(signal);
      const { block } = chooseSpectralQ15(signal, [window]);
      const fixed = { ...block, filter, fftLength, maximum: true };
      const float: SpectralBlock = {
        kind: 'spectral',
        version: 1,
        scale: 1,
        filter,
        fftLength,
        overlap: true,
        maximum: true,
        log: true,
        peaks: 0,
        peakThreshold: 0,
        correlations: false,
      };
      const got = named(fixed, signal, window);
      const wanted = named(float, signal, window);
      for (const [name, value] of got) {
        const truth = wanted.get(name)!;
        const isShape = /ness|kurtosis/.test(name);
        // Float powers add up to the mean square; those in whole numbers are its density.
        const density = /power/.test(name) ? Math.log2(fftLength) : 0;
        const expected = isShape ? truth : truth / Math.log10(2) + density;
        // Powers 40 dB below the strongest drown in what 16 bits round off.
        const strongest = Math.max(
          ...[...wanted].filter(([n]) => /power/.test(n)).map(([, v]) => v),
        );
        if (!isShape && truth < strongest - 4) continue;
        const off = Math.abs(value - expected);
        assert.ok(off < 0.06, `${name} (${fftLength}, ${filter.kind}): ${value}, not ${expected}`);
      }
    }
  }
});

test('filters in whole numbers follow those of float32', () => {
  const none = chooseSpectralQ15(signal, [movement(signal)]).block;
  const filter: Filter = { kind: 'low', cutoffHz: 0.5, order: 8 };
  const slow = { axes: ['x'], sampleRateHz: 1000, length: 4000 };
  const window = Float32Array.from({ length: 4000 }, (_, i) => 3 + Math.sin(i / 700) + (i % 2));
  const expected = Float32Array.from(window);
  filterInPlace(expected, 4000, butterworth(filter, slow), 'low');
  const mean = expected.reduce((a, b) => a + b) / 4000;
  const rms = Math.sqrt(expected.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 4000);
  const got = named({ ...none, scale: 4000, filter, fftLength: 64 }, slow, window).get(
    'x log rms',
  )!;
  // The mean goes before the filter, whose own mean differs a little.
  assert.ok(Math.abs(got - Math.log2(rms)) < 0.1, `${got}, not ${Math.log2(rms)}`);
});

test('white noise of variance v reads log2 v, in units of the signal', () => {
  const random = new Random(5, 'white');
  const long = { axes: ['x'], sampleRateHz: 100, length: 8192 };
  const window = Float32Array.from({ length: 8192 }, () => 0.2 * random.normal());
  const { block, reason } = chooseSpectralQ15(long, [window]);
  assert.match(reason, /multiplied by/);
  const features = named({ ...block, fftLength: 64 }, long, window);
  const wanted = Math.log2(0.04);
  assert.ok(Math.abs(features.get('x log rms')! - wanted / 2) < 0.05);
  for (const [name, value] of features) {
    if (/^x log power/.test(name)) assert.ok(Math.abs(value - wanted) < 0.5, `${name} ${value}`);
  }
});

test('stillness, one jolt and what is no number have finite features', () => {
  const { block } = chooseSpectralQ15(signal, [movement(signal)]);
  const plan = planBlock(block, signal);
  const jolt = new Float32Array(600);
  jolt[100] = 1;
  for (const window of [new Float32Array(600), jolt, new Float32Array(600).fill(Number.NaN)]) {
    assert.ok(plan.evaluate(window).every(Number.isFinite));
  }
  const kurtosis = plan.evaluate(jolt)[plan.featureNames.indexOf('x kurtosis')];
  assert.equal(kurtosis, 30);
});

test('impossible settings are refused with the way out', () => {
  const { block } = chooseSpectralQ15(signal, [movement(signal)]);
  const refused: [Partial<SpectralQ15Block>, RegExp][] = [
    [{ fftLength: 512 }, /An FFT of 512.*from 16 to 256/],
    [{ fftLength: 8 }, /An FFT of 8/],
    [{ fftLength: 60 }, /An FFT of 60/],
    [{ scale: 0 }, /A scale of 0/],
    [{ filter: { kind: 'low', cutoffHz: 50, order: 2 } }, /below 50 Hz/],
  ];
  for (const [some, message] of refused) {
    assert.throws(() => planBlock({ ...block, ...some }, signal), { code: 'bad-option', message });
  }
  assert.throws(() => planBlock(block, { ...signal, length: 1 }), /A window of 1 readings/);
  assert.throws(() => chooseSpectralQ15(signal, []), { code: 'bad-data' });
});

function movement({ axes, length }: Signal): Float32Array {
  const random = new Random(6, 'movement');
  return Float32Array.from({ length: length * axes.length }, (_, i) => {
    const t = Math.floor(i / axes.length) / 100;
    const swing = Math.sin(2 * Math.PI * 3 * t) ** 3 + 0.3 * Math.sin(2 * Math.PI * 17 * t);
    return 9.81 * (i % axes.length) + 2 * swing + 0.3 * random.normal();
  });
}

function named(
  block: SpectralQ15Block | SpectralBlock,
  own: Signal,
  window: Float32Array,
): Map<string, number> {
  const plan = planBlock(block, own);
  const features = plan.evaluate(window);
  return new Map(plan.featureNames.map((name, i) => [name, features[i]!]));
}
