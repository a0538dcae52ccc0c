import { Failure } from '../../base/failure.ts';
import type { BlockPlan, BlockRule, ConfigField, Signal } from '../block.ts';
import { type FastFrames, makeFastFrames } from './fast-frames.ts';
import { type FixedFrame, fixedBands, makeFixedFrame, roomFor } from './fixed-frame.ts';
import { type MelCosines, melCosines } from './mel-cosines.ts';

/**
 * Log-mel bands of frames of sound (also called MFE), in whole numbers that are the same everywhere.
 *
 * Readings times `scale` are rounded to 16 bits. Each frame lies under a periodic Hann window; the
 * power of its bins is gathered under triangles evenly spaced in mel (HTK's formula), divided by their
 * widths; its log2 is kept in 1/256, 0.0118 dB. Where `rangeDb` is above 0 the loudest band of the
 * window becomes rangeDb / 3.0103, what is that much quieter or more becomes 0: how loud the whole
 * window is no longer matters. A window in which no band reaches white noise of one unit of 16 bits
 * counts as that loud. Features are [frames, bands], in log2 units.
 *
 * Where `cepstra` is above 0 each frame's bands are replaced by the first so many coefficients of
 * their orthonormal cosine transform (DCT-II): [frames, cepstra].
 *
 * Against float64 the error above the clamp is 0.011 dB in the mean.
 */
export interface LogMelBlock {
  readonly kind: 'log_mel';
  readonly version: 1;
  /** To units of 16 bits: 32768 for sound in −1 to 1, 1 for readings that are 16 bits already. */
  readonly scale: number;
  /** Readings. */
  readonly frameLength: number;
  /** Readings from one frame to the next. */
  readonly hop: number;
  /** A power of two from 32 to 4096, at least the frame. */
  readonly fftLength: number;
  readonly bands: number;
  readonly lowHz: number;
  readonly highHz: number;
  /** 0: bands keep their level. */
  readonly rangeDb: number;
  /** 0: the bands themselves. */
  readonly cepstra: number;
}

/** A log-mel block made ready for a window, with what only sound needs: 16-bit readings, slices. */
export interface LogMelPlan extends BlockPlan {
  readonly frames: number;
  readonly width: number;
  /** Features in 1/256 of log2 of one window of 16-bit readings: [frames, width]. */
  evaluateQ15(window: Int16Array): Int16Array;
  /** Bands of the one frame that begins at `start`, without clamp or cosines, to `out` from `at`. */
  frameBands(x: Int16Array, start: number, out: Int16Array, at: number): void;
  /** What the window does to the bands of all its frames, [frames, bands] to [frames, width]. */
  finish(bands: Int16Array): Int16Array;
}

export const logMelRule: BlockRule<LogMelBlock> = { plan: planLogMel };

/** log2 of power for each dB. */
const log2PerDb = Math.log2(10) / 10;

/** Throws a Failure that names the setting, its range and what this window would allow. */
export function planLogMel(block: LogMelBlock, signal: Signal): LogMelPlan {
  requirePossible(block, signal);
  const { frameLength, hop, bands, cepstra, fftLength } = block;
  const frame = makeFixedFrame({ ...block, sampleRateHz: signal.sampleRateHz });
  const frames = Math.floor((signal.length - frameLength) / hop) + 1;
  const range = Math.round(256 * block.rangeDb * log2PerDb);
  const cosines = cepstra > 0 ? melCosines(bands, cepstra) : null;
  const width = cosines ? cepstra : bands;
  const room = roomFor(frame);
  let fast: FastFrames | null = null;
  const frameBands = (x: Int16Array, start: number, out: Int16Array, at: number) =>
    fixedBands(frame, x, start, room, out, at);
  const finish = (grid: Int16Array) => {
    const clamped = range > 0 ? clampBelowPeak(grid, range) : grid;
    return cosines ? cosines.transform(clamped) : clamped;
  };
  const evaluateQ15 = (window: Int16Array) => {
    const grid = new Int16Array(frames * bands);
    fast ??= makeFastFrames(frame);
    fast.bands(window, hop, frames, grid);
    return finish(grid);
  };
  const gridWords = Math.ceil((frames * bands) / 2);
  return {
    get featureNames() {
      return names(block, signal, frame, frames);
    },
    shape: [frames, width],
    scratchFloats: fftLength / 2 + fftLength + gridWords,
    config: configOf(block, frame, frames, range, cosines),
    frames,
    width,
    frameBands,
    finish,
    evaluateQ15,
    evaluate: (window) => new Float32Array(evaluateQ15(toQ15(window, block.scale))).map(log2Of),
  };
}

function log2Of(value: number): number {
  return value / 256;
}

function requirePossible(block: LogMelBlock, { axes, length }: Signal): void {
  const { version, scale, frameLength, hop, fftLength, rangeDb, cepstra, bands } = block;
  const refuse = (sentence: string): never => {
    throw new Failure('bad-option', sentence);
  };
  if (version !== 1) refuse(`Log-mel features have version 1, not ${version}.`);
  if (axes.length !== 1) {
    refuse(`Log-mel features are of one axis, not ${axes.length}: choose the one with the sound.`);
  }
  if (!(Number.isFinite(scale) && Math.fround(scale) !== 0)) {
    refuse(`A scale of ${scale} is not possible: give a number other than 0.`);
  }
  if (!Number.isInteger(frameLength) || frameLength < 16 || frameLength > length) {
    refuse(
      `Frames of ${frameLength} readings are not possible in a window of ${length}: give 16 to ${length}, or a longer window.`,
    );
  }
  if (!Number.isInteger(hop) || hop < 1) {
    refuse(`A hop of ${hop} readings is not possible: give a whole number, 1 or more.`);
  }
  const isPower = Number.isInteger(Math.log2(fftLength)) && fftLength >= 32 && fftLength <= 4096;
  if (!isPower || fftLength < frameLength) {
    const least = Math.max(32, 2 ** Math.ceil(Math.log2(frameLength)));
    const way = least > 4096 ? 'give frames of at most 4096 readings' : `give ${least}`;
    refuse(
      `An FFT of ${fftLength} is not possible for frames of ${frameLength} readings: it must be a power of two, at least the frame and at most 4096; ${way}.`,
    );
  }
  if (!(rangeDb >= 0 && rangeDb <= 90))
    refuse(`A range of ${rangeDb} dB is not possible: give 0 to 90.`);
  if (!Number.isInteger(cepstra) || cepstra < 0 || cepstra > bands) {
    refuse(
      `${cepstra} cepstral coefficients of ${bands} bands are not possible: give 0 to ${bands}.`,
    );
  }
  // Coefficient 0 is √bands times the mean band, which must fit 16 bits; the others are smaller.
  const most = Math.floor(32767 / (256 * log2PerDb * Math.sqrt(bands)));
  if (cepstra > 0 && !(rangeDb > 0 && rangeDb <= most)) {
    refuse(
      `Cepstral coefficients of ${bands} bands need a range: give rangeDb above 0 and up to ${Math.min(90, most)} dB.`,
    );
  }
}

function names(
  { hop, frameLength, cepstra }: LogMelBlock,
  { sampleRateHz }: Signal,
  { bank }: FixedFrame,
  frames: number,
): string[] {
  const columns =
    cepstra > 0
      ? Array.from({ length: cepstra }, (_, i) => `cepstrum ${i}`)
      : Array.from(bank.centresHz, (hz) => `${Math.round(hz)} Hz`);
  return Array.from({ length: frames }, (_, k) => {
    const seconds = (k * hop + frameLength / 2) / sampleRateHz;
    return columns.map((column) => `${seconds.toFixed(3)} s ${column}`);
  }).flat();
}

function configOf(
  block: LogMelBlock,
  { spectrum, bank, weights, narrow, offsets }: FixedFrame,
  frames: number,
  range: number,
  cosines: MelCosines | null,
): ConfigField[] {
  const ints = {
    frame_length: block.frameLength,
    hop: block.hop,
    fft_length: block.fftLength,
    frames,
    bands: block.bands,
    energy_bits: spectrum.energyBits,
    first_bin: bank.firstBin,
    narrow_count: bank.narrow.length,
    range,
    cepstra: block.cepstra,
  };
  return [
    ...Object.entries(ints).map(([name, int]) => ({ name, value: { int } })),
    { name: 'scale', value: { float: Math.fround(block.scale) } },
    { name: 'turns', value: { table: spectrum.turns } },
    { name: 'splits', value: { table: spectrum.splits } },
    { name: 'counts', value: { table: bank.counts } },
    { name: 'weights', value: { table: weights } },
    { name: 'narrow', value: { table: narrow } },
    { name: 'offsets', value: { table: offsets } },
    { name: 'cosines', value: { table: cosines ? cosines.table : new Int16Array(0) } },
    { name: 'frame', value: { function: 'thimble_log_mel_frame_q15' } },
    { name: 'bank', value: { function: null } },
    { name: 'clamp', value: { function: 'thimble_log_mel_clamp_q15' } },
  ];
}

/** Readings as 16-bit numbers: times a scale, rounded half away from 0, clipped; no number: 0. */
export function toQ15(x: Float32Array, scale: number): Int16Array {
  const f = Math.fround;
  const factor = f(scale);
  const rounded = new Int16Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const scaled = f(x[i]! * factor);
    if (scaled >= 32767) rounded[i] = 32767;
    else if (scaled <= -32768) rounded[i] = -32768;
    else rounded[i] = f(scaled >= 0 ? scaled + 0.5 : scaled - 0.5);
  }
  return rounded;
}

/** Values above the loudest less the range, at least 0; a window quieter than 0 counts as 0. */
function clampBelowPeak(grid: Int16Array, range: number): Int16Array {
  let top = 0;
  for (const value of grid) if (value > top) top = value;
  return grid.map((value) => Math.max(0, value - (top - range)));
}
