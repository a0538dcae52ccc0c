import { Random } from '../src/base/random.ts';
import type { Block, Signal } from '../src/dsp/block.ts';
import { chooseEeg, chooseHeart } from '../src/dsp/body/choose-body.ts';
import { chooseSpectral } from '../src/dsp/choose-block.ts';
import { statistics } from '../src/dsp/flatten.ts';
import { chooseSpectralQ15 } from '../src/dsp/motion/choose-motion.ts';
import { defaultSound } from '../src/dsp/sound/choose-sound.ts';
import { chooseWavelet } from '../src/dsp/wavelet/choose-wavelet.ts';

export const sound: Signal = { axes: ['audio'], sampleRateHz: 16000, length: 16000 };
const motion: Signal = { axes: ['x', 'y', 'z'], sampleRateHz: 52, length: 128 };
const lead: Signal = { axes: ['ecg'], sampleRateHz: 250, length: 7500 };
const brain: Signal = { axes: ['O1'], sampleRateHz: 128, length: 512 };

/** Every block at its defaults but log-mel, with what it is called and the window that it sees. */
export function defaultBlocks(): [what: string, block: Block, signal: Signal][] {
  const { mfe, mfcc, spectrogram, pcen } = defaultSound();
  const floatMfe = {
    ...mfe,
    frameLength: 0.032,
    frameStride: 0.02,
    fftLength: 512,
    preEmphasis: 0,
  };
  const raw: Block = {
    kind: 'raw',
    version: 1,
    removeMean: true,
    scales: [1, 1, 1],
    groups: [0, 0, 0],
    quiet: 0.01,
  };
  const flatten: Block = { kind: 'flatten', version: 1, scale: 1, statistics };
  return [
    ['MFE', mfe, sound],
    ['MFE, 49 frames of 32 ms, FFT 512', floatMfe, sound],
    ['the same, Hann window', { ...floatMfe, window: 'hann' }, sound],
    ['MFCC', mfcc, sound],
    ['spectrogram', spectrogram, sound],
    ['PCEN', pcen, sound],
    ['spectral analysis, FFT', chooseSpectral(motion).block, motion],
    ['spectral analysis, FFT, whole numbers', fixedMotion(), motion],
    ['spectral analysis, wavelet', chooseWavelet(motion).block, motion],
    ['flatten', flatten, motion],
    ['the same, moving average over 4 windows of 32', { ...flatten, movingAverage: 4 }, motion],
    ['raw', raw, motion],
    ['HR and HRV', chooseHeart(lead, 'ecg').block, lead],
    ['EEG', chooseEeg(brain, [new Float32Array(brain.length)]).block, brain],
  ];
}

function fixedMotion(): Block {
  return chooseSpectralQ15(motion, benchWindows(motion)).block;
}

/** Two windows with something in them. */
export function benchWindows(signal: Signal): Float32Array[] {
  const random = new Random(1, 'bench');
  return [0, 1].map((turn) =>
    Float32Array.from({ length: signal.length * signal.axes.length }, (_, i) => {
      const t = i / signal.axes.length / signal.sampleRateHz;
      const beat = Math.exp(-(((t % 0.8) - 0.4) ** 2) / 2e-4);
      return 0.3 * beat + 0.03 * random.normal() * (1 + Math.sin(5 * t + turn));
    }),
  );
}
