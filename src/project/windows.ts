import { assert } from '../base/assert.ts';
import { Failure } from '../base/failure.ts';
import { lengthOf, type Sample } from './sample.ts';
import { holdsSound } from './sound.ts';
import { soundWindow } from './sound-windows.ts';
import { durationWord } from './wording.ts';

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
  /**
   * Where a recording shorter than a window lies in it. begin: its last reading is held to the end, as
   * a sensor at rest shows it; centre: with zeros on both sides, which are the silence of sound.
   */
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
/** … and at most this long; from sensors slower than one reading a second, of so many readings. */
const EVENT_SECONDS_MAX = 10;
const SLOW_EVENT_READINGS_MAX = 512;
/** From this share of the median on, the shortest is the window: nothing in it says how long it was. */
const EVENT_SHORTEST_MIN = 0.9;
/** One second of sound at 16 kHz and a little more. */
const EVENT_READINGS_MAX = 16_384;

const SLIDING_SECONDS = 2;
const SLIDING_READINGS_MIN = 32;
const SLIDING_READINGS_MAX = 4096;

/**
 * Chooses windows for recordings of one rate.
 *
 * Where all are about equally long (the longest at most 1.5 times the shortest) and at most 10 s (or 512
 * readings at less than 1 Hz, such as a day in a field), each is one event and one window: of the length of the shortest, where that is at least nine tenths
 * of their median length, else of the median. What fills up a shorter recording looks like nothing
 * that is sensed later, and tells recordings of one session from those of another. Else windows of 2 s
 * slide by half, of 32 to 4096 readings, and no longer than three quarters of the recordings are.
 * Sound has a rule of its own (`soundWindow`).
 */
export function chooseWindow(samples: readonly Sample[], wish: WindowWish = {}): WindowPlan {
  assert(samples.length > 0, 'windows are chosen for recordings');
  return chooseWindowFor(samples[0]!, samples.map(lengthOf), wish);
}

/** The same where only the lengths of the recordings are known, in readings of `kind`'s rate. */
export function chooseWindowFor(
  kind: Pick<Sample, 'axes' | 'sampleRateHz'>,
  lengths: readonly number[],
  wish: WindowWish = {},
): WindowPlan {
  const rate = kind.sampleRateHz;
  const sorted = [...lengths].sort((a, b) => a - b);
  const time = (readings: number) => durationWord(readings / rate);
  const choose = holdsSound(kind) ? soundWindow : automatic;
  const chosen = choose(sorted, rate, time);
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
    const seen = sample.values.subarray(first, (start + length) * axes);
    window.set(seen, Math.max(0, -start) * axes);
    if (short === 'begin') {
      for (let at = seen.length; at < window.length; at++) window[at] = window[at - axes]!;
    }
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
  const alike = longest <= EVENT_RATIO_MAX * shortest;
  const isEvents =
    alike &&
    longest <= (rate < 1 ? SLOW_EVENT_READINGS_MAX : EVENT_SECONDS_MAX * rate) &&
    median <= EVENT_READINGS_MAX;
  if (isEvents) {
    const fits = shortest >= EVENT_SHORTEST_MIN * median;
    const length = fits ? shortest : median;
    const which = fits
      ? `the shortest's length ${time(length)}: longer ones are cropped at both ends alike.`
      : `the median length ${time(length)}: longer ones are cropped at both ends alike, of shorter ` +
        'ones the last reading is held.';
    return {
      length,
      stride: length,
      kind: 'whole',
      short: 'begin',
      reason:
        shortest === longest
          ? `All recordings are ${time(length)} long, so each is one window.`
          : `All recordings are about equally long (${time(shortest)} to ${time(longest)}), so each ` +
            `is one window of ${which}`,
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
      `Recordings are ${alike ? 'longer than one event is' : 'of different lengths'} (${time(shortest)} ` +
      `to ${time(longest)}), so windows of ${time(length)} slide over them by half` +
      (short > 0 ? `; the last reading of ${short} shorter ones is held.` : '.'),
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
