import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Random } from '../src/base/random.ts';
import { unwatched } from '../src/base/task.ts';
import { folderFiles } from '../src/cli/folder-files.ts';
import { type Block, planBlock, type Signal } from '../src/dsp/block.ts';
import type { Filter } from '../src/dsp/butterworth.ts';
import { chooseSpectral } from '../src/dsp/choose-block.ts';
import { statistics } from '../src/dsp/flatten.ts';
import { exp2, log2, log10, sqrt } from '../src/dsp/float32.ts';
import { chooseLogMel } from '../src/dsp/log-mel/choose-log-mel.ts';
import { defaultSound } from '../src/dsp/sound/choose-sound.ts';
import { standardize } from '../src/dsp/standardize.ts';
import { cut } from '../src/pipeline/windows.ts';
import { importFolder } from '../src/project/import-folder.ts';
import { splitSamples } from '../src/project/split.ts';
import { chooseWindow } from '../src/project/windows.ts';
import { type BlockCase, programSource } from './block-program.ts';

const strict = ['-Wall', '-Wextra', '-Wconversion', '-Wdouble-promotion', '-pedantic', '-Werror'];
/** Whatever a build might do to floats: the sources must withstand it. */
const eager = ['-O3', '-march=native', '-ffp-contract=fast', '-flto'];
const builds: { name: string; command: readonly string[] }[] = [
  {
    name: 'C99 with address and undefined behaviour checked',
    command: ['gcc', '-std=c99', ...strict, '-O1', '-fsanitize=address,undefined'],
  },
  {
    name: 'GNU C, optimised across files, contraction asked for',
    command: ['gcc', '-std=gnu11', ...strict, ...eager],
  },
  {
    name: 'C++17, optimised, contraction asked for',
    command: ['g++', '-x', 'c++', '-std=c++17', ...strict, ...eager],
  },
];
const runtimeFolder = join(import.meta.dirname, '..', 'runtime', 'dsp');
const hostTools = missing('gcc', 'g++');
const armTools = missing('arm-none-eabi-gcc', 'arm-none-eabi-objdump', 'arm-none-eabi-nm');

for (const { name, command } of builds) {
  test(`every block has the same bits in C and in TypeScript (${name})`, {
    skip: hostTools,
  }, () => {
    compare(randomCases(), command);
  });
}

for (const { name, command } of [builds[0]!, builds[2]!]) {
  test(`every block of sound, wavelets and body signals has the same bits in C and in TypeScript (${name})`, {
    skip: hostTools,
  }, () => {
    compare([...soundCases(), ...waveletCases(), ...bodyCases(), ...fixedCases()], command);
  });
}

test('the gesture test windows have the same features in C and in TypeScript', {
  skip: hostTools,
}, async (context) => {
  const root = process.env.THIMBLE_DATA_DIR;
  if (!root) {
    context.skip('needs the data sets in $THIMBLE_DATA_DIR/data');
    return;
  }
  const files = await folderFiles(join(root, 'data', 'imu_digit_gestures'));
  const split = splitSamples((await importFolder(files, {}, unwatched)).samples, { seed: 1 });
  const { signal, test: part } = cut(split, chooseWindow(split.train));
  assert.equal(part.windows.length, 120);
  const filtered: Block = {
    ...chooseSpectral(signal).block,
    filter: { kind: 'low', cutoffHz: 8, order: 6 },
  };
  const blocks: Block[] = [chooseSpectral(signal).block, filtered, flatten(1), raw(signal, true)];
  compare(
    blocks.map((block) => caseOf(block, signal, part.windows)),
    builds[0]!.command,
  );
});

test('standardised features, square root and logarithm have the same bits in C and in TypeScript', {
  skip: hostTools,
}, () => {
  const random = new Random(5, 'scalars');
  const odd = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1, -1, 3e38];
  const any = Float32Array.from({ length: 20_000 }, (_, i) => odd[i] ?? anyFloat(random));
  const mean = any.map(() => random.normal());
  const scale = any.map(() => 10 ** random.between(-3, 3));
  const answers = run(
    builds[1]!.command,
    scalarProgram(any.length),
    Float32Array.from([...any, ...mean, ...scale]),
  );
  const expected = [
    ...standardize(any, mean, scale, 6),
    ...any.map(sqrt),
    ...any.map(log10),
    ...any.map(log2),
    ...any.map(exp2),
    ...mean.map((x) => exp2(Math.fround(20 * x))),
  ];
  assertSameBits(answers, Float32Array.from(expected), 'scalars');
});

for (const core of ['cortex-m4', 'cortex-m7', 'cortex-m33', 'cortex-m55']) {
  test(`a ${core} build fuses and doubles nothing, even where its flags ask for it`, {
    skip: armTools,
  }, () => {
    const flags = [`-mcpu=${core}`, '-mfpu=auto', '-mfloat-abi=hard', '-mthumb', '-std=gnu11'];
    const guarded = armCode([...flags, '-O3', '-ffp-contract=fast']);
    assert.deepEqual(guarded.fused, []);
    const helpers = ['__aeabi_ldivmod', '__aeabi_uldivmod', 'memcpy', 'memmove', 'memset', 'sqrtf'];
    assert.deepEqual(guarded.foreign, helpers.filter(guarded.needs));
    const unguarded = armCode([...flags, '-O3', '-ffp-contract=fast', '-DTHIMBLE_EXACT_FLOAT_H']);
    assert.ok(unguarded.fused.length > 0, 'without the guard the compiler does fuse');
  });
}

test('flags that would change the bits are refused when the C is compiled', {
  skip: hostTools,
}, () => {
  const flags = [
    '-ffast-math',
    '-Ofast',
    '-fassociative-math -fno-signed-zeros -fno-trapping-math',
  ];
  if (process.arch === 'x64') flags.push('-mfpmath=387');
  for (const some of flags) {
    const build = ['-c', '-o', '/dev/null', join(runtimeFolder, 'thimble_spectral.c')];
    assert.throws(
      () => execFileSync('gcc', [...some.split(' '), ...build], { stdio: 'pipe' }),
      /Thimble('s features)? needs? (exact )?float operations/,
      some,
    );
  }
});

test('a core without float instructions needs float routines alone, none of double', {
  skip: armTools,
}, () => {
  const { foreign } = armCode(['-mcpu=cortex-m0plus', '-mthumb', '-std=gnu11', '-Os']);
  const allowed =
    /^(__gnu_thumb1_case_|__aeabi_(f|i2f|u2f|fcmp|cf|idiv|uidiv|ldivmod|uldivmod|lmul|llsl|llsr|lasr|memcpy|memmove|memset)|memcpy|memmove|memset|sqrtf)/;
  assert.deepEqual(
    foreign.filter((name) => !allowed.test(name) || /2d|d2/.test(name)),
    [],
  );
});

/** Blocks of every kind and setting, over windows of every sort. */
function randomCases(): BlockCase[] {
  const random = new Random(3, 'blocks');
  const lengths = [
    8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 180, 255, 256, 257, 500, 1023, 1024,
  ];
  const cases = lengths.flatMap((length, i) => {
    const axes = Array.from({ length: 1 + (i % 6) }, (_, axis) => `axis${axis}`);
    const signal = { axes, sampleRateHz: 50, length };
    const blocks = [chooseSpectral(signal).block, anySpectral(signal, random)];
    return [...blocks, flatten(0.3), averaged(length), raw(signal, i % 2 === 0)].map((block) => {
      return caseOf(block, signal, windowsFor(signal, random));
    });
  });
  const short = { axes: ['a', 'b'], sampleRateHz: 50, length: 1 };
  const shortest = [flatten(2), raw(short, true), raw(short, false)];
  return [...cases, ...shortest.map((block) => caseOf(block, short, windowsFor(short, random)))];
}

/** Blocks of one axis with frames, each with several settings. */
function soundCases(): BlockCase[] {
  const random = new Random(7, 'sound');
  const signals = [
    { axes: ['audio'], sampleRateHz: 16000, length: 3000 },
    { axes: ['audio'], sampleRateHz: 1000, length: 401 },
  ];
  return signals.flatMap((signal) =>
    soundBlocks(signal).map((block) => {
      return caseOf(block, signal, windowsFor(signal, random));
    }),
  );
}

function waveletCases(): BlockCase[] {
  const random = new Random(9, 'wavelets');
  const none: Filter = { kind: 'none' };
  const block = { kind: 'wavelet', version: 1, scale: 1, filter: none } as const;
  const some: [wavelet: string, level: number, length: number, filter: Filter][] = [
    ['haar', 4, 16, none],
    ['db4', 1, 125, none],
    ['db4', 3, 126, { kind: 'low', cutoffHz: 10, order: 4 }],
    ['sym10', 2, 200, { kind: 'high', cutoffHz: 1, order: 2 }],
    ['coif3', 1, 34, none],
    ['bior4.4', 5, 300, none],
    ['rbio6.8', 2, 71, none],
  ];
  return some.map(([wavelet, level, length, filter]) => {
    const signal = { axes: ['a', 'b', 'c'], sampleRateHz: 50, length };
    return caseOf({ ...block, wavelet, level, filter }, signal, windowsFor(signal, random));
  });
}

function fixedCases(): BlockCase[] {
  const random = new Random(15, 'fixed');
  const filters: Filter[] = [
    { kind: 'none' },
    { kind: 'low', cutoffHz: 3, order: 6 },
    { kind: 'high', cutoffHz: 0.5, order: 8 },
  ];
  const some = [
    [16, 16],
    [33, 32],
    [125, 64],
    [500, 256],
    [8192, 1024],
  ] as const;
  return some.flatMap(([length, fftLength], i) => {
    const signal = { axes: ['x', 'y', 'z'].slice(i % 3), sampleRateHz: 50, length };
    return filters.map((filter, k) => {
      const settings = { filter, fftLength, overlap: k > 0, maximum: k < 2 };
      const block: Block = { kind: 'spectral_q15', version: 1, scale: 10 ** (k + 1), ...settings };
      return caseOf(block, signal, windowsFor(signal, random));
    });
  });
}

function bodyCases(): BlockCase[] {
  const random = new Random(12, 'body');
  const heart = { axes: ['lead'], sampleRateHz: 50, length: 1600 };
  const beating = Array.from({ length: 6 }, (_, turn) => {
    let [next, n] = [10, 0];
    return Float32Array.from({ length: heart.length }, (_, i) => {
      if (i > next + 2)
        next += Math.round((30 + 10 * random.uniform()) * (++n % 9 === 0 ? 1.9 : 1));
      return Math.exp(-((i - next) ** 2)) + 0.02 * (turn + 1) * random.normal();
    });
  });
  const worn = { ...heart, axes: ['lead', 'x', 'y', 'z'] };
  const moved = [0.01, 0.049, 0.051, 0.3].map((share, turn) =>
    Float32Array.from({ length: 4 * heart.length }, (_, i) => {
      const swing = 1 + Math.SQRT2 * share * Math.sin(Math.floor(i / 4));
      return i % 4 === 0 ? beating[turn]![i / 4]! : 9.81 * swing * [0, 0.6, 0.64, 0.48][i % 4]!;
    }),
  );
  const eeg = { axes: ['F3', 'F4', 'O1'], sampleRateHz: 128, length: 700 };
  const blocks: Block[] = [
    { kind: 'heart', version: 1, source: 'ecg', sensitivity: 0.5, variability: true },
    { kind: 'heart', version: 1, source: 'ppg', sensitivity: 1, variability: true },
    { kind: 'heart', version: 1, source: 'ecg', sensitivity: 0, variability: false },
  ];
  const spectra: Block = {
    kind: 'eeg',
    version: 1,
    scale: 2,
    notchHz: 50,
    highPassHz: 0.5,
    lowPassHz: 45,
    epochSeconds: 2,
    halfBandwidth: 2.5,
    tapers: 4,
    rejectAbove: 5,
  };
  const plain = { ...spectra, notchHz: 0, highPassHz: 0, lowPassHz: 0, rejectAbove: 0, tapers: 1 };
  return [
    ...blocks.map((block) => caseOf(block, heart, [...windowsFor(heart, random), ...beating])),
    ...blocks.map((block) =>
      caseOf({ ...block, restingShare: 0.05 } as Block, worn, [
        ...windowsFor(worn, random),
        ...moved,
      ]),
    ),
    ...[spectra, plain].map((block) => caseOf(block, eeg, windowsFor(eeg, random))),
  ];
}

function soundBlocks(signal: Signal): Block[] {
  const { block } = chooseLogMel(signal);
  const { mfe, mfcc, spectrogram, pcen } = defaultSound();
  const other = {
    scale: 0.7,
    frameLength: 0.033,
    frameStride: 0.05,
    fftLength: 64,
    window: 'hann',
    preEmphasis: 0,
    preShift: 3,
  } as const;
  const bank = { filters: 30, lowFrequency: 50, highFrequency: 400 };
  return [
    block,
    { ...block, cepstra: 8, scale: 1 },
    mfe,
    { ...mfe, version: 1 },
    { ...mfe, version: 1, preShift: 90 },
    { ...mfe, preShift: 90 },
    { ...mfe, ...other, ...bank, noiseFloorDb: -100 },
    mfcc,
    { ...mfcc, version: 1 },
    { ...mfcc, ...other, ...bank, winSize: 0, coefficients: 20 },
    { ...mfcc, ...other, ...bank, winSize: 5 },
    { ...mfcc, ...other, ...bank, version: 1, winSize: 5 },
    spectrogram,
    { ...spectrogram, ...other, noiseFloorDb: 0 },
    pcen,
    { ...pcen, ...other, ...bank, power: 0.3, gain: 0.5 },
  ];
}

function caseOf(block: Block, signal: Signal, windows: readonly Float32Array[]): BlockCase {
  const plan = planBlock(block, signal);
  return { block, plan, windowValues: signal.length * signal.axes.length, windows };
}

function anySpectral({ length, sampleRateHz }: Signal, random: Random): Block {
  const longest = Math.floor(Math.log2(length));
  const coin = () => random.below(2) === 1;
  const fftLength = 2 ** (3 + random.below(longest - 2));
  const decimation = coin() ? 1 + random.below(Math.floor(length / fftLength)) : 1;
  const halfRate = sampleRateHz / decimation / 2;
  const kind = (['none', 'low', 'high'] as const)[random.below(3)]!;
  const order = 2 + 2 * random.below(4);
  const cutoffHz = halfRate * random.between(0.01, 0.8);
  return {
    kind: 'spectral',
    version: 1,
    scale: random.normal(),
    filter: kind === 'none' ? { kind } : { kind, cutoffHz, order },
    fftLength,
    overlap: coin(),
    maximum: coin(),
    log: coin(),
    peaks: random.below(9),
    peakThreshold: coin() ? 0 : 0.3,
    correlations: coin(),
    decimation,
    ...(coin() && { powerEdges: [0.3, 0.6, 1].map((share) => share * halfRate) }),
    extraLow: Math.floor(length / decimation / 10) >= fftLength,
  };
}

/** Statistics of the last of several windows, and the mean of their averages. */
function averaged(length: number): Block {
  const movingAverage = [2, 3, 5, 7].find((count) => length % count === 0) ?? length;
  return { kind: 'flatten', version: 1, scale: 0.7, statistics, movingAverage };
}

function flatten(scale: number): Block {
  return { kind: 'flatten', version: 1, scale, statistics };
}

function raw({ axes }: Signal, grouped: boolean): Block {
  return {
    kind: 'raw',
    version: 1,
    removeMean: grouped,
    scales: axes.map((_, i) => 0.5 + 0.37 * i),
    groups: grouped ? axes.map((_, i) => Math.floor(i / 3)) : [],
    quiet: 0.01,
    ...(grouped && axes.length >= 3 && { upright: upright(axes.length) }),
  };
}

/** Every whole triad of so many axes, turned so that gravity points somewhere. */
function upright(width: number) {
  const triads = [...Array(Math.floor(width / 3)).keys()].map(
    (triad) => [3 * triad + 2, 3 * triad, 3 * triad + 1] as const,
  );
  return { triads, towards: [0.48, -0.6, 0.64] as const };
}

/** Silence, constants, gravity, single jolts, tones, noise of every size, and what is no number. */
function windowsFor({ axes, length }: Signal, random: Random): Float32Array[] {
  const width = axes.length;
  const kinds: ((i: number) => number)[] = [
    () => 0,
    (i) => [9.80665, -0.1, 1e6][i % 3]!,
    (i) => [9.80665, -4, 1e4][(i % width) % 3]! + 1e-3 * random.normal(),
    (i) => (i === width ? 1 : 0),
    (i) => Math.sin((Math.PI / 4) * Math.floor(i / width)),
    (i) => (Math.floor(i / width) % 2 ? 1 : -1),
    () => random.normal(),
    () => 1e14 * random.normal(),
    () => 1e-20 * random.normal(),
    () => 1e-42 * random.normal(),
    () => 3e38 * random.between(-1, 1),
    (i) => (i % 7 === 3 ? Number.NaN : random.normal()),
    (i) => (i % 5 === 1 ? Number.POSITIVE_INFINITY : random.normal()),
  ];
  return kinds.map((value) => Float32Array.from({ length: length * width }, (_, i) => value(i)));
}

function anyFloat(random: Random): number {
  return new Float32Array(Uint32Array.of(random.bits()).buffer)[0]!;
}

function compare(cases: readonly BlockCase[], command: readonly string[]): void {
  const input = Float32Array.from(
    cases.flatMap(({ windows }) => windows.flatMap((window) => Array.from(window))),
  );
  const answers = run(command, programSource(cases), input);
  let at = 0;
  for (const [i, { block, plan, windows, windowValues }] of cases.entries()) {
    for (const [w, window] of windows.entries()) {
      const expected = plan.evaluate(window);
      assert.equal(expected.length, plan.featureNames.length);
      const got = answers.subarray(at, at + expected.length);
      at += expected.length;
      const what = `case ${i}, window ${w} of ${windowValues} values, ${JSON.stringify(block)}`;
      assertSameBits(got, expected, what);
    }
  }
  assert.equal(at, answers.length);
}

/** Equal to the last bit, also the sign of 0; what is no number is one as any other. */
function assertSameBits(got: Float32Array, expected: Float32Array, what: string): void {
  assert.equal(got.length, expected.length, what);
  for (let k = 0; k < expected.length; k++) {
    assert.ok(
      Object.is(got[k], expected[k]),
      `${what}: value ${k} is ${got[k]}, not ${expected[k]}`,
    );
  }
}

function scalarProgram(count: number): string {
  return `
#include "thimble_float.h"
#include "thimble_standardize.h"
#include <stdio.h>

static float x[3][${count}];
static float y[6][${count}];

int main(void) {
    if (fread(x, sizeof x, 1, stdin) != 1) {
        return 1;
    }
    thimble_standardize_f32(x[1], x[2], 6.0f, x[0], y[0], 1, ${count});
    for (int i = 0; i < ${count}; i++) {
        y[1][i] = thimble_sqrt_f32(x[0][i]);
        y[2][i] = thimble_log10_f32(x[0][i]);
        y[3][i] = thimble_log2_f32(x[0][i]);
        y[4][i] = thimble_exp2_f32(x[0][i]);
        y[5][i] = thimble_exp2_f32(20.0f * x[1][i]);
    }
    return fwrite(y, sizeof y, 1, stdout) == 1 ? 0 : 1;
}
`;
}

/** What a program of the whole runtime, built by a command, answers to some floats. */
function run([compiler, ...flags]: readonly string[], main: string, input: Float32Array) {
  return inFolder((folder) => {
    writeFileSync(join(folder, 'main.c'), main);
    const sources = ['main.c', ...runtimeSources()];
    const build = [...flags, `-I${runtimeFolder}`, '-o', 'program', ...sources, '-lm'];
    execFileSync(compiler!, build, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
    const bytes = execFileSync(join(folder, 'program'), {
      input: new Uint8Array(input.buffer, input.byteOffset, input.byteLength),
      maxBuffer: 1e9,
    });
    return new Float32Array(new Uint8Array(bytes).buffer);
  });
}

function armCode(flags: readonly string[]) {
  return inFolder((folder) => {
    execFileSync('arm-none-eabi-gcc', [...flags, ...strict, '-c', ...runtimeSources()], {
      cwd: folder,
    });
    const objects = readdirSync(folder);
    const read = (tool: string, ...options: string[]) =>
      execFileSync(tool, [...options, ...objects], { cwd: folder, encoding: 'utf8' });
    const code = read('arm-none-eabi-objdump', '-d');
    const names = read('arm-none-eabi-nm', '-u').matchAll(/^\s+U (\S+)$/gm);
    const foreign = [...new Set(Array.from(names, ([, name]) => name!))]
      .filter((name) => !name.startsWith('thimble_'))
      .sort();
    return {
      fused: code.match(/\bvfn?m[as]\.\S+/g) ?? [],
      foreign,
      needs: (name: string) => foreign.includes(name),
    };
  });
}

function runtimeSources(): string[] {
  return readdirSync(runtimeFolder)
    .filter((file) => file.endsWith('.c'))
    .map((file) => join(runtimeFolder, file));
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'thimble-dsp-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function missing(...tools: readonly string[]): string | false {
  if (process.env.THIMBLE_REQUIRE_TOOLS === '1') return false;
  try {
    for (const tool of tools) execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return false;
  } catch {
    return `${tools.join(', ')} are not all installed`;
  }
}
