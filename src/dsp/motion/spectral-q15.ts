import { Failure } from '../../base/failure.ts';
import type { BlockPlan, BlockRule, Signal } from '../block.ts';
import { type Filter, requireFilter } from '../butterworth.ts';
import { energyBitsFor } from '../log-mel/energy-bits.ts';
import {
  exponentOf,
  type FixedSpectrum,
  fixedHann,
  fixedPowers,
  makeFixedSpectrum,
  spectrumRoom,
} from '../log-mel/fixed-spectrum.ts';
import { toQ15 } from '../log-mel/log-mel.ts';
import { log2Q16 } from '../log-mel/log2.ts';
import { filterQ29, sectionsQ29 } from './fixed-filter.ts';
import { shapeQ8 } from './fixed-shape.ts';

/**
 * Shape and spectrum of each axis in whole numbers that are the same everywhere, for inertial signals on
 * cores without float.
 *
 * Readings times `scale` are rounded to 16 bits. Each axis loses its mean, is filtered with three bits
 * more, and is shifted to fill 16 bits. For each axis come: log2 of its root mean square; skewness and
 * excess kurtosis, at most 30 either way; log2 of the mean power of each bin from 1 to fftLength/2 − 1
 * of frames under a Hann window, and (where `maximum`) of its largest. White noise of variance v in the
 * signal's units squared reads log2 v in every bin. Features are whole multiples of 1/256.
 */
export interface SpectralQ15Block {
  readonly kind: 'spectral_q15';
  readonly version: 1;
  /** To 16-bit numbers: what is largest should reach some thousands. */
  readonly scale: number;
  readonly filter: Filter;
  /** A power of two from 16 to 1024, at most the window. */
  readonly fftLength: number;
  /** Frames overlap by half. */
  readonly overlap: boolean;
  readonly maximum: boolean;
}

export const spectralQ15Rule: BlockRule<SpectralQ15Block> = { plan };

function plan(block: SpectralQ15Block, signal: Signal): BlockPlan {
  requirePossible(block, signal);
  const tables = makeTables(block, signal);
  const { axes, length } = signal;
  const { fftLength } = block;
  const names = namesOf(block, signal);
  return {
    featureNames: names,
    shape: [names.length],
    scratchFloats: length + Math.ceil(length / 2) + 4 * fftLength,
    config: configOf(block, signal, tables),
    evaluate(window) {
      const q = toQ15(window, block.scale);
      const features = axes.flatMap((_, axis) => {
        const own = q.filter((_, i) => i % axes.length === axis);
        return ofAxis(own, block, tables);
      });
      return Float32Array.from(features, (value) => value / 256);
    },
  };
}

interface Tables {
  readonly spectrum: FixedSpectrum;
  readonly sections: Int32Array;
  readonly hop: number;
  readonly frames: number;
  /** 2¹⁶ log2 of the readings, of the frames. */
  readonly logLength: number;
  readonly logFrames: number;
  /** Added to 2¹⁶ log2 of a bin's power, and to that of a mean square: units and window. */
  readonly powerOffset: number;
  readonly squareOffset: number;
}

function makeTables(
  { fftLength, overlap, filter, scale }: SpectralQ15Block,
  signal: Signal,
): Tables {
  const { length } = signal;
  const hop = overlap ? fftLength / 2 : fftLength;
  const frames = Math.floor((length - fftLength) / hop) + 1;
  const window = fixedHann(fftLength);
  const spectrum = makeFixedSpectrum(fftLength, window, energyBitsFor(window, fftLength));
  const windowPower = window.reduce((sum, weight) => sum + weight ** 2, 0) / 65536 ** 2;
  const log = (value: number) => Math.round(65536 * Math.log2(value));
  const units = scale ** -2;
  return {
    spectrum,
    sections: sectionsQ29(filter, signal),
    hop,
    frames,
    logLength: log(length),
    logFrames: log(frames),
    powerOffset: log((units * 4 ** spectrum.passes) / windowPower),
    squareOffset: log(units),
  };
}

function requirePossible(block: SpectralQ15Block, { length, sampleRateHz }: Signal): void {
  const { version, scale, fftLength, filter } = block;
  const refuse = (sentence: string): never => {
    throw new Failure('bad-option', sentence);
  };
  if (version !== 1) refuse(`Fixed-point spectral features have version 1, not ${version}.`);
  if (length < 16 || length > 8192) {
    refuse(`A window of ${length} readings is not possible in fixed point: take 16 to 8192.`);
  }
  const size = Math.abs(scale);
  if (!(size >= 1e-6 && size <= 1e6)) {
    refuse(`A scale of ${scale} is not possible: give a number from 0.000001 to 1000000.`);
  }
  const most = Math.min(1024, 2 ** Math.floor(Math.log2(length)));
  const isPower = Number.isInteger(Math.log2(fftLength));
  if (!(isPower && fftLength >= 16 && fftLength <= most)) {
    refuse(
      `An FFT of ${fftLength} readings is not possible in a window of ${length}: give a power of two from 16 to ${most}.`,
    );
  }
  requireFilter(filter, sampleRateHz);
}

function namesOf(block: SpectralQ15Block, { axes, sampleRateHz }: Signal): string[] {
  const hz = (bin: number) => `${Number(((bin * sampleRateHz) / block.fftLength).toFixed(2))} Hz`;
  const bins = Array.from({ length: block.fftLength / 2 - 1 }, (_, i) => hz(i + 1));
  const own = [
    'log rms',
    'skewness',
    'kurtosis',
    ...bins.map((bin) => `log power ${bin}`),
    ...(block.maximum ? bins.map((bin) => `largest log power ${bin}`) : []),
  ];
  return axes.flatMap((axis) => own.map((name) => `${axis} ${name}`));
}

function configOf(block: SpectralQ15Block, { axes, length }: Signal, tables: Tables) {
  const { spectrum, sections } = tables;
  const ints = {
    axes: axes.length,
    length,
    fft_length: block.fftLength,
    hop: tables.hop,
    frames: tables.frames,
    maximum: Number(block.maximum),
    sections: sections.length / 5,
    high_pass: Number(block.filter.kind === 'high'),
    energy_bits: spectrum.energyBits,
    log_length: tables.logLength,
    log_frames: tables.logFrames,
    power_offset: tables.powerOffset,
    square_offset: tables.squareOffset,
  };
  return [
    ...Object.entries(ints).map(([name, int]) => ({ name, value: { int } })),
    { name: 'scale', value: { float: Math.fround(block.scale) } },
    { name: 'filter', value: { table: sections } },
    { name: 'turns', value: { table: spectrum.turns } },
    { name: 'splits', value: { table: spectrum.splits } },
    { name: 'powers', value: { function: 'thimble_powers_q15' } },
  ];
}

/** Features of one axis in 1/256. */
function ofAxis(q: Int16Array, block: SpectralQ15Block, tables: Tables): number[] {
  const x = withoutMean(q);
  filterQ29(x, tables.sections, block.filter.kind === 'high');
  const { y, shift } = filled(x);
  const squares = y.reduce((sum, value) => sum + value * value, 0);
  const level = -2 * (shift + 3) * 65536;
  const meanSquare = log2Wide(squares) - tables.logLength + level + tables.squareOffset;
  return [meanSquare >> 9, ...shapeQ8(y), ...powersOf(y, block, tables, level)];
}

/** Three bits more than the readings have, so that their mean can be taken off finely. */
function withoutMean(q: Int16Array): Int32Array {
  const total = q.reduce((sum, value) => sum + value, 0);
  const mean = Math.floor((8 * total + (q.length >> 1)) / q.length);
  return Int32Array.from(q, (value) => 8 * value - mean);
}

/** Shifted so that the largest has 15 bits. */
function filled(x: Int32Array): { y: Int16Array; shift: number } {
  const peak = x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const shift = 15 - (32 - Math.clz32(peak));
  const y = Int16Array.from(x, (value) => (shift >= 0 ? value << shift : value >> -shift));
  return { y, shift };
}

/** 2¹⁶ log2 of a whole number below 2⁵³. */
function log2Wide(value: number): number {
  const high = Math.floor(value / 2 ** 31);
  const bits = high > 0 ? 32 - Math.clz32(high) : 0;
  return log2Q16(Math.floor(value / 2 ** bits)) + bits * 65536;
}

/** All frames are scaled alike, as the one with the most energy allows, so that their powers add up. */
function powersOf(
  y: Int16Array,
  block: SpectralQ15Block,
  { spectrum, hop, frames, logFrames, powerOffset }: Tables,
  level: number,
): number[] {
  const half = block.fftLength / 2;
  const starts = Array.from({ length: frames }, (_, k) => k * hop);
  const exponent = Math.min(...starts.map((start) => exponentOf(spectrum, y, start)));
  const room = spectrumRoom(spectrum);
  const total = new Float64Array(half);
  const largest = new Int32Array(half);
  for (const start of starts) {
    fixedPowers(spectrum, y, start, room, exponent);
    for (let bin = 1; bin < half; bin++) {
      total[bin]! += room.power[bin]!;
      if (room.power[bin]! > largest[bin]!) largest[bin] = room.power[bin]!;
    }
  }
  const offset = level - 2 * exponent * 65536 + powerOffset;
  const means = Array.from(total.subarray(1), (sum) => (log2Wide(sum) - logFrames + offset) >> 8);
  if (!block.maximum) return means;
  return [...means, ...Array.from(largest.subarray(1), (power) => (log2Q16(power) + offset) >> 8)];
}
