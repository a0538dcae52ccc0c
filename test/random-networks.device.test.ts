import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KernelTable } from '../src/compile/emit/kernel.ts';
import { portableKernels } from '../src/compile/emit/portable.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { checkGraph } from '../src/graph/check.ts';
import type { Rounding } from '../src/graph/op.ts';
import type { Tensor } from '../src/tensor/tensor.ts';
import { deviceTools, findTools, missingTools } from '../src/toolchain/find-tools.ts';
import { answersOnCore, answersOnHost } from './network-batch.ts';
import { meantAnswers, underProof } from './network-programs.ts';
import { randomCases, randomNetwork } from './random-networks.ts';

const tools = await findTools();

test('random networks of every operation make sense', () => {
  for (let seed = 0; seed < 300; seed++) assert.deepEqual(checkGraph(randomNetwork(seed)), []);
});

const noHost = missingTools(tools, ['gcc']) ?? false;
test('random networks answer the same in C on this machine', { skip: noHost }, async () => {
  for (const rounding of ['double', 'single'] as const) {
    const { requests, meant } = await networks(0, 12, rounding);
    assertSame(await answersOnHost(requests, tools), meant, rounding);
  }
});

const noCore = missingTools(tools, deviceTools) ?? false;
test('random networks answer the same on an emulated Cortex-M4', { skip: noCore }, async () => {
  for (const kernels of [portableKernels, kernelsFor('cortex-m4')]) {
    const { requests, meant } = await networks(12, 24, 'double', kernels);
    assertSame(await answersOnCore(requests, 'cortex-m4', tools), meant, 'cortex-m4');
  }
});

async function networks(
  from: number,
  to: number,
  rounding: Rounding,
  kernels: KernelTable = portableKernels,
) {
  const requests = [];
  const meant = [];
  for (let seed = from; seed < to; seed++) {
    const graph = randomNetwork(seed, rounding);
    const cases = randomCases(graph, seed, 3);
    requests.push(await underProof(graph, cases, kernels));
    meant.push(meantAnswers(graph, cases));
  }
  return { requests, meant };
}

function assertSame(answers: Tensor[][][], meant: Tensor[][][], where: string): void {
  for (const [network, runs] of meant.entries()) {
    for (const [run, outputs] of runs.entries()) {
      for (const [k, { data }] of outputs.entries()) {
        const what = `${where}, network ${network}, run ${run}, output ${k}`;
        assert.deepEqual(answers[network]![run]![k]!.data, data, what);
      }
    }
  }
}
