import { Failure } from '../../base/failure.ts';
import type { BlockPlan, BlockRule, Signal } from '../block.ts';
import { butterworth, sectionSize } from '../butterworth.ts';
import { hannPower, twiddles } from '../fft.ts';
import { centre, sqrt, sumSquares } from '../float32.ts';
import { findBeats } from './beats.ts';
import { hrvNames, variability } from './variability.ts';

/**
 * Heart rate and its variability from an electrocardiogram (ECG) or the light of a pulse oximeter
 * (PPG): the first axis of one window.
 *
 * The signal is band-passed, differentiated, squared and averaged over a beat's width (Pan and Tompkins
 * 1985); of a pulse only the rise counts. A beat is where that average is highest within 0.25 s (pulse:
 * 0.33 s) and above a share of the middle of its maxima over 2 s: 0.3 (pulse: 0.9), less by a factor of
 * 10 to the power of `sensitivity`. Its time is that of the largest deflection nearby. Heart rate in
 * beats a minute is 60 (beats − 1) / (last − first); 0 with fewer than three beats.
 *
 * Where `variability`, features of the intervals between beats follow, in ms: their mean, their
 * standard deviation (SDNN), the root mean square of successive differences (RMSSD), the share of those
 * above 50 ms (pNN50), the power from 0.04 to 0.15 Hz (LF) and from 0.15 to 0.4 Hz (HF) in ms², and
 * LF/HF (Task Force of the ESC and NASPE 1996). Intervals outside 0.3 to 2 s, and those that are more
 * than 30 % off their median, are taken as missed or false beats and left out; powers are those of the
 * intervals drawn as straight lines at 4 to 8 Hz under a Hann window.
 *
 * Where three axes of an accelerometer follow, the last feature is 1 for a body at rest: the standard
 * deviation of the acceleration's magnitude is at most `restingShare` of its mean, which is gravity
 * whatever the units; else it is 0. All is float32, in the order of runtime/dsp/thimble_heart.c.
 */
export interface HeartBlock {
  readonly kind: 'heart';
  readonly version: 1;
  readonly source: 'ecg' | 'ppg';
  /** 0 to 1. */
  readonly sensitivity: number;
  readonly variability: boolean;
  /** Above 0, for four axes; without it there is one axis. */
  readonly restingShare?: number;
}

/** Edges of the band, width of a beat's steep part, the pause after it, the highest threshold. */
export const heartSources = {
  ecg: { lowHz: 5, highHz: 15, widthSeconds: 0.12, pauseSeconds: 0.25, threshold: 0.3 },
  ppg: { lowHz: 0.5, highHz: 5, widthSeconds: 0.2, pauseSeconds: 0.33, threshold: 0.9 },
} as const;

const f = Math.fround;
/** Intervals are drawn anew at this rate or up to twice as often, a power of two times a window. */
const leastDrawHz = 4;

export const heartRule: BlockRule<HeartBlock> = { plan };

function plan(block: HeartBlock, signal: Signal): BlockPlan {
  requirePossible(block, signal);
  const tables = makeTables(block, signal);
  const { length, axes } = signal;
  const hasMotion = axes.length > 1;
  const names = [
    'heart rate',
    ...(block.variability ? hrvNames : []),
    ...(hasMotion ? ['resting'] : []),
  ];
  return {
    featureNames: names.map((name) => `${signal.axes[0]} ${name}`),
    shape: [names.length],
    scratchFloats: 2 * length + tables.blocks + 3 * tables.mostBeats + tables.fftLength,
    config: configOf(block, signal, tables),
    evaluate(window) {
      const first = hasMotion ? window.filter((_, i) => i % axes.length === 0) : window;
      const beats = findBeats(first, block.source, tables);
      const rate = beats.length < 3 ? 0 : beatsPerMinute(beats, f(60 * signal.sampleRateHz));
      const features = [rate, ...(block.variability ? variability(beats, tables) : [])];
      if (hasMotion) features.push(resting(window, f(block.restingShare ?? 0), tables));
      return Float32Array.from(features);
    },
  };
}

/** 1 where the magnitude of axes 1 to 3 of four hardly varies. */
function resting(window: Float32Array, share: number, tables: HeartTables): number {
  const { length, inverseLength } = tables;
  const size = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const [x, y, z] = [window[4 * i + 1]!, window[4 * i + 2]!, window[4 * i + 3]!];
    size[i] = sqrt(f(f(f(x * x) + f(y * y)) + f(z * z)));
  }
  const mean = centre(size, 0, length, 1, inverseLength);
  const deviation = sqrt(f(sumSquares(size, 0, length, 1) * inverseLength));
  return deviation <= f(mean * share) ? 1 : 0;
}

function beatsPerMinute(beats: readonly number[], minute: number): number {
  const span = beats.at(-1)! - beats[0]!;
  return f(f(minute * (beats.length - 1)) / span);
}

/** What both beats and variability need, in readings. */
export interface HeartTables {
  readonly length: number;
  readonly highSections: Float32Array;
  readonly lowSections: Float32Array;
  readonly inverseLength: number;
  /** Readings of the steep part, of the pause after a beat, of a stretch that has one maximum. */
  readonly width: number;
  readonly inverseWidth: number;
  readonly pause: number;
  readonly stretch: number;
  readonly blocks: number;
  readonly mostBeats: number;
  readonly threshold: number;
  readonly msPerReading: number;
  /** Readings from one drawn interval to the next. */
  readonly drawStep: number;
  readonly fftLength: number;
  readonly twiddles: Float32Array;
  /** From what the transform gives to ms². */
  readonly powerScale: number;
  /** Bins from and to below: LF, HF. */
  readonly bands: readonly [lf: number, hf: number, end: number];
}

function makeTables({ source, sensitivity }: HeartBlock, signal: Signal): HeartTables {
  const { sampleRateHz, length } = signal;
  const { lowHz, highHz, widthSeconds, pauseSeconds, threshold } = heartSources[source];
  const width = Math.max(1, Math.round(widthSeconds * sampleRateHz));
  const pause = Math.max(1, Math.round(pauseSeconds * sampleRateHz));
  const stretch = Math.min(length, Math.round(2 * sampleRateHz));
  const seconds = length / sampleRateHz;
  const fftLength = Math.max(8, 2 ** Math.ceil(Math.log2(seconds * leastDrawHz)));
  const bin = (hz: number) => Math.min(fftLength / 2, Math.ceil(hz * seconds));
  return {
    length,
    highSections: butterworth({ kind: 'high', cutoffHz: lowHz, order: 2 }, signal),
    lowSections: butterworth({ kind: 'low', cutoffHz: highHz, order: 2 }, signal),
    inverseLength: f(1 / length),
    width,
    inverseWidth: f(1 / width),
    pause,
    stretch,
    blocks: Math.floor(length / stretch),
    mostBeats: Math.floor(length / pause) + 2,
    threshold: f(threshold * 10 ** -sensitivity),
    msPerReading: f(1000 / sampleRateHz),
    drawStep: f(length / fftLength),
    fftLength,
    twiddles: twiddles(fftLength),
    // 4|X|² on one side of 0 Hz: twice |X|² / (n Σw²).
    powerScale: f(2 / (4 * fftLength * hannPower(fftLength))),
    bands: [Math.max(1, bin(0.04)), bin(0.15), bin(0.4)],
  };
}

function requirePossible(
  { version, sensitivity, source, variability: hrv, restingShare = 0 }: HeartBlock,
  signal: Signal,
) {
  const refuse = (sentence: string): never => {
    throw new Failure('bad-option', sentence);
  };
  const { axes, length, sampleRateHz } = signal;
  if (version !== 1) refuse(`Heart features have version 1, not ${version}.`);
  if (restingShare === 0 && axes.length !== 1) {
    refuse(
      `Heart features are of one axis, not ${axes.length}: choose the one with the ${source}.`,
    );
  }
  if (restingShare !== 0 && axes.length !== 4) {
    refuse(
      `Heart features with a restingShare are of four axes, not ${axes.length}: choose the one with the ${source}, then the three of an accelerometer.`,
    );
  }
  if (!(restingShare >= 0 && restingShare <= 1)) {
    refuse(
      `A restingShare of ${restingShare} is not possible: give 0 to 1; 0 for no accelerometer.`,
    );
  }
  if (!(sensitivity >= 0 && sensitivity <= 1)) {
    refuse(`A sensitivity of ${sensitivity} is not possible: give 0 to 1.`);
  }
  const leastHz = 2.2 * heartSources[source].highHz;
  if (!(sampleRateHz >= leastHz)) {
    refuse(
      `${sampleRateHz} readings a second are too few for ${source}: record ${leastHz} or more.`,
    );
  }
  const seconds = length / sampleRateHz;
  const least = hrv ? 30 : 4;
  if (!(seconds >= least)) {
    refuse(
      `A window of ${Number(seconds.toFixed(2))} s is too short for ${hrv ? 'heart rate variability' : 'heart rate'}: take ${least} s or more.`,
    );
  }
  if (length > 32_000) {
    refuse(`A window of ${length} readings is too long for heart features: take 32000 or fewer.`);
  }
}

function configOf(block: HeartBlock, { axes, sampleRateHz }: Signal, tables: HeartTables) {
  const [lf, hf, end] = tables.bands;
  const ints = {
    length: tables.length,
    is_pulse: Number(block.source === 'ppg'),
    variability: Number(block.variability),
    axes: axes.length,
    high_sections: tables.highSections.length / sectionSize,
    low_sections: tables.lowSections.length / sectionSize,
    width: tables.width,
    pause: tables.pause,
    stretch: tables.stretch,
    blocks: tables.blocks,
    most_beats: tables.mostBeats,
    fft_length: tables.fftLength,
    lf_bin: lf,
    hf_bin: hf,
    end_bin: end,
  };
  const floats = {
    inverse_length: tables.inverseLength,
    inverse_width: tables.inverseWidth,
    threshold: tables.threshold,
    resting_share: f(block.restingShare ?? 0),
    readings_per_minute: f(60 * sampleRateHz),
    ms_per_reading: tables.msPerReading,
    draw_step: tables.drawStep,
    power_scale: tables.powerScale,
  };
  return [
    ...Object.entries(ints).map(([name, int]) => ({ name, value: { int } })),
    ...Object.entries(floats).map(([name, float]) => ({ name, value: { float } })),
    { name: 'high_filter', value: { table: tables.highSections } },
    { name: 'low_filter', value: { table: tables.lowSections } },
    { name: 'twiddles', value: { table: tables.twiddles } },
  ];
}
