import { energyBitsFor } from './energy-bits.ts';
import {
  type FixedSpectrum,
  fixedHann,
  fixedPowers,
  makeFixedSpectrum,
  type SpectrumRoom,
  spectrumRoom,
} from './fixed-spectrum.ts';
import { log2Q16 } from './log2.ts';
import { type MelBank, makeMelBank, shareQ15 } from './mel-bank.ts';

/** What makes log-mel bands of one frame of 16-bit readings in whole numbers. */
export interface FixedFrame {
  readonly spectrum: FixedSpectrum;
  readonly bank: MelBank;
  /** The bank's shares in 15 bits; of narrow bands: band, lower bin, share. */
  readonly weights: Int16Array;
  readonly narrow: Int16Array;
  /** Added to each band's logarithm, in 2⁻¹⁶. */
  readonly offsets: Int32Array;
}

export interface FrameSettings {
  readonly sampleRateHz: number;
  readonly frameLength: number;
  readonly fftLength: number;
  readonly bands: number;
  readonly lowHz: number;
  readonly highHz: number;
}

export function makeFixedFrame(settings: FrameSettings): FixedFrame {
  const { frameLength, fftLength } = settings;
  const window = fixedHann(frameLength);
  const bank = makeMelBank(settings);
  const spectrum = makeFixedSpectrum(fftLength, window, energyBitsFor(window, fftLength));
  const windowPower = window.reduce((sum, weight) => sum + weight ** 2, 0) / 65536 ** 2;
  const offsets = Int32Array.from(bank.widths, (width) =>
    Math.round(65536 * Math.log2((2 * 4 ** spectrum.passes) / (windowPower * width))),
  );
  const weights = Int16Array.from(bank.shares, shareQ15);
  const narrow = Int16Array.from(
    bank.narrow.flatMap(([band, bin, share]) => [band, bin, shareQ15(share)]),
  );
  return { spectrum, bank, weights, narrow, offsets };
}

/**
 * Log2 of the mean power of each band of the frame that begins at `start`, in 1/256 (0.0118 dB): white
 * noise of variance v reads 256 log2 v. Nothing at all reads below −15000. Writes to `out` from `at`.
 */
export function fixedBands(
  { spectrum, bank, weights, narrow, offsets }: FixedFrame,
  x: Int16Array,
  start: number,
  room: SpectrumRoom,
  out: Int16Array,
  at: number,
): void {
  const { power } = room;
  const exponent = fixedPowers(spectrum, x, start, room);
  const level = -2 * exponent * 65536;
  let bin = bank.firstBin;
  let weight = 0;
  let before = 0;
  for (let segment = 0; segment <= bank.bands; segment++) {
    let sum = 0;
    let rising = 0;
    for (let n = bank.counts[segment]!; n > 0; n--) {
      const p = power[bin++]!;
      sum += p;
      rising += half(p, weights[weight++]!);
    }
    if (segment > 0) {
      const value = (sum >> 1) - rising + before;
      out[at + segment - 1] = (log2Q16(value) + level + offsets[segment - 1]!) >> 8;
    }
    before = rising;
  }
  for (let i = 0; i < narrow.length; i += 3) {
    const [band, lower, share] = [narrow[i]!, narrow[i + 1]!, narrow[i + 2]!];
    const p = power[lower]!;
    const value = (p >> 1) - half(p, share) + half(power[lower + 1]!, share);
    out[at + band] = (log2Q16(value) + level + offsets[band]!) >> 8;
  }
}

/** Half of p times a weight in 2¹⁵, rounded down: a product of 46 bits from two of 32. */
function half(p: number, weight: number): number {
  return Math.imul(p >> 16, weight) + (Math.imul(p & 0xffff, weight) >>> 16);
}

export function roomFor({ spectrum }: FixedFrame): SpectrumRoom {
  return spectrumRoom(spectrum);
}
