import { Failure } from '../base/failure.ts';
import type { BlockRule, Signal } from './block.ts';
import { butterworth, type Filter, filterInPlace, sectionSize } from './butterworth.ts';
import { hann, hannPower, isFftLength, powerSpectrum, twiddles } from './fft.ts';
import { centre, leastSize, log10, shape, sqrt, sum, sumSquares } from './float32.ts';

/**
 * Shape and spectrum of each axis, for inertial and vibration signals.
 *
 * Each axis has its mean over the window taken away first, so that neither gravity nor a sensor's
 * offset is in any feature, is multiplied by `scale`, then filtered. For each axis come, in this order:
 *
 * - rms: the root mean square (which is the standard deviation too, the mean being 0);
 * - skewness Σx³/(n rms³) and kurtosis Σx⁴/(n rms⁴) − 3, at most 30 either way;
 * - the power of each bin of frames of `fftLength` readings under a Hann window: its mean over the
 *   frames, then (where `maximum`) its largest. Power is |X|²/(n Σw²), in units squared: that of all
 *   bins, both sides of 0 Hz, adds up to the mean square;
 * - the `peaks` highest peaks of one spectrum under a Hann window, of the longest power of two of
 *   readings in the middle of the window: frequency in Hz and power, highest first. A peak is above its
 *   left neighbour, not below its right one, and has at least 1e-12 units of power and the share
 *   `peakThreshold` of the highest; where there are fewer, frequency and power are 0.
 *
 * After the axes come, where `correlations`, Pearson's r of each pair of axes, unfiltered.
 *
 * Where `log`, rms and powers are given as log10, of at least 1e-6 and 1e-12 units. Readings whose size
 * times `scale` is below 1e15 give finite features. All is float32, in the order of
 * runtime/dsp/thimble_spectral.c, to the same bits.
 */
export interface SpectralBlock {
  readonly kind: 'spectral';
  /** Old models keep their numbers: what this names never changes its arithmetic. */
  readonly version: 1;
  /** Any number but 0: brings readings to about 1, where they are in small or large units. */
  readonly scale: number;
  readonly filter: Filter;
  /** A power of two from 8, at most the window. */
  readonly fftLength: number;
  /** Frames overlap by half. */
  readonly overlap: boolean;
  readonly maximum: boolean;
  readonly log: boolean;
  /** 0 to 8. */
  readonly peaks: number;
  /** 0 to 1. */
  readonly peakThreshold: number;
  readonly correlations: boolean;
}

/** Powers below this are taken as this: −120 dB of one unit squared. */
const leastPower = 1e-12;
const shapeLimit = 30;
const f = Math.fround;

export const spectralRule: BlockRule<SpectralBlock> = {
  plan(block, signal) {
    requirePossible(block, signal);
    const tables = makeTables(block, signal);
    const { axes, length } = signal;
    const featureNames = names(block, signal);
    return {
      featureNames,
      shape: [featureNames.length],
      scratchFloats: 2 * axes.length + length + block.fftLength + 2 * (block.fftLength / 2 + 1),
      config: [
        { name: 'axes', value: { int: axes.length } },
        { name: 'length', value: { int: length } },
        { name: 'fft_length', value: { int: block.fftLength } },
        { name: 'hop', value: { int: tables.hop } },
        { name: 'maximum', value: { int: Number(block.maximum) } },
        { name: 'log', value: { int: Number(block.log) } },
        { name: 'long_length', value: { int: tables.longLength } },
        { name: 'peaks', value: { int: block.peaks } },
        { name: 'correlations', value: { int: Number(block.correlations) } },
        { name: 'sections', value: { int: tables.sections.length / sectionSize } },
        { name: 'high_pass', value: { int: Number(block.filter.kind === 'high') } },
        { name: 'scale', value: { float: f(block.scale) } },
        { name: 'inverse_length', value: { float: tables.inverseLength } },
        { name: 'mean_scale', value: { float: tables.meanScale } },
        { name: 'frame_scale', value: { float: tables.frameScale } },
        { name: 'long_scale', value: { float: tables.longScale } },
        { name: 'long_bin_hz', value: { float: tables.longBinHz } },
        { name: 'least_peak', value: { float: tables.leastPeak } },
        { name: 'peak_threshold', value: { float: f(block.peakThreshold) } },
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
  /** For the longer of the two transforms. */
  readonly twiddles: Float32Array;
  readonly sections: Float32Array;
  readonly inverseLength: number;
  /** From what the transform gives to power: of the sum of all frames, of one, of the long one. */
  readonly meanScale: number;
  readonly frameScale: number;
  readonly longScale: number;
  readonly longBinHz: number;
  /** What the transform gives for the least power. */
  readonly leastPeak: number;
}

function requirePossible(block: SpectralBlock, { length }: Signal): void {
  const { version, scale, fftLength, peaks, peakThreshold } = block;
  const refuse = (sentence: string): never => {
    throw new Failure('bad-option', sentence);
  };
  if (version !== 1) refuse(`Spectral features have version 1, not ${version}.`);
  if (length < 8) {
    refuse(`A window of ${length} readings is too short for spectral features: take 8 or more.`);
  }
  if (!(Number.isFinite(scale) && f(scale) !== 0)) {
    refuse(`A scale of ${scale} is not possible: give a number other than 0.`);
  }
  if (!isFftLength(fftLength) || fftLength > length) {
    refuse(
      `An FFT of ${fftLength} readings is not possible in a window of ${length}: give a power of two from 8 to ${longestPower(length)}.`,
    );
  }
  if (!Number.isInteger(peaks) || peaks < 0 || peaks > 8) {
    refuse(`${peaks} peaks are not possible: give 0 to 8.`);
  }
  if (!(peakThreshold >= 0 && peakThreshold <= 1)) {
    refuse(`A peak threshold of ${peakThreshold} is not possible: give 0 to 1.`);
  }
}

function makeTables(block: SpectralBlock, signal: Signal): Tables {
  const { fftLength } = block;
  const { length, sampleRateHz } = signal;
  const hop = block.overlap ? fftLength / 2 : fftLength;
  const frames = Math.floor((length - fftLength) / hop) + 1;
  const longLength = block.peaks > 0 ? longestPower(length) : fftLength;
  const powerScale = (size: number) => 1 / (4 * size * hannPower(size));
  return {
    hop,
    frames,
    longLength,
    twiddles: twiddles(longLength),
    sections: butterworth(block.filter, signal),
    inverseLength: f(1 / length),
    meanScale: f(powerScale(fftLength) / frames),
    frameScale: f(powerScale(fftLength)),
    longScale: f(powerScale(longLength)),
    longBinHz: f(sampleRateHz / longLength),
    leastPeak: f(leastPower / powerScale(longLength)),
  };
}

function longestPower(length: number): number {
  return 2 ** Math.floor(Math.log2(length));
}

function names(block: SpectralBlock, { axes, sampleRateHz }: Signal): string[] {
  const hz = (bin: number) => `${Number(((bin * sampleRateHz) / block.fftLength).toFixed(2))} Hz`;
  const bins = Array.from({ length: block.fftLength / 2 + 1 }, (_, bin) => hz(bin));
  const peaks = Array.from({ length: block.peaks }, (_, i) => i + 1);
  const log = block.log ? 'log ' : '';
  const ofAxis = [
    `${log}rms`,
    'skewness',
    'kurtosis',
    ...bins.map((bin) => `${log}power ${bin}`),
    ...(block.maximum ? bins.map((bin) => `largest ${log}power ${bin}`) : []),
    ...peaks.flatMap((i) => [`peak ${i} frequency`, `peak ${i} ${log}power`]),
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
  const { inverseLength } = tables;
  const scale = f(block.scale);
  const features: number[] = [];
  const x = new Float32Array(length);
  const means: number[] = [];
  const sizes: number[] = [];
  for (let axis = 0; axis < axes.length; axis++) {
    for (let i = 0; i < length; i++) x[i] = window[i * axes.length + axis]!;
    means.push(centre(x, 0, length, 1, inverseLength));
    for (let i = 0; i < length; i++) x[i] = f(x[i]! * scale);
    sizes.push(sqrt(f(sumSquares(x, 0, length, 1) * inverseLength)));
    if (block.filter.kind !== 'none') filterInPlace(x, length, tables.sections, block.filter.kind);
    features.push(...shapeOf(x, block, tables), ...framePowers(x, block, tables));
    features.push(...peaksOf(x, block, tables));
  }
  if (block.correlations) {
    for (let a = 0; a < axes.length; a++) {
      for (let b = a + 1; b < axes.length; b++) {
        const product = sumProducts(window, axes.length, a, b, means);
        features.push(correlation(product, scale, f(sizes[a]! * sizes[b]!), inverseLength));
      }
    }
  }
  return Float32Array.from(features);
}

function shapeOf(x: Float32Array, { log }: SpectralBlock, { inverseLength }: Tables): number[] {
  const size = sqrt(f(sumSquares(x, 0, x.length, 1) * inverseLength));
  const [skewness, kurtosis] = shape(x, x.length, inverseLength, size);
  const rms = log ? log10(size > leastSize ? size : leastSize) : size;
  return [rms, limited(skewness), limited(kurtosis)];
}

function limited(value: number): number {
  return value > shapeLimit ? shapeLimit : value < -shapeLimit ? -shapeLimit : value;
}

function framePowers(x: Float32Array, block: SpectralBlock, tables: Tables): number[] {
  const { fftLength, log } = block;
  const half = fftLength / 2;
  const total = new Float32Array(half + 1);
  const largest = new Float32Array(half + 1);
  const frame = new Float32Array(fftLength);
  const every = tables.longLength / fftLength;
  for (let k = 0; k < tables.frames; k++) {
    hann(x.subarray(k * tables.hop), frame, fftLength, tables.twiddles, every);
    powerSpectrum(frame, fftLength, tables.twiddles, every);
    for (let bin = 0; bin <= half; bin++) {
      const power = frame[bin === half ? 1 : 2 * bin]!;
      total[bin] = f(total[bin]! + power);
      if (power > largest[bin]!) largest[bin] = power;
    }
  }
  const means = Array.from(total, (power) => powerFeature(power, tables.meanScale, log));
  if (!block.maximum) return means;
  return [...means, ...Array.from(largest, (power) => powerFeature(power, tables.frameScale, log))];
}

function powerFeature(power: number, scale: number, log: boolean): number {
  const scaled = f(power * scale);
  if (!log) return scaled;
  return log10(scaled > f(leastPower) ? scaled : f(leastPower));
}

/** `x` is used up. */
function peaksOf(x: Float32Array, block: SpectralBlock, tables: Tables): number[] {
  if (block.peaks === 0) return [];
  const { longLength, longBinHz, longScale, leastPeak } = tables;
  const spectrum = x.subarray((x.length - longLength) >> 1);
  hann(spectrum, spectrum, longLength, tables.twiddles, 1);
  powerSpectrum(spectrum, longLength, tables.twiddles, 1);
  const power = (bin: number) => spectrum[2 * bin]!;
  const found: number[] = [];
  for (let bin = 1; bin < longLength / 2 - 1; bin++) {
    const isPeak = power(bin) > power(bin - 1) && power(bin) >= power(bin + 1);
    if (isPeak && power(bin) >= leastPeak) found.push(bin);
  }
  found.sort((a, b) => power(b) - power(a)); // stable: of equals the lower frequency stays first
  const share = found.length > 0 ? f(power(found[0]!) * f(block.peakThreshold)) : 0;
  return Array.from({ length: block.peaks }, (_, i) => found[i] ?? 0).flatMap((bin) => {
    const isThere = bin > 0 && power(bin) >= share;
    const height = powerFeature(isThere ? power(bin) : 0, longScale, block.log);
    return [f((isThere ? bin : 0) * longBinHz), height];
  });
}

/** Σ(a − its mean)(b − its mean) over the readings of two axes, in the order of `sum`. */
function sumProducts(
  window: Float32Array,
  width: number,
  a: number,
  b: number,
  means: readonly number[],
): number {
  const products = new Float32Array(window.length / width);
  for (let i = 0; i < products.length; i++) {
    products[i] = f(f(window[i * width + a]! - means[a]!) * f(window[i * width + b]! - means[b]!));
  }
  return sum(products, 0, products.length, 1);
}

/** 0 where one of the two stands still. */
function correlation(product: number, scale: number, size: number, inverseLength: number): number {
  if (!(size > f(leastPower))) return 0;
  return f(f(f(f(product * inverseLength) * scale) * scale) / size);
}
