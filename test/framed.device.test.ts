import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../src/base/random.ts';
import { unwatched } from '../src/base/task.ts';
import { compileImpulse } from '../src/compile/compile.ts';
import { framedFormOf } from '../src/compile/emit/framed-form.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import type { Block } from '../src/dsp/block.ts';
import { statistics } from '../src/dsp/flatten.ts';
import { defaultSound } from '../src/dsp/sound/choose-sound.ts';
import type { Impulse } from '../src/graph/impulse.ts';
import { deviceTools, findTools, missingTools } from '../src/toolchain/find-tools.ts';
import { prove } from '../src/toolchain/prove.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { blockImpulse } from './block-impulse.ts';
import { answersAlong, answerTo, listened } from './listened.ts';
import { soundImpulse, soundWindows } from './sound-impulse.ts';

/** Streams of frames in float32: what a library keeps in place of readings, on this machine and on cores. */

const tools = await findTools();
const required = process.env.THIMBLE_REQUIRE_TOOLS === '1';
const skip = required ? false : (missingTools(tools, [...deviceTools, 'gcc']) ?? false);
const header = { toolVersion: '0.0.0', seed: 7 };
// a network that has learned nothing gives each of three labels about 85
const decoder = { windows: 3, threshold: 86, suppression: 4, heard: [true, true, false] };

const { mfe, mfcc, spectrogram, pcen } = defaultSound();
const framedBlocks: [what: string, block: Block, framed: number, stride: number][] = [
  ['MFE with emphasis', mfe, 23 * 80 + 160, 480],
  ['MFCC', { ...mfcc, winSize: 5 }, 11 * 160 + 160, 480],
  ['MFCC as they are', { ...mfcc, winSize: 0, frameLength: 0.032 }, 10 * 160 + 256, 320],
  ['a spectrogram of frames longer than the FFT', spectrogram, 23 * 80 + 128, 400],
  ['a spectrogram of frames apart', { ...spectrogram, frameStride: 0.05 }, 4 * 400 + 128, 800],
  ['PCEN', { ...pcen, preEmphasis: 0.5, scale: 0.7 }, 23 * 80 + 160, 240],
];

for (const [what, block, framed, stride] of framedBlocks) {
  test(`a stream of ${what} computes each frame once and answers as the studio does`, {
    skip,
  }, async () => {
    const small = { stem: 4, front: 4, channels: 8, blocks: 1, kernel: 3 };
    const own = soundImpulse(2_000, small, block);
    const options = { strideReadings: stride, header, decoder };
    const library = compileImpulse(own, await readRuntime(), options);
    const audio = soundWindows(3 * 8_000, 5)[2]!;
    const want = answersAlong(own, audio, framed, stride, decoder);
    for (const got of listened(library, audio, [1, 37, 80])) assert.deepEqual(got, want);
    await requireSmall(own, stride, soundWindows(2_000, 4));
  });
}

/** Proves libraries for two cores: the bits of the studio, in the memory of a stream. */
async function requireSmall(
  own: Impulse,
  strideReadings: number,
  windows: readonly Float32Array[],
): Promise<void> {
  for (const core of ['cortex-m0plus', 'cortex-m4'] as const) {
    const kernels = kernelsFor(core);
    const options = { strideReadings, header, kernels };
    const { name, files, arenaBytes, framed, featureCount, windowValues, labels } = compileImpulse(
      own,
      await readRuntime(),
      options,
    );
    const sizes = { windowValues, features: featureCount, labels: labels.length, arenaBytes };
    const request = { core, name, files, framed, ...sizes, windows };
    const proof = await prove(request, tools, unwatched);
    for (const [i, window] of windows.entries()) {
      const { features, scores } = answerTo(own, window);
      assert.deepEqual(proof.features[i], features, `features of window ${i}, ${core}`);
      assert.deepEqual(proof.scores[i], scores, `scores of window ${i}, ${core}`);
    }
    // besides a hop and the arena: the stream, its counters and a result, and what the C library keeps
    const more = proof.staticBytes - framed!.streamBytes;
    assert.ok(more < 160, `${core}: ${more} bytes more than the stream`);
  }
}

test('emphasis that sees what lies before a frame has no stream of frames', () => {
  const own = soundImpulse(2_000, undefined, { ...mfe, version: 1 });
  assert.equal(framedFormOf(own, 480), null);
});

test('a moving average keeps statistics in place of readings, and answers as the studio does', {
  skip,
}, async () => {
  const signal = { axes: ['heat', 'damp'], sampleRateHz: 0.1, length: 40 };
  const random = new Random(3, 'slow');
  const series = (readings: number) =>
    Float32Array.from({ length: 2 * readings }, (_, i) => {
      return 0.3 * (i % 2) + Math.sin(i / 31) + 0.3 * random.normal();
    });
  for (const chosen of [statistics, ['rms', 'average'] as const]) {
    const block = { kind: 'flatten', version: 1, scale: 8, statistics: chosen } as const;
    const own = blockImpulse([{ ...block, movingAverage: 4 }], signal);
    const never = { windows: 1, threshold: 255, suppression: 1, heard: [true, false] };
    for (const strideReadings of [10, 30]) {
      const options = { strideReadings, header, decoder: never };
      const library = compileImpulse(own, await readRuntime(), options);
      const readings = series(407);
      const want = answersAlong(own, readings, 40, strideReadings, never);
      assert.ok(new Set(want).size > 5, 'answers differ');
      for (const got of listened(library, readings, [1, 7, 10])) assert.deepEqual(got, want);
    }
    // a whole window of two axes would be 320 bytes
    assert.equal(framedFormOf(own, 10)?.held, 20);
    await requireSmall(own, 10, [series(40), series(40), series(40)]);
  }
  const between = blockImpulse(
    [{ kind: 'flatten', version: 1, scale: 1, statistics, movingAverage: 4 }],
    signal,
  );
  assert.equal(framedFormOf(between, 15), null, 'windows begin between frames');
});
