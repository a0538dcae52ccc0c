import { assert } from '../../base/assert.ts';
import type { Signal } from '../../dsp/block.ts';
import { type LogMelBlock, planLogMel } from '../../dsp/log-mel/log-mel.ts';
import { makeMelBank, melOf } from '../../dsp/log-mel/mel-bank.ts';

/** How one window of sound becomes a log-mel picture, [frames, bands]. */
export interface MelForm {
  readonly sampleRateHz: number;
  /** Readings from one frame to the next; each has frameLength readings under a Hann window. */
  readonly hop: number;
  readonly frameLength: number;
  /** Frames are filled with zeros to this power of two. */
  readonly fftLength: number;
  readonly frames: number;
  readonly bands: number;
  readonly lowHz: number;
  readonly highHz: number;
  /** Readings times this are 16-bit numbers. */
  readonly scale: number;
  /** A band's value is log2 of its power, counted from so far below the window's peak. */
  readonly depth: number;
}

/** The form that a block gives to windows of a signal. */
export function melFormOf(block: LogMelBlock, signal: Signal): MelForm {
  const { hop, frameLength, fftLength, bands, lowHz, highHz, scale, rangeDb } = block;
  assert(rangeDb > 0 && block.cepstra === 0, 'loudness is taken out, and bands are left');
  const { frames } = planLogMel(block, signal);
  // rounded as the block does
  const depth = Math.round((256 * rangeDb * Math.log2(10)) / 10) / 256;
  const { sampleRateHz } = signal;
  const shared = { sampleRateHz, hop, frameLength, fftLength, frames, bands, lowHz, highHz };
  return { ...shared, scale, depth };
}

/** The triangles of a bank: for each bin that lies in it, which two bands share its power and how. */
export interface WarpedBank {
  readonly firstBin: number;
  /** For each bin from the first: the band that rises there, 0 to bands (of which the last is none). */
  readonly rising: Int16Array;
  /** The share of the rising band; the band below gets the rest. */
  readonly shares: Float32Array;
  /** Bands so narrow that no bin lies in them, with the bin that is nearest. */
  readonly narrow: readonly (readonly [band: number, bin: number])[];
  /** What the power of each band is divided by: as the block does, whatever the warp. */
  readonly widths: Float64Array;
}

/**
 * The bank as a voice of another length of throat would need it (vocal tract length perturbation,
 * Jaitly and Hinton 2013): frequencies are multiplied by `warp` up to a knee, and above it run
 * straight to half the rate, so that nothing falls out at the top.
 */
export function warpedBank(form: MelForm, warp: number): WarpedBank {
  const { sampleRateHz, fftLength, bands, lowHz, highHz } = form;
  const nyquist = sampleRateHz / 2;
  const knee = (0.6 * nyquist * Math.min(1, warp)) / warp;
  const moved = (hz: number) =>
    hz <= knee
      ? hz * warp
      : nyquist - ((nyquist - warp * knee) / (nyquist - knee)) * (nyquist - hz);
  const low = melOf(lowHz);
  const step = (melOf(highHz) - low) / (bands + 1);
  const placeOf = (bin: number) => (melOf(moved((bin * sampleRateHz) / fftLength)) - low) / step;
  const bins = Array.from({ length: fftLength / 2 - 1 }, (_, i) => i + 1).filter((bin) => {
    const place = placeOf(bin);
    return place >= 0 && place < bands + 1;
  });
  const shares = Float32Array.from(bins, (bin) => placeOf(bin) % 1);
  const rising = Int16Array.from(bins, (bin) => Math.floor(placeOf(bin)));
  const narrow = Array.from({ length: bands }, (_, band) => band)
    .filter((band) => !rising.includes(band) && !rising.includes(band + 1))
    .map((band) => {
      const away = (bin: number) => Math.abs(placeOf(bin) - band - 1);
      const all = Array.from({ length: fftLength / 2 - 1 }, (_, i) => i + 1);
      return [band, all.reduce((best, bin) => (away(bin) < away(best) ? bin : best))] as const;
    });
  const { widths } = makeMelBank(form);
  return { firstBin: bins[0]!, rising, shares, narrow, widths };
}
