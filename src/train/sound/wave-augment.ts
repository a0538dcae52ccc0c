import type { Random } from '../../base/random.ts';
import { colouredNoise } from '../../dsp/coloured-noise.ts';
import { gainsOver } from './random-gains.ts';

/** How far a window of sound may be changed, reading by reading, without becoming something else. */
export interface WaveAugmentOptions {
  /** Faster and higher, or slower and deeper: factor from 1 − this to 1 + this. */
  readonly speed: number;
  /** Too early or too late by up to so many seconds. */
  readonly shiftS: number;
  /** Louder or softer by up to so many decibels. */
  readonly gainDb: number;
  /** Another microphone and room: two echoes within a few readings, each up to this strong. */
  readonly colour: number;
  /** How many of the windows get noise, and how much weaker it is than they are. */
  readonly noiseShare: number;
  readonly noiseDb: readonly [loudest: number, softest: number];
  /** A stretch of silence of up to so many seconds. */
  readonly maskS: number;
}

/** As far as versions that are made in the spectrum go; bench/results/audio.md. */
export const defaultWaveAugment: WaveAugmentOptions = {
  speed: 0.14,
  shiftS: 0.12,
  gainDb: 6,
  colour: 0.4,
  noiseShare: 0.5,
  noiseDb: [0, 30],
  maskS: 0.1,
};

/**
 * Another version of a window of one channel, for features whose spectrum cannot be varied as that of log-mel
 * bands can.
 */
export function augmentWave(
  window: Float32Array,
  sampleRateHz: number,
  random: Random,
  options: WaveAugmentOptions = defaultWaveAugment,
): Float32Array {
  const version = replayed(window, sampleRateHz, random.fork('place'), options);
  colour(version, random.fork('colour'), options.colour);
  addNoise(version, random.fork('noise'), options);
  const gain = 10 ** (random.fork('gain').between(-options.gainDb, options.gainDb) / 20);
  mask(version, Math.round(options.maskS * sampleRateHz), random.fork('mask'));
  return version.map((value) => gain * value);
}

/** At another speed about the middle, and moved; between readings by Hermite's cubic, silence beyond the ends. */
function replayed(
  x: Float32Array,
  sampleRateHz: number,
  random: Random,
  { speed, shiftS }: WaveAugmentOptions,
): Float32Array {
  const factor = 1 + random.between(-speed, speed);
  const moved = random.between(-shiftS, shiftS) * sampleRateHz;
  const middle = (x.length - 1) / 2;
  const at = (i: number) => x[i] ?? 0;
  return Float32Array.from(x, (_, n) => {
    const place = middle + (n - middle - moved) * factor;
    const left = Math.floor(place);
    const t = place - left;
    const [a, b, c, d] = [at(left - 1), at(left), at(left + 1), at(left + 2)];
    const [slope, bend] = [(c - a) / 2, a - 2.5 * b + 2 * c - d / 2];
    return b + t * (slope + t * (bend + t * ((d - a) / 2 + 1.5 * (b - c))));
  });
}

/** Echoes that come within five readings raise and lower broad bands. */
function colour(x: Float32Array, random: Random, strength: number): void {
  for (const delay of [1, 2 + random.below(4)]) {
    const share = random.between(-strength, strength);
    for (let i = x.length - 1; i >= delay; i--) x[i]! += share * x[i - delay]!;
  }
}

function addNoise(
  x: Float32Array,
  random: Random,
  { noiseShare, noiseDb }: WaveAugmentOptions,
): void {
  if (random.uniform() >= noiseShare) return;
  const noise = colouredNoise(x.length, random.fork('noise'));
  const weaker = 10 ** (-random.between(...noiseDb) / 10);
  const scale = Math.sqrt((energyOf(x) * weaker) / energyOf(noise));
  for (let i = 0; i < x.length; i++) x[i]! += scale * noise[i]!;
}

/**
 * A few recorded noises would be learned by heart: in their place noise of any colour that swells and fades, half of
 * the time with the window 10 dB below to 10 dB above it.
 */
export function otherNoise(window: Float32Array, random: Random, swellDb = 15): Float32Array {
  const noise = colouredNoise(window.length, random.fork('noise'));
  const gains = gainsOver(noise.length, random, random.between(0, swellDb));
  const level = Math.max(energyOf(window), 1e-9 * window.length) * 10 ** random.between(-1, 1);
  const scale = Math.sqrt(level / energyOf(noise));
  const isMixed = random.uniform() < 0.5;
  return noise.map((value, i) => {
    return scale * Math.sqrt(gains[i]!) * value + (isMixed ? window[i]! : 0);
  });
}

function energyOf(x: Float32Array): number {
  return x.reduce((sum, value) => sum + value * value, 0);
}

function mask(x: Float32Array, most: number, random: Random): void {
  const count = random.below(Math.min(most, x.length) + 1);
  const first = random.below(x.length - count + 1);
  x.fill(0, first, first + count);
}
