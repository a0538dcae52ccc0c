import { Failure } from '../../base/failure.ts';
import type { BlockPlan, BlockRule, Signal } from '../block.ts';
import { butterworth, filterInPlace, notch, sectionSize } from '../butterworth.ts';
import { powerSpectrum, twiddles } from '../fft.ts';
import { centre, log10 } from '../float32.ts';
import { dpss } from './dpss.ts';

/**
 * Power of the bands of an electroencephalogram, for each channel (axis).
 *
 * A channel loses its mean, is multiplied by `scale` and filtered: mains out, then what is slower and
 * faster than wanted. It is cut into epochs; those in which it goes beyond `rejectAbove` are taken as
 * blinks and movement and left out. The spectrum of each epoch is the mean of those under `tapers`
 * orthogonal windows (multitaper: Thomson 1982), and the spectra of the epochs are averaged. Features
 * are, for each channel, log10 of the mean density of each band in units²/Hz, of at least 1e-12, then
 * the band's share of the power of all, then the share of epochs that were used. All is float32, in
 * the order of runtime/dsp/thimble_eeg.c.
 */
export interface EegBlock {
  readonly kind: 'eeg';
  readonly version: 1;
  readonly scale: number;
  /** 50 or 60 where mains reach the electrodes; 0: none. */
  readonly notchHz: number;
  /** 0: none. */
  readonly highPassHz: number;
  readonly lowPassHz: number;
  readonly epochSeconds: number;
  /** Of the windows, in bins. */
  readonly halfBandwidth: number;
  /** At most 2 halfBandwidth − 1. */
  readonly tapers: number;
  /** In units times scale; 0: nothing is left out. */
  readonly rejectAbove: number;
}

const bands = [
  { name: 'delta', low: 1, high: 4 },
  { name: 'theta', low: 4, high: 8 },
  { name: 'alpha', low: 8, high: 13 },
  { name: 'beta', low: 13, high: 30 },
  { name: 'gamma', low: 30, high: 45 },
] as const;

const f = Math.fround;
const leastDensity = f(1e-12);

export const eegRule: BlockRule<EegBlock> = { plan };

function plan(block: EegBlock, signal: Signal): BlockPlan {
  requirePossible(block, signal);
  const tables = makeTables(block, signal);
  const names = [
    ...tables.names.map((name) => `log ${name} density`),
    ...tables.names.map((name) => `${name} share`),
    'epochs used',
  ];
  return {
    featureNames: signal.axes.flatMap((axis) => names.map((name) => `${axis} ${name}`)),
    shape: [signal.axes.length * names.length],
    scratchFloats: signal.length + tables.fftLength + tables.fftLength / 2,
    config: configOf(block, signal, tables),
    evaluate: (window) => evaluate(block, signal, tables, window),
  };
}

interface Tables {
  readonly names: readonly string[];
  readonly epochLength: number;
  readonly epochs: number;
  readonly fftLength: number;
  readonly twiddles: Float32Array;
  /** [tapers, epochLength] */
  readonly windows: Float32Array;
  readonly notch: Float32Array;
  readonly high: Float32Array;
  readonly low: Float32Array;
  /** First bin of each band, and the first beyond the last band; bands lie side by side. */
  readonly edges: Int16Array;
  /** From what the transforms of one epoch give to density. */
  readonly densityScale: number;
}

function requirePossible(block: EegBlock, { axes, length, sampleRateHz }: Signal): void {
  const { version, scale, epochSeconds, halfBandwidth, tapers, rejectAbove } = block;
  const refuse = (sentence: string): never => {
    throw new Failure('bad-option', sentence);
  };
  if (version !== 1) refuse(`EEG features have version 1, not ${version}.`);
  if (axes.length > 8) refuse(`EEG features are of up to 8 channels, not ${axes.length}.`);
  if (!(Number.isFinite(scale) && f(scale) !== 0)) {
    refuse(`A scale of ${scale} is not possible: give a number other than 0.`);
  }
  if (!(sampleRateHz >= 20)) {
    refuse(`${sampleRateHz} readings a second are too few for EEG: record 20 or more.`);
  }
  const epochLength = Math.round(epochSeconds * sampleRateHz);
  if (!(epochSeconds >= 1 && epochLength <= length && epochLength <= 8192)) {
    const most = Math.min(length, 8192) / sampleRateHz;
    refuse(
      most < 1
        ? `A window of ${length} readings at ${sampleRateHz} Hz is too short for EEG: take 1 s or more.`
        : `Epochs of ${epochSeconds} s are not possible: give 1 to ${Number(most.toFixed(2))} s.`,
    );
  }
  if (!(halfBandwidth >= 1 && halfBandwidth <= 8)) {
    refuse(`A half bandwidth of ${halfBandwidth} bins is not possible: give 1 to 8.`);
  }
  const most = Math.floor(2 * halfBandwidth - 1);
  if (!(Number.isInteger(tapers) && tapers >= 1 && tapers <= most)) {
    refuse(
      `${tapers} tapers are not possible: a half bandwidth of ${halfBandwidth} has 1 to ${most}.`,
    );
  }
  if (!(rejectAbove >= 0)) {
    refuse(`Epochs beyond ${rejectAbove} cannot be left out: give a level above 0, or 0 for none.`);
  }
}

function makeTables(block: EegBlock, signal: Signal): Tables {
  const { sampleRateHz, length } = signal;
  const epochLength = Math.round(block.epochSeconds * sampleRateHz);
  const fftLength = 2 ** Math.ceil(Math.log2(epochLength));
  const own = bands.filter(({ high }) => high < sampleRateHz / 2);
  const bin = (hz: number) => Math.ceil((hz * fftLength) / sampleRateHz);
  const pass = (kind: 'high' | 'low', cutoffHz: number) =>
    butterworth(cutoffHz === 0 ? { kind: 'none' } : { kind, cutoffHz, order: 2 }, signal);
  return {
    names: own.map(({ name }) => name),
    epochLength,
    epochs: Math.floor(length / epochLength),
    fftLength,
    twiddles: twiddles(fftLength),
    windows: Float32Array.from(
      dpss(epochLength, block.halfBandwidth, block.tapers).flatMap((taper) => [...taper]),
    ),
    notch: notch(block.notchHz, signal),
    high: pass('high', block.highPassHz),
    low: pass('low', block.lowPassHz),
    edges: Int16Array.from([...own.map(({ low }) => bin(low)), bin(own.at(-1)!.high)]),
    densityScale: f(2 / (4 * sampleRateHz * block.tapers)),
  };
}

function configOf(block: EegBlock, { axes, length }: Signal, tables: Tables) {
  const ints = {
    axes: axes.length,
    length,
    epoch_length: tables.epochLength,
    epochs: tables.epochs,
    fft_length: tables.fftLength,
    tapers: block.tapers,
    bands: tables.names.length,
    notch_sections: tables.notch.length / sectionSize,
    high_sections: tables.high.length / sectionSize,
    low_sections: tables.low.length / sectionSize,
  };
  const floats = {
    scale: f(block.scale),
    inverse_length: f(1 / length),
    reject_above: f(block.rejectAbove),
    density_scale: tables.densityScale,
  };
  return [
    ...Object.entries(ints).map(([name, int]) => ({ name, value: { int } })),
    ...Object.entries(floats).map(([name, float]) => ({ name, value: { float } })),
    { name: 'notch', value: { table: tables.notch } },
    { name: 'high', value: { table: tables.high } },
    { name: 'low', value: { table: tables.low } },
    { name: 'windows', value: { table: tables.windows } },
    { name: 'twiddles', value: { table: tables.twiddles } },
    { name: 'edges', value: { table: tables.edges } },
  ];
}

function evaluate(
  block: EegBlock,
  { axes, length }: Signal,
  tables: Tables,
  window: Float32Array,
): Float32Array {
  const features: number[] = [];
  const x = new Float32Array(length);
  for (let axis = 0; axis < axes.length; axis++) {
    for (let i = 0; i < length; i++) x[i] = window[i * axes.length + axis]!;
    centre(x, 0, length, 1, f(1 / length));
    for (let i = 0; i < length; i++) x[i] = f(x[i]! * f(block.scale));
    filterInPlace(x, length, tables.notch, 'notch');
    filterInPlace(x, length, tables.high, 'high');
    filterInPlace(x, length, tables.low, 'low');
    features.push(...ofChannel(x, block, tables));
  }
  return Float32Array.from(features);
}

function ofChannel(x: Float32Array, block: EegBlock, tables: Tables): number[] {
  const { epochs, epochLength, fftLength } = tables;
  const total = new Float32Array(fftLength / 2);
  let used = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const part = x.subarray(epoch * epochLength, (epoch + 1) * epochLength);
    if (!isQuiet(part, f(block.rejectAbove))) continue;
    addSpectra(part, block.tapers, tables, total);
    used++;
  }
  const scale = used > 0 ? f(tables.densityScale / used) : 0;
  const sums = tables.names.map((_, band) => {
    let sum = 0;
    for (let bin = tables.edges[band]!; bin < tables.edges[band + 1]!; bin++) {
      sum = f(sum + total[bin]!);
    }
    return f(sum * scale);
  });
  const all = sums.reduce((a, b) => f(a + b), 0);
  const densities = sums.map((sum, band) => {
    const mean = f(sum / (tables.edges[band + 1]! - tables.edges[band]!));
    return log10(mean > leastDensity ? mean : leastDensity);
  });
  const shares = sums.map((sum) => (all > leastDensity ? f(sum / all) : 0));
  return [...densities, ...shares, f(used / epochs)];
}

function isQuiet(x: Float32Array, level: number): boolean {
  if (level === 0) return true;
  for (const value of x) if (!(value <= level && value >= -level)) return false;
  return true;
}

/** Adds four times the power of each bin under each window. */
function addSpectra(
  x: Float32Array,
  tapers: number,
  { epochLength, fftLength, windows, twiddles: table }: Tables,
  total: Float32Array,
): void {
  const frame = new Float32Array(fftLength);
  for (let taper = 0; taper < tapers; taper++) {
    for (let i = 0; i < fftLength; i++) {
      frame[i] = i < epochLength ? f(x[i]! * windows[taper * epochLength + i]!) : 0;
    }
    powerSpectrum(frame, fftLength, table, 1);
    for (let bin = 0; bin < total.length; bin++) total[bin] = f(total[bin]! + frame[2 * bin]!);
  }
}
