import type { Random } from '../../base/random.ts';
import type { MelForm } from './mel-form.ts';
import { type WarpedBank, warpedBank } from './mel-form.ts';
import { gridOf, KeptFrames, type PowerFrames, powerFramesOf } from './power-frames.ts';
import { gainsOver } from './random-gains.ts';

/** How far a window of sound may be changed without becoming something else. */
export interface SoundAugmentOptions {
  /** Faster and higher by these factors; the sound is resampled for each. */
  readonly speeds: readonly number[];
  /** Longer or shorter throats: from 1 − this to 1 + this, in `warpSteps` steps. */
  readonly warp: number;
  readonly warpSteps: number;
  /** Words begin too early or too late by up to so many seconds. */
  readonly shiftS: number;
  /** Another microphone and room: five points over frequency, each up to ± so many decibels. */
  readonly equaliserDb: number;
  /** How many of the windows get noise, and how much weaker it is than they are. */
  readonly noiseShare: number;
  readonly noiseDb: readonly [loudest: number, softest: number];
  /** So many of the windows that hold nothing but noise become noise of another place. */
  readonly otherNoiseShare: number;
  /** How differently that sounds: as `equaliserDb`. */
  readonly otherNoiseDb: number;
  /** SpecAugment (Park and others 2019): two masks each, of up to so many frames and bands. */
  readonly maskFrames: number;
  readonly maskBands: number;
}

/** Chosen by cross-validation on spoken words and sounds alike; bench/results/audio.md. */
export const defaultSoundAugment: SoundAugmentOptions = {
  speeds: [0.86, 0.93, 1, 1.07, 1.14],
  warp: 0.12,
  warpSteps: 13,
  shiftS: 0.12,
  equaliserDb: 6,
  noiseShare: 0.5,
  noiseDb: [0, 30],
  otherNoiseShare: 0.5,
  otherNoiseDb: 15,
  maskFrames: 8,
  maskBands: 6,
};

/** Where windows are cut from: whole recordings, so that a shift shows what lies beside a window. */
export interface SoundSource {
  /** One channel each. */
  readonly clips: readonly Float32Array[];
  /** Of each window: its recording. */
  readonly clipOf: Int32Array;
  /** Of each window: the reading of the recording where it begins. */
  readonly startOf: Int32Array;
  /** Whether a window shows its whole recording, in the middle; else it slid to where it is. */
  readonly whole: boolean;
  /** How far one window of a recording lies from the next. */
  readonly stride: number;
  readonly length: number;
  /** Recordings of nothing but noise. */
  readonly noises: readonly number[];
  /** Of each window: 1 where it holds nothing but noise. */
  readonly isNoise: Uint8Array;
}

/** Writes features [frames × bands] of another version of a window. */
export type SoundVersion = (window: number, random: Random, to: Float32Array) => void;

/** Spectra of about ten minutes of sound at five speeds. */
const keptBytes = 320e6;

/**
 * Other versions of windows of sound, made in the power spectrum where that is cheap. The scale is
 * that of the integer log-mel block, log2 of power from 0 to `form.depth` at the window's peak; only
 * that these are not rounded. `fill` [bands] is what a mask shows.
 */
export function soundVersions(
  source: SoundSource,
  form: MelForm,
  fill: Float32Array,
  options: SoundAugmentOptions = defaultSoundAugment,
): SoundVersion {
  const kept = new KeptFrames(keptBytes);
  const banks = Array.from({ length: options.warpSteps }, (_, i) =>
    warpedBank(form, 1 + options.warp * ((2 * i) / Math.max(1, options.warpSteps - 1) - 1)),
  );
  const room: Room = {
    form,
    power: new Float32Array((form.frames * form.fftLength) / 2),
    gains: new Float32Array(form.fftLength / 2),
  };
  return (window, random, to) => {
    const energy = loadPower(source, window, random.fork('place'), options, kept, room);
    const isOther =
      source.isNoise[window] === 1 && random.fork('other').uniform() < options.otherNoiseShare;
    if (isOther) becomeOther(room, energy, random.fork('noise'), options.otherNoiseDb);
    else addNoise(source, energy, random.fork('noise'), options, kept, room);
    const reach = isOther ? options.otherNoiseDb : options.equaliserDb;
    equalise(room, random.fork('equaliser'), reach);
    const bank = banks[random.fork('warp').below(banks.length)]!;
    toMel(bank, room, to);
    mask(room, random.fork('mask'), options, fill, to);
  };
}

interface Room {
  readonly form: MelForm;
  /** [frames, bins] of the window in work. */
  readonly power: Float32Array;
  readonly gains: Float32Array;
}

/** The window's powers at a random speed and place; gives their energy. */
function loadPower(
  source: SoundSource,
  window: number,
  random: Random,
  { speeds, shiftS }: SoundAugmentOptions,
  kept: KeptFrames,
  room: Room,
): number {
  const { form, power } = room;
  const { clips, clipOf, startOf, whole, stride, length } = source;
  const clip = clipOf[window]!;
  const grid = gridOf(form);
  const speed = speeds[random.below(speeds.length)]!;
  const reach = Math.round((shiftS * form.sampleRateHz) / grid);
  const start = (readings: number) => (readings - length) >> 1;
  const first = whole ? (readings: number) => start(readings) - reach * grid : () => 0;
  const frames = kept.get(`${clip} ${speed}`, () =>
    powerFramesOf(clips[clip]!, speed, first, form),
  );
  power.fill(0);
  if (whole) return copyFrames(frames, random.below(2 * reach + 1), form, power, 1);
  const last = frames.length - length;
  const near = startOf[window]! / speed + random.between(-stride, stride);
  const at = last <= 0 ? last / 2 : Math.min(last, Math.max(0, near));
  return copyFrames(frames, Math.round(at / grid), form, power, 1);
}

/** Adds the frames from a moment on to the powers, times a gain; gives their energy before it. */
function copyFrames(
  { count, bins, halves, energies }: PowerFrames,
  moment: number,
  { frames, hop }: MelForm,
  power: Float32Array,
  gain: number,
  wraps = false,
): number {
  const every = hop / gridOf({ hop } as MelForm);
  const word = new Uint32Array(1);
  const value = new Float32Array(word.buffer);
  let energy = 0;
  for (let frame = 0; frame < frames; frame++) {
    let from = moment + frame * every;
    if (wraps) from %= count;
    if (from < 0 || from >= count) continue;
    energy += energies[from]!;
    for (let bin = 1, at = from * bins + 1, to = frame * bins + 1; bin < bins; bin++, at++, to++) {
      word[0] = halves[at]! << 16;
      power[to]! += gain * value[0]!;
    }
  }
  return energy;
}

function addNoise(
  source: SoundSource,
  energy: number,
  random: Random,
  { noiseShare, noiseDb }: SoundAugmentOptions,
  kept: KeptFrames,
  room: Room,
): void {
  if (random.uniform() >= noiseShare || energy <= 0) return;
  const { form, power } = room;
  const weaker = 10 ** (-random.between(...noiseDb) / 10);
  const recorded = source.noises.length > 0 && random.uniform() < 0.5;
  if (!recorded) {
    addSynthetic(room, energy * weaker, random);
    return;
  }
  const clip = source.noises[random.below(source.noises.length)]!;
  const frames = kept.get(`noise ${clip}`, () =>
    powerFramesOf(source.clips[clip]!, 1, () => 0, form),
  );
  const moment = random.below(frames.count);
  const noise = energyFrom(frames, moment, form);
  if (noise > 0) copyFrames(frames, moment, form, power, (energy * weaker) / noise, true);
}

/**
 * A few recorded noises would be learned by heart, and any other taken for a word: in place of the window
 * comes synthetic noise, half of the time with the window 10 dB below to 10 dB above it, that swells and
 * fades by up to `swellDb`.
 */
function becomeOther(room: Room, energy: number, random: Random, swellDb: number): void {
  const { form, power } = room;
  if (random.uniform() < 0.5) power.fill(0);
  addSynthetic(room, Math.max(energy, 1e-9) * 10 ** random.between(-1, 1), random);
  const bins = form.fftLength / 2;
  const gains = gainsOver(form.frames, random, random.between(0, swellDb));
  for (let i = 0; i < power.length; i++) power[i]! *= gains[Math.floor(i / bins)]!;
}

/** Of the frames that a window takes from a moment on, around the end to the beginning. */
function energyFrom({ energies, count }: PowerFrames, moment: number, form: MelForm): number {
  const every = form.hop / gridOf(form);
  let energy = 0;
  for (let frame = 0; frame < form.frames; frame++) {
    energy += energies[(moment + frame * every) % count]!;
  }
  return energy;
}

/** Steady noise of a random colour: power falls by 0 to 6 dB an octave, with ripples over it. */
function addSynthetic({ form, power }: Room, energy: number, random: Random): void {
  const bins = form.fftLength / 2;
  const tilt = random.between(0, 2);
  const shape = gainsOver(bins, random, 6);
  let sum = 0;
  for (let bin = 1; bin < bins; bin++) {
    shape[bin]! *= bin ** -tilt;
    sum += shape[bin]!;
  }
  const scale = energy / (sum * form.frames);
  for (let frame = 0; frame < form.frames; frame++) {
    for (let bin = 1; bin < bins; bin += 2) {
      const bits = random.bits();
      const at = frame * bins + bin;
      power[at]! += scale * shape[bin]! * exponentials[bits & 0xffff]!;
      if (bin + 1 < bins) power[at + 1]! += scale * shape[bin + 1]! * exponentials[bits >>> 16]!;
    }
  }
}

/** The power of Gaussian noise in a bin is exponentially distributed: its 65536-quantiles. */
const exponentials = Float32Array.from(
  { length: 65_536 },
  (_, i) => -Math.log(1 - (i + 0.5) / 65_536),
);

function equalise({ form, gains }: Room, random: Random, most: number): void {
  gains.set(gainsOver(form.fftLength / 2, random, most));
}

function toMel(bank: WarpedBank, { form, power, gains }: Room, to: Float32Array): void {
  const { frames, bands, fftLength, frameLength, depth, scale } = form;
  const { firstBin, rising, shares, narrow, widths } = bank;
  const bins = fftLength / 2;
  to.fill(0);
  for (let frame = 0; frame < frames; frame++) {
    const from = frame * bins + firstBin;
    const row = frame * bands;
    for (let i = 0; i < rising.length; i++) {
      const value = power[from + i]! * gains[firstBin + i]!;
      const band = rising[i]!;
      const part = shares[i]! * value;
      if (band < bands) to[row + band]! += part;
      if (band > 0) to[row + band - 1]! += value - part;
    }
    for (const [band, bin] of narrow) to[row + band] = power[frame * bins + bin]! * gains[bin]!;
  }
  // what white noise of one unit of 16 bits has in each bin reads 0; a quieter window counts as that
  const unit = (1.5 * frameLength) / scale ** 2;
  let top = 0;
  for (let i = 0; i < to.length; i++) {
    to[i] = Math.log2(to[i]! / (widths[i % bands]! * unit));
    top = Math.max(top, to[i]!);
  }
  const floor = top - depth;
  for (let i = 0; i < to.length; i++) to[i] = Math.max(to[i]!, floor) - floor;
}

function mask(
  { form: { frames, bands } }: Room,
  random: Random,
  { maskFrames, maskBands }: SoundAugmentOptions,
  fill: Float32Array,
  to: Float32Array,
): void {
  for (let i = 0; i < 2; i++) {
    const count = random.below(Math.min(maskFrames, frames) + 1);
    const first = random.below(frames - count + 1);
    for (let frame = first; frame < first + count; frame++) to.set(fill, frame * bands);
  }
  for (let i = 0; i < 2; i++) {
    const count = random.below(Math.min(maskBands, bands) + 1);
    const first = random.below(bands - count + 1);
    for (let frame = 0; frame < frames; frame++) {
      const from = frame * bands + first;
      to.set(fill.subarray(first, first + count), from);
    }
  }
}
