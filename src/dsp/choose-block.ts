import type { Signal } from './block.ts';
import { type FlattenBlock, statistics } from './flatten.ts';
import type { SpectralBlock } from './spectral.ts';

/** Below this a signal is slow, such as temperature: its level says more than its spectrum. */
const slowHz = 5;
/** Shorter windows hold no spectrum worth the name. */
const shortReadings = 16;

/**
 * Features for a window, from its rate and length: spectral ones, or simple statistics where a signal
 * is slow or its window short. `strength` is the root mean square that the signal typically has about
 * its mean, in its own units; signals in far smaller or larger units are scaled to about 1.
 */
export function chooseBlock(
  signal: Signal,
  strength = 1,
): { block: SpectralBlock | FlattenBlock; reason: string } {
  const { length, sampleRateHz } = signal;
  const power = powerOfTen(strength);
  const scale = Number(`1e${-power}`);
  const scaled =
    power === 0 ? '' : ` Readings, about 1e${power} strong, are multiplied by ${scale}.`;
  if (length >= shortReadings && sampleRateHz >= slowHz) {
    const { block, reason } = chooseSpectral(signal);
    return { block: { ...block, scale }, reason: reason + scaled };
  }
  const why = length < shortReadings ? `${length} readings are few` : `${sampleRateHz} Hz is slow`;
  return {
    block: { kind: 'flatten', version: 1, scale, statistics, movingAverage: 1 },
    reason: `Level, range and shape of each axis: ${why} for a spectrum.${scaled}`,
  };
}

/**
 * Spectral features, in frames so short that about ten of them, half overlapping, lie in a window:
 * then their mean and their largest power differ. No filter: the mean is taken away in any case, and
 * the network sees each bin by itself.
 */
export function chooseSpectral(signal: Signal): { block: SpectralBlock; reason: string } {
  const fitting = 2 ** Math.floor(Math.log2(signal.length / 5.5));
  const fftLength = Math.max(8, Math.min(64, fitting));
  const binHz = Number((signal.sampleRateHz / fftLength).toPrecision(3));
  return {
    block: {
      kind: 'spectral',
      version: 1,
      scale: 1,
      filter: { kind: 'none' },
      fftLength,
      overlap: true,
      maximum: true,
      log: true,
      peaks: 3,
      peakThreshold: 0,
      correlations: signal.axes.length > 1,
      decimation: 1,
      powerEdges: [],
      extraLow: false,
    },
    reason: `Spectral features of the mean-free window: frames of ${fftLength} readings, bins ${binHz} Hz apart.`,
  };
}

/** Of the strength; 0 where it is one that features take as it is. */
function powerOfTen(strength: number): number {
  const isUsual = strength >= 1e-3 && strength <= 1e6;
  const isKnown = strength > 0 && strength < Number.POSITIVE_INFINITY;
  return isUsual || !isKnown ? 0 : Math.round(Math.log10(strength));
}
