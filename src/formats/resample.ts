import { assert } from '../base/assert.ts';
import { lengthOf, type Recording } from './recording.ts';

/** Rates that differ by less are taken as one: what two clocks of the same kind may differ by. */
const CLOCK_TOLERANCE = 0.005;
/** Down to this much slower, straight lines between readings are good enough. */
const PLAIN_RATIO = 1.5;

/**
 * The same recording in even readings at a rate, from its first reading to its last.
 *
 * Between two readings the signal is taken as a straight line. Where the rate falls to less than
 * two thirds, each new reading is the mean over its own interval, so that little folds back. An even
 * recording within 0.5 % of the rate keeps its readings as they are.
 */
export function resampled(recording: Recording, sampleRateHz: number): Recording {
  assert(sampleRateHz > 0, 'a rate is above 0');
  const { timesS, values, axes, ...rest } = recording;
  const ratio = recording.sampleRateHz / sampleRateHz;
  const length = lengthOf(recording);
  if (length === 1 || (!timesS && Math.abs(ratio - 1) <= CLOCK_TOLERANCE)) {
    return { ...rest, axes, values, sampleRateHz };
  }
  const times = timesS ?? Float64Array.from({ length }, (_, i) => i / recording.sampleRateHz);
  // A hair more, so that rounding does not cost the last reading.
  const count = Math.floor(times[length - 1]! * sampleRateHz + 1e-6) + 1;
  const even = new Float64Array(count * axes.length);
  for (let axis = 0; axis < axes.length; axis++) {
    const signal = Float64Array.from({ length }, (_, i) => values[i * axes.length + axis]!);
    const at =
      ratio > PLAIN_RATIO ? meanAt(times, signal, 0.5 / sampleRateHz) : lineAt(times, signal);
    for (let i = 0; i < count; i++) even[i * axes.length + axis] = at(i / sampleRateHz);
  }
  return { ...rest, axes, values: Float32Array.from(even), sampleRateHz };
}

/** The signal at a time, on straight lines between readings. Times must be asked for in order. */
function lineAt(times: Float64Array, signal: Float64Array): (time: number) => number {
  let left = 0;
  return (time) => {
    while (left + 2 < times.length && times[left + 1]! <= time) left++;
    const share = (time - times[left]!) / (times[left + 1]! - times[left]!);
    const within = Math.min(1, Math.max(0, share));
    return signal[left]! + within * (signal[left + 1]! - signal[left]!);
  };
}

/** The mean of the straight lines over `half` seconds to both sides, as far as the signal goes. */
function meanAt(times: Float64Array, signal: Float64Array, half: number): (time: number) => number {
  const areas = new Float64Array(times.length);
  for (let i = 1; i < times.length; i++) {
    const area = ((signal[i]! + signal[i - 1]!) / 2) * (times[i]! - times[i - 1]!);
    areas[i] = areas[i - 1]! + area;
  }
  const end = times.at(-1)!;
  const areaUntil = () => {
    const line = lineAt(times, signal);
    let left = 0;
    return (time: number) => {
      while (left + 2 < times.length && times[left + 1]! <= time) left++;
      return areas[left]! + ((signal[left]! + line(time)) / 2) * (time - times[left]!);
    };
  };
  const [before, after] = [areaUntil(), areaUntil()];
  return (time) => {
    const [from, to] = [Math.max(0, time - half), Math.min(end, time + half)];
    return (after(to) - before(from)) / (to - from);
  };
}
