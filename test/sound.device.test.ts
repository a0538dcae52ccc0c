import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unwatched } from '../src/base/task.ts';
import { compileImpulse } from '../src/compile/compile.ts';
import { evaluate } from '../src/graph/evaluate.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { deviceTools, findTools, missingTools } from '../src/toolchain/find-tools.ts';
import { prove } from '../src/toolchain/prove.ts';
import { runOnHost } from '../src/toolchain/run-host.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { featuresOf, soundImpulse, soundWindows } from './sound-impulse.ts';

/** Libraries for sound: 16-bit windows at once and as a stream, on this machine and on a device. */

const tools = await findTools();
const required = process.env.THIMBLE_REQUIRE_TOOLS === '1';
const skip = required ? false : (missingTools(tools, [...deviceTools, 'gcc', 'g++']) ?? false);

const impulse = soundImpulse();
const { length } = impulse.signal;
const header = { toolVersion: '0.0.0', seed: 7 };
const compiled = compileImpulse(impulse, await readRuntime(), { strideReadings: 480, header });
const windows = soundWindows(length, 12);
const request = {
  name: compiled.name,
  files: compiled.files,
  windowValues: length,
  sound: compiled.sound,
  features: compiled.featureCount,
  labels: 3,
  arenaBytes: compiled.arenaBytes,
  windows,
};

const expected = windows.map((window) => {
  const features = featuresOf(impulse.features, window);
  const { shape } = impulse.network.values[impulse.network.inputs[0]!]!;
  const scores = evaluate(impulse.network, [tensor('f32', shape, features)])[0]!.data;
  return { features, scores };
});

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
  assert.deepEqual(compiled.sound, { hopReadings: 160 });
  const strict = { language: 'c99', optimise: '-O0', sanitize: true } as const;
  const plain = await runOnHost(request, strict, tools, unwatched);
  assert.ok(plain.every(({ runEqualsParts }) => runEqualsParts));
  check(plain);
  const plus = { language: 'c++17', optimise: '-O2', sanitize: false } as const;
  check(await runOnHost(request, plus, tools, unwatched));
});

test('so it does on an emulated core, in the memory of a stream', { skip }, async () => {
  const proof = await prove({ ...request, core: 'cortex-m4' }, tools, unwatched);
  check(proof.features.map((features, i) => ({ features, scores: proof.scores[i]! })));
  // a hop of 16-bit readings, the arena, the stream (held readings, grid, counters) and the result
  assert.equal(proof.windowBytes, 320);
  assert.equal(proof.staticBytes, 2 * 256 + 2 * 11 * 40 + 24 + 16);
});
