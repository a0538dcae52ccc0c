import type { Signal } from '../block.ts';
import type { WaveletBlock } from './wavelet.ts';

/**
 * Daubechies' wavelet of eight coefficients, or Haar's where a window is too short for it, taken apart
 * until the slowest detail reaches 1 Hz or five times.
 */
export function chooseWavelet(signal: Signal): { block: WaveletBlock; reason: string } {
  const { length, sampleRateHz } = signal;
  const isShort = length < 28;
  const taps = isShort ? 2 : 8;
  const possible = Math.floor(Math.log2(length / (taps - 1)));
  const wanted = Math.ceil(Math.log2(sampleRateHz / 2));
  const level = Math.max(1, Math.min(5, possible, wanted));
  const wavelet = isShort ? 'haar' : 'db4';
  const lowest = Number((sampleRateHz / 2 ** (level + 1)).toPrecision(3));
  return {
    block: { kind: 'wavelet', version: 1, scale: 1, filter: { kind: 'none' }, wavelet, level },
    reason: `${wavelet} at level ${level}: details from ${sampleRateHz / 2} down to ${lowest} Hz, each an octave, and what is slower.`,
  };
}
