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
  /** A band's value is 256 for each octave of power, counted from so far below the window's peak. */
  readonly depth: number;
}

/** Mel by the formula of HTK. */
function melOf(hz: number): number {
  return 2595 * Math.log10(1 + hz / 700);
}

/** The triangles of a bank: for each bin that lies in it, which two bands share its power and how. */
export interface WarpedBank {
  readonly firstBin: number;
  /** For each bin from the first: the band that rises there, 0 to bands (of which the last is none). */
  readonly rising: Int16Array;
  /** The share of the rising band; the band below gets the rest. */
  readonly shares: Float32Array;
  /** What the power of each band is divided by: half of its triangle's width, in bins. */
  readonly widths: Float32Array;
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
  const widths = new Float32Array(bands);
  for (const [i, band] of rising.entries()) {
    if (band < bands) widths[band]! += shares[i]!;
    if (band > 0) widths[band - 1]! += 1 - shares[i]!;
  }
  return { firstBin: bins[0]!, rising, shares, widths: widths.map((width) => width || 1) };
}
