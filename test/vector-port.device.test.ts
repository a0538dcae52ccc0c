import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../src/base/random.ts';
import { compileNetwork } from '../src/compile/compile.ts';
import type { CoreId } from '../src/compile/estimate/core.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import type { Rounding } from '../src/graph/op.ts';
import type { NetworkUnderProof } from '../src/pipeline/network/network-proof.ts';
import { sizeOf, type Tensor, tensor } from '../src/tensor/tensor.ts';
import { findTools, missingTools } from '../src/toolchain/find-tools.ts';
import { runProgram } from '../src/toolchain/run-program.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { golden, noGoldens } from './goldens.ts';
import { answersOnAarch64, answersOnHost, answersOnPc } from './network-batch.ts';
import { casesOf, meantAnswers, underProof } from './network-programs.ts';
import { type Layer, layersNetwork } from './port-graphs.ts';
import { layersOfEveryShape } from './port-layers.ts';
import { randomCases, randomNetwork } from './random-networks.ts';

/** The port of 64-bit cores: on this machine with both sanitizers, and as aarch64 under QEMU. */

const tools = await findTools();
const required = process.env.THIMBLE_REQUIRE_TOOLS === '1';
const noHost = required ? false : (missingTools(tools, ['gcc']) ?? false);
const noArm = required || (await runs('aarch64-linux-gnu-gcc')) ? false : 'no aarch64 compiler';

type Networks = readonly NetworkUnderProof[];

const onHost = (networks: Networks) => answersOnHost(networks, tools);
const onPc = (networks: Networks) => answersOnPc(networks, tools);
/** The sanitizers read all of the C; each way to make vectors of it takes half of the shapes. */
const half = (place: number) => () => layersOfEveryShape().filter((_, i) => i % 2 === place);
const places = [
  ['x86-64', 'with sanitizers', noHost, layersOfEveryShape, onHost],
  ['x86-64', 'with vectors', noHost, half(0), onPc],
  ['aarch64', 'with vectors', noArm, half(1), answersOnAarch64],
] as const;

for (const [core, how, skip, shapes, answersThere] of places) {
  test(`layers of every shape as ${core} ${how} equal evaluate bit for bit`, { skip }, async () => {
    const layers = [...shapes(), ...wideLayers()];
    const { requests, meant, names } = await networksOf(core, layers, 'double');
    const answers = await answersThere(requests);
    assert.deepEqual(wrongOnes(layers, answers, meant), []);
    const own = names.filter((name) => name !== 'portable C');
    assert.ok(own.length > 0.8 * layers.length, `${own.length} of ${layers.length}`);
    const all = ['sixteen outputs', 'sixty-four outputs', 'lines'];
    for (const name of all) assert.ok(own.includes(name), name);
  });

  test(`random networks in both roundings as ${core} ${how} equal evaluate bit for bit`, {
    skip,
  }, async () => {
    for (const rounding of ['double', 'single'] as const) {
      const requests = [];
      const meant = [];
      for (let seed = 40; seed < 52; seed++) {
        const graph = randomNetwork(seed, rounding);
        const cases = randomCases(graph, seed, 2);
        requests.push(await underProof(graph, cases, kernelsFor(core)));
        meant.push(meantAnswers(graph, cases));
      }
      const answers = await answersThere(requests);
      const wrong = meant.flatMap((outputs, i) => (isSame(answers[i]!, outputs) ? [] : [40 + i]));
      assert.deepEqual(wrong, [], rounding);
    }
  });

  test(`published networks as ${core} ${how} answer as their goldens`, {
    skip: skip || noGoldens,
  }, async () => {
    const networks = [
      ['kws_ref_model', 'double'],
      ['pretrainedResnet_quant', 'single'],
      ['vww_96_int8', 'double'],
      ['ad01_int8', 'single'],
    ] as const;
    for (const [name, rounding] of networks) {
      const one = golden(name, rounding);
      const request = await underProof(one.graph, casesOf(one, 2), kernelsFor(core));
      const [answers] = await answersThere([request]);
      for (const [i, [output]] of answers!.entries()) {
        assert.deepEqual(Array.from(output!.data), one.cases[i]!.output, `${name}, ${rounding}`);
      }
    }
  });
}

test('groups of taps are as long as 16 bits allow and no longer', { skip: noHost }, async () => {
  // all inputs at an end of int8, so that every sum of 16 bits reaches its own
  const fillings = ['high', 'low', 'signs', 'least', 'ends'] as const;
  const layers = fillings.flatMap((filling): Layer[] => {
    const like = { filling, activation: 'none', outputs: 5 } as const;
    return [
      { ...like, kind: 'conv2d', input: [3, 4, 9], kernel: [3, 3] },
      { ...like, kind: 'dense', input: [1, 1, 40] },
      { ...like, kind: 'depthwise2d', outputs: 1, input: [5, 6, 12], kernel: [3, 3] },
    ];
  });
  // three weights whose sum is one too large for −128 alone
  const close = {
    activation: 'none' as const,
    outputs: 5,
    weight: (_: number, tap: number) => near[tap % 3]!,
  };
  layers.push({ ...close, kind: 'conv2d', input: [6, 6, 3], kernel: [1, 1] } as const);
  const { requests, meant, names } = await networksOf(
    'x86-64',
    layers,
    'double',
    [-128, -128, 127],
  );
  const answers = await answersOnHost(requests, tools);
  assert.deepEqual(wrongOnes(layers, answers, meant), []);
  assert.ok(names.filter((name) => name !== 'portable C').length > 8, names.join());
});

/** More channels and outputs than a block has, and strides that take a line apart. */
function wideLayers(): Layer[] {
  return [12, 16, 20, 32, 40].flatMap((channels, i): Layer[] => {
    const activation = (['relu', 'none', 'relu6'] as const)[i % 3]!;
    const deep = { kind: 'depthwise2d', outputs: 1, activation } as const;
    return [
      { kind: 'conv2d', input: [3, 5, channels], outputs: 3 * channels + 1, activation },
      { kind: 'conv2d', input: [3, 5, channels], outputs: 9, kernel: [3, 3], weightBits: 4 },
      { kind: 'conv2d', input: [3, 4, channels], outputs: 9, kernel: [1, 1], pad: ones },
      { kind: 'conv2d', input: [5, 4, channels], outputs: 9, kernel: [1, 1], stride: [2, 1] },
      { kind: 'dense', input: [1, 1, channels], outputs: 4 * channels + 3, activation },
      { kind: 'dense', input: [1, 3, channels], outputs: channels + 3, weightBits: 4 },
      { ...deep, input: [5, 7, channels], weightBits: 4 },
      { ...deep, input: [5, 7, channels], stride: [1, 3], kernel: [3, 5] },
      { ...deep, input: [9, 8, channels], stride: [3, 2], kernel: [2, 2] },
      { ...deep, input: [8, 9, channels], dilation: [2, 3], kernel: [3, 2] },
      { ...deep, input: [8, 9, channels], dilation: [1, 3], stride: [1, 2], pad: 'valid' },
    ];
  });
}

const near = [127, 127, 3];
const ones = { top: 1, bottom: 1, left: 1, right: 1 };

/** So many layers stand side by side in a network. */
const together = 20;

/** Layers in networks, on int8 inputs of all values or of `ends` alone, and the kernel of each layer. */
async function networksOf(
  core: CoreId,
  layers: readonly Layer[],
  rounding: Rounding,
  ends?: readonly number[],
): Promise<{ requests: NetworkUnderProof[]; meant: Tensor[][][]; names: (string | undefined)[] }> {
  const requests: NetworkUnderProof[] = [];
  const meant: Tensor[][][] = [];
  const names: (string | undefined)[] = [];
  const options = { header: { toolVersion: '0.0.0', seed: 0 }, kernels: kernelsFor(core) };
  for (let at = 0; at < layers.length; at += together) {
    const graph = layersNetwork(`layers_${at}`, layers.slice(at, at + together), rounding);
    const cases = [0, 1, 2].map((k) =>
      graph.inputs.map((id) =>
        inputOf(graph.values[id]!.shape, new Random(k, `${at} ${id}`), ends),
      ),
    );
    const compiled = compileNetwork(graph, await readRuntime(), options);
    requests.push({ ...compiled, cases });
    meant.push(meantAnswers(graph, cases));
    names.push(...compiled.layers.map(({ choice }) => choice?.name));
  }
  return { requests, meant, names };
}

function inputOf(shape: readonly number[], random: Random, ends?: readonly number[]): Tensor {
  const value = () => (ends ? ends[random.below(ends.length)]! : random.below(256) - 128);
  return tensor('i8', shape, Int8Array.from({ length: sizeOf(shape) }, value));
}

/** The layers whose output differs in some case. */
function wrongOnes(
  layers: readonly Layer[],
  answers: readonly (readonly (readonly Tensor[])[])[],
  meant: readonly (readonly (readonly Tensor[])[])[],
): readonly Layer[] {
  return layers.filter((_, i) => {
    const [network, output] = [Math.floor(i / together), i % together];
    return meant[network]!.some((outputs, run) => {
      const answer = answers[network]![run]![output]!;
      return answer.data.join() !== outputs[output]!.data.join();
    });
  });
}

function isSame(answers: readonly Tensor[][], meant: readonly Tensor[][]): boolean {
  return meant.every((outputs, run) =>
    outputs.every(({ data }, k) => answers[run]![k]!.data.join() === data.join()),
  );
}

async function runs(program: string): Promise<boolean> {
  const asked = runProgram(program, ['--version'], { cwd: '/', silenceMs: 20_000 });
  return (await asked.catch(() => null))?.code === 0;
}
