import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CoreId } from '../src/compile/estimate/core.ts';
import type { Tensor } from '../src/tensor/tensor.ts';
import { deviceTools, findTools, missingTools, riscvTools } from '../src/toolchain/find-tools.ts';
import { proveNetwork } from '../src/toolchain/prove-network.ts';
import { runNetworkOnHost } from '../src/toolchain/run-host.ts';
import { type Golden, golden, noGoldens } from './goldens.ts';
import { casesOf, underProof } from './network-programs.ts';

const tools = await findTools();
const task = { progress: () => {} };

const hostMissing = noGoldens || (missingTools(tools, ['gcc']) ?? false);
test('published networks in C answer the same on this machine', { skip: hostMissing }, async () => {
  // the bench runs all of them everywhere; here each kind of kernel once in each rounding
  const runs = [
    ...[
      'kws_ref_model',
      'trained_lstm_int8',
      'keyword_scrambled_8bit',
      'pretrainedResnet_quant',
    ].map((name) => [name, 'double'] as const),
    ...['magic_wand', 'trained_lstm_int8'].map((name) => [name, 'single'] as const),
  ];
  for (const [name, rounding] of runs) {
    const one = golden(name, rounding);
    const request = await underProof(one.graph, casesOf(one));
    const build = { language: 'c99', optimise: '-O1', sanitize: true } as const;
    assertAnswers(one, await runNetworkOnHost(request, build, tools, task));
  }
});

const deviceMissing = noGoldens || (missingTools(tools, [...deviceTools, ...riscvTools]) ?? false);
test('published networks answer the same on emulated cores', { skip: deviceMissing }, async () => {
  const cores: readonly (readonly [CoreId, readonly string[]])[] = [
    ['cortex-m4', ['kws_ref_model', 'keyword_scrambled_8bit', 'trained_lstm_int8']],
    ['cortex-m0plus', ['ad01_int8', 'trained_lstm_int8', 'str_ww_ref_model']],
    ['rv32imc', ['ad01_int8', 'keyword_scrambled_8bit', 'magic_wand']],
  ];
  for (const [core, names] of cores) {
    for (const name of names) {
      const one = golden(name, 'double');
      // what remembers needs its cases in order; of others the first ones tell enough here
      const cases = casesOf(one, 3);
      const request = await underProof(one.graph, cases);
      const { outputs } = await proveNetwork({ ...request, core }, tools, task);
      assertAnswers(one, outputs);
    }
  }
});

function assertAnswers(one: Golden, outputs: readonly (readonly Tensor[])[]): void {
  for (const [i, [output]] of outputs.entries()) {
    const { name, output: expected } = one.cases[i]!;
    assert.deepEqual(Array.from(output!.data), expected, `${one.name}, ${one.rounding}: ${name}`);
  }
}
