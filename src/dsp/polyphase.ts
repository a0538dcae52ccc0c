import { assert } from '../base/assert.ts';

/** How sharply a change of rate cuts off what the lower rate cannot hold. */
export interface ResampleQuality {
  /** What folds back or is mirrored is weaker than the signal by so much. */
  readonly attenuationDb: number;
  /** From the band that is kept to the lower of the two Nyquist frequencies, as a share of it. */
  readonly transition: number;
}

/** Below the noise of 13 bits, and all but the highest tenth of the band kept. */
export const fineQuality: ResampleQuality = { attenuationDb: 80, transition: 0.1 };

/** Phases that a filter is computed for, at most: finer ratios are taken as the nearest fraction. */
const phasesMax = 2048;

/**
 * An even signal at another rate, band-limited: conceptually zeros are put between its readings, a
 * Kaiser-windowed sinc lets through what both rates can hold, and readings at the new rate are taken
 * from that. Only what is needed of it is computed (polyphase form; Crochiere and Rabiner 1983,
 * chapter 2; length of the filter by Kaiser 1974).
 *
 * The first reading stays in its place; ⌈length × to / from⌉ readings come out. Before and after the
 * signal there is silence. Rates are above 0.
 */
export function resampleBandLimited(
  x: Float32Array,
  fromHz: number,
  toHz: number,
  quality: ResampleQuality = fineQuality,
): Float32Array {
  const { up, down } = ratioOf(fromHz, toHz);
  return up === down ? x.slice() : filtered(x, up, down, phasesOf(up, down, quality));
}

/** `to / from` as up / down, by continued fractions; exact wherever up is 2048 or less. */
export function ratioOf(
  fromHz: number,
  toHz: number,
): { readonly up: number; readonly down: number } {
  assert(fromHz > 0 && toHz > 0, 'rates are above 0');
  const ratio = toHz / fromHz;
  let [up, down, upBefore, downBefore] = [Math.floor(ratio), 1, 1, 0];
  let rest = ratio - up;
  while (rest > 1e-9 && Math.abs(up / down - ratio) > 1e-9 * ratio) {
    const whole = Math.floor(1 / rest + 1e-9);
    rest = 1 / rest - whole;
    const next = [whole * up + upBefore, whole * down + downBefore] as const;
    if (next[0] > phasesMax) break;
    [upBefore, downBefore, up, down] = [up, down, ...next];
  }
  assert(up > 0, `a rate is at most ${phasesMax} times the other`);
  return { up, down };
}

/** The filter, sorted: `taps` coefficients for each of `up` phases, for readings in their order. */
interface Phases {
  readonly taps: number;
  /** [up, taps] */
  readonly coefficients: Float64Array;
}

const keptPhases = new Map<string, Phases>();

function phasesOf(up: number, down: number, quality: ResampleQuality): Phases {
  const key = `${up}/${down} ${quality.attenuationDb} ${quality.transition}`;
  const kept = keptPhases.get(key);
  if (kept) return kept;
  const { attenuationDb, transition } = quality;
  // both in parts of the signal's own Nyquist frequency
  const nyquist = Math.min(1, up / down);
  const cutoff = nyquist * (1 - transition / 2);
  const width = transition * nyquist * Math.PI;
  const half = Math.ceil((attenuationDb - 8) / (2.285 * width) / 2);
  const beta = 0.1102 * (attenuationDb - 8.7);
  const taps = 2 * half;
  const coefficients = new Float64Array(up * taps);
  for (let phase = 0; phase < up; phase++) {
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      // from the new reading to the tap's reading, in readings of the signal
      const distance = tap - half + 1 - phase / up;
      const value = sinc(cutoff * distance) * kaiser(distance / half, beta);
      coefficients[phase * taps + tap] = value;
      sum += value;
    }
    for (let tap = 0; tap < taps; tap++) coefficients[phase * taps + tap]! /= sum;
  }
  const phases = { taps, coefficients };
  if (keptPhases.size >= 32) keptPhases.clear();
  keptPhases.set(key, phases);
  return phases;
}

function filtered(x: Float32Array, up: number, down: number, phases: Phases): Float32Array {
  const { taps, coefficients } = phases;
  const result = new Float32Array(Math.ceil((x.length * up) / down));
  let [whole, phase] = [0, 0];
  for (let i = 0; i < result.length; i++) {
    const first = whole - taps / 2 + 1;
    const from = Math.max(0, -first);
    const to = Math.min(taps, x.length - first);
    let sum = 0;
    for (let tap = from, at = phase * taps + from; tap < to; tap++, at++) {
      sum += coefficients[at]! * x[first + tap]!;
    }
    result[i] = sum;
    phase += down;
    whole += Math.floor(phase / up);
    phase %= up;
  }
  return result;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Kaiser's window over [−1, 1]. */
function kaiser(x: number, beta: number): number {
  return Math.abs(x) >= 1 ? 0 : besselI0(beta * Math.sqrt(1 - x * x)) / besselI0(beta);
}

/** The modified Bessel function of the first kind of order 0, by its power series. */
function besselI0(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 1e-16; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
