import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../src/base/random.ts';
import { unwatched } from '../src/base/task.ts';
import { compileImpulse } from '../src/compile/compile.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { type Block, planBlock, type Signal } from '../src/dsp/block.ts';
import { chooseEeg } from '../src/dsp/body/choose-body.ts';
import { chooseSpectral } from '../src/dsp/choose-block.ts';
import { statistics } from '../src/dsp/flatten.ts';
import { chooseLogMel } from '../src/dsp/log-mel/choose-log-mel.ts';
import { type LogMelBlock, planLogMel } from '../src/dsp/log-mel/log-mel.ts';
import { chooseSpectralQ15 } from '../src/dsp/motion/choose-motion.ts';
import { defaultSound } from '../src/dsp/sound/choose-sound.ts';
import { chooseWavelet } from '../src/dsp/wavelet/choose-wavelet.ts';
import { deviceTools, findTools, missingTools } from '../src/toolchain/find-tools.ts';
import { prove } from '../src/toolchain/prove.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { blockImpulse } from './block-impulse.ts';
import { logMelOnCore } from './log-mel-program.ts';

const core = 'cortex-m4';
const tools = await findTools();
const without = process.env.THIMBLE_REQUIRE_TOOLS === '1' ? null : missingTools(tools, deviceTools);
const skip = without ?? false;

const sound: Signal = { axes: ['audio'], sampleRateHz: 8000, length: 1000 };
const motion: Signal = { axes: ['x', 'y'], sampleRateHz: 128, length: 256 };

for (const [what, signal, blocks] of [
  ['sound', sound, Object.values(defaultSound())],
  ['motion', motion, motionBlocks()],
] as const) {
  test(`one library with every block of ${what} has the studio's bits on a ${core}`, {
    skip,
  }, async () => {
    await requireSameBits(blocks, signal, windowsFor(signal));
  });
}

test("frames of sound in float32 by the port's routines have the bits of the studio, whatever the length", {
  skip,
}, async () => {
  const { mfe, spectrogram, pcen, mfcc } = defaultSound();
  const plain = { frameLength: 0.064, frameStride: 0.031, fftLength: 512, preEmphasis: 0 };
  const blocks: Block[] = [
    { ...spectrogram, frameLength: 0.004, fftLength: 32 },
    { ...spectrogram, frameLength: 0.01, fftLength: 64, window: 'hann', scale: 0.5 },
    { ...spectrogram, ...plain, frameLength: 0.05, window: 'hann' },
    { ...spectrogram, ...plain, frameLength: 0.1, fftLength: 1024 },
    { ...mfe, ...plain },
    { ...mfe, ...plain, window: 'hann', filters: 37, lowFrequency: 90, highFrequency: 3100 },
    // Bands without a bin, which the routines leave to portable C.
    { ...mfe, fftLength: 64, filters: 40, preShift: 3 },
    { ...pcen, ...plain, filters: 2 },
    { ...mfcc, ...plain, fftLength: 2048, winSize: 0 },
  ];
  await requireSameBits(blocks, sound, [...windowsFor(sound), new Float32Array(1000).fill(NaN)]);
});

test("log-mel by the port's routines has the bits of the studio, whatever the length", {
  skip,
}, () => {
  const some: [rate: number, settings: Partial<LogMelBlock>][] = [
    [16000, {}],
    [16000, { frameLength: 401, hop: 161, rangeDb: 0 }],
    [8000, { cepstra: 13 }],
    [16000, { frameLength: 1001, fftLength: 1024, bands: 41 }],
    [48000, { frameLength: 2048, fftLength: 2048, bands: 60 }],
    [1000, { frameLength: 63, fftLength: 64, hop: 31, bands: 12 }],
    [1000, { frameLength: 32, fftLength: 32, hop: 32, bands: 7 }],
    [4000, { frameLength: 128, fftLength: 128, bands: 20 }],
  ];
  for (const [sampleRateHz, settings] of some) {
    const whole = { axes: ['audio'], sampleRateHz, length: sampleRateHz };
    const block = { ...chooseLogMel(whole).block, ...settings };
    const signal = { ...whole, length: block.frameLength + 3 * block.hop + 5 };
    const windows = readingsFor(signal.length);
    const expected = windows.flatMap((x) => [...planLogMel(block, signal).evaluateQ15(x)]);
    for (const offset of settings.bands ? ([0, 1] as const) : ([0] as const)) {
      const one = { block, signal };
      const { features } = logMelOnCore(core, 'port', one, windows, ['-O2'], offset);
      assert.deepEqual([...features], expected, `${JSON.stringify(settings)} at ${offset}`);
    }
  }
});

async function requireSameBits(
  blocks: readonly Block[],
  signal: Signal,
  windows: readonly Float32Array[],
): Promise<void> {
  const compiled = compileImpulse(blockImpulse(blocks, signal), await readRuntime(), {
    strideReadings: signal.length,
    header: { toolVersion: '0.0.0', seed: 1 },
    kernels: kernelsFor(core),
  });
  const request = {
    core,
    name: 'blocks',
    files: compiled.files,
    windowValues: compiled.windowValues,
    features: compiled.featureCount,
    labels: 2,
    arenaBytes: compiled.arenaBytes,
    windows,
  } as const;
  const proof = await prove(request, tools, unwatched);
  for (const [i, window] of windows.entries()) {
    const expected = blocks.flatMap((block) => [...planBlock(block, signal).evaluate(window)]);
    assert.deepEqual([...proof.features[i]!], expected, `window ${i}`);
  }
}

function motionBlocks(): Block[] {
  const windows = windowsFor(motion);
  const { block: fixed } = chooseSpectralQ15(motion, windows);
  return [
    chooseSpectral(motion).block,
    fixed,
    { ...fixed, fftLength: 16, filter: { kind: 'low', cutoffHz: 20, order: 4 } },
    { ...fixed, fftLength: 256, maximum: false },
    chooseWavelet(motion).block,
    chooseEeg(motion, windows).block,
    { kind: 'flatten', version: 1, scale: 1, statistics },
    { kind: 'flatten', version: 1, scale: 1, statistics: ['rms'], movingAverage: 4 },
    { kind: 'raw', version: 1, removeMean: true, scales: [1, 2], groups: [0, 0], quiet: 0.1 },
  ];
}

function windowsFor({ axes, length }: Signal): Float32Array[] {
  const random = new Random(21, 'windows', length);
  const values: ((i: number) => number)[] = [
    (i) => random.normal() * (1 + Math.sin(i / 50)),
    () => 0,
    (i) => (i === 99 ? 8 : 0.001 * random.normal()),
  ];
  return values.map((value) =>
    Float32Array.from({ length: length * axes.length }, (_, i) => value(i)),
  );
}

function readingsFor(length: number): Int16Array[] {
  const random = new Random(22, 'readings', length);
  const values: ((n: number) => number)[] = [
    () => 0,
    (n) => (n % 2 === 1 ? 32767 : -32768),
    (n) => Math.round(32767 * Math.sin(0.3 * n)),
    () => Math.round(2 * random.normal()),
    (n) => Math.round(9000 * Math.sin(n / 300) * random.normal()),
  ];
  return values.map((value) =>
    Int16Array.from({ length }, (_, n) => Math.max(-32768, Math.min(32767, value(n)))),
  );
}
