import { Failure } from '../../base/failure.ts';

/**
 * Triangular mel bands over the bins of a spectrum, laid out so that one multiplication a bin serves
 * both triangles that the bin lies under.
 *
 * The edges of `bands` triangles are bands + 2 frequencies evenly spaced in mel. Between two edges
 * lies a segment: there one triangle falls as 1 − w and the next rises as w, so that with S = Σ P and
 * R = Σ P w over the bins of each segment the power under triangle b is S[b+1] − R[b+1] + R[b].
 * A triangle so narrow that it holds no bin is replaced by the spectrum at its peak, between two bins.
 */
export interface MelBank {
  readonly bands: number;
  /** The first bin inside the bank. */
  readonly firstBin: number;
  /** How many bins each of the bands + 1 segments holds. */
  readonly counts: Int16Array;
  /** Of each bin from the first: how far it lies into its segment, from 0 to below 1. */
  readonly shares: Float64Array;
  /** Triangles without a bin: band, lower bin, share of the upper bin. */
  readonly narrow: readonly (readonly [band: number, bin: number, share: number])[];
  /** What the power of each band is divided by to give the mean power of its bins. */
  readonly widths: Float64Array;
  /** Where the triangles have their peaks, in Hz. */
  readonly centresHz: Float64Array;
}

interface BankSettings {
  readonly bands: number;
  readonly lowHz: number;
  readonly highHz: number;
  readonly fftLength: number;
  readonly sampleRateHz: number;
}

/** Mel of a frequency by the formula of HTK (Young and others, The HTK Book 3.4, 5.4). */
export function melOf(hz: number): number {
  return 2595 * Math.log10(1 + hz / 700);
}

export function hzOf(mel: number): number {
  return 700 * (10 ** (mel / 2595) - 1);
}

/** A share in 15 bits, for whole numbers. */
export function shareQ15(share: number): number {
  return Math.min(32767, Math.round(32768 * share));
}

/** Throws a Failure for edges that lie past half the sample rate or in the wrong order. */
export function makeMelBank(settings: BankSettings): MelBank {
  requirePossible(settings);
  const { bands, lowHz, highHz, fftLength, sampleRateHz } = settings;
  const half = fftLength / 2;
  const binHz = sampleRateHz / fftLength;
  const low = melOf(lowHz);
  const step = (melOf(highHz) - low) / (bands + 1);
  const counts = new Int16Array(bands + 1);
  const shares: number[] = [];
  let firstBin = 1;
  for (let bin = half - 1; bin > 0; bin--) {
    const place = (melOf(bin * binHz) - low) / step;
    const segment = Math.floor(place);
    if (segment < 0 || segment > bands) continue;
    firstBin = bin;
    counts[segment]!++;
    shares.unshift(place - segment);
  }
  const edges = Float64Array.from({ length: bands + 2 }, (_, i) => hzOf(low + step * i));
  const centresHz = edges.slice(1, -1);
  const widths = centresHz.map((_, band) => (edges[band + 2]! - edges[band]!) / (2 * binHz));
  const narrow: [number, number, number][] = [];
  for (let band = 0; band < bands; band++) {
    if (counts[band]! + counts[band + 1]! > 0) continue;
    const place = centresHz[band]! / binHz;
    const bin = Math.min(half - 2, Math.max(1, Math.floor(place)));
    narrow.push([band, bin, Math.min(1, Math.max(0, place - bin))]);
    widths[band] = 1;
  }
  return {
    bands,
    firstBin,
    counts,
    shares: Float64Array.from(shares),
    narrow,
    widths,
    centresHz,
  };
}

function requirePossible({ bands, lowHz, highHz, sampleRateHz }: BankSettings): void {
  const refuse = (sentence: string): never => {
    throw new Failure('bad-option', sentence);
  };
  const nyquist = sampleRateHz / 2;
  if (!Number.isInteger(bands) || bands < 1 || bands > 128) {
    refuse(`${bands} mel bands are not possible: give 1 to 128.`);
  }
  if (!(lowHz >= 0 && highHz > lowHz)) {
    refuse(
      `Mel bands from ${lowHz} to ${highHz} Hz are not possible: give a lower edge of 0 Hz or more and an upper edge above it.`,
    );
  }
  if (highHz > nyquist) {
    refuse(
      `Mel bands up to ${highHz} Hz are not possible: at ${sampleRateHz} readings a second there is nothing above ${nyquist} Hz; give that or less.`,
    );
  }
}
