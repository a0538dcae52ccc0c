import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unwatched } from '../src/base/task.ts';
import { compileNetwork } from '../src/compile/compile.ts';
import type { CoreId } from '../src/compile/estimate/core.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { deviceTools, findTools, missingTools, riscvTools } from '../src/toolchain/find-tools.ts';
import { proveNetwork } from '../src/toolchain/prove-network.ts';
import { readRuntime } from '../src/toolchain/runtime-files.ts';
import { golden, noGoldens } from './goldens.ts';
import { answersOnCore } from './network-batch.ts';
import { meantAnswers, underProof } from './network-programs.ts';
import { layerImpulse, poolImpulse } from './port-graphs.ts';
import { layersOfEveryShape } from './port-layers.ts';
import { runOnPort } from './port-program.ts';
import { randomCases, randomNetwork } from './random-networks.ts';

/** The ports of cores without products in pairs, and of those with vectors, on emulated ones. */

const tools = await findTools();
const required = process.env.THIMBLE_REQUIRE_TOOLS === '1';
const skip = required ? false : (missingTools(tools, [...deviceTools, ...riscvTools]) ?? false);

const ports: readonly CoreId[] = ['cortex-m0plus', 'cortex-m3', 'cortex-m55'];

for (const core of ports) {
  test(`layers of every shape on a ${core} equal evaluate bit for bit`, { skip }, async () => {
    const layers = layersOfEveryShape();
    const impulses = layers.map((layer, i) => layerImpulse(`layer_${i}`, layer));
    const runs = await runOnPort(impulses, kernelsFor(core, 'speed'), core, tools, 'speed');
    const wrong = runs.flatMap(({ same, compiled }, i) =>
      same
        ? []
        : [[JSON.stringify(layers[i]), ...compiled.layers.map(({ choice }) => choice?.name)]],
    );
    assert.deepEqual(wrong, []);
    const names = runs.flatMap(({ compiled }) => compiled.layers.map(({ choice }) => choice?.name));
    const own = names.filter((name) => name && name !== 'portable C' && name !== 'lookup');
    assert.ok(own.length > 0.7 * layers.length, `${own.length} of ${layers.length}`);
  });
}

test('pooling of every shape on a cortex-m55 equals evaluate bit for bit', { skip }, async () => {
  const impulses = [1, 7, 8, 9, 15, 16, 17, 33].flatMap((channels, i) => {
    const picture = [6, 5, channels] as const;
    const few = [16, 17, 2] as const;
    return (['max', 'average'] as const).flatMap((mode, k) => [
      poolImpulse(`whole_${mode}_${channels}`, picture, { mode, size: [6, 5] }, -128 + 17 * i),
      poolImpulse(`padded_${mode}_${channels}`, picture, { mode, size: [3, 3], pad: 1 }, 20 * i),
      poolImpulse(`strides_${mode}_${channels}`, picture, { mode, size: [2, 3], stride: 2 }, -i),
      poolImpulse(`one_${mode}_${channels}`, picture, { mode, size: [1, 1] }, k - i),
      ...(i ? [] : [poolImpulse(`wide_${mode}`, few, { mode, size: [16, 16] }, 5)]),
    ]);
  });
  const kernels = kernelsFor('cortex-m55', 'speed');
  const runs = await runOnPort(impulses, kernels, 'cortex-m55', tools, 'speed');
  const wrong = runs.filter(({ same }) => !same).map(({ impulse }) => impulse.name);
  assert.deepEqual(wrong, []);
  for (const { compiled } of runs) {
    const pool = compiled.layers.find(({ kind }) => kind === 'pool2d')!;
    assert.equal(pool.choice!.name, 'channels in vectors');
  }
  const beyond = poolImpulse('beyond', [16, 17, 2], { mode: 'average', size: [16, 17] }, 0);
  const [last] = await runOnPort([beyond], kernels, 'cortex-m55', tools, 'speed');
  assert.ok(last!.same);
  const { choice } = last!.compiled.layers.find(({ kind }) => kind === 'pool2d')!;
  assert.match(choice!.reason, /its frame has more than 256 pixels/);
});

test('a channel whose sums step beyond 2^19 is left to portable C', { skip }, async () => {
  // 2,048 taps of 127 reach 2^25; outputs far apart need sums beyond the kernels' 20 bits
  const wide = { kind: 'dense', input: [1, 1, 2048], outputs: 4, filling: 'high' } as const;
  const impulses = [8, 1 / 8].map((spread, i) =>
    layerImpulse(`wide_${i}`, { ...wide, activation: 'none', spread: () => spread }),
  );
  for (const core of ports) {
    const runs = await runOnPort(impulses, kernelsFor(core, 'speed'), core, tools, 'speed');
    assert.deepEqual(
      runs.map(({ same }) => same),
      [true, true],
    );
    // Helium's sums are not cut off
    const helium = core === 'cortex-m55';
    const choices = runs.map(({ compiled }) => {
      return compiled.layers.find(({ kind }) => kind === 'dense')!.choice!;
    });
    assert.notEqual(choices[0]!.name, 'portable C');
    assert.equal(choices[1]!.name, helium ? 'four rows' : 'portable C');
    if (!helium) assert.match(choices[1]!.reason, /no products of 32 bits scale channel 0/);
  }
});

for (const core of [...ports, 'rv32imc'] as const) {
  test(`random networks in both roundings on a ${core} equal evaluate bit for bit`, {
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
      const answers = await answersOnCore(requests, core, tools);
      assert.deepEqual(
        answers.map((runs) => runs.map((outputs) => outputs.map(({ data }) => Array.from(data)))),
        meant.map((runs) => runs.map((outputs) => outputs.map(({ data }) => Array.from(data)))),
        rounding,
      );
    }
  });
}

test('published networks on every port answer as their goldens, in both roundings', {
  skip: skip || noGoldens,
}, async () => {
  const runtime = await readRuntime();
  const runs = [
    ['cortex-m0plus', 'kws_ref_model', 'double'],
    ['cortex-m0plus', 'pretrainedResnet_quant', 'double'],
    ['cortex-m0plus', 'kws_ref_model', 'single'],
    ['cortex-m3', 'vww_96_int8', 'double'],
    ['cortex-m3', 'magic_wand', 'single'],
    ['cortex-m55', 'kws_ref_model', 'double'],
    ['cortex-m55', 'pretrainedResnet_quant', 'single'],
    ['rv32imc', 'kws_ref_model', 'double'],
    ['rv32imc', 'ad01_int8', 'single'],
  ] as const;
  for (const [core, name, rounding] of runs) {
    const { graph, cases } = golden(name, rounding);
    const compiled = compileNetwork({ ...graph, name: 'golden' }, runtime, {
      optimise: 'speed',
      header: { toolVersion: '0.0.0', seed: 7 },
      kernels: kernelsFor(core, 'speed'),
    });
    const { type, shape } = graph.values[graph.inputs[0]!]!;
    const inputs = cases.slice(0, 2).map(({ input }) => [tensor(type, shape, input)]);
    const { outputs } = await proveNetwork({ ...compiled, core, cases: inputs }, tools, unwatched);
    for (const [i, [output]] of outputs.entries()) {
      assert.deepEqual(Array.from(output!.data), cases[i]!.output, `${core}, ${name}, ${rounding}`);
    }
  }
});
