import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import { chooseLogMel } from './choose-log-mel.ts';
import { energyBitsFor, laneBounds } from './energy-bits.ts';
import { fixedHann, fixedPowers, makeFixedSpectrum, spectrumRoom } from './fixed-spectrum.ts';
import { type LogMelBlock, planLogMel, toQ15 } from './log-mel.ts';
import { LogMelStream } from './log-mel-stream.ts';

const second = { axes: ['audio'], sampleRateHz: 16000, length: 16000 };

test('bands are within a tenth of a decibel of the formula in float64, loud or faint', () => {
  const settings: Partial<LogMelBlock>[] = [
    {},
    { frameLength: 400, hop: 160 },
    { frameLength: 256, fftLength: 256, bands: 30, lowHz: 100, highHz: 8000 },
    { frameLength: 1000, fftLength: 1024, bands: 64, lowHz: 0 },
    { frameLength: 64, hop: 64, fftLength: 64, bands: 10 },
    { frameLength: 400, hop: 160, bands: 80, lowHz: 20 },
  ];
  for (const some of settings) {
    const block: LogMelBlock = { ...chooseLogMel(second).block, rangeDb: 0, ...some };
    const plan = planLogMel(block, { ...second, length: 2000 });
    for (const level of [9000, 30]) {
      const x = hiss(2000, level);
      const got = plan.evaluateQ15(x);
      const expected = reference(block, second.sampleRateHz, x);
      const top = expected.reduce((a, b) => Math.max(a, b));
      const errors = expected
        .map((value, i) => (value < top - 14.4 ? 0 : Math.abs(got[i]! / 256 - value) * 3.0103))
        .sort((a, b) => a - b);
      const mean = errors.reduce((a, b) => a + b) / errors.length;
      assert.ok(mean < 0.02, `${JSON.stringify(some)} at ${level}: mean error ${mean} dB`);
      assert.ok(errors[Math.floor(0.99 * errors.length)]! < 0.1, 'in 99 of 100 bands');
    }
  }
});

test('white noise of variance v reads log2 v in every band', () => {
  const block = { ...chooseLogMel(second).block, rangeDb: 0 };
  const plan = planLogMel(block, { ...second, length: 160_000 });
  const grid = plan.evaluateQ15(hiss(160_000, 1000, 0));
  for (let band = 0; band < plan.width; band++) {
    let power = 0;
    for (let k = 0; k < plan.frames; k++) power += 2 ** (grid[k * plan.width + band]! / 256);
    const read = Math.log2(power / plan.frames);
    assert.ok(Math.abs(read - Math.log2(1e6)) < 0.2, `band ${band} reads ${read}`);
  }
});

test('no lane overflows, whatever comes in: frames made to do harm stay within the proven bounds', () => {
  const random = new Random(8, 'lanes');
  for (const [frame, length] of [
    [32, 32],
    [64, 64],
    [100, 128],
    [256, 256],
    [400, 512],
    [512, 512],
    [1024, 1024],
  ] as const) {
    const window = fixedHann(frame);
    const bits = energyBitsFor(window, length);
    assert.equal(bits, 31, 'Hann windows leave room for 31 bits');
    const bounds = laneBounds(window, length, bits);
    assert.ok(bounds.every((bound) => bound < 32768));
    const spectrum = makeFixedSpectrum(length, window, bits);
    const room = spectrumRoom(spectrum);
    const most = (bounds.at(-1)! + 1) ** 2;
    for (let turn = 0; turn < 300; turn++) {
      const x = harmful(window, length, random, turn);
      fixedPowers(spectrum, x, 0, room);
      const lane = [room.from, room.to].flatMap((lanes) => Array.from(lanes.subarray(0, length)));
      assert.ok(lane.every((value) => Math.abs(value) < 32768));
      const highest = room.power.reduce((a, b) => Math.max(a, b));
      const lowest = room.power.reduce((a, b) => Math.min(a, b));
      assert.ok(lowest >= 0 && highest <= most, `powers of ${length} from ${lowest} to ${highest}`);
    }
  }
  // A window that is not faded out needs more room; one that no scale could tame is refused.
  assert.equal(energyBitsFor(new Int16Array(512).fill(32000), 512), 30);
});

test('slices of any length give the features of the block over the same readings', () => {
  const random = new Random(2, 'slices');
  for (const some of [{}, { frameLength: 300, hop: 431 }, { cepstra: 13 }]) {
    const block: LogMelBlock = { ...chooseLogMel(second).block, ...some };
    const plan = planLogMel(block, second);
    const stream = new LogMelStream(block, plan);
    const x = hiss(40_000, 2000);
    let pushed = 0;
    let frames = 0;
    while (pushed < x.length) {
      const count = 1 + random.below(700);
      frames += stream.push(x.subarray(pushed, pushed + count));
      pushed = Math.min(x.length, pushed + count);
      const features = stream.features();
      assert.equal(features === null, frames < plan.frames);
      if (features === null || random.below(8) > 0) continue;
      const start = (frames - plan.frames) * block.hop;
      const same = plan.evaluateQ15(x.slice(start, start + second.length));
      assert.deepEqual(features, same);
    }
  }
});

test('frames four at a time and one by one have the same bits', () => {
  const settings: Partial<LogMelBlock>[] = [
    {},
    { frameLength: 401, hop: 163, bands: 80, lowHz: 0, highHz: 8000 },
    { frameLength: 256, hop: 2000, fftLength: 256, bands: 30 },
    { frameLength: 33, hop: 900, fftLength: 64, bands: 9 },
    { frameLength: 1024, fftLength: 1024 },
    { frameLength: 2000, fftLength: 2048, bands: 100 },
  ];
  for (const some of settings) {
    const block = { ...chooseLogMel(second).block, rangeDb: 0, ...some };
    const plan = planLogMel(block, { ...second, length: 20_000 });
    const x = hiss(20_000, 20_000);
    x.fill(0, 3000, 6000);
    x.fill(-32768, 9000, 11_000);
    for (let n = 12_000; n < 15_000; n++) x[n] = n % 3 === 0 ? 1 : 0;
    const one = new Int16Array(plan.frames * plan.width);
    for (let k = 0; k < plan.frames; k++) plan.frameBands(x, k * block.hop, one, k * plan.width);
    assert.deepEqual(plan.evaluateQ15(x), one, JSON.stringify(some));
  }
});

test('loudness is taken out; silence and the quietest noise have nothing in them', () => {
  const plan = planLogMel(chooseLogMel(second).block, second);
  const loud = plan.evaluateQ15(hiss(16000, 8000));
  const quiet = plan.evaluateQ15(hiss(16000, 80));
  const off = loud.reduce((sum, value, i) => sum + Math.abs(value - quiet[i]!), 0) / loud.length;
  assert.ok(off < 30, `a hundredth of the amplitude moves features by ${off} / 256 in the mean`);
  assert.equal(Math.max(...loud), Math.round((256 * 43.43 * Math.log2(10)) / 10));
  assert.ok(plan.evaluateQ15(new Int16Array(16000)).every((value) => value === 0));
  const none = new Float32Array(16000).fill(Number.NaN);
  assert.ok(plan.evaluate(none).every((value) => value === 0));
});

test('cepstral coefficients are the cosine transform of the bands', () => {
  const block = { ...chooseLogMel(second).block, cepstra: 13 };
  const x = hiss(16000, 3000);
  const bands = planLogMel({ ...block, cepstra: 0 }, second).evaluateQ15(x);
  const plan = planLogMel(block, second);
  const got = plan.evaluateQ15(x);
  assert.deepEqual(plan.shape, [49, 13]);
  for (let i = 0; i < got.length; i++) {
    const [frame, k] = [Math.floor(i / 13), i % 13];
    let sum = 0;
    let most = 0.5 + 1e-6;
    for (let n = 0; n < 40; n++) {
      const band = bands[frame * 40 + n]!;
      sum += band * Math.cos((Math.PI * k * (2 * n + 1)) / 80);
      most += (Math.abs(band) * 0.5) / 16384; // the cosines have 14 bits
    }
    const expected = sum * Math.sqrt((k > 0 ? 2 : 1) / 40);
    assert.ok(Math.abs(got[i]! - expected) < most, `coefficient ${i}: ${got[i]}, not ${expected}`);
  }
});

test('readings become 16-bit numbers: rounded, clipped, and 0 where they are no number', () => {
  const x = Float32Array.of(0, 1, -1, 0.5 / 32768, -0.5 / 32768, 1.4999 / 32768, Number.NaN, 9, -9);
  assert.deepEqual(Array.from(toQ15(x, 32768)), [0, 32767, -32768, 1, -1, 1, 0, 32767, -32768]);
});

test('impossible settings are refused with the way out', () => {
  const { block } = chooseLogMel(second);
  const refused: [Partial<LogMelBlock>, RegExp][] = [
    [{ frameLength: 17000 }, /Frames of 17000 readings.*window of 16000: give 16 to 16000/],
    [{ frameLength: 1 }, /Frames of 1 readings/],
    [{ fftLength: 500 }, /An FFT of 500.*power of two.*give 512/],
    [{ fftLength: 256 }, /An FFT of 256.*frames of 512.*give 512/],
    [{ highHz: 9000 }, /up to 9000 Hz.*nothing above 8000 Hz/],
    [{ lowHz: 8000 }, /from 8000 to 7800 Hz/],
    [{ bands: 0 }, /0 mel bands.*1 to 128/],
    [{ hop: 0 }, /A hop of 0/],
    [{ cepstra: 41 }, /41 cepstral coefficients of 40 bands/],
    [{ cepstra: 13, rangeDb: 0 }, /need a range/],
    [{ rangeDb: -1 }, /A range of -1 dB/],
    [{ scale: 0 }, /A scale of 0/],
  ];
  for (const [some, sentence] of refused) {
    assert.throws(() => planLogMel({ ...block, ...some }, second), {
      code: 'bad-option',
      message: sentence,
    });
  }
  assert.throws(
    () => planLogMel(block, { ...second, axes: ['left', 'right'] }),
    /of one axis, not 2/,
  );
});

/** Noise that falls with frequency as speech does where `tilt` is above 0, with a tone in it. */
function hiss(length: number, level: number, tilt = 0.9): Int16Array {
  const random = new Random(4, 'hiss');
  let held = 0;
  return Int16Array.from({ length }, (_, n) => {
    held = tilt * held + random.normal();
    const tone = tilt > 0 ? Math.sin(n * (0.3 + n / 30_000)) : 0;
    return Math.round(level * (tilt > 0 ? 0.4 * held + tone : held));
  });
}

/** Readings that add up as much as possible in one lane or another. */
function harmful(window: Int16Array, length: number, random: Random, turn: number): Int16Array {
  const bin = random.between(0, length / 2);
  const phase = random.between(0, 7);
  const most = turn % 7 === 0 ? 3 : 32767;
  const step = 2 ** random.below(Math.log2(length));
  return Int16Array.from({ length }, (_, n) => {
    const wave = Math.cos((2 * Math.PI * bin * n) / length + phase);
    if (turn % 4 === 0) return Math.round(most * Math.sign(wave));
    if (turn % 4 === 1) return Math.round((most * wave * (window[n] ?? 0)) / 32000);
    if (turn % 4 === 2) return n % step < 2 ? Math.round(most * Math.sign(wave)) : 0;
    return Math.round(most * random.between(-1, 1));
  });
}

/** The formula itself: float64, a slow transform, triangles evaluated at each bin. */
function reference(block: LogMelBlock, rate: number, x: Int16Array): number[] {
  const { frameLength, hop, fftLength, bands, lowHz, highHz } = block;
  const mel = (hz: number) => 1127.01048 * Math.log(1 + hz / 700);
  const edge = (i: number) =>
    700 *
    (Math.exp((mel(lowHz) + ((mel(highHz) - mel(lowHz)) * i) / (bands + 1)) / 1127.01048) - 1);
  const window = Array.from(
    { length: frameLength },
    (_, n) => Math.sin((Math.PI * n) / frameLength) ** 2,
  );
  const norm = window.reduce((sum, w) => sum + w * w, 0);
  const frames = Math.floor((x.length - frameLength) / hop) + 1;
  const features: number[] = [];
  for (let k = 0; k < frames; k++) {
    const power = Array.from({ length: fftLength / 2 }, (_, bin) => {
      let [re, im] = [0, 0];
      for (let n = 0; n < frameLength; n++) {
        const angle = (2 * Math.PI * bin * n) / fftLength;
        re += window[n]! * x[k * hop + n]! * Math.cos(angle);
        im -= window[n]! * x[k * hop + n]! * Math.sin(angle);
      }
      return (re * re + im * im) / norm;
    });
    for (let band = 0; band < bands; band++) {
      features.push(Math.log2(underTriangle(power, edge, band, rate / fftLength)));
    }
  }
  return features;
}

function underTriangle(
  power: readonly number[],
  edge: (i: number) => number,
  band: number,
  binHz: number,
): number {
  const [low, peak, high] = [edge(band), edge(band + 1), edge(band + 2)];
  const weights = power.map((_, bin) => {
    const along = (1127.01048 * Math.log(1 + (bin * binHz) / 700)) as number;
    const at = (hz: number) => 1127.01048 * Math.log(1 + hz / 700);
    if (bin === 0 || along < at(low) || along >= at(high)) return 0;
    const rise = (along - at(low)) / (at(peak) - at(low));
    return Math.min(rise, 2 - rise);
  });
  if (weights.every((weight) => weight === 0)) {
    const place = peak / binHz;
    const bin = Math.max(1, Math.floor(place));
    return power[bin]! * (1 - place + bin) + power[bin + 1]! * (place - bin);
  }
  const sum = power.reduce((total, p, bin) => total + p * weights[bin]!, 0);
  return (sum * 2 * binHz) / (high - low);
}
