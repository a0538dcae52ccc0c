import { Failure } from '../base/failure.ts';
import type { BlockRule, ConfigField, Signal } from './block.ts';
import { butterworth, type Filter, filterInPlace, sectionSize } from './butterworth.ts';
import { type Decimation, decimateInPlace, planDecimation } from './decimate.ts';
import { hann, hannPower, isFftLength, powerSpectrum, twiddles } from './fft.ts';
import { centre, leastSize, log10, shape, sqrt, sum, sumSquares } from './float32.ts';

/**
 * Shape and spectrum of each axis, for inertial and vibration signals.
 *
 * Each axis has its mean over the window taken away first, so that neither gravity nor a sensor's
 * offset is in any feature, is multiplied by `scale`, decimated, then filtered. For each axis come, in
 * this order:
 *
 * - rms: the root mean square (which is the standard deviation too, the mean being 0);
 * - skewness Σx³/(n rms³) and kurtosis Σx⁴/(n rms⁴) − 3, at most 30 either way;
 * - the power of each bin of frames of `fftLength` readings under a Hann window: its mean over the
 *   frames, then (where `maximum`) its largest. Power is |X|²/(n Σw²), in units squared: that of all
 *   bins, both sides of 0 Hz, adds up to the mean square;
 * - where `extraLow`, the same powers of the signal decimated by another 10, whose bins lie ten times as
 *   close;
 * - the `peaks` highest peaks of one spectrum under a Hann window, of the longest power of two of
 *   readings in the middle of the window: frequency in Hz and power, highest first. A peak is above its
 *   left neighbour, not below its right one, and has at least 1e-12 units of power and the share
 *   `peakThreshold` of the highest; where there are fewer, frequency and power are 0.
 *
 * - the power between each two neighbours of `powerEdges`, from the first bin at or above the lower edge
 *   to the last one below the upper edge of that spectrum, both sides of 0 Hz.
 *
 * After the axes come, where `correlations`, Pearson's r of each pair of axes, as they were read.
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
  /** One reading in so many is kept, behind a low-pass at 0.8 of what it can show; without it 1. */
  readonly decimation?: number;
  /** Hz, ascending: one feature less than edges; without it none. */
  readonly powerEdges?: readonly number[];
  /** Without it no. */
  readonly extraLow?: boolean;
}

/** Powers below this are taken as this: −120 dB of one unit squared. */
const leastPower = 1e-12;
const shapeLimit = 30;
const lowRatio = 10;
const f = Math.fround;

export const spectralRule: BlockRule<SpectralBlock> = {
  plan(block, signal) {
    requireSettings(block, signal);
    const tables = makeTables(block, signal);
    const { axes, length } = signal;
    const featureNames = names(block, signal, tables);
    const { decimation, low } = tables;
    const frameFloats = block.fftLength + 2 * (block.fftLength / 2 + 1);
    const copied = low ? decimation.length : 0;
    return {
      featureNames,
      shape: [featureNames.length],
      scratchFloats: 2 * axes.length + length + copied + frameFloats,
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
        { name: 'bands', value: { int: Math.max(0, tables.edges.length - 1) } },
        { name: 'extra_low', value: { int: Number(low !== null) } },
        { name: 'scale', value: { float: f(block.scale) } },
        { name: 'inverse_length', value: { float: tables.inverseLength } },
        { name: 'inverse_kept', value: { float: tables.inverseKept } },
        { name: 'mean_scale', value: { float: tables.meanScale } },
        { name: 'low_mean_scale', value: { float: tables.lowMeanScale } },
        { name: 'frame_scale', value: { float: tables.frameScale } },
        { name: 'long_scale', value: { float: tables.longScale } },
        { name: 'long_bin_hz', value: { float: tables.longBinHz } },
        { name: 'least_peak', value: { float: tables.leastPeak } },
        { name: 'peak_threshold', value: { float: f(block.peakThreshold) } },
        { name: 'twiddles', value: { table: tables.twiddles } },
        { name: 'filter', value: { table: tables.sections } },
        { name: 'edges', value: { table: tables.edges } },
        decimationField('decimation', decimation),
        decimationField('low', low ?? decimation),
      ],
      evaluate: (window) => evaluate(block, signal, tables, window),
    };
  },
};

interface Tables {
  readonly decimation: Decimation;
  /** Of what that leaves. */
  readonly low: Decimation | null;
  readonly hop: number;
  /** Readings of the spectrum in which peaks are looked for. */
  readonly longLength: number;
  /** For the longer of the two transforms. */
  readonly twiddles: Float32Array;
  readonly sections: Float32Array;
  /** First bin of each band, and the one past the last. */
  readonly edges: Int16Array;
  readonly inverseLength: number;
  readonly inverseKept: number;
  /** From what the transform gives to power: of the sum of all frames, of one, of the long one. */
  readonly meanScale: number;
  readonly lowMeanScale: number;
  readonly frameScale: number;
  readonly longScale: number;
  readonly longBinHz: number;
  /** What the transform gives for the least power. */
  readonly leastPeak: number;
}

function requireSettings(block: SpectralBlock, { length }: Signal): void {
  const { version, scale, fftLength, peaks, peakThreshold } = block;
  const kept = Math.floor(length / (block.decimation ?? 1));
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
  if (!isFftLength(fftLength) || (kept >= 8 && fftLength > kept)) {
    refuse(
      `An FFT of ${fftLength} readings is not possible in a window of ${kept}: give a power of two from 8 to ${longestPower(kept)}.`,
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
  const { fftLength, extraLow, powerEdges = [] } = block;
  const decimation = planDecimation(block.decimation ?? 1, signal, 8);
  const { length, sampleRateHz } = decimation;
  const kept = { ...signal, length, sampleRateHz };
  const low = extraLow ? planDecimation(lowRatio, kept, fftLength) : null;
  const hop = block.overlap ? fftLength / 2 : fftLength;
  const frames = (readings: number) => Math.floor((readings - fftLength) / hop) + 1;
  const isLong = block.peaks > 0 || powerEdges.length > 0;
  const longLength = isLong ? longestPower(length) : fftLength;
  const powerScale = (size: number) => 1 / (4 * size * hannPower(size));
  return {
    decimation,
    low,
    hop,
    longLength,
    twiddles: twiddles(longLength),
    sections: butterworth(block.filter, kept),
    edges: edgeBins(powerEdges, sampleRateHz, longLength),
    inverseLength: f(1 / signal.length),
    inverseKept: f(1 / length),
    meanScale: f(powerScale(fftLength) / frames(length)),
    lowMeanScale: low ? f(powerScale(fftLength) / frames(low.length)) : 0,
    frameScale: f(powerScale(fftLength)),
    longScale: f(powerScale(longLength)),
    longBinHz: f(sampleRateHz / longLength),
    leastPeak: f(leastPower / powerScale(longLength)),
  };
}

function edgeBins(edges: readonly number[], sampleRateHz: number, longLength: number): Int16Array {
  const binHz = sampleRateHz / longLength;
  const bins = Int16Array.from(edges, (hz) => Math.ceil(hz / binHz));
  const refuse = (sentence: string): never => {
    throw new Failure('bad-option', sentence);
  };
  if (edges.length === 1)
    refuse(`One power edge, ${edges[0]} Hz, bounds nothing: give two or more.`);
  for (const [i, hz] of edges.entries()) {
    if (!(hz > 0 && hz <= sampleRateHz / 2)) {
      refuse(
        `A power edge at ${hz} Hz is not possible: give frequencies above 0 and up to ${sampleRateHz / 2} Hz, half of what is left of the rate.`,
      );
    }
    if (i > 0 && !(bins[i]! > bins[i - 1]!)) {
      refuse(
        `Between the power edges ${edges[i - 1]} and ${hz} Hz there is nothing: bins lie ${Number(binHz.toPrecision(3))} Hz apart; give ascending edges further apart, or a longer window.`,
      );
    }
  }
  return bins;
}

function decimationField(
  name: string,
  { ratio, length, sections }: Decimation,
): { name: string; value: { struct: ConfigField[] } } {
  const struct: ConfigField[] = [
    { name: 'ratio', value: { int: ratio } },
    { name: 'length', value: { int: length } },
    { name: 'sections', value: { int: sections.length / sectionSize } },
    { name: 'filter', value: { table: sections } },
  ];
  return { name, value: { struct } };
}

function longestPower(length: number): number {
  return 2 ** Math.floor(Math.log2(length));
}

function names(block: SpectralBlock, { axes }: Signal, { decimation, low }: Tables): string[] {
  const { fftLength, maximum, powerEdges = [] } = block;
  const log = block.log ? 'log ' : '';
  const powers = (rateHz: number) => {
    const bins = Array.from({ length: fftLength / 2 + 1 }, (_, bin) => {
      return `${log}power ${Number(((bin * rateHz) / fftLength).toFixed(2))} Hz`;
    });
    return [...bins, ...(maximum ? bins.map((bin) => `largest ${bin}`) : [])];
  };
  const peaks = Array.from({ length: block.peaks }, (_, i) => i + 1);
  const ofAxis = [
    `${log}rms`,
    'skewness',
    'kurtosis',
    ...powers(decimation.sampleRateHz),
    ...(low ? powers(low.sampleRateHz).map((name) => `low ${name}`) : []),
    ...peaks.flatMap((i) => [`peak ${i} frequency`, `peak ${i} ${log}power`]),
    ...powerEdges.slice(1).map((hz, i) => `${log}power from ${powerEdges[i]} to ${hz} Hz`),
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
  const whole = new Float32Array(length);
  const means: number[] = [];
  const sizes: number[] = [];
  for (let axis = 0; axis < axes.length; axis++) {
    for (let i = 0; i < length; i++) whole[i] = window[i * axes.length + axis]!;
    means.push(centre(whole, 0, length, 1, inverseLength));
    for (let i = 0; i < length; i++) whole[i] = f(whole[i]! * scale);
    sizes.push(sqrt(f(sumSquares(whole, 0, length, 1) * inverseLength)));
    const x = decimateInPlace(whole, tables.decimation);
    const { kind } = block.filter;
    if (kind !== 'none') filterInPlace(x, x.length, tables.sections, kind);
    features.push(...shapeOf(x, block, tables));
    features.push(...framePowers(x, tables.meanScale, block, tables));
    if (tables.low) {
      const low = decimateInPlace(x.slice(), tables.low);
      features.push(...framePowers(low, tables.lowMeanScale, block, tables));
    }
    features.push(...longFeatures(x, block, tables));
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

function shapeOf(x: Float32Array, { log }: SpectralBlock, { inverseKept }: Tables): number[] {
  const size = sqrt(f(sumSquares(x, 0, x.length, 1) * inverseKept));
  const [skewness, kurtosis] = shape(x, x.length, inverseKept, size);
  const rms = log ? log10(size > leastSize ? size : leastSize) : size;
  return [rms, limited(skewness), limited(kurtosis)];
}

function limited(value: number): number {
  return value > shapeLimit ? shapeLimit : value < -shapeLimit ? -shapeLimit : value;
}

function framePowers(
  x: Float32Array,
  meanScale: number,
  block: SpectralBlock,
  tables: Tables,
): number[] {
  const { fftLength, log } = block;
  const half = fftLength / 2;
  const total = new Float32Array(half + 1);
  const largest = new Float32Array(half + 1);
  const frame = new Float32Array(fftLength);
  const every = tables.longLength / fftLength;
  for (let start = 0; start + fftLength <= x.length; start += tables.hop) {
    hann(x.subarray(start), frame, fftLength, tables.twiddles, every);
    powerSpectrum(frame, fftLength, tables.twiddles, every);
    for (let bin = 0; bin <= half; bin++) {
      const power = frame[bin === half ? 1 : 2 * bin]!;
      total[bin] = f(total[bin]! + power);
      if (power > largest[bin]!) largest[bin] = power;
    }
  }
  const means = Array.from(total, (power) => powerFeature(power, meanScale, log));
  if (!block.maximum) return means;
  return [...means, ...Array.from(largest, (power) => powerFeature(power, tables.frameScale, log))];
}

function powerFeature(power: number, scale: number, log: boolean): number {
  const scaled = f(power * scale);
  if (!log) return scaled;
  return log10(scaled > f(leastPower) ? scaled : f(leastPower));
}

/** Peaks and bands of the long spectrum, which takes the place of `x`. */
function longFeatures(x: Float32Array, block: SpectralBlock, tables: Tables): number[] {
  if (block.peaks === 0 && tables.edges.length === 0) return [];
  const { longLength, longScale, edges } = tables;
  const spectrum = x.subarray((x.length - longLength) >> 1);
  hann(spectrum, spectrum, longLength, tables.twiddles, 1);
  powerSpectrum(spectrum, longLength, tables.twiddles, 1);
  const bands = Array.from(edges.subarray(1), (end, band) => {
    let total = 0;
    for (let bin = edges[band]!; bin < end; bin++) total = f(total + spectrum[2 * bin]!);
    return powerFeature(f(2 * total), longScale, block.log);
  });
  return [...peaksOf(spectrum, block, tables), ...bands];
}

function peaksOf(spectrum: Float32Array, block: SpectralBlock, tables: Tables): number[] {
  const { longLength, longBinHz, longScale, leastPeak } = tables;
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
