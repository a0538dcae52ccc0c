import { assert } from '../base/assert.ts';
import { Failure } from '../base/failure.ts';
import { lengthOf, type Sample } from './sample.ts';
import { holdsSound } from './sound.ts';
import { soundWindow } from './sound-windows.ts';

/** How recordings become windows of one length. */
export interface WindowPlan {
  /** Readings of each axis in a window. */
  readonly length: number;
  /** Readings from the beginning of one window to that of the next. */
  readonly stride: number;
  /**
   * whole: one window holds one recording; a longer one is cropped at both ends alike.
   * sliding: windows follow one another; what is left at the end and fills none is not used.
   */
  readonly kind: 'whole' | 'sliding';
  /** Where a recording shorter than a window lies in it; the rest is zeros. */
  readonly short: 'begin' | 'centre';
  /** Why so, in sentences for the report. */
  readonly reason: string;
}

/** What a person asks for. */
export interface WindowWish {
  readonly lengthMs?: number;
  readonly strideMs?: number;
}

/** Recordings of one event each are at most this different in length … */
const EVENT_RATIO_MAX = 1.5;
/** … and at most this long. */
const EVENT_SECONDS_MAX = 10;
/** One second of sound at 16 kHz and a little more. */
const EVENT_READINGS_MAX = 16_384;

const SLIDING_SECONDS = 2;
const SLIDING_READINGS_MIN = 32;
const SLIDING_READINGS_MAX = 4096;

/**
 * Chooses windows for recordings of one rate.
 *
 * Where all are about equally long (the longest at most 1.5 times the shortest) and at most 10 s,
 * each is one event and one window, of their median length. Else windows of 2 s slide by half, of
 * 32 to 4096 readings, and no longer than three quarters of the recordings are. Sound has a rule of
 * its own (`soundWindow`).
 */
export function chooseWindow(samples: readonly Sample[], wish: WindowWish = {}): WindowPlan {
  assert(samples.length > 0, 'windows are chosen for recordings');
  const rate = samples[0]!.sampleRateHz;
  const lengths = samples.map(lengthOf).sort((a, b) => a - b);
  const time = (readings: number) => `${Number((readings / rate).toPrecision(3))} s`;
  const choose = holdsSound(samples[0]!) ? soundWindow : automatic;
  const chosen = choose(lengths, rate, time);
  const asked = wish.lengthMs !== undefined || wish.strideMs !== undefined;
  return asked ? wished(wish, rate, chosen) : chosen;
}

/** One window of a recording. */
export interface CutWindow {
  /** [length, axes], interleaved. */
  readonly window: Float32Array;
  /** The reading of the recording where it begins; below 0 where zeros come first. */
  readonly start: number;
}

/** The windows of a recording; at least one. */
export function windowsOf(sample: Sample, plan: WindowPlan): CutWindow[] {
  const { length, stride, kind, short } = plan;
  const axes = sample.axes.length;
  const readings = lengthOf(sample);
  const from = (start: number): CutWindow => {
    const window = new Float32Array(length * axes);
    const first = Math.max(0, start) * axes;
    window.set(sample.values.subarray(first, (start + length) * axes), Math.max(0, -start) * axes);
    return { window, start };
  };
  const middle = (readings - length) >> 1;
  if (readings <= length) return [from(short === 'centre' ? middle : 0)];
  if (kind === 'whole') return [from(middle)];
  const count = Math.floor((readings - length) / stride) + 1;
  return Array.from({ length: count }, (_, i) => from(i * stride));
}

function automatic(
  lengths: readonly number[],
  rate: number,
  time: (readings: number) => string,
): WindowPlan {
  const [shortest, longest] = [lengths[0]!, lengths.at(-1)!];
  const median = lengths[(lengths.length - 1) >> 1]!;
  const isEvents =
    longest <= EVENT_RATIO_MAX * shortest &&
    longest <= EVENT_SECONDS_MAX * rate &&
    median <= EVENT_READINGS_MAX;
  if (isEvents) {
    const same = shortest === longest;
    return {
      length: median,
      stride: median,
      kind: 'whole',
      short: 'begin',
      reason: same
        ? `All recordings are ${time(median)} long, so each is one window.`
        : `All recordings are about equally long (${time(shortest)} to ${time(longest)}), so each is ` +
          `one window of the median length ${time(median)}: longer ones are cropped at both ends ` +
          'alike, shorter ones are followed by zeros.',
    };
  }
  const quartile = lengths[Math.floor((lengths.length - 1) / 4)]!;
  const wanted = Math.max(SLIDING_READINGS_MIN, Math.round(SLIDING_SECONDS * rate));
  const length = Math.min(wanted, SLIDING_READINGS_MAX, Math.max(quartile, SLIDING_READINGS_MIN));
  const short = lengths.filter((readings) => readings < length).length;
  return {
    length,
    stride: Math.max(1, length >> 1),
    kind: 'sliding',
    short: 'begin',
    reason:
      `Recordings are of different lengths (${time(shortest)} to ${time(longest)}), so windows of ` +
      `${time(length)} slide over them by half` +
      (short > 0 ? `; zeros follow ${short} that are shorter.` : '.'),
  };
}

function wished({ lengthMs, strideMs }: WindowWish, rate: number, chosen: WindowPlan): WindowPlan {
  const readings = (name: string, ms: number | undefined): number | null => {
    if (ms === undefined) return null;
    const count = Math.round((ms / 1000) * rate);
    if (Number.isFinite(ms) && count >= 1) return count;
    const least = Math.ceil(1000 / rate);
    throw new Failure(
      'bad-option',
      `A window ${name} of ${ms} ms is less than one reading at ${rate} Hz: give ${least} ms or more.`,
    );
  };
  const length = readings('length', lengthMs) ?? chosen.length;
  const stride = readings('stride', strideMs) ?? Math.max(1, length >> 1);
  return { length, stride, kind: 'sliding', short: chosen.short, reason: 'As asked for.' };
}
