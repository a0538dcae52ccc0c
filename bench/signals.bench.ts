/** What every feature block costs on a Cortex-M4 and a Cortex-M0+: npm run bench -- signals */
import { Random } from '../src/base/random.ts';
import { type Block, planBlock, type Signal } from '../src/dsp/block.ts';
import { chooseEeg, chooseHeart } from '../src/dsp/body/choose-body.ts';
import { chooseSpectral } from '../src/dsp/choose-block.ts';
import { statistics } from '../src/dsp/flatten.ts';
import { chooseLogMel } from '../src/dsp/log-mel/choose-log-mel.ts';
import { planLogMel, toQ15 } from '../src/dsp/log-mel/log-mel.ts';
import { chooseSpectralQ15 } from '../src/dsp/motion/choose-motion.ts';
import { defaultSound } from '../src/dsp/sound/choose-sound.ts';
import { chooseWavelet } from '../src/dsp/wavelet/choose-wavelet.ts';
import { blockByPort } from '../test/block-on-core.ts';
import { logMelOnCore } from '../test/log-mel-program.ts';
import type { Measurement } from './measurement.ts';

const sound: Signal = { axes: ['audio'], sampleRateHz: 16000, length: 16000 };
const motion: Signal = { axes: ['x', 'y', 'z'], sampleRateHz: 52, length: 128 };
const lead: Signal = { axes: ['ecg'], sampleRateHz: 250, length: 7500 };
const brain: Signal = { axes: ['O1'], sampleRateHz: 128, length: 512 };

type Row = Record<string, string | number | boolean>;

export async function measure(): Promise<Measurement> {
  const rows: Row[] = fixedRows();
  for (const [what, block, signal] of blocks()) rows.push(await blockRow(what, block, signal));
  return {
    title: 'Features on emulated cores, one window, each block at its defaults',
    rows,
    notes: [
      'Instructions are counted by the emulator; the M4 has the routines of its port; -O2.',
      'Sound: 1 s at 16 kHz. Motion: 128 readings of three axes. Heart: 30 s at 250 Hz. EEG: 4 s of one channel at 128 Hz.',
      'Same bits: every feature equals that of the studio.',
    ],
  };
}

/** Log-mel of 16-bit readings, as a stream or a window of a microphone gives them. */
function fixedRows(): Row[] {
  const x = toQ15(windowsFor(sound)[0]!, 32768);
  const { block } = chooseLogMel(sound);
  const forms: [string, Partial<typeof block>][] = [
    ['log-mel, 49 frames of 32 ms, 16-bit readings', {}],
    ['the same, no clamp', { rangeDb: 0 }],
    ['the same, frames of 25 ms', { rangeDb: 0, frameLength: 400 }],
    ['the same, 13 cepstral coefficients', { cepstra: 13 }],
  ];
  return forms.map(([what, some]) => {
    const one = { block: { ...block, ...some }, signal: sound };
    const expected = planLogMel(one.block, sound).evaluateQ15(x);
    const m4 = logMelOnCore('cortex-m4', 'port', one, [x]);
    const plain = logMelOnCore('cortex-m4', 'portable', one, [x]);
    const m0 = logMelOnCore('cortex-m0plus', 'portable', one, [x]);
    const all = [m4, plain, m0];
    return {
      block: what,
      features: expected.length,
      'M4 instructions': m4.instructions[0]!,
      'M4, portable C': plain.instructions[0]!,
      'M0+ instructions': m0.instructions[0]!,
      'same bits': all.every(({ features }) => features.every((value, i) => value === expected[i])),
    };
  });
}

async function blockRow(what: string, block: Block, signal: Signal): Promise<Row> {
  const windows = windowsFor(signal);
  const expected = windows.map((window) => planBlock(block, signal).evaluate(window));
  const costs: number[] = [];
  let same = true;
  for (const core of ['cortex-m4', 'cortex-m0plus'] as const) {
    const { features, instructions } = await blockByPort(core, block, signal, windows);
    costs.push(instructions);
    same &&= features.every((got, i) => got.every((value, k) => Object.is(value, expected[i]![k])));
  }
  return {
    block: what,
    features: expected[0]!.length,
    'M4 instructions': costs[0]!,
    'M0+ instructions': costs[1]!,
    'same bits': same,
  };
}

function blocks(): [string, Block, Signal][] {
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
  return chooseSpectralQ15(motion, windowsFor(motion)).block;
}

/** Two windows with something in them. */
function windowsFor(signal: Signal): Float32Array[] {
  const random = new Random(1, 'bench');
  return [0, 1].map((turn) =>
    Float32Array.from({ length: signal.length * signal.axes.length }, (_, i) => {
      const t = i / signal.axes.length / signal.sampleRateHz;
      const beat = Math.exp(-(((t % 0.8) - 0.4) ** 2) / 2e-4);
      return 0.3 * beat + 0.03 * random.normal() * (1 + Math.sin(5 * t + turn));
    }),
  );
}
