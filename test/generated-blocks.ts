/** Feature blocks as projects have them, from seeds: each kind on signals of its kind. */
import { Random } from '../src/base/random.ts';
import type { Block, Signal } from '../src/dsp/block.ts';
import { chooseEeg, chooseHeart } from '../src/dsp/body/choose-body.ts';
import { chooseSpectral } from '../src/dsp/choose-block.ts';
import { statistics } from '../src/dsp/flatten.ts';
import { chooseLogMel } from '../src/dsp/log-mel/choose-log-mel.ts';
import { chooseSpectralQ15 } from '../src/dsp/motion/choose-motion.ts';
import { defaultSound } from '../src/dsp/sound/choose-sound.ts';
import { chooseWavelet } from '../src/dsp/wavelet/choose-wavelet.ts';

export interface GeneratedBlock {
  readonly block: Block;
  readonly signal: Signal;
  readonly windows: readonly Float32Array[];
}

const makers = [
  raw,
  uprightRaw,
  flatten,
  spectral,
  spectralQ15,
  wavelet,
  soundOf('mfe'),
  soundOf('mfcc'),
  soundOf('spectrogram'),
  soundOf('pcen'),
  logMel,
  heart,
  eeg,
];

/** So many kinds there are, one after the other by number. */
export const blockKinds = makers.length;

export function generatedBlock(number: number, seed: number): GeneratedBlock {
  const random = new Random(seed, `block_${number}`);
  const { block, signal } = makers[number % makers.length]!(random);
  return { block, signal, windows: windowsFor(signal, random) };
}

type Made = Pick<GeneratedBlock, 'block' | 'signal'>;

function raw(random: Random): Made {
  const signal = motion(random);
  const grouped = random.below(2) === 0;
  const block: Block = {
    kind: 'raw',
    version: 1,
    removeMean: random.below(2) === 0,
    scales: signal.axes.map(() => 1),
    groups: grouped ? signal.axes.map(() => 0) : [],
    quiet: 0.01,
  };
  return { block, signal };
}

function uprightRaw(random: Random): Made {
  const made = raw(random);
  const signal = { ...made.signal, axes: ['x', 'y', 'z'] };
  const upright = { triads: [[0, 1, 2]], towards: [0, 0, 1] } as const;
  const block = { ...made.block, scales: [1, 1, 1], groups: [0, 0, 0], upright } as Block;
  return { block, signal };
}

function flatten(random: Random): Made {
  const signal = motion(random);
  const movingAverage = pick(random, [1, 1, 4]);
  return { signal, block: { kind: 'flatten', version: 1, scale: 1, statistics, movingAverage } };
}

function spectral(random: Random): Made {
  const signal = motion(random);
  const { block } = chooseSpectral(signal);
  const fftLength = pick(random, [16, 32, 64]);
  const filter = pick(random, [
    { kind: 'none' },
    { kind: 'low', cutoffHz: signal.sampleRateHz / 5, order: 4 },
    { kind: 'high', cutoffHz: signal.sampleRateHz / 20, order: 6 },
  ] as const);
  const some = {
    overlap: random.below(2) === 0,
    maximum: random.below(2) === 0,
    log: random.below(2) === 0,
    peaks: pick(random, [0, 3]),
    correlations: random.below(2) === 0,
  };
  return { signal, block: { ...block, fftLength, filter, ...some } };
}

function spectralQ15(random: Random): Made {
  const signal = motion(random);
  const { block } = chooseSpectralQ15(signal, windowsFor(signal, random));
  const fftLength = pick(random, [16, 32, 64]);
  return { signal, block: { ...block, fftLength, overlap: random.below(2) === 0 } };
}

function wavelet(random: Random): Made {
  const signal = motion(random);
  return { signal, block: chooseWavelet(signal).block };
}

function soundOf(kind: 'mfe' | 'mfcc' | 'spectrogram' | 'pcen'): (random: Random) => Made {
  return (random) => {
    const signal = sound(random);
    const block = defaultSound()[kind];
    const fftLength = pick(random, [256, 512]);
    const frameLength = pick(random, [0.02, 0.025, 0.032]);
    const some = {
      fftLength,
      frameLength,
      frameStride: pick(random, [0.01, 0.016, 0.02]),
      window: pick(random, ['none', 'hann'] as const),
      preEmphasis: pick(random, [0, 0.98]),
      version: pick(random, [1, 2, 2] as const),
    };
    const filters = pick(random, [24, 32, 40]);
    return { signal, block: { ...block, ...some, ...('filters' in block && { filters }) } };
  };
}

function logMel(random: Random): Made {
  const signal = sound(random);
  const { block } = chooseLogMel(signal);
  const bands = pick(random, [24, 32, 40]);
  const cepstra = pick(random, [0, 0, 13]);
  // cepstral coefficients need a range
  const rangeDb = cepstra > 0 ? 50 : pick(random, [0, block.rangeDb]);
  return { signal, block: { ...block, bands, cepstra, rangeDb } };
}

function heart(random: Random): Made {
  const length = pick(random, [2500, 5000, 7500]);
  const signal = { axes: ['ecg'], sampleRateHz: 250, length };
  return { signal, block: chooseHeart(signal, 'ecg').block };
}

function eeg(random: Random): Made {
  const length = pick(random, [512, 1024]);
  const axes = pick(random, [['O1'], ['O1', 'O2']]);
  const signal = { axes, sampleRateHz: 128, length };
  const quiet = new Float32Array(length * axes.length);
  return { signal, block: chooseEeg(signal, [quiet]).block };
}

function motion(random: Random): Signal {
  const axes = pick(random, [['x'], ['x', 'y', 'z'], ['x', 'y', 'z', 'a', 'b', 'c']]);
  return {
    axes,
    sampleRateHz: pick(random, [50, 100, 200]),
    length: pick(random, [96, 128, 200, 300]),
  };
}

function sound(random: Random): Signal {
  const sampleRateHz = pick(random, [8000, 16000]);
  return { axes: ['audio'], sampleRateHz, length: sampleRateHz * pick(random, [0.5, 1]) };
}

/** A beat, and noise that comes and goes. */
function windowsFor(signal: Signal, random: Random): Float32Array[] {
  const { axes, length, sampleRateHz } = signal;
  const values = Float32Array.from({ length: length * axes.length }, (_, i) => {
    const t = i / axes.length / sampleRateHz;
    const beat = Math.exp(-(((t % 0.8) - 0.4) ** 2) / 2e-4);
    return 0.3 * beat + 0.03 * random.normal() * (1 + Math.sin(5 * t));
  });
  return [values];
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.below(from.length)]!;
}
