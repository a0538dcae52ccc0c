/** Features beside those of SciPy and PyWavelets in float64: npm run bench -- signals-truth */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Random } from '../src/base/random.ts';
import { type Block, planBlock, type Signal } from '../src/dsp/block.ts';
import { chooseEeg } from '../src/dsp/body/choose-body.ts';
import { dpss } from '../src/dsp/body/dpss.ts';
import { butterworth, filterInPlace } from '../src/dsp/butterworth.ts';
import { chooseSpectral } from '../src/dsp/choose-block.ts';
import { chooseLogMel } from '../src/dsp/log-mel/choose-log-mel.ts';
import { planLogMel } from '../src/dsp/log-mel/log-mel.ts';
import { defaultSound } from '../src/dsp/sound/choose-sound.ts';
import { chooseWavelet } from '../src/dsp/wavelet/choose-wavelet.ts';
import { waveletFilters, waveletNames } from '../src/dsp/wavelet/wavelet-filters.ts';
import type { Measurement } from './measurement.ts';

interface Case {
  readonly what: string;
  readonly peer: string;
  readonly block: object & { readonly kind: string };
  readonly signal: Signal;
  readonly window: Float32Array;
  readonly ours: ArrayLike<number>;
}

export async function measure(): Promise<Measurement> {
  const cases = [...soundCases(), ...motionCases(), ...partCases()];
  const input = cases.map(({ block, signal, window }) => ({
    block,
    rate: signal.sampleRateHz,
    axes: signal.axes.length,
    window: Array.from(window),
  }));
  const answer = execFileSync('/usr/bin/python3', [join(import.meta.dirname, 'signals-truth.py')], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  const truths = JSON.parse(answer) as number[][];
  return {
    title: 'Features beside an independent implementation in float64',
    rows: cases.map((one, i) => row(one, truths[i]!)),
    notes: [
      'Largest error: over the largest value of all. A float32 has 6e-8.',
      'Log-mel is in whole numbers: its error is that of log2 of power within 43 dB of the loudest, 0.01 = 0.03 dB.',
    ],
  };
}

function row({ what, peer, ours }: Case, truth: readonly number[]) {
  if (ours.length !== truth.length) throw new Error(`${what}: ${ours.length}, not ${truth.length}`);
  const size = truth.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const isLog = what.startsWith('log-mel');
  const floor = isLog ? truth.reduce((a, b) => Math.max(a, b)) - 14.4 : Number.NEGATIVE_INFINITY;
  const errors = truth.flatMap((value, i) => (value < floor ? [] : [Math.abs(ours[i]! - value)]));
  const mean = errors.reduce((a, b) => a + b) / errors.length;
  const most = errors.reduce((a, b) => Math.max(a, b));
  const scale = isLog ? 1 : size;
  return {
    block: what,
    peer,
    values: truth.length,
    'mean error': (mean / scale).toExponential(1),
    'largest error': (most / scale).toExponential(1),
  };
}

function soundCases(): Case[] {
  const signal = { axes: ['audio'], sampleRateHz: 16000, length: 16000 };
  const window = someWindow(signal);
  const { mfe, mfcc, spectrogram, pcen } = defaultSound();
  const peer = 'scipy.fft, HTK mel';
  const of = (what: string, block: Block): Case => ({
    what,
    peer,
    block,
    signal,
    window,
    ours: planBlock(block, signal).evaluate(window),
  });
  const logMel = { ...chooseLogMel(signal).block, rangeDb: 0 };
  const readings = Int16Array.from(window, (value) => Math.round(32768 * value));
  const rounded = Float32Array.from(readings, (value) => value / 32768);
  return [
    of('MFE', mfe),
    of('MFCC', mfcc),
    of('spectrogram', spectrogram),
    of('PCEN', pcen),
    {
      ...of('log-mel, whole numbers', logMel),
      window: rounded,
      ours: Float64Array.from(planLogMel(logMel, signal).evaluateQ15(readings), (v) => v / 256),
    },
  ];
}

function motionCases(): Case[] {
  const signal = { axes: ['x', 'y', 'z'], sampleRateHz: 100, length: 500 };
  const window = someWindow(signal);
  const { block: full } = chooseSpectral(signal);
  const spectral = { ...full, maximum: false, peaks: 0, correlations: false };
  const parts = { decimation: 3, powerEdges: [0.5, 1, 2, 5], extraLow: true, fftLength: 16 };
  const long = { ...signal, length: 3000 };
  const { block: wavelet } = chooseWavelet(signal);
  const brain = { axes: ['O1', 'O2'], sampleRateHz: 128, length: 1024 };
  const waves = someWindow(brain);
  const { block: chosen } = chooseEeg(brain, [waves]);
  const eeg = { ...chosen, notchHz: 0, highPassHz: 0, lowPassHz: 0 };
  const of = (what: string, peer: string, block: Block, own: Signal, x: Float32Array): Case => ({
    what,
    peer,
    block,
    signal: own,
    window: x,
    ours: planBlock(block, own).evaluate(x),
  });
  return [
    of('spectral analysis, FFT', 'scipy.signal.welch, stats', spectral, signal, window),
    of(
      'the same, decimated, low ends, between edges',
      'scipy.signal.sosfilt, welch, periodogram',
      { ...spectral, ...parts },
      long,
      someWindow(long),
    ),
    of('spectral analysis, wavelet', 'pywt.wavedec, scipy.stats', wavelet, signal, window),
    of('EEG', 'scipy dpss, fft', eeg, brain, waves),
  ];
}

/** Filters and tables by themselves. */
function partCases(): Case[] {
  const signal = { axes: ['x'], sampleRateHz: 100, length: 1000 };
  // From rest, as SciPy's filters begin.
  const window = someWindow(signal);
  window[0] = 0;
  const pass = (kind: 'low' | 'high', order: number): Case => {
    const ours = Float32Array.from(window);
    filterInPlace(ours, 1000, butterworth({ kind, cutoffHz: 3, order }, signal), kind);
    const block = { kind, cutoffHz: 3, order };
    const what = `${kind}-pass filter of order ${order}`;
    return { what, peer: 'scipy.signal.sosfilt', block, signal, window, ours };
  };
  const taps = waveletNames.flatMap((name) => {
    const { low, high } = waveletFilters(name);
    return [...low, ...high];
  });
  const tapsOf = { kind: 'taps', names: waveletNames };
  const windows = { kind: 'dpss', length: 256, halfBandwidth: 4, count: 7 };
  return [
    pass('low', 6),
    pass('high', 8),
    {
      what: `filters of ${waveletNames.length} wavelets`,
      peer: 'PyWavelets tables',
      block: tapsOf,
      signal,
      window,
      ours: taps,
    },
    {
      what: 'Slepian windows',
      peer: 'scipy.signal.windows.dpss',
      block: windows,
      signal,
      window,
      ours: dpss(256, 4, 7).flatMap((one) => [...one]),
    },
  ];
}

/** A tone that rises, over noise that falls with frequency. */
function someWindow({ axes, length }: Signal): Float32Array {
  const random = new Random(3, 'truth', length);
  const held = axes.map(() => 0);
  return Float32Array.from({ length: length * axes.length }, (_, i) => {
    const axis = i % axes.length;
    held[axis] = 0.8 * held[axis]! + random.normal();
    const n = Math.floor(i / axes.length);
    return 0.05 * held[axis]! + 0.2 * Math.sin(n * (0.1 + n / 20_000) + axis);
  });
}
