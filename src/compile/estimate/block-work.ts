import { type Block, planBlock, type Signal } from '../../dsp/block.ts';
import type { FrameSettings } from '../../dsp/sound/power-frames.ts';
import { waveletFilters } from '../../dsp/wavelet/wavelet-filters.ts';

/**
 * What a block does with one window, part by part: executed instructions of each, about as a Cortex-M4 with
 * floats in hardware runs its C. All windows of one kind of block have the same parts.
 */
export function blockParts(block: Block, signal: Signal): number[] {
  const { length } = signal;
  const axes = signal.axes.length;
  const all = length * axes;
  switch (block.kind) {
    case 'raw': {
      const { removeMean, groups, upright } = block;
      const passes = [
        9,
        removeMean ? 24 : 0,
        groups.length > 0 ? 15 : 0,
        upright ? 20 * upright.triads.length : 0,
      ];
      return [100, 33 * axes, ...passes.map((each) => each * all)];
    }
    case 'flatten': {
      const { statistics, movingAverage = 1 } = block;
      return [175 * axes * movingAverage, 26 * all, (6 * statistics.length * all) / movingAverage];
    }
    case 'spectral':
      return spectralParts(block, signal);
    case 'spectral_q15':
      return fixedSpectralParts(block, signal);
    case 'wavelet': {
      const taps = waveletFilters(block.wavelet).low.length;
      // each level filters half of the readings that the one before did, and all are sorted
      const filtered = all * 12 * sectionsOf(block.filter);
      return [
        all * 8 * taps,
        all * 40 * Math.log2(length),
        axes * (block.level + 1) * 1000,
        filtered,
      ];
    }
    case 'mfe':
    case 'mfcc':
    case 'spectrogram':
    case 'pcen':
      return soundParts(block, signal);
    case 'log_mel': {
      const { fftLength, bands, cepstra, rangeDb } = block;
      const frames = framesIn(block, signal);
      const each = [
        0.5 * transform(fftLength),
        14 * fftLength,
        23 * bands,
        3.7 * bands * cepstra,
        rangeDb > 0 ? 3.5 * bands : 0,
        50,
      ];
      return each.map((part) => frames * part);
    }
    case 'heart':
      return [length * 340, 1000];
    case 'eeg': {
      const epoch = Math.round(block.epochSeconds * signal.sampleRateHz);
      const spectra = axes * Math.floor(length / epoch) * block.tapers;
      const size = 2 ** Math.ceil(Math.log2(epoch));
      return [all * 100, spectra * 4 * transform(size), spectra * 12 * size, 1000];
    }
  }
}

/** A pass over all readings for each doubling. */
const transform = (length: number): number => length * Math.log2(length);

const framesOf = (length: number, size: number, overlap: boolean): number =>
  Math.max(0, Math.floor((length - size) / (overlap ? size / 2 : size)) + 1);

/** Of pictures over time. */
const framesIn = (block: Block, signal: Signal): number => planBlock(block, signal).shape[0]!;

/** Filters go through a signal section by section, each of order two. */
function sectionsOf(filter: Extract<Block, { kind: 'spectral' }>['filter']): number {
  return filter.kind === 'none' ? 0 : Math.ceil(filter.order / 2);
}

function spectralParts(block: Extract<Block, { kind: 'spectral' }>, signal: Signal): number[] {
  const { fftLength, overlap, maximum, peaks, correlations, log } = block;
  const { decimation = 1, powerEdges = [], extraLow = false } = block;
  const axes = signal.axes.length;
  const kept = Math.floor(signal.length / decimation);
  const lowFrames = extraLow ? framesOf(Math.floor(kept / 10), fftLength, overlap) : 0;
  const frames = framesOf(kept, fftLength, overlap) + lowFrames;
  const bins = (fftLength / 2 + 1) * (1 + Number(maximum)) * (1 + Number(extraLow));
  const isLong = peaks > 0 || powerEdges.length > 0;
  const long = isLong ? 2 ** Math.floor(Math.log2(kept)) : 0;
  const decimated = (decimation > 1 ? 4 * signal.length : 0) + (extraLow ? 4 * kept : 0);
  const each = [
    500,
    20 * signal.length,
    16 * kept,
    16 * (kept * sectionsOf(block.filter) + decimated),
    frames * 2 * transform(fftLength),
    frames * 12 * fftLength,
    frames * 60,
    12 * bins,
    log ? 40 * bins : 0,
    isLong ? 2 * transform(long) + 20 * long : 0,
    peaks * 60,
  ];
  const pairs = correlations ? (axes * (axes - 1)) / 2 : 0;
  return [...each.map((part) => axes * part), pairs * signal.length * 9];
}

function fixedSpectralParts(
  { fftLength, overlap, filter, maximum }: Extract<Block, { kind: 'spectral_q15' }>,
  { length, axes }: Signal,
): number[] {
  const frames = framesOf(length, fftLength, overlap);
  const each = [
    1000,
    length * 70,
    length * 12 * sectionsOf(filter),
    frames * 2 * transform(fftLength),
    frames * 6 * fftLength,
    frames * 200,
    (fftLength / 2 + 1) * (1 + Number(maximum)) * 35,
  ];
  return each.map((part) => axes.length * part);
}

type SoundBlock = Extract<Block, FrameSettings & { kind: string }>;

function soundParts(block: SoundBlock, signal: Signal): number[] {
  const { fftLength, frameLength, window, preEmphasis, scale } = block;
  const frames = framesIn(block, signal);
  const taken = Math.min(fftLength, Math.round(frameLength * signal.sampleRateHz));
  const isFilled = taken < fftLength || scale !== 1 || preEmphasis !== 0;
  const each = [
    1.5 * transform(fftLength),
    7 * fftLength,
    window === 'hann' ? 2 * taken : 0,
    isFilled ? 5 * taken : 0,
    preEmphasis === 0 ? 0 : 13 * taken,
    isFilled ? 2.3 * (fftLength - taken) : 0,
    50,
    ...finishing(block, frames),
  ];
  return each.map((part) => frames * part);
}

/** What follows the powers of one frame. */
function finishing(block: SoundBlock, frames: number): number[] {
  switch (block.kind) {
    case 'spectrogram':
      return [12 * block.fftLength];
    case 'mfe':
      return [35 * block.filters];
    case 'pcen':
      return [212 * block.filters];
    case 'mfcc': {
      const { version, coefficients, filters, winSize } = block;
      const around = version === 1 ? 16 * coefficients * Math.min(winSize, 4 * frames) : 0;
      const bySums = version === 2 && winSize > 0 ? 65 * coefficients : 0;
      return [30 * filters, 12 * filters * coefficients, around, bySums];
    }
  }
}
