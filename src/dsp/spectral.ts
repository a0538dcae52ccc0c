import { Failure } from '../base/failure.ts';
import type { BlockRule, Signal } from './block.ts';
import { butterworth, type Filter, filterInPlace } from './butterworth.ts';
import { isFftLength, powerSpectrum, twiddles } from './fft.ts';
import { log10, powerSum, sqrt, sum } from './float32.ts';

/**
 * Shape and spectrum of each axis, for inertial and vibration signals.
 *
 * Each axis has its mean taken away first, so that neither gravity nor a sensor's offset is in any
 * feature, then passes the filter. For each axis come, in this order:
 *
 * - log rms: log10 of the root mean square (which is the standard deviation, the mean being 0);
 * - skewness Σx³/(n rms³) and kurtosis Σx⁴/(n rms⁴) − 3, at most 30 either way;
 * - log power of each bin of frames of `fftLength` readings under a Hann window: of the mean over the
 *   frames, then (where `maximum`) of the largest frame. Power is |X|²/(n Σw²), in units squared;
 * - the `peaks` highest peaks of the spectrum of the longest power of two of readings: frequency in
 *   Hz and log power, highest first; frequency 0 and the floor where there are fewer.
 *
 * After the axes come, where `correlations`, Pearson's r of each pair of axes, unfiltered.
 */
export interface SpectralBlock {
  readonly kind: 'spectral';
  /** Old models keep their numbers: what this names never changes its arithmetic. */
  readonly version: 1;
  readonly filter: Filter;
  /** A power of two from 8, at most the window. */
  readonly fftLength: number;
  /** Frames overlap by half. */
  readonly overlap: boolean;
  readonly maximum: boolean;
  /** 0 to 8. */
  readonly peaks: number;
  readonly correlations: boolean;
}

/** Powers below this are taken as this: −120 dB of one unit squared. */
const powerFloor = 1e-12;
const shapeLimit = 30;
const f = Math.fround;

export const spectralRule: BlockRule<SpectralBlock> = {
  plan(block, signal) {
    requirePossible(block, signal);
    const tables = makeTables(block, signal);
    return {
      featureNames: names(block, signal, tables),
      scratchFloats: scratchFloats(block, signal, tables),
      config: [
        { name: 'axes', value: { int: signal.axes.length } },
        { name: 'length', value: { int: signal.length } },
        { name: 'fft_length', value: { int: block.fftLength } },
        { name: 'hop', value: { int: tables.hop } },
        { name: 'maximum', value: { int: Number(block.maximum) } },
        { name: 'long_length', value: { int: tables.longLength } },
        { name: 'peaks', value: { int: block.peaks } },
        { name: 'correlations', value: { int: Number(block.correlations) } },
        { name: 'sections', value: { int: tables.sections.length / 5 } },
        { name: 'inverse_length', value: { float: tables.inverseLength } },
        { name: 'frame_scale', value: { float: tables.frameScale } },
        { name: 'long_scale', value: { float: tables.longScale } },
        { name: 'long_bin_hz', value: { float: tables.longBinHz } },
        { name: 'hann', value: { table: tables.hann } },
        { name: 'twiddles', value: { table: tables.twiddles } },
        { name: 'filter', value: { table: tables.sections } },
      ],
      evaluate: (window) => evaluate(block, signal, tables, window),
    };
  },
};

interface Tables {
  readonly hop: number;
  readonly frames: number;
  /** Readings of the spectrum in which peaks are looked for. */
  readonly longLength: number;
  readonly hann: Float32Array;
  /** For the longer of the two transforms. */
  readonly twiddles: Float32Array;
  readonly sections: Float32Array;
  readonly inverseLength: number;
  readonly frameScale: number;
  readonly longScale: number;
  readonly longBinHz: number;
}

function requirePossible({ fftLength, peaks, version }: SpectralBlock, signal: Signal): void {
  const refuse = (sentence: string): never => {
    throw new Failure('bad-option', sentence);
  };
  if (version !== 1) refuse(`Spectral features have version 1, not ${version}.`);
  if (signal.length < 8) {
    refuse(
      `A window of ${signal.length} readings is too short for spectral features: take 8 or more.`,
    );
  }
  if (!isFftLength(fftLength) || fftLength > signal.length) {
    refuse(
      `An FFT of ${fftLength} readings is not possible in a window of ${signal.length}: give a power of two from 8 to ${longestPower(signal.length)}.`,
    );
  }
  if (!Number.isInteger(peaks) || peaks < 0 || peaks > 8) {
    refuse(`${peaks} peaks are not possible: give 0 to 8.`);
  }
}

function makeTables(block: SpectralBlock, { length, sampleRateHz }: Signal): Tables {
  const { fftLength } = block;
  const hop = block.overlap ? fftLength / 2 : fftLength;
  const frames = Math.floor((length - fftLength) / hop) + 1;
  const longLength = block.peaks > 0 ? longestPower(length) : fftLength;
  const hann = Float32Array.from(
    { length: fftLength },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / fftLength),
  );
  const hannPower = hann.reduce((total, w) => total + w * w, 0);
  return {
    hop,
    frames,
    longLength,
    hann,
    twiddles: twiddles(longLength),
    sections: butterworth(block.filter, sampleRateHz),
    inverseLength: f(1 / length),
    frameScale: f(1 / (fftLength * hannPower)),
    longScale: f(1 / longLength ** 2),
    longBinHz: f(sampleRateHz / longLength),
  };
}

function longestPower(length: number): number {
  return 2 ** Math.floor(Math.log2(length));
}

function scratchFloats(
  { fftLength, maximum }: SpectralBlock,
  signal: Signal,
  { longLength }: Tables,
): number {
  const bins = fftLength / 2 + 1;
  return 2 * signal.axes.length + signal.length + longLength + bins * (maximum ? 2 : 1);
}

function names(block: SpectralBlock, { axes, sampleRateHz }: Signal, _tables: Tables): string[] {
  const hz = (bin: number) => `${Number(((bin * sampleRateHz) / block.fftLength).toFixed(2))} Hz`;
  const bins = Array.from({ length: block.fftLength / 2 + 1 }, (_, bin) => hz(bin));
  const peaks = Array.from({ length: block.peaks }, (_, i) => i + 1);
  const ofAxis = [
    'log rms',
    'skewness',
    'kurtosis',
    ...bins.map((bin) => `log power ${bin}`),
    ...(block.maximum ? bins.map((bin) => `largest log power ${bin}`) : []),
    ...peaks.flatMap((i) => [`peak ${i} frequency`, `peak ${i} log power`]),
  ];
  const pairs = axes.flatMap((a, i) => axes.slice(i + 1).map((b) => `${a} with ${b} correlation`));
  return [
    ...axes.flatMap((axis) => ofAxis.map((name) => `${axis} ${name}`)),
    ...(block.correlations ? pairs : []),
  ];
}

function evaluate(
  block: SpectralBlock,
  { axes, length }: Signal,
  tables: Tables,
  window: Float32Array,
): Float32Array {
  const features: number[] = [];
  const x = new Float32Array(length);
  const means: number[] = [];
  const deviations: number[] = [];
  for (let axis = 0; axis < axes.length; axis++) {
    const mean = f(sum(window, axis, length, axes.length) * tables.inverseLength);
    for (let i = 0; i < length; i++) x[i] = window[i * axes.length + axis]! - mean;
    means.push(mean);
    deviations.push(sqrt(meanPower(x, 1, 2, tables)));
    if (tables.sections.length > 0) filterInPlace(x, length, tables.sections);
    features.push(
      ...shape(x, tables),
      ...framePowers(x, block, tables),
      ...peaksOf(x, block, tables),
    );
  }
  if (block.correlations) {
    for (let a = 0; a < axes.length; a++) {
      for (let b = a + 1; b < axes.length; b++) {
        features.push(correlation(window, axes.length, a, b, means, deviations, tables));
      }
    }
  }
  return Float32Array.from(features);
}

function meanPower(
  x: Float32Array,
  size: number,
  power: 2 | 3 | 4,
  { inverseLength }: Tables,
): number {
  return f(powerSum(x, 0, x.length, 1, size, power) * inverseLength);
}

function shape(x: Float32Array, tables: Tables): number[] {
  const size = sqrt(meanPower(x, 1, 2, tables));
  if (!(size > f(1e-6))) return [log10(f(1e-6)), 0, 0];
  const skewness = meanPower(x, size, 3, tables);
  const kurtosis = f(meanPower(x, size, 4, tables) - 3);
  return [log10(size), limited(skewness), limited(kurtosis)];
}

function limited(value: number): number {
  return value > shapeLimit ? shapeLimit : value < -shapeLimit ? -shapeLimit : value;
}

function logPower(power: number, scale: number): number {
  const scaled = f(power * scale);
  return log10(scaled > f(powerFloor) ? scaled : f(powerFloor));
}

function framePowers(
  x: Float32Array,
  { fftLength, maximum }: SpectralBlock,
  tables: Tables,
): number[] {
  const bins = fftLength / 2 + 1;
  const total = new Float32Array(bins);
  const largest = new Float32Array(bins);
  const frame = new Float32Array(fftLength);
  const every = tables.longLength / fftLength;
  for (let k = 0; k < tables.frames; k++) {
    for (let i = 0; i < fftLength; i++) frame[i] = x[k * tables.hop + i]! * tables.hann[i]!;
    const last = powerSpectrum(frame, fftLength, tables.twiddles, every);
    for (let bin = 0; bin < bins; bin++) {
      const power = bin === bins - 1 ? last : frame[bin]!;
      total[bin] = total[bin]! + power;
      if (power > largest[bin]!) largest[bin] = power;
    }
  }
  const share = f(tables.frameScale / tables.frames);
  const means = Array.from(total, (power) => logPower(power, share));
  return maximum
    ? [...means, ...Array.from(largest, (power) => logPower(power, tables.frameScale))]
    : means;
}

function peaksOf(x: Float32Array, { peaks }: SpectralBlock, tables: Tables): number[] {
  if (peaks === 0) return [];
  const { longLength, longBinHz, longScale } = tables;
  const spectrum = x.slice(0, longLength);
  powerSpectrum(spectrum, longLength, tables.twiddles, 1);
  const features: number[] = [];
  let ceiling = Number.POSITIVE_INFINITY;
  let after = 0;
  for (let peak = 0; peak < peaks; peak++) {
    const bin = nextPeak(spectrum, longLength / 2, ceiling, after);
    if (bin === 0) {
      features.push(0, log10(f(powerFloor)));
      continue;
    }
    [ceiling, after] = [spectrum[bin]!, bin];
    features.push(f(bin * longBinHz), logPower(ceiling, longScale));
  }
  return features;
}

/** The highest bin above both neighbours that comes after the last one: lower, or as high and later. */
function nextPeak(spectrum: Float32Array, bins: number, ceiling: number, after: number): number {
  let best = 0;
  let height = 0;
  for (let bin = 1; bin < bins - 1; bin++) {
    const power = spectrum[bin]!;
    const isPeak = power > spectrum[bin - 1]! && power >= spectrum[bin + 1]!;
    const isNext = power < ceiling || (power === ceiling && bin > after);
    if (isPeak && isNext && power > height) [best, height] = [bin, power];
  }
  return best;
}

function correlation(
  window: Float32Array,
  width: number,
  a: number,
  b: number,
  means: readonly number[],
  deviations: readonly number[],
  { inverseLength }: Tables,
): number {
  const size = f(deviations[a]! * deviations[b]!);
  if (!(size > f(1e-12))) return 0;
  const products = new Float32Array(window.length / width);
  for (let i = 0; i < products.length; i++) {
    products[i] = f(window[i * width + a]! - means[a]!) * f(window[i * width + b]! - means[b]!);
  }
  return f(f(sum(products, 0, products.length) * inverseLength) / size);
}
