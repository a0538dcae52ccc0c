import { Failure } from '../../base/failure.ts';
import type { Signal } from '../block.ts';
import { planMelWeights } from './mel-weights.ts';
import type { MfccBlock } from './mfcc.ts';
import type { MfeBlock } from './mfe.ts';
import type { PcenBlock } from './pcen.ts';
import { type FrameSettings, planFrames } from './power-frames.ts';
import type { SpectrogramBlock } from './spectrogram.ts';

interface SoundBlocks {
  readonly mfe: MfeBlock;
  readonly mfcc: MfccBlock;
  readonly spectrogram: SpectrogramBlock;
  readonly pcen: PcenBlock;
}

const frames = {
  version: 2,
  scale: 1,
  frameLength: 0.02,
  frameStride: 0.01,
  fftLength: 256,
  window: 'none',
  preEmphasis: 0.98,
  preShift: 1,
} as const;

/** The blocks of sound with the settings that Edge Impulse's blocks of these names begin with. */
export function defaultSound(): SoundBlocks {
  const bank = { filters: 40, lowFrequency: 0, highFrequency: 0 };
  return {
    mfe: { kind: 'mfe', ...frames, ...bank, noiseFloorDb: -52 },
    mfcc: {
      kind: 'mfcc',
      ...frames,
      ...bank,
      frameStride: 0.02,
      coefficients: 13,
      filters: 32,
      winSize: 101,
    },
    spectrogram: {
      kind: 'spectrogram',
      ...frames,
      fftLength: 128,
      preEmphasis: 0,
      noiseFloorDb: -52,
    },
    pcen: {
      kind: 'pcen',
      ...frames,
      ...bank,
      window: 'hann',
      preEmphasis: 0,
      smoothing: 0.025,
      gain: 0.98,
      bias: 2,
      power: 0.5,
      epsilon: 1e-6,
    },
  };
}

/**
 * Settings from the sound itself: frames that suit its rate and the length of a window, an FFT that
 * holds a frame, and the noise floor from its quietest tenth of frames. `windows` are some of the
 * training windows in the units that the block will see.
 */
export function tuneSound<K extends keyof SoundBlocks>(
  kind: K,
  signal: Signal,
  windows: readonly Float32Array[],
): { block: SoundBlocks[K]; reason: string } {
  const { sampleRateHz, length } = signal;
  const seconds = length / sampleRateHz;
  if (windows.length === 0) {
    throw new Failure('bad-data', 'Settings cannot be tuned without a window of sound: give some.');
  }
  // About 50 frames in a window, of 20 to 32 ms where there is time for them.
  const frameStride = Number(Math.min(0.02, Math.max(0.01, seconds / 50)).toFixed(3));
  const frameLength = Math.min(1.6 * frameStride, seconds / 4);
  const readings = Math.round(frameLength * sampleRateHz);
  const fftLength = Math.max(16, Math.min(4096, 2 ** Math.ceil(Math.log2(readings))));
  const filters = Math.max(8, Math.min(40, Math.floor(fftLength / 6)));
  const shared = { frameStride, frameLength, fftLength };
  const bank = { ...defaultSound().mfe, ...shared, filters };
  const noiseFloorDb = quietDb(
    kind === 'spectrogram' ? null : bank,
    { ...bank, ...shared },
    signal,
    windows,
  );
  const made = {
    mfe: { ...shared, filters, noiseFloorDb },
    mfcc: { ...shared, filters: Math.min(32, filters), coefficients: Math.min(13, filters) },
    spectrogram: { ...shared, noiseFloorDb },
    pcen: { ...shared, filters },
  };
  const floor = kind === 'mfe' || kind === 'spectrogram';
  const why = floor
    ? ` The noise floor is ${noiseFloorDb} dB, below which the quietest tenth of their powers lies.`
    : '';
  return {
    block: { ...defaultSound()[kind], ...made[kind] },
    reason: `Frames of ${Math.round(1000 * frameLength)} ms every ${Math.round(1000 * frameStride)} ms give ${Math.floor((seconds - frameLength) / frameStride) + 1} of them in a window; an FFT of ${fftLength} holds one.${why}`,
  };
}

/** Of all powers of all frames the quietest tenth lies below this, in dB from −100 to 0. */
function quietDb(
  bank: MfeBlock | null,
  settings: FrameSettings,
  signal: Signal,
  windows: readonly Float32Array[],
): number {
  const frames = planFrames('Sound', bank ? settings : { ...settings, preEmphasis: 0 }, signal);
  const weights =
    bank &&
    planMelWeights({
      bands: bank.filters,
      lowHz: bank.lowFrequency,
      highHz: bank.highFrequency,
      fftLength: bank.fftLength,
      sampleRateHz: signal.sampleRateHz,
    });
  const powers: number[] = [];
  for (const window of windows) {
    for (let k = 0; k < frames.frames; k++) {
      const bins = frames.powers(window, k);
      for (const power of weights ? weights.energies(bins) : bins) {
        if (Number.isFinite(power)) powers.push(power);
      }
    }
  }
  if (powers.length === 0) {
    throw new Failure(
      'bad-data',
      'The windows hold no numbers to tune settings by: check the recordings.',
    );
  }
  powers.sort((a, b) => a - b);
  const quiet = 10 * Math.log10(Math.max(1e-12, powers[Math.floor(powers.length / 10)]!));
  return Math.max(-100, Math.min(0, Math.round(quiet)));
}
