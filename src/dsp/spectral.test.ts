import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../base/failure.ts';
import { Random } from '../base/random.ts';
import { planBlock, type Signal } from './block.ts';
import type { Filter } from './butterworth.ts';
import { chooseSpectral } from './choose-block.ts';
import type { SpectralBlock } from './spectral.ts';

const signal: Signal = { axes: ['x', 'y', 'z'], sampleRateHz: 50, length: 128 };
const usual = chooseSpectral(signal).block;

test('features are within 1e-5 of the same formulas in float64', () => {
  const random = new Random(1, 'spectral');
  for (const length of [40, 128, 180, 265, 1000, 4096]) {
    const form = { ...signal, length };
    const { block } = chooseSpectral(form);
    const blocks: SpectralBlock[] = [
      block,
      { ...block, overlap: false, maximum: false, log: false, scale: 3 },
      { ...block, filter: { kind: 'low', cutoffHz: 15, order: 4 }, peaks: 8 },
      { ...block, filter: { kind: 'high', cutoffHz: 0.7, order: 6 }, fftLength: 32 },
    ];
    for (const each of blocks) {
      const window = movement(form, random);
      const expected = reference(each, form, window);
      const plan = planBlock(each, form);
      const got = plan.evaluate(window);
      assert.equal(got.length, expected.length);
      const amplitude = (value: number) => (each.log ? 10 ** (value / 2) : Math.sqrt(value));
      const isPower = plan.featureNames.map((name) => /power/.test(name));
      const strongest = Math.max(...expected.filter((_, k) => isPower[k]).map(amplitude));
      for (const [k, value] of expected.entries()) {
        const error = Math.abs(got[k]! - value) / Math.max(Math.abs(value), each.log ? 1 : 0.1);
        // A bin a hundred thousand times weaker than the strongest is made of its roundings.
        const left = Math.abs(amplitude(got[k]!) - amplitude(value));
        const isRounding = isPower[k]! && left < 1e-7 * strongest;
        const what = `${plan.featureNames[k]} of ${length} is ${got[k]}, not ${value}`;
        assert.ok(error < 1e-5 || isRounding, what);
      }
    }
  }
});

test('bins have the power that scipy finds', () => {
  // x -= x.mean(); scipy.signal.welch(x, 50, 'hann', 16, 8, detrend=False, return_onesided=False)
  // gives densities: times 50 / 16 they are the power of a bin. Below: log10 rms, skew, kurtosis.
  const powers = [
    0.14571692, 0.19213794, 0.15921683, 0.062970383, 0.044701568, 0.02215928, 0.089294709,
    0.055370744, 0.023892964,
  ];
  const shape = [0.08934102232252422, -0.5193944916906075, -0.6617367723747596];
  const form = { axes: ['x'], sampleRateHz: 50, length: 40 };
  const window = Float32Array.from({ length: 40 }, (_, i) => ((i * i * 7) % 23) / 5 - 2);
  const block = { ...usual, fftLength: 16, maximum: false, peaks: 0, correlations: false };
  const got = planBlock(block, form).evaluate(window);
  for (const [k, value] of [...shape, ...powers.map(Math.log10)].entries()) {
    assert.ok(Math.abs(got[k]! - value) < 2e-6, `feature ${k} is ${got[k]}, not ${value}`);
  }
});

test('decimation keeps what the lower rate can show and takes out the rest', () => {
  const form = { axes: ['x'], sampleRateHz: 100, length: 4000 };
  const block: SpectralBlock = {
    ...usual,
    fftLength: 16,
    maximum: false,
    peaks: 1,
    log: false,
    correlations: false,
    decimation: 5,
  };
  const plan = planBlock(block, form);
  const tone = (hz: number) =>
    plan.evaluate(
      Float32Array.from({ length: 4000 }, (_, i) => Math.sin((2 * Math.PI * hz * i) / 100)),
    );
  const gain = (hz: number) => {
    const bend = (f: number) => Math.tan((Math.PI * f) / 100);
    return 1 / Math.sqrt(1 + (bend(hz) / bend(8)) ** 16);
  };
  const peak = plan.featureNames.indexOf('x peak 1 frequency');
  assert.ok(plan.featureNames.includes('x power 10 Hz'));
  for (const hz of [2, 5, 7.5]) {
    const features = tone(hz);
    assert.ok(
      Math.abs(features[0]! / (gain(hz) * Math.SQRT1_2) - 1) < 0.01,
      `${hz} Hz: ${features[0]}`,
    );
    assert.ok(Math.abs(features[peak]! - hz) < 20 / 512, `${hz} Hz: ${features[peak]}`);
  }
  // 24 Hz would look like 4 Hz. Half a cycle of onset is left of it.
  assert.ok(tone(24)[0]! < 0.02, `24 Hz: ${tone(24)[0]}`);
});

test('powers between edges add up to the mean square of the window under a Hann window', () => {
  const form = { axes: ['x'], sampleRateHz: 100, length: 256 };
  const random = new Random(5, 'edges');
  const x = Float32Array.from({ length: 256 }, () => random.normal());
  const block = { ...usual, log: false, correlations: false, peaks: 0 };
  const edges = [0.1, 7, 20, 50];
  const plan = planBlock({ ...block, powerEdges: edges }, form);
  const got = plan.evaluate(x).slice(-3);
  assert.deepEqual(plan.featureNames.slice(-3), [
    'x power from 0.1 to 7 Hz',
    'x power from 7 to 20 Hz',
    'x power from 20 to 50 Hz',
  ]);
  const mean = x.reduce((sum, value) => sum + value, 0) / 256;
  const power = (bin: number) => {
    let [re, im] = [0, 0];
    for (const [n, value] of x.entries()) {
      const weighed = (value - mean) * (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / 256));
      re += weighed * Math.cos((2 * Math.PI * bin * n) / 256);
      im += weighed * Math.sin((2 * Math.PI * bin * n) / 256);
    }
    return (2 * (re ** 2 + im ** 2)) / (256 * (3 / 8) * 256);
  };
  for (const [band, value] of got.entries()) {
    let expected = 0;
    for (let bin = 1; bin < 128; bin++) {
      const hz = (bin * 100) / 256;
      if (hz >= edges[band]! && hz < edges[band + 1]!) expected += power(bin);
    }
    assert.ok(Math.abs(value / expected - 1) < 1e-5, `band ${band} is ${value}, not ${expected}`);
  }
});

test('extra low frequencies tell tones apart that lie in one bin of the others', () => {
  const form = { axes: ['x'], sampleRateHz: 100, length: 2000 };
  const block = { ...usual, fftLength: 64, log: false, correlations: false, extraLow: true };
  const plan = planBlock(block, form);
  const strongest = (hz: number) => {
    const features = plan.evaluate(
      Float32Array.from({ length: 2000 }, (_, i) => Math.sin((2 * Math.PI * hz * i) / 100)),
    );
    const low = plan.featureNames.map((name) => name.startsWith('x low power'));
    const best = features.reduce(
      (a, v, k) => (low[k] && v > features[a]! ? k : a),
      low.indexOf(true),
    );
    return Number(plan.featureNames[best]!.match(/([\d.]+) Hz/)![1]);
  };
  for (const hz of [0.625, 1.25, 2.5]) assert.ok(Math.abs(strongest(hz) - hz) < 0.01, `${hz} Hz`);
});

test('impossible decimations and edges are refused with the way out', () => {
  const wrong: [Partial<SpectralBlock>, RegExp][] = [
    [{ decimation: 100 }, /one reading in 100 .* 1 to 16/],
    [{ decimation: 1.5 }, /whole number/],
    [{ powerEdges: [3] }, /two or more/],
    [{ powerEdges: [3, 30] }, /30 Hz .* up to 25 Hz/],
    [{ powerEdges: [3, 3.1] }, /there is nothing: bins lie 0.391 Hz apart/],
    [{ extraLow: true }, /one reading in 10 /],
  ];
  for (const [some, sentence] of wrong) {
    const plan = () => planBlock({ ...usual, ...some }, signal);
    assert.throws(plan, (error: Failure) => sentence.test(error.message), JSON.stringify(some));
  }
});

test('neither gravity nor an offset is in any feature', () => {
  const random = new Random(2, 'gravity');
  const window = movement(signal, random).map((value) => Math.round(value * 1024) / 1024);
  const turned = window.map((value, i) => value + [16, -9.5, 3][i % 3]!);
  for (const filter of [usual.filter, { kind: 'low', cutoffHz: 5, order: 4 } as const]) {
    const { evaluate } = planBlock({ ...usual, filter }, signal);
    const [before, after] = [evaluate(window), evaluate(turned)];
    assert.ok(before.every((value, k) => Math.abs(value - after[k]!) < 2e-5));
  }
});

test('a tone has its frequency as first peak, and its amplitude as rms and power', () => {
  const form = { axes: ['x'], sampleRateHz: 64, length: 128 };
  const window = tones(form, [[5, 0.5]]);
  const value = features(usual, form, window);
  nearly(value('x log rms'), Math.log10(0.5 / Math.SQRT2));
  nearly(value('x skewness'), 0);
  nearly(value('x kurtosis'), -1.5);
  assert.equal(value('x peak 1 frequency'), 5);
  // A sine's Hann-weighted transform is A/2 Σw = A n / 4, and Σw² = 3n/8.
  nearly(value('x peak 1 log power'), Math.log10(0.5 ** 2 / 6));
});

test('the powers of all bins, both sides of 0 Hz, add up to the mean square', () => {
  const form = { axes: ['x'], sampleRateHz: 50, length: 4096 };
  const random = new Random(3, 'noise');
  const window = Float32Array.from({ length: 4096 }, () => random.normal());
  const block = { ...usual, log: false, maximum: false, peaks: 0, fftLength: 32 };
  const got = planBlock(block, form).evaluate(window);
  const sum = got.slice(3).reduce((total, p, bin) => total + p * (bin % 16 === 0 ? 1 : 2), 0);
  assert.ok(Math.abs(sum / got[0]! ** 2 - 1) < 0.02, `${sum} of ${got[0]! ** 2}`);
});

test('peaks come highest first, at equal height lower frequency first, and none below the threshold', () => {
  const form = { axes: ['x'], sampleRateHz: 64, length: 128 };
  const window = tones(form, [
    [5, 1],
    [20, 2],
    [12, 0.5],
  ]);
  const frequencies = (block: SpectralBlock, of: Float32Array) => {
    const value = features(block, form, of);
    return [1, 2, 3].map((i) => value(`x peak ${i} frequency`));
  };
  assert.deepEqual(frequencies(usual, window), [20, 5, 12]);
  assert.deepEqual(frequencies({ ...usual, peakThreshold: 0.2 }, window), [20, 5, 0]);
  assert.deepEqual(frequencies({ ...usual, peakThreshold: 1 }, window), [20, 0, 0]);
  // Mirrored around a quarter of the rate, the two tones have the same bits of power.
  const mirrored = window.map((_, i) => (i % 8 === 0 ? 1 : i % 8 === 4 ? -1 : 0));
  assert.deepEqual(frequencies(usual, mirrored), [8, 24, 0]);
});

test('correlation is 1 with the same movement, −1 with its opposite, 0 with what stands still', () => {
  const random = new Random(4, 'correlation');
  const form = { axes: ['a', 'b', 'c', 'd'], sampleRateHz: 50, length: 100 };
  const window = new Float32Array(400);
  for (let i = 0; i < 100; i++) {
    const value = random.normal();
    window.set([value, 9.8 + 0.01 * value, -3 * value, 5], 4 * i);
  }
  const value = features({ ...chooseSpectral(form).block, scale: 0.1 }, form, window);
  nearly(value('a with b correlation'), 1, 1e-4);
  nearly(value('a with c correlation'), -1);
  nearly(value('b with c correlation'), -1, 1e-4);
  assert.equal(value('a with d correlation'), 0);
});

test('silence and constants have the features of silence, all finite', () => {
  for (const level of [0, 1, -9.80665, 1e5]) {
    const window = new Float32Array(384).fill(level);
    const { evaluate, featureNames } = planBlock(usual, signal);
    for (const [k, value] of evaluate(window).entries()) {
      const name = featureNames[k]!;
      const floor = name.includes('log rms') ? -6 : name.includes('log power') ? -12 : 0;
      nearly(value, floor, 1e-5, `${name} of ${level}`);
    }
  }
});

test('the largest and the smallest readings give finite features', () => {
  const random = new Random(5, 'sizes');
  for (const size of [1e-45, 1e-38, 1e-20, 1e-6, 1e6, 1e14]) {
    const window = Float32Array.from({ length: 384 }, () => size * random.normal());
    for (const log of [true, false]) {
      assert.ok(
        planBlock({ ...usual, log }, signal)
          .evaluate(window)
          .every(Number.isFinite),
      );
    }
  }
});

test('a scale moves levels alone', () => {
  const window = movement(signal, new Random(6, 'scale'));
  const one = features(usual, signal, window);
  const thousand = features({ ...usual, scale: -1000 }, signal, window);
  nearly(thousand('y log rms'), one('y log rms') + 3, 1e-5);
  nearly(thousand('y kurtosis'), one('y kurtosis'), 1e-5);
  nearly(thousand('y skewness'), -one('y skewness'), 1e-5);
  nearly(thousand('y peak 2 log power'), one('y peak 2 log power') + 6, 1e-5);
  nearly(thousand('x with y correlation'), one('x with y correlation'), 1e-5);
});

test('each feature has a name of its own', () => {
  for (const log of [true, false]) {
    const { featureNames, evaluate } = planBlock({ ...usual, log }, signal);
    assert.equal(new Set(featureNames).size, featureNames.length);
    assert.equal(evaluate(new Float32Array(384)).length, featureNames.length);
    assert.equal(
      featureNames.some((name) => name.includes('log')),
      log,
    );
  }
});

test('impossible settings are refused with what is possible', () => {
  const refused = (block: Partial<SpectralBlock>, sentence: RegExp, form = signal) =>
    assert.throws(
      () => planBlock({ ...usual, ...block }, form),
      (error) => error instanceof Failure && sentence.test(error.message),
      `${JSON.stringify(block)} should be refused`,
    );
  for (const fftLength of [0, 4, 12, 24, 256, 8.5, Number.NaN]) {
    refused({ fftLength }, /power of two from 8 to 128/);
  }
  for (const peaks of [-1, 9, 1.5, Number.NaN]) refused({ peaks }, /0 to 8/);
  for (const peakThreshold of [-0.1, 1.1, Number.NaN]) refused({ peakThreshold }, /0 to 1/);
  for (const scale of [0, 1e-60, Number.NaN, Number.POSITIVE_INFINITY]) refused({ scale }, /scale/);
  refused({ version: 2 as 1 }, /version 1, not 2/);
  refused({ filter: { kind: 'low', cutoffHz: 30, order: 4 } }, /below 25 Hz/);
  refused({ fftLength: 8 }, /take 8 or more/, { ...signal, length: 7 });
  for (const form of [
    { ...signal, length: 0 },
    { ...signal, length: 1.5 },
    { ...signal, axes: [] },
    { ...signal, sampleRateHz: Number.NaN },
  ]) {
    refused({}, /at least one axis/, form);
  }
});

/** A wrist: gravity on one axis, three tones, noise. */
function movement({ axes, length }: Signal, random: Random): Float32Array {
  const tone = Array.from({ length: 3 }, () => [random.between(0.5, 20), random.normal()] as const);
  return Float32Array.from({ length: length * axes.length }, (_, i) => {
    const seconds = Math.floor(i / axes.length) / 50;
    const axis = i % axes.length;
    const waves = tone.map(([hz, a]) => a * Math.sin(2 * Math.PI * hz * seconds + axis));
    return (axis === 2 ? 9.80665 : 0) + waves[0]! + waves[1]! + waves[2]! + 0.3 * random.normal();
  });
}

function tones({ sampleRateHz, length }: Signal, parts: readonly (readonly [number, number])[]) {
  return Float32Array.from({ length }, (_, i) =>
    parts.reduce((sum, [hz, a]) => sum + a * Math.sin((2 * Math.PI * hz * i) / sampleRateHz), 0),
  );
}

function features(block: SpectralBlock, form: Signal, window: Float32Array) {
  const { featureNames, evaluate } = planBlock(block, form);
  const values = evaluate(window);
  return (name: string) => {
    const k = featureNames.indexOf(name);
    assert.ok(k >= 0, `${name} is one of ${featureNames.join(', ')}`);
    return values[k]!;
  };
}

function nearly(got: number, expected: number, error = 2e-6, what = ''): void {
  assert.ok(Math.abs(got - expected) < error, `${what} ${got} is not ${expected}`);
}

/** The features as their definitions say, in float64, by other ways wherever there are any. */
function reference(block: SpectralBlock, form: Signal, window: Float32Array): number[] {
  const { axes, length, sampleRateHz } = form;
  const level = (power: number) => (block.log ? Math.log10(Math.max(power, 1e-12)) : power);
  const moving = axes.map((_, axis) => {
    const x = Array.from({ length }, (__, i) => block.scale * window[i * axes.length + axis]!);
    const mean = average(x);
    return x.map((value) => value - mean);
  });
  const ofAxes = moving.flatMap((still) => {
    const x = filtered(still, block.filter, sampleRateHz);
    const rms = Math.sqrt(average(x.map((v) => v ** 2)));
    const shape = [3, 4].map((power) => average(x.map((v) => (v / rms) ** power)));
    const hop = block.fftLength / (block.overlap ? 2 : 1);
    const frames: number[][] = [];
    for (let at = 0; at + block.fftLength <= length; at += hop) {
      frames.push(powersOf(x.slice(at, at + block.fftLength)));
    }
    const bins = frames[0]!.map((_, bin) => frames.map((frame) => frame[bin]!));
    const long = 2 ** Math.floor(Math.log2(length));
    const skip = Math.floor((length - long) / 2);
    const spectrum = powersOf(x.slice(skip, skip + long));
    const peaks = spectrum
      .map((power, bin) => ({ power, bin }))
      .filter(({ power, bin }) => bin > 0 && bin < long / 2 - 1 && power > spectrum[bin - 1]!)
      .filter(({ power, bin }) => power >= spectrum[bin + 1]!)
      .sort((a, b) => b.power - a.power)
      .filter(({ power }, _, [first]) => power >= block.peakThreshold * first!.power);
    return [
      block.log ? Math.log10(rms) : rms,
      shape[0]!,
      shape[1]! - 3,
      ...bins.map((powers) => level(average(powers))),
      ...(block.maximum ? bins.map((powers) => level(Math.max(...powers))) : []),
      ...Array.from({ length: block.peaks }, (_, i) => peaks[i] ?? { power: 0, bin: 0 }).flatMap(
        ({ power, bin }) => [(bin * sampleRateHz) / long, level(power)],
      ),
    ];
  });
  const pairs = moving.flatMap((a, i) =>
    moving.slice(i + 1).map((b) => {
      const product = average(a.map((value, k) => value * b[k]!));
      return product / Math.sqrt(average(a.map((v) => v ** 2)) * average(b.map((v) => v ** 2)));
    }),
  );
  return block.correlations ? [...ofAxes, ...pairs] : ofAxes;
}

function average(x: readonly number[]): number {
  return x.reduce((a, b) => a + b, 0) / x.length;
}

/** Of bins 0 to n / 2 under a Hann window, by the defining sum, |X|² / (n Σw²). */
function powersOf(x: readonly number[]): number[] {
  const n = x.length;
  const weights = x.map((_, i) => Math.sin((Math.PI * i) / n) ** 2);
  const total = n * weights.reduce((sum, w) => sum + w * w, 0);
  const wave = x.map((_, i) => Math.cos((2 * Math.PI * i) / n));
  const framed = x.map((value, i) => value * weights[i]!);
  return Array.from({ length: n / 2 + 1 }, (_, k) => {
    let [re, im] = [0, 0];
    for (let i = 0; i < n; i++) {
      re += framed[i]! * wave[(k * i) % n]!;
      im += framed[i]! * wave[(k * i + n / 4) % n]!;
    }
    return (re * re + im * im) / total;
  });
}

/** By poles on a circle, the bilinear transform and difference equations, from a steady start. */
function filtered(x: readonly number[], filter: Filter, rate: number): readonly number[] {
  if (filter.kind === 'none') return x;
  const { kind, order, cutoffHz } = filter;
  const edge = Math.tan((Math.PI * cutoffHz) / rate);
  const sign = kind === 'low' ? 1 : -1;
  let y = x;
  for (let pair = 0; pair < order / 2; pair++) {
    // An analog pole p = edge e^(iθ) goes to (1 + p) / (1 − p).
    const angle = (Math.PI * (2 * pair + order + 1)) / (2 * order);
    const [re, im] = [edge * Math.cos(angle), edge * Math.sin(angle)];
    const scale = (1 - re) ** 2 + im ** 2;
    const real = ((1 + re) * (1 - re) - im ** 2) / scale;
    const [a1, a2] = [-2 * real, ((1 + re) ** 2 + im ** 2) / scale];
    const gain = (1 + sign * a1 + a2) / 4;
    const input = y;
    const out: number[] = [];
    for (let i = 0; i < input.length; i++) {
      const [x1, x2] = [input[i - 1] ?? input[0]!, input[i - 2] ?? input[0]!];
      const steady = kind === 'low' ? input[0]! : 0;
      const [y1, y2] = [out[i - 1] ?? steady, out[i - 2] ?? steady];
      out.push(gain * (input[i]! + sign * 2 * x1 + x2) - a1 * y1 - a2 * y2);
    }
    y = out;
  }
  return y;
}
