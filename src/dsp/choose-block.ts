import type { Signal } from './block.ts';
import type { SpectralBlock } from './spectral.ts';

/**
 * Spectral features for a window, from its rate and length alone: frames long enough to tell
 * movements apart and short enough that a window holds several, so that mean and largest power
 * differ. No filter: the mean is taken away in any case, and the network sees each bin by itself.
 */
export function chooseSpectral(signal: Signal): { block: SpectralBlock; reason: string } {
  const longest = 2 ** Math.floor(Math.log2(signal.length / 3));
  const fftLength = Math.max(8, Math.min(64, signal.length < 128 ? Math.min(16, longest) : Math.min(32, longest)));
  const binHz = Number((signal.sampleRateHz / fftLength).toPrecision(3));
  return {
    block: {
      kind: 'spectral',
      version: 1,
      filter: { kind: 'none' },
      fftLength,
      overlap: true,
      maximum: true,
      peaks: 3,
      correlations: signal.axes.length > 1,
    },
    reason: `Spectral features of the mean-free window: frames of ${fftLength} readings, bins ${binHz} Hz apart.`,
  };
}
