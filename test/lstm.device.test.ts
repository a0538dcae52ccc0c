import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../src/base/random.ts';
import { unwatched } from '../src/base/task.ts';
import { compileImpulse } from '../src/compile/compile.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { graphOfTflite } from '../src/formats/tflite/read.ts';
import { writeTflite } from '../src/formats/tflite/write.ts';
import { GraphBuilder } from '../src/graph/builder.ts';
import { evaluate } from '../src/graph/evaluate.ts';
import type { Impulse } from '../src/graph/impulse.ts';
import type { ProofRequest } from '../src/pipeline/proof.ts';
import { quantize } from '../src/quantize/quantize.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { deviceTools, findTools, missingTools, riscvTools } from '../src/toolchain/find-tools.ts';
import { prove } from '../src/toolchain/prove.ts';
import { proveNetwork } from '../src/toolchain/prove-network.ts';
import { runOnHost } from '../src/toolchain/run-host.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { makeNetwork, parseNetwork } from '../src/train/networks/makers.ts';
import { meantAnswers, underProof } from './network-programs.ts';

/** Our own networks with long short-term memory, from their maker to an emulated core. */

const signal = { axes: ['x', 'y', 'z'], sampleRateHz: 50, length: 26 };
const labels = ['rest', 'wave', 'knock'];
const size = signal.length * signal.axes.length;
const network = madeNetwork();
const windows = Array.from({ length: 5 }, (_, i) => noise(size, i));
const tools = await findTools();

test('a network with long short-term memory comes back from .tflite as it went', () => {
  const again = graphOfTflite('lstm.tflite', writeTflite(network));
  const cases = windows.map((window) => [tensor('f32', [size], window)]);
  assert.deepEqual(meantAnswers(again, cases), meantAnswers(network, cases));
});

test('each window of an impulse begins without memory, as in training', {
  skip: missingTools(tools, ['gcc']) ?? false,
}, async () => {
  const build = { language: 'c99', optimise: '-O1', sanitize: true } as const;
  const answers = await runOnHost(await library(), build, tools, unwatched);
  assertScores(answers.map(({ scores }) => scores));
});

const deviceMissing = missingTools(tools, [...deviceTools, ...riscvTools]) ?? false;
test('an impulse with long short-term memory has the same bits on emulated cores', {
  skip: deviceMissing,
}, async () => {
  for (const core of ['cortex-m4', 'cortex-m0plus'] as const) {
    const { scores } = await prove({ ...(await library(core)), core }, tools, unwatched);
    assertScores(scores);
  }
});

test('the network alone remembers from run to run, as TensorFlow Lite does', {
  skip: deviceMissing,
}, async () => {
  const cases = windows.map((window) => [tensor('f32', [size], window)]);
  const meant = meantAnswers(network, cases);
  const forgot = cases.map((inputs) => evaluate(network, inputs));
  assert.notDeepEqual(meant, forgot);
  for (const core of ['cortex-m4', 'rv32imc'] as const) {
    const request = await underProof(network, cases, kernelsFor(core));
    const { outputs } = await proveNetwork({ ...request, core }, tools, unwatched);
    assert.deepEqual(
      outputs.map(([scores]) => Array.from(scores!.data)),
      meant.map(([scores]) => Array.from(scores!.data)),
      core,
    );
  }
});

function assertScores(scores: readonly Float32Array[]): void {
  const meant = windows.map((window) => evaluate(network, [tensor('f32', [size], window)])[0]!);
  assert.deepEqual(
    scores.map((one) => Array.from(one)),
    meant.map(({ data }) => Array.from(data)),
  );
}

async function library(core?: ProofRequest['core']): Promise<Omit<ProofRequest, 'core'>> {
  const header = { toolVersion: '0.0.0', seed: 0 };
  const kernels = core && kernelsFor(core);
  const options = { strideReadings: 1, header, ...(kernels && { kernels }) };
  const { files, arenaBytes } = compileImpulse(impulse(), await readRuntime(), options);
  const counts = { windowValues: size, features: size, labels: labels.length, arenaBytes };
  return { name: 'lstm', files, windows, ...counts };
}

function impulse(): Impulse {
  const window = new GraphBuilder('features');
  const readings = window.input('readings', [signal.length, signal.axes.length]);
  const row = window.add({ kind: 'reshape', shape: [size] }, [readings]);
  return { name: 'lstm', signal, labels, features: window.graph([row]), network };
}

/** Two layers of odd sizes, in int8, with its first weights. */
function madeNetwork() {
  const inputs = [{ name: 'window', shape: [1, signal.length, signal.axes.length] }];
  const frame = { name: 'lstm', inputs, labels: labels.length };
  const choice = parseNetwork('lstm:stem=5,cells=9,7,segments=2');
  const float = makeNetwork(choice, frame, new Random(3, 'lstm'));
  return quantize(float, [noise(40 * size, 99)], unwatched).network;
}

function noise(count: number, number: number): Float32Array {
  const random = new Random(4, 'lstm windows', number);
  return Float32Array.from({ length: count }, () => random.normal());
}
