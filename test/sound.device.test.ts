import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { unwatched } from '../src/base/task.ts';
import { compileImpulse } from '../src/compile/compile.ts';
import { framedFormOf } from '../src/compile/emit/framed-form.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import type { Block } from '../src/dsp/block.ts';
import { defaultSound } from '../src/dsp/sound/choose-sound.ts';
import { StreamDecoder } from '../src/graph/decoder.ts';
import { evaluate } from '../src/graph/evaluate.ts';
import type { Impulse } from '../src/graph/impulse.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { deviceTools, findTools, missingTools } from '../src/toolchain/find-tools.ts';
import { prove } from '../src/toolchain/prove.ts';
import { runOnHost } from '../src/toolchain/run-host.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { ModelStream } from '../src/web/live/model-stream.ts';
import { featuresOf, soundImpulse, soundWindows } from './sound-impulse.ts';

/** Libraries for sound: 16-bit windows at once and as a stream, on this machine and on a device. */

const tools = await findTools();
const required = process.env.THIMBLE_REQUIRE_TOOLS === '1';
const skip = required ? false : (missingTools(tools, [...deviceTools, 'gcc', 'g++']) ?? false);

const impulse = soundImpulse();
const { length } = impulse.signal;
const header = { toolVersion: '0.0.0', seed: 7 };
// a network that has learned nothing gives each of three labels about 85
const decoder = { windows: 3, threshold: 86, suppression: 4, heard: [true, true, false] };
const compiled = compileImpulse(impulse, await readRuntime(), {
  strideReadings: 480,
  header,
  decoder,
});
const windows = soundWindows(length, 12);
const request = {
  name: compiled.name,
  files: compiled.files,
  windowValues: length,
  framed: compiled.framed,
  features: compiled.featureCount,
  labels: 3,
  arenaBytes: compiled.arenaBytes,
  windows,
};

const expected = windows.map((window) => answerTo(window));

function answerTo(window: Float32Array, { features: graph, network } = impulse) {
  const features = featuresOf(graph, window);
  const { shape } = network.values[network.inputs[0]!]!;
  const scores = evaluate(network, [tensor('f32', shape, features)])[0]!.data;
  return { features, scores: scores as Float32Array };
}

function check(
  answers: readonly { features: Float32Array | Int8Array; scores: Float32Array }[],
): void {
  for (const [i, { features, scores }] of answers.entries()) {
    assert.deepEqual(features, expected[i]!.features, `features of window ${i}`);
    assert.deepEqual(scores, expected[i]!.scores, `scores of window ${i}`);
  }
}

test('a window of sound at once and hop by hop gives the bits of the studio', {
  skip,
}, async () => {
  assert.equal(compiled.framed?.hopReadings, 160);
  const strict = { language: 'c99', optimise: '-O0', sanitize: true } as const;
  const plain = await runOnHost(request, strict, tools, unwatched);
  assert.ok(plain.every(({ runEqualsParts }) => runEqualsParts));
  check(plain);
  const plus = { language: 'c++17', optimise: '-O2', sanitize: false } as const;
  check(await runOnHost(request, plus, tools, unwatched));
});

test('so it does where layers go through the spectrogram together to spare memory', {
  skip,
}, async () => {
  const whole = soundImpulse(8_000, {});
  const spared = compileImpulse(whole, await readRuntime(), {
    strideReadings: 1_600,
    header,
    optimise: 'ram',
  });
  const { files, arenaBytes, featureCount } = spared;
  const texts = [...files.values()].join();
  assert.ok(texts.includes('together, a few '), 'layers are streamed');
  const seconds = soundWindows(8_000, 3);
  const sizes = { windowValues: 8_000, features: featureCount, arenaBytes };
  const build = { language: 'c99', optimise: '-O1', sanitize: true } as const;
  const asked = { ...request, ...sizes, files, windows: seconds };
  const answers = await runOnHost(asked, build, tools, unwatched);
  for (const [i, { scores, runEqualsParts }] of answers.entries()) {
    assert.ok(runEqualsParts);
    assert.deepEqual(scores, answerTo(seconds[i]!, whole).scores, `window ${i}`);
  }
});

test('so it does on an emulated core, in the memory of a stream', { skip }, async () => {
  const proof = await prove({ ...request, core: 'cortex-m4' }, tools, unwatched);
  check(proof.features.map((features, i) => ({ features, scores: proof.scores[i]! })));
  // a hop of 16-bit readings, the arena, the stream (held readings, grid, counters) and the result
  assert.equal(proof.windowBytes, 320);
  assert.equal(proof.staticBytes, 2 * 256 + 2 * 11 * 40 + 24 + 16);
});

test('the routines of the port for that core give the same bits', { skip }, async () => {
  const core = 'cortex-m4';
  const options = { strideReadings: 480, header, decoder, kernels: kernelsFor(core) };
  const ported = compileImpulse(impulse, await readRuntime(), options);
  assert.ok([...ported.files.values()].some((text) => /thimble_mel_bank /.test(text)));
  const { files, arenaBytes } = ported;
  const proof = await prove({ ...request, files, arenaBytes, core }, tools, unwatched);
  check(proof.features.map((features, i) => ({ features, scores: proof.scores[i]! })));
});

test('a stream in slices of any size is run at its stride, and heard as the studio hears it', {
  skip,
}, () => {
  const seconds = 6;
  const audio = soundWindows(seconds * 8_000, 5)[3]!;
  // a window is ready with its last frame; a few readings at its end are in none
  const want = meantOf(impulse, audio, 10 * 160 + 256, 480);
  assert.ok(
    want.filter((_, i) => i % 4 === 3).some((label) => label >= 0),
    'something is heard',
  );
  // any slice up to a hop gives windows exactly a stride apart
  const slices = [1, 37, 159, 160, 4_000];
  const heard = heardIn(audio, slices);
  for (const [i, slice] of slices.slice(0, 4).entries()) {
    assert.deepEqual(heard[i], want, `${slice}`);
  }
  // and so does the page that runs a model live, whose readings come as they like, too
  const model = {
    signal: impulse.signal,
    strideReadings: 480,
    learned: { features: impulse.features, int8: { network: impulse.network } },
  };
  for (const slice of [audio.length, 37, 4_000]) {
    const stream = new ModelStream(model, decoder);
    const told: number[] = [];
    for (let at = 0; at < audio.length; at += slice) {
      for (const { scores, heard: label } of stream.push(audio.subarray(at, at + slice))) {
        told.push(...scores, label ?? -1);
      }
    }
    assert.deepEqual(told, want, `live, ${slice}`);
  }
  // of larger slices the newest window counts: half a second holds eight of them
  assert.equal(heard[4]!.length / 4, Math.floor(audio.length / 4_000));
});

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
    const runtime = await readRuntime();
    const options = { strideReadings: stride, header, decoder };
    const library = compileImpulse(own, runtime, options);
    const audio = soundWindows(3 * 8_000, 5)[2]!;
    const want = meantOf(own, audio, framed, stride);
    const input = new Uint8Array(audio.buffer);
    for (const got of listened(library.files, input, 'float', [1, 37, 80])) {
      assert.deepEqual([...got], want);
    }
    const sounds = soundWindows(2_000, 4);
    const { name, framed: form, featureCount: features } = library;
    const sizes = { name, framed: form, features, windowValues: 2_000, labels: 3, windows: sounds };
    for (const core of ['cortex-m0plus', 'cortex-m4'] as const) {
      const ported = compileImpulse(own, runtime, { ...options, kernels: kernelsFor(core) });
      const { files, arenaBytes } = ported;
      const proof = await prove({ ...sizes, files, arenaBytes, core }, tools, unwatched);
      for (const [i, window] of sounds.entries()) {
        const { features: wanted, scores } = answerTo(window, own);
        assert.deepEqual(proof.features[i], wanted, `features of window ${i}, ${core}`);
        assert.deepEqual(proof.scores[i], scores, `scores of window ${i}, ${core}`);
      }
      // besides a hop and the arena: the stream, its counters and a result, and what the C library keeps
      const more = proof.staticBytes - ported.framed!.streamBytes;
      assert.ok(more < 160, `${core}: ${more} bytes more than the stream`);
    }
  });
}

test('emphasis that sees what lies before a frame has no stream of frames', () => {
  const own = soundImpulse(2_000, undefined, { ...mfe, version: 1 });
  assert.equal(framedFormOf(own), null);
});

/** What the studio answers on windows so far apart, of whose readings so many are in a frame. */
function meantOf(of: Impulse, audio: Float32Array, framed: number, stride: number): number[] {
  const running = new StreamDecoder(decoder);
  const want: number[] = [];
  for (let at = 0; at + framed <= audio.length; at += stride) {
    const window = new Float32Array(of.signal.length);
    window.set(audio.subarray(at, at + framed));
    const { scores } = answerTo(window, of);
    want.push(...scores, running.push(scores) ?? -1);
  }
  return want;
}

/** For each size of slices: scores and the label heard, or -1, of each window that the stream runs. */
function heardIn(audio: Float32Array, slices: readonly number[]): number[][] {
  const readings = Int16Array.from(audio, (value) => 32_768 * value);
  const answers = listened(compiled.files, new Uint8Array(readings.buffer), 'int16_t', slices);
  return answers.map((numbers) => [...numbers]);
}

/** What a program prints that feeds a library readings, in slices of each size in turn. */
function listened(
  files: ReadonlyMap<string, string>,
  input: Uint8Array,
  element: 'int16_t' | 'float',
  slices: readonly number[],
): Float32Array[] {
  const folder = mkdtempSync(join(tmpdir(), 'thimble-sound-'));
  try {
    for (const [file, text] of files) writeFileSync(join(folder, file), text);
    writeFileSync(join(folder, 'main.c'), listenMain(element, Math.max(...slices)));
    const sources = [...files.keys()].filter((file) => file.endsWith('.c'));
    const strict = ['-Wall', '-Wextra', '-Wconversion', '-pedantic', '-Werror'];
    const hunting = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
    const build = [
      '-std=c99',
      '-O1',
      ...strict,
      ...hunting,
      '-o',
      'program',
      'main.c',
      ...sources,
      '-lm',
    ];
    execFileSync('gcc', build, { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
    return slices.map((slice) => {
      const program = join(folder, 'program');
      const bytes = execFileSync(program, [String(slice)], { input, maxBuffer: 1e8 });
      return new Float32Array(new Uint8Array(bytes).buffer);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function listenMain(element: 'int16_t' | 'float', most: number): string {
  return `#include <stdio.h>
#include <stdlib.h>
#include "thimble_listen.h"

int main(int words, char **word) {
    static thimble_listen_arena arena;
    static thimble_listen_stream stream;
    static thimble_listen_decoder decoder;
    thimble_listen_result result;
    ${element} slice[${most}];
    const size_t size = words > 1 ? (size_t)atoi(word[1]) : 1;
    size_t count;
    thimble_listen_stream_clear(&stream);
    thimble_listen_decoder_clear(&decoder);
    if (thimble_listen_stream_run(&stream, &arena, &result) != THIMBLE_ERR_NOT_READY) {
        return 1;
    }
    while ((count = fread(slice, sizeof slice[0], size, stdin)) > 0) {
        const int ready = thimble_listen_stream_push(&stream, &arena, slice, (int32_t)count);
        if (ready == 1) {
            float heard = -1.0f;
            if (thimble_listen_stream_run(&stream, &arena, &result) != 0) {
                return 2;
            }
            if (thimble_listen_decoder_push(&decoder, &result) == 1) {
                heard = (float)decoder.label;
            }
            fwrite(result.score, sizeof(float), 3, stdout);
            fwrite(&heard, sizeof heard, 1, stdout);
        }
    }
    return 0;
}
`;
}
