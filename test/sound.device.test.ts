import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unwatched } from '../src/base/task.ts';
import { compileImpulse } from '../src/compile/compile.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { deviceTools, findTools, missingTools } from '../src/toolchain/find-tools.ts';
import { prove } from '../src/toolchain/prove.ts';
import { runOnHost } from '../src/toolchain/run-host.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { ModelStream } from '../src/web/live/model-stream.ts';
import { answersAlong, answerTo, listened } from './listened.ts';
import { soundImpulse, soundWindows } from './sound-impulse.ts';

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

const expected = windows.map((window) => answerTo(impulse, window));

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
    assert.deepEqual(scores, answerTo(whole, seconds[i]!).scores, `window ${i}`);
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
  const want = answersAlong(impulse, audio, 10 * 160 + 256, 480, decoder);
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

/** For each size of slices: scores and the label heard, or -1, of each window that the stream runs. */
function heardIn(audio: Float32Array, slices: readonly number[]): number[][] {
  const readings = Int16Array.from(audio, (value) => 32_768 * value);
  return listened(compiled, readings, slices);
}
