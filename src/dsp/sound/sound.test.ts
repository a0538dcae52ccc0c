import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import { type Block, planBlock } from '../block.ts';
import { exp2, log2 } from '../float32.ts';
import { defaultSound, tuneSound } from './choose-sound.ts';
import { makeFastPcen } from './fast-pcen.ts';
import type { MfccBlock } from './mfcc.ts';
import { type FrameSettings, planFrames } from './power-frames.ts';

const signal = { axes: ['audio'], sampleRateHz: 16000, length: 4000 };
const { mfe, mfcc, spectrogram, pcen } = defaultSound();
const sound = someSound(signal.length);

test('powers of frames equal a transform in float64, of frames longer and shorter than the FFT', () => {
  const before: FrameSettings = { ...mfe, version: 1, preShift: 3 };
  const some = [mfe, before, { ...mfe, fftLength: 512 }, { ...pcen, fftLength: 1024 }];
  for (const settings of some) {
    const frames = planFrames('These', settings, signal);
    for (const k of [0, 7, frames.frames - 1]) {
      const expected = referencePowers(settings, sound, k);
      const got = frames.powers(sound, k);
      assert.equal(got.length, expected.length);
      const most = Math.max(...expected);
      got.forEach((power, bin) => {
        const off = Math.abs(power - expected[bin]!);
        assert.ok(off < 1e-5 * expected[bin]! + 1e-9 * most, `bin ${bin} of frame ${k}: ${off}`);
      });
    }
  }
});

test('frames four at a time and one by one have the same bits', () => {
  const settings: Partial<FrameSettings>[] = [
    {},
    { version: 1, fftLength: 512, window: 'hann', preShift: 3 },
    { fftLength: 512, window: 'hann', preShift: 7 },
    { preShift: 318 },
    { preShift: 700 },
    { frameLength: 0.0101, fftLength: 256, preEmphasis: 0 },
    { frameLength: 0.0017, fftLength: 32, frameStride: 0.02 },
    { frameLength: 0.002, fftLength: 8, scale: 32768 },
    { frameLength: 0.1, fftLength: 2048 },
  ];
  const x = someSound(signal.length);
  x[1000] = Number.NaN;
  x.fill(0, 2000, 2500);
  for (const some of settings) {
    const frames = planFrames('These', { ...mfe, ...some }, signal);
    const rows = frames.rows(x, null);
    const one = Array.from({ length: frames.frames }, (_, k) => [...frames.powers(x, k)]).flat();
    assert.deepEqual(Array.from(rows), one, JSON.stringify(some));
  }
});

test('MFE and spectrogram are decibels between the noise floor and 12 dB', () => {
  for (const block of [mfe, spectrogram]) {
    const plan = planBlock(block, signal);
    const got = plan.evaluate(sound);
    const [frames, width] = plan.shape as [number, number];
    for (let k = 0; k < frames; k++) {
      const powers = referencePowers(block, sound, k);
      const bands = block.kind === 'mfe' ? referenceMel(powers, block.filters) : powers;
      bands.forEach((power, i) => {
        const db = 10 * Math.log10(Math.max(1e-30, power));
        const expected = Math.max(0, Math.min(1, (db + 52) / 64));
        assert.ok(Math.abs(got[k * width + i]! - expected) < 1e-5, `${block.kind} ${k} ${i}`);
      });
    }
  }
});

test('MFCC are cosines of log mel energies, normalised over the frames around', () => {
  for (const version of [1, 2] as const) {
    for (const winSize of [101, 7]) requireMfcc({ ...mfcc, version, winSize });
  }
});

/** Holds MFCC, of some numbers of coefficients, against what defines them. */
function requireMfcc(block: MfccBlock): void {
  const { winSize } = block;
  const plan = planBlock(block, signal);
  const [frames] = plan.shape as [number, number];
  const cepstra = Array.from({ length: frames }, (_, k) => {
    const powers = referencePowers(block, sound, k);
    const levels = referenceMel(powers, 32).map(Math.log);
    return Array.from({ length: 13 }, (_, c) => {
      if (c === 0) return Math.log(powers.reduce((a, b) => a + b));
      const terms = levels.map((level, n) => level * Math.cos((Math.PI * c * (2 * n + 1)) / 64));
      return terms.reduce((a, b) => a + b) * Math.sqrt(2 / 32);
    });
  });
  const mirrored = (k: number): number =>
    k < 0 ? mirrored(-1 - k) : k >= frames ? mirrored(2 * frames - 1 - k) : k;
  for (const coefficients of [1, 3, 4, 6, 13]) {
    const plain = planBlock({ ...block, coefficients, winSize: 0 }, signal).evaluate(sound);
    const normalised = planBlock({ ...block, coefficients }, signal).evaluate(sound);
    assert.equal(normalised.length, frames * coefficients);
    for (const [i, got] of plain.entries()) {
      const [k, c] = [Math.floor(i / coefficients), i % coefficients];
      const value = cepstra[k]![c]!;
      assert.ok(Math.abs(got - value) < 2e-4, `${i} of ${coefficients}: ${got}, not ${value}`);
      const around = Array.from({ length: winSize }, (_, d) => {
        return cepstra[mirrored(k + d - (winSize - 1) / 2)]![c]!;
      });
      const mean = around.reduce((a, b) => a + b) / winSize;
      const variance = around.reduce((sum, x) => sum + (x - mean) ** 2, 0) / winSize;
      const expected = (value - mean) / Math.sqrt(variance);
      const off = Math.abs(normalised[i]! - expected);
      assert.ok(off < 2e-3, `${i} of ${coefficients}: ${normalised[i]}, not ${expected}`);
    }
  }
}

test('MFCC of a word amid silence are not filled with noise of rounding', () => {
  const word = sound.map((value, i) => (i >= 1500 && i < 2500 ? value : 0));
  const rows = planBlock({ ...mfcc, winSize: 5 }, signal).evaluate(word);
  const silent = rows.slice(0, 2 * 13);
  assert.ok(
    silent.every((value) => Math.abs(value) < 0.01),
    silent.join(),
  );
});

test('PCEN divides each band by its slow mean and takes a root', () => {
  const got = planBlock(pcen, signal).evaluate(sound);
  const mean: number[] = [];
  for (let k = 0; k * 40 < got.length; k++) {
    const energies = referenceMel(referencePowers(pcen, sound, k), 40);
    energies.forEach((energy, band) => {
      mean[band] = k === 0 ? energy : 0.975 * mean[band]! + 0.025 * energy;
      const expected = Math.sqrt(energy / (1e-6 + mean[band]!) ** 0.98 + 2) - Math.SQRT2;
      const off = Math.abs(got[k * 40 + band]! - expected);
      assert.ok(off < 1e-5 * (1 + expected), `frame ${k} band ${band}: ${off}`);
    });
  }
});

test('PCEN four bands at a time has the bits of one by one, however long the window', () => {
  const f = Math.fround;
  for (const [bands, frames] of [
    [5, 3],
    [40, 3500],
    [3, 50_000],
  ] as const) {
    const random = new Random(bands, 'energies');
    const energies = Float32Array.from(
      { length: bands * frames },
      () => 10 ** random.between(-9, 3),
    );
    energies.set([0, 1e-40, Number.POSITIVE_INFINITY, Number.NaN, 3e38], 4);
    const numbers = { smoothing: f(0.025), minusGain: f(-0.98), bias: 2, power: 0.5 };
    const rest = { epsilon: f(1e-6), biasPower: f(Math.SQRT2) };
    const got = makeFastPcen(bands, { ...numbers, ...rest })(energies, frames);
    const mean = new Float32Array(bands);
    const expected = energies.map((energy, i) => {
      const band = i % bands;
      const step = f(f(energy - mean[band]!) * numbers.smoothing);
      mean[band] = i < bands ? energy : f(mean[band]! + step);
      const factor = exp2(f(log2(f(mean[band]! + rest.epsilon)) * numbers.minusGain));
      const level = f(f(energy * factor) + numbers.bias);
      return f(exp2(f(log2(level) * numbers.power)) - rest.biasPower);
    });
    assert.ok(
      expected.every((value, i) => Object.is(value, got[i])),
      `${frames} × ${bands}`,
    );
  }
});

test('powers and logarithms of 2 are right to a few units in the last place', () => {
  const random = new Random(3, 'powers');
  for (let i = 0; i < 20_000; i++) {
    const x = Math.fround(random.between(-125, 126));
    assert.ok(Math.abs(exp2(x) / 2 ** x - 1) < 3e-7, `2^${x}`);
    const power = Math.fround(10 ** random.between(-30, 30));
    const exact = Math.log2(power);
    assert.ok(Math.abs(log2(power) - exact) < 3e-7 * Math.max(1, Math.abs(exact)), `log2 ${power}`);
  }
  assert.deepEqual([exp2(0), exp2(10), exp2(-3)], [1, 1024, 0.125]);
});

test('tuned settings fit the sound and say why', () => {
  const quiet = sound.map((value) => value / 100);
  const { block, reason } = tuneSound('mfe', signal, [quiet]);
  const { block: loud } = tuneSound('mfe', signal, [sound]);
  assert.equal(block.noiseFloorDb, loud.noiseFloorDb - 40, 'a hundredth is 40 dB less');
  assert.match(reason, /Frames of \d+ ms every \d+ ms.*The noise floor is −?-?\d+ dB/);
  const plan = planBlock(block, signal);
  const features = plan.evaluate(quiet);
  const clipped = features.filter((value) => value === 0 || value === 1).length;
  assert.ok(clipped < features.length / 2, `${clipped} of ${features.length} are clipped`);
  assert.throws(() => tuneSound('mfe', signal, []), { code: 'bad-data' });
  const none = [new Float32Array(4000).fill(Number.NaN)];
  assert.throws(() => tuneSound('pcen', signal, none), /hold no numbers/);
});

test('impossible settings are refused with the way out', () => {
  const refused: [Block, RegExp][] = [
    [{ ...mfe, frameLength: 1 }, /16000 readings of a window of 4000/],
    [{ ...mfe, frameLength: 0 }, /Frames of 0 s/],
    [{ ...mfe, frameStride: 0 }, /A frame stride of 0 s.*one reading, or more/],
    [{ ...mfe, fftLength: 300 }, /An FFT of 300.*power of two/],
    [{ ...mfe, highFrequency: 8001 }, /up to 8001 Hz.*nothing above 8000 Hz/],
    [{ ...mfe, noiseFloorDb: 20 }, /A noise floor of 20 dB/],
    [{ ...mfe, preEmphasis: 2 }, /A pre-emphasis of 2/],
    [{ ...mfe, preShift: 4000 }, /A pre-emphasis shift of 4000/],
    [{ ...mfcc, coefficients: 33 }, /33 cepstral coefficients of 32 filters/],
    [{ ...mfcc, winSize: 4 }, /A normalisation window of 4 frames/],
    [{ ...pcen, smoothing: 0 }, /A smoothing of 0/],
    [{ ...pcen, epsilon: 0 }, /An epsilon of 0/],
  ];
  for (const [block, message] of refused) {
    assert.throws(() => planBlock(block, signal), { code: 'bad-option', message });
  }
  const one = { ...signal, length: 1 };
  for (const block of [mfe, mfcc, spectrogram, pcen]) {
    assert.throws(() => planBlock(block, one), { code: 'bad-option' });
    const silent = planBlock(block, signal).evaluate(new Float32Array(4000));
    assert.ok(silent.every(Number.isFinite), `${block.kind} of silence is finite`);
  }
});

function someSound(length: number): Float32Array {
  const random = new Random(5, 'sound');
  let held = 0;
  return Float32Array.from({ length }, (_, n) => {
    held = 0.8 * held + random.normal();
    return 0.1 * held + 0.3 * Math.sin(n * (0.2 + n / 20_000));
  });
}

function referencePowers(settings: FrameSettings, x: Float32Array, k: number): number[] {
  const { version, fftLength, frameLength, frameStride, preEmphasis, preShift, window } = settings;
  const taken = Math.min(fftLength, Math.round(frameLength * 16000));
  const start = k * Math.round(frameStride * 16000);
  const frame = Array.from({ length: taken }, (_, n) => {
    const first = version === 1 ? 0 : start;
    const value = x[start + n]! - preEmphasis * x[Math.max(first, start + n - preShift)]!;
    return window === 'hann' ? value * Math.sin((Math.PI * n) / taken) ** 2 : value;
  });
  return Array.from({ length: fftLength / 2 + 1 }, (_, bin) => {
    let [re, im] = [0, 0];
    frame.forEach((value, n) => {
      re += value * Math.cos((2 * Math.PI * bin * n) / fftLength);
      im -= value * Math.sin((2 * Math.PI * bin * n) / fftLength);
    });
    return (re * re + im * im) / fftLength;
  });
}

/** Triangles with a peak of 1 over 0 to 8000 Hz, at each bin; the spectrum at the peak where no bin is. */
function referenceMel(powers: readonly number[], filters: number): number[] {
  const mel = (hz: number) => 2595 * Math.log10(1 + hz / 700);
  const binHz = 8000 / (powers.length - 1);
  const step = mel(8000) / (filters + 1);
  return Array.from({ length: filters }, (_, band) => {
    const weights = powers.map((_, bin) =>
      bin === 0 || bin === powers.length - 1
        ? 0
        : Math.max(0, 1 - Math.abs(mel(bin * binHz) / step - (band + 1))),
    );
    if (weights.some((weight) => weight > 0)) {
      return powers.reduce((sum, power, bin) => sum + power * weights[bin]!, 0);
    }
    const place = (700 * (10 ** ((step * (band + 1)) / 2595) - 1)) / binHz;
    const bin = Math.max(1, Math.floor(place));
    const share = Math.max(0, place - bin);
    return powers[bin]! * (1 - share) + powers[bin + 1]! * share;
  });
}
