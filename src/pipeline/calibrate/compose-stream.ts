import type { Random } from '../../base/random.ts';
import { colouredNoise } from '../../dsp/coloured-noise.ts';

/** A long recording with what is to be heard in it. */
export interface KnownStream {
  /** One channel, in −1 to 1. */
  readonly audio: Float32Array;
  readonly sampleRateHz: number;
  /** In the order of their beginnings; none overlaps another. */
  readonly events: readonly StreamEvent[];
}

export interface StreamEvent {
  /** Index of the label. */
  readonly label: number;
  readonly startS: number;
  readonly endS: number;
}

/** What a stream is composed of. */
export interface StreamParts {
  /** One channel each, with the index of its label. */
  readonly clips: readonly { readonly values: Float32Array; readonly label: number }[];
  /** Recordings of nothing but background; where there are none, it is synthetic. */
  readonly noises: readonly Float32Array[];
  readonly sampleRateHz: number;
}

export interface StreamOptions {
  readonly seconds: number;
  /** Pauses between two events. */
  readonly pauseS: readonly [shortest: number, longest: number];
  /** How much weaker the background is than the clips; drawn anew every so many seconds. */
  readonly backgroundDb: readonly [loudest: number, softest: number];
  readonly backgroundS: number;
  /** Clips are made stronger or weaker by up to so many decibels. */
  readonly gainDb: number;
}

export const defaultStream: StreamOptions = {
  seconds: 600,
  pauseS: [1, 4],
  backgroundDb: [5, 25],
  backgroundS: 10,
  gainDb: 6,
};

/**
 * Clips in random order, each once before any comes again, with pauses between them over a background
 * that goes on throughout and whose strength changes. The same random stream gives the same audio.
 */
export function composeStream(
  { clips, noises, sampleRateHz }: StreamParts,
  random: Random,
  options: StreamOptions = defaultStream,
): KnownStream {
  const length = Math.round(options.seconds * sampleRateHz);
  const usual = median(clips.map(({ values }) => strengthOf(values))) || 0.01;
  const audio = background(length, usual, noises, sampleRateHz, random.fork('background'), options);
  const events: StreamEvent[] = [];
  const place = random.fork('place');
  const pause = () => Math.round(place.between(...options.pauseS) * sampleRateHz);
  let order: (typeof clips)[number][] = [];
  for (let at = pause(); ; at += pause()) {
    if (order.length === 0) order = place.shuffled(clips);
    const { values, label } = order.pop()!;
    if (at + values.length > length) break;
    const gain = 10 ** (place.between(-options.gainDb, options.gainDb) / 20);
    for (let i = 0; i < values.length; i++) audio[at + i]! += gain * values[i]!;
    events.push({
      label,
      startS: at / sampleRateHz,
      endS: (at + values.length) / sampleRateHz,
    });
    at += values.length;
  }
  return { audio: audio.map((value) => Math.max(-1, Math.min(1, value))), sampleRateHz, events };
}

/** Stretches of noise that fade into each other. */
function background(
  length: number,
  usual: number,
  noises: readonly Float32Array[],
  sampleRateHz: number,
  random: Random,
  { backgroundDb, backgroundS }: StreamOptions,
): Float32Array {
  const audio = new Float32Array(length);
  const stretch = Math.round(backgroundS * sampleRateHz);
  const fade = Math.round(0.25 * sampleRateHz);
  for (let start = -fade; start < length; start += stretch) {
    const wanted = usual * 10 ** (-random.between(...backgroundDb) / 20);
    const noise =
      noises.length > 0
        ? noises[random.below(noises.length)]!
        : colouredNoise(stretch + fade, random);
    const gain = wanted / (strengthOf(noise) || 1);
    const from = random.below(noise.length);
    for (let i = 0; i < stretch + fade; i++) {
      const at = start + i;
      if (at < 0 || at >= length) continue;
      const edge = Math.min(i, stretch + fade - i) / fade;
      audio[at]! += Math.min(1, edge) * gain * noise[(from + i) % noise.length]!;
    }
  }
  return audio;
}

/** Root mean square of the louder half, in stretches of 10 ms at 16 kHz: pauses do not count. */
function strengthOf(values: Float32Array): number {
  const size = 160;
  const powers: number[] = [];
  for (let at = 0; at < values.length; at += size) {
    const part = values.subarray(at, at + size);
    powers.push(part.reduce((sum, value) => sum + value * value, 0) / part.length);
  }
  const loud = powers.sort((a, b) => b - a).slice(0, Math.ceil(powers.length / 2));
  return Math.sqrt(loud.reduce((sum, power) => sum + power, 0) / loud.length);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
