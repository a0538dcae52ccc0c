import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import { planBlock } from '../../dsp/block.ts';
import { chooseLogMel } from '../../dsp/log-mel/choose-log-mel.ts';
import { melFormOf, warpedBank } from './mel-form.ts';
import { defaultSoundAugment, type SoundSource, soundVersions } from './sound-augment.ts';

const rate = 8_000;
const signal = { axes: ['audio'], sampleRateHz: rate, length: rate };
const { block } = chooseLogMel(signal);
const form = melFormOf(block, signal);
const size = form.frames * form.bands;
const none = {
  ...defaultSoundAugment,
  speeds: [1],
  warp: 0,
  warpSteps: 1,
  shiftS: 0,
  equaliserDb: 0,
  noiseShare: 0,
  maskFrames: 0,
  maskBands: 0,
};

/** A second of three tones that come and go over a hiss. */
function clip(seed: number, seconds = 1): Float32Array {
  const random = new Random(seed, 'clip');
  const tones = [300, 900, 2_200].map((hz) => hz * random.between(0.8, 1.2));
  return Float32Array.from({ length: seconds * rate }, (_, i) => {
    const time = i / rate;
    const sum = tones.reduce(
      (all, hz, k) =>
        all + Math.sin(2 * Math.PI * hz * time) * Math.max(0, Math.sin(6 * time + 2 * k)),
      0,
    );
    return 0.1 * sum + 0.003 * random.normal();
  });
}

const source = (clips: Float32Array[], more: Partial<SoundSource> = {}): SoundSource => ({
  clips,
  clipOf: Int32Array.from(clips, (_, i) => i),
  startOf: new Int32Array(clips.length),
  whole: true,
  stride: rate / 2,
  length: rate,
  noises: [],
  isNoise: new Uint8Array(clips.length),
  ...more,
});

const mean = (x: Float32Array) => x.reduce((sum, value) => sum + value, 0) / x.length;
const fill = new Float32Array(form.bands).fill(3);

test('where nothing is changed a version is what the device computes, but for its rounding', () => {
  const clips = [1, 2, 3].map((seed) => clip(seed));
  const version = soundVersions(source(clips), form, fill, none);
  const plan = planBlock(block, signal);
  const made = new Float32Array(size);
  for (const [i, window] of clips.entries()) {
    version(i, new Random(1, i), made);
    const device = plan.evaluate(window);
    const errors = made.map((value, k) => Math.abs(value - device[k]!));
    // the device's own error is 0.0037 of log2 (0.011 dB); single bands between tones have more
    assert.ok(mean(errors) < 0.005, `${mean(errors)}`);
    assert.ok(errors.filter((error) => error > 0.2).length < size / 500);
  }
});

test('the same random stream gives the same version, another stream another', () => {
  const clips = [clip(1), clip(2)];
  const make = (seed: number) => {
    const made = new Float32Array(size);
    soundVersions(source(clips), form, fill)(1, new Random(seed, 'v'), made);
    return made;
  };
  assert.deepEqual(make(1), make(1));
  assert.notDeepEqual(make(1), make(2));
});

test('a version does not depend on those made before it', () => {
  const clips = [clip(1), clip(2), clip(3)];
  const alone = new Float32Array(size);
  soundVersions(source(clips), form, fill)(2, new Random(5, 'v'), alone);
  const version = soundVersions(source(clips), form, fill);
  const after = new Float32Array(size);
  for (const i of [0, 1, 2, 0]) version(i, new Random(i, 'other'), after);
  version(2, new Random(5, 'v'), after);
  assert.deepEqual(after, alone);
});

test('a shift moves whole frames, and shows what lies beside the window', () => {
  const long = clip(4, 3);
  const at = source([long], { whole: false, startOf: Int32Array.of(rate), stride: 0 });
  const made = new Float32Array(size);
  soundVersions(at, form, fill, none)(0, new Random(1, 'v'), made);
  const device = planBlock(block, signal).evaluate(long.slice(rate, 2 * rate));
  assert.ok(mean(made.map((value, i) => Math.abs(value - device[i]!))) < 0.005);
});

test('noise is as much weaker than the window as it is meant to be', () => {
  // a tone in the middle band; noise at 0 dB has as much power, spread over all bands
  const tone = Float32Array.from({ length: rate }, (_, i) => 0.3 * Math.sin((i * 2 * Math.PI) / 8));
  const hiss = new Random(9, 'hiss');
  const noise = Float32Array.from({ length: 2 * rate }, () => 0.01 * hiss.normal());
  const both = source([tone, noise], { noises: [1] });
  const levels = [0, 20].map((db) => {
    const options = { ...none, noiseShare: 1, noiseDb: [db, db] as const };
    const version = soundVersions(both, form, fill, options);
    const made = new Float32Array(size);
    // some draws take synthetic noise of any colour: the median is not moved by them
    const medians = Array.from({ length: 15 }, (_, seed) => {
      version(0, new Random(seed, 'v'), made);
      return made.toSorted()[size >> 1]!;
    });
    return medians.sort((a, b) => a - b)[7]!;
  });
  const change = (levels[0]! - levels[1]!) * 10 * Math.log10(2);
  assert.ok(Math.abs(change - 20) < 2.5, `${change} dB`);
});

test('a window of noise stands for noises of other colours, a word never does', () => {
  const hum = Float32Array.from({ length: rate }, (_, i) => 0.1 * Math.sin(i * 0.2));
  const isNoise = Uint8Array.of(1, 0);
  const version = soundVersions(source([hum, hum], { isNoise }), form, fill, {
    ...none,
    otherNoiseShare: 1,
    otherNoiseDb: 15,
  });
  const made = new Float32Array(size);
  /** The band of each version that is loudest over all frames. */
  const loudest = (window: number) =>
    Array.from({ length: 20 }, (_, seed) => {
      version(window, new Random(seed, 'v'), made);
      const sums = Array.from({ length: form.bands }, (_, band) =>
        made.filter((_, i) => i % form.bands === band).reduce((sum, value) => sum + value, 0),
      );
      return sums.indexOf(Math.max(...sums));
    });
  const [noise, word] = [loudest(0), loudest(1)];
  assert.equal(new Set(word).size, 1);
  assert.ok(new Set(noise).size >= 5, `${noise}`);
  assert.ok(noise.includes(word[0]!), 'the hum itself is among them');
});

test('masks show the mean', () => {
  const clips = [clip(1)];
  const version = soundVersions(source(clips), form, fill, {
    ...none,
    maskFrames: 8,
    maskBands: 6,
  });
  const made = new Float32Array(size);
  version(0, new Random(3, 'v'), made);
  const masked = made.filter((value) => value === 3).length;
  assert.ok(masked > 0 && masked <= 2 * 8 * form.bands + 2 * 6 * form.frames, `${masked}`);
});

test('a warped bank shares each bin between two bands and loses none at the top', () => {
  for (const warp of [0.88, 1, 1.12]) {
    const bank = warpedBank(form, warp);
    assert.deepEqual(bank.narrow, []);
    assert.equal(bank.rising.at(-1), form.bands);
    assert.ok(bank.rising.every((band, i) => i === 0 || band >= bank.rising[i - 1]!));
  }
});
