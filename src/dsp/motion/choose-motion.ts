import { Failure } from '../../base/failure.ts';
import type { Signal } from '../block.ts';
import type { SpectralQ15Block } from './spectral-q15.ts';

/**
 * Spectral features in whole numbers: a scale that leaves twice the room that the loudest of `windows`,
 * some of the training windows, takes of 16 bits; frames so short that about ten lie in a window.
 */
export function chooseSpectralQ15(
  signal: Signal,
  windows: readonly Float32Array[],
): { block: SpectralQ15Block; reason: string } {
  let most = 0;
  for (const window of windows) {
    for (const value of window) if (Math.abs(value) > most) most = Math.abs(value);
  }
  if (!(most > 0 && most < Number.POSITIVE_INFINITY)) {
    throw new Failure(
      'bad-data',
      'A scale for fixed point needs windows in which something moves: give some that are not empty.',
    );
  }
  const scale = Math.min(1e6, Math.max(1e-6, 2 ** Math.floor(Math.log2(16_384 / most))));
  const fitting = 2 ** Math.floor(Math.log2(signal.length / 5.5));
  const fftLength = Math.max(16, Math.min(64, fitting));
  return {
    block: {
      kind: 'spectral_q15',
      version: 1,
      scale,
      filter: { kind: 'none' },
      fftLength,
      overlap: true,
      maximum: true,
    },
    reason: `Spectral features in whole numbers: readings, at most ${Number(most.toPrecision(3))}, are multiplied by ${scale}; frames of ${fftLength} readings.`,
  };
}
