/** How fast the studio makes features of sound, beside its peers: npm run bench -- signals-host */
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import FFT from 'fft.js';
import { Random } from '../src/base/random.ts';
import { type Block, planBlock } from '../src/dsp/block.ts';
import { chooseLogMel } from '../src/dsp/log-mel/choose-log-mel.ts';
import { planLogMel } from '../src/dsp/log-mel/log-mel.ts';
import { defaultSound } from '../src/dsp/sound/choose-sound.ts';
import { planFrames } from '../src/dsp/sound/power-frames.ts';
import { benchWindows, defaultBlocks } from './default-blocks.ts';
import type { Measurement } from './measurement.ts';

const size = 512;
/** In all, and so many at a time: more would measure how the system finds memory for what comes out. */
const frames = 4000;
const batch = 100;
const rounds = 8;
const minutes = 5;
const turns = 20;

export async function measure(): Promise<Measurement> {
  const sound = noise(size * batch);
  const ffts = interleaved({
    'Thimble: powers of frames, WebAssembly SIMD': ourFrames(sound),
    'fft.js 4.0.4: realTransform': theirFrames(sound),
    'scipy.fft.rfft, float32': scipyFrames,
  });
  const own = ffts.get('Thimble: powers of frames, WebAssembly SIMD')!;
  const rows = [...ffts].map(([what, ms]) => ({
    what: `${what}, ${size} readings`,
    'µs each': Number(((1000 * ms) / frames).toFixed(2)),
    'times Thimble': Number((ms / own).toFixed(2)),
  }));
  const hours = [...interleaved(hourOfSound())].map(([what, ms]) => ({
    what,
    'seconds for an hour': Number((((60 / minutes) * ms) / 1000).toFixed(2)),
  }));
  const windows = [...interleaved(oneWindow())].map(([what, ms]) => ({
    what,
    'µs a window': Number((1000 * ms).toFixed(1)),
  }));
  return {
    title: `Features on the host, one core of ${cpus()[0]!.model.trim()}`,
    rows: [...rows, ...hours, ...windows],
    notes: [
      `Time of the processor, the least of ${rounds} rounds in which all take turns. Powers of ours are computed and copied out, peers give complex spectra; ours and SciPy get ${batch} frames in a call. Each puts its results where those before were.`,
      `An hour: ${60 / minutes} times ${minutes} minutes at 16 kHz, from 16-bit readings (log-mel) and from floats (all others).`,
      'A window: sound 1 s at 16 kHz, motion 128 readings of three axes, heart 30 s at 250 Hz, EEG 4 s at 128 Hz.',
    ],
  };
}

/** Milliseconds of each, the least of rounds in which they take turns: what others do on the machine only adds. */
function interleaved(work: Record<string, () => number>): Map<string, number> {
  const times = new Map(Object.keys(work).map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(work)) times.get(name)!.push(run());
  }
  return new Map([...times].map(([name, values]) => [name, Math.min(...values)]));
}

/** Milliseconds of the processor, the least of a few runs. */
function timed(run: () => void): () => number {
  return () => {
    let least = Number.POSITIVE_INFINITY;
    for (let turn = 0; turn < 6; turn++) {
      const start = process.cpuUsage();
      run();
      const { user, system } = process.cpuUsage(start);
      least = Math.min(least, (user + system) / 1000);
    }
    return least;
  };
}

function noise(length: number): Float32Array {
  const random = new Random(1, 'noise');
  const some = Float32Array.from({ length: 100_003 }, () => 0.1 * random.normal());
  return Float32Array.from({ length }, (_, i) => some[i % some.length]!);
}

function ourFrames(sound: Float32Array): () => number {
  const { mfe } = defaultSound();
  const settings = {
    ...mfe,
    fftLength: size,
    frameLength: size,
    frameStride: size,
    preEmphasis: 0,
  };
  const signal = { axes: ['audio'], sampleRateHz: 1, length: sound.length };
  const plan = planFrames('Frames', settings, signal);
  const out = plan.rows(sound, null);
  return timed(() => {
    for (let done = 0; done < frames; done += batch) plan.rows(sound, null, undefined, out);
  });
}

function theirFrames(sound: Float32Array): () => number {
  const fft = new FFT(size);
  const out = fft.createComplexArray();
  return timed(() => {
    for (let k = 0; k < frames; k++) {
      const at = (k % batch) * size;
      fft.realTransform(out, sound.subarray(at, at + size));
    }
  });
}

function scipyFrames(): number {
  const program = `
import time, numpy, scipy.fft
x = numpy.random.randn(${batch}, ${size}).astype(numpy.float32)
times = []
for _ in range(12):
    start = time.process_time()
    for _ in range(${frames / batch}):
        scipy.fft.rfft(x, axis=1)
    times.append(time.process_time() - start)
print(min(times) * 1000)`;
  return Number(execFileSync('/usr/bin/python3', ['-c', program], { encoding: 'utf8' }));
}

function hourOfSound(): Record<string, () => number> {
  const rate = 16_000;
  const sound = noise(60 * minutes * rate);
  const readings = Int16Array.from(sound, (value) => 32768 * value);
  const second = { axes: ['audio'], sampleRateHz: rate, length: rate };
  const whole = { ...second, length: sound.length };
  const logMel = planLogMel(chooseLogMel(second).block, whole);
  const { mfe, mfcc, spectrogram, pcen } = defaultSound();
  const long = { ...mfe, fftLength: 512, frameLength: 0.032, frameStride: 0.02 };
  const blocks: Record<string, Block> = {
    'MFE, float32: 20 ms every 10 ms, FFT 256, 40 filters': mfe,
    'MFE, float32: 32 ms every 20 ms, FFT 512, 40 filters': long,
    'MFCC, float32: 20 ms every 20 ms, FFT 256, 32 filters, 13 coefficients': mfcc,
    'the same of version 1': { ...mfcc, version: 1 },
    'spectrogram, float32: 20 ms every 10 ms, FFT 128': spectrogram,
    'PCEN, float32: 20 ms every 10 ms, FFT 256, 40 filters': pcen,
  };
  const made = Object.entries(blocks).map(([what, block]) => {
    const plan = planBlock(block, whole);
    return [what, timed(() => plan.evaluate(sound))] as const;
  });
  return {
    'log-mel, whole numbers: 32 ms every 20 ms, FFT 512, 40 bands': timed(() =>
      logMel.evaluateQ15(readings),
    ),
    ...Object.fromEntries(made),
  };
}

/** Every block at its defaults, a window at a time. */
function oneWindow(): Record<string, () => number> {
  const works = defaultBlocks().map(([what, block, signal]) => {
    const plan = planBlock(block, signal);
    const windows = benchWindows(signal);
    const all = timed(() => {
      for (let turn = 0; turn < turns; turn++) plan.evaluate(windows[turn % windows.length]!);
    });
    return [what, () => all() / turns] as const;
  });
  return Object.fromEntries(works);
}
