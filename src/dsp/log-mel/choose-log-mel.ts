import type { Signal } from '../block.ts';
import type { LogMelBlock } from './log-mel.ts';

/**
 * Log-mel bands for speech and other sound: 40 bands from 60 Hz to 0.975 of half the rate, frames of
 * 32 ms every 20 ms, everything relative to the loudest band of the window down to 43 dB. `scale` is
 * what brings the readings to 16 bits.
 */
export function chooseLogMel(
  signal: Signal,
  scale = 32768,
): { block: LogMelBlock; reason: string } {
  const { sampleRateHz, length } = signal;
  const fitting = Math.min(length, Math.round(0.032 * sampleRateHz), 4096);
  const frameLength = Math.max(16, fitting);
  const hop = Math.max(1, Math.round(0.02 * sampleRateHz));
  const fftLength = Math.max(32, 2 ** Math.ceil(Math.log2(frameLength)));
  const highHz = Math.round(0.975 * (sampleRateHz / 2));
  const lowHz = Math.min(60, highHz / 10);
  // A band needs about one bin: fewer bands where the transform is short.
  const bands = Math.max(8, Math.min(40, Math.floor(fftLength / 6)));
  const ms = (readings: number) => Number(((1000 * readings) / sampleRateHz).toFixed(1));
  return {
    block: {
      kind: 'log_mel',
      version: 1,
      scale,
      frameLength,
      hop,
      fftLength,
      bands,
      lowHz,
      highHz,
      rangeDb: 43.43,
      cepstra: 0,
    },
    reason: `Log-mel bands of sound at ${sampleRateHz} Hz: ${bands} from ${Math.round(lowHz)} to ${highHz} Hz, frames of ${ms(frameLength)} ms every ${ms(hop)} ms, in whole numbers that are the same on every device; loudness is taken out.`,
  };
}
