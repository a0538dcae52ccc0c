import { Failure } from '../../base/failure.ts';
import type { Signal } from '../block.ts';
import { powerSpectrum, twiddles } from '../fft.ts';
import type { EegBlock } from './eeg.ts';
import type { HeartBlock } from './heart.ts';

/** Heart features that a window is long enough for; of four axes three are an accelerometer's. */
export function chooseHeart(
  signal: Signal,
  source: HeartBlock['source'],
): { block: HeartBlock; reason: string } {
  const seconds = signal.length / signal.sampleRateHz;
  const variability = seconds >= 30;
  const why = variability
    ? `a window of ${Math.round(seconds)} s shows variability too`
    : `a window of ${Number(seconds.toFixed(1))} s is too short for variability, which needs 30 s`;
  const restingShare = signal.axes.length === 4 ? 0.05 : 0;
  const rest =
    restingShare > 0 ? ' At rest acceleration varies by at most a twentieth of gravity.' : '';
  return {
    block: { kind: 'heart', version: 1, source, sensitivity: 0.5, variability, restingShare },
    reason: `Heart rate from ${source === 'ecg' ? 'an electrocardiogram' : 'a pulse'}: ${why}.${rest}`,
  };
}

/**
 * Band powers in epochs of 2 s. The notch lies where mains stand out: at 50 or 60 Hz, where there is
 * four times the power of 45 and 55, or 55 and 65 Hz. `windows` are some of the training windows.
 */
export function chooseEeg(
  signal: Signal,
  windows: readonly Float32Array[],
): { block: EegBlock; reason: string } {
  if (windows.length === 0) {
    throw new Failure('bad-data', 'Settings cannot be chosen without a window of EEG: give some.');
  }
  const { sampleRateHz, length } = signal;
  const mains = [50, 60].filter(
    (hz) => hz + 6 < sampleRateHz / 2 && standsOut(hz, signal, windows),
  );
  const notchHz = mains[0] ?? 0;
  const epochSeconds = Math.min(2, Math.floor(length / sampleRateHz));
  const lowPassHz = sampleRateHz > 100 ? 45 : 0;
  const noise =
    notchHz > 0 ? `mains stand out at ${notchHz} Hz and are taken out` : 'no mains are seen';
  return {
    block: {
      kind: 'eeg',
      version: 1,
      scale: 1,
      notchHz,
      highPassHz: 0.5,
      lowPassHz,
      epochSeconds,
      halfBandwidth: 2.5,
      tapers: 4,
      rejectAbove: 0,
    },
    reason: `Band powers of ${Math.floor(length / sampleRateHz / Math.max(1, epochSeconds))} epochs of ${epochSeconds} s under four tapers; ${noise}.`,
  };
}

function standsOut(hz: number, signal: Signal, windows: readonly Float32Array[]): boolean {
  const { axes, length, sampleRateHz } = signal;
  const size = 2 ** Math.floor(Math.log2(length));
  const table = twiddles(size);
  const bin = (at: number) => Math.round((at * size) / sampleRateHz);
  const power = [0, 0, 0];
  for (const window of windows) {
    for (let axis = 0; axis < axes.length; axis++) {
      const x = Float32Array.from({ length: size }, (_, i) => {
        return window[i * axes.length + axis]! * Math.sin((Math.PI * (i + 0.5)) / size) ** 2;
      });
      powerSpectrum(x, size, table, 1);
      for (const [i, at] of [hz, hz - 5, hz + 5].entries()) {
        for (let k = bin(at) - 2; k <= bin(at) + 2; k++) power[i]! += x[2 * k]!;
      }
    }
  }
  return power[0]! > 4 * Math.max(power[1]!, power[2]!);
}
