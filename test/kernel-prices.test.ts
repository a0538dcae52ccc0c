import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallKernel, KernelTable } from '../src/compile/emit/kernel.ts';
import { kernelFor } from '../src/compile/emit/kernel.ts';
import { portableKernels } from '../src/compile/emit/portable.ts';
import type { CoreId } from '../src/compile/estimate/core.ts';
import type { Optimise } from '../src/compile/options.ts';
import { arrange } from '../src/compile/plan/arrange.ts';
import { instructionsOf } from '../src/compile/plan/work.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { layerCalls, makeNetworkProgram } from '../src/compile/program.ts';
import { type Layer, layersNetwork } from './port-graphs.ts';

/** The kernels of all ports can serve it, and take more scratch than portable C does. */
const wide: Layer = { kind: 'dense', input: [1, 1, 640], outputs: 64, spread: () => 5 };

test('portable C that stands by is priced as its core runs it, not as a Cortex-M4 does', () => {
  const m4 = portablePrice(portableKernels);
  // counted: src/compile/estimate/counted/kernel-times.ts
  assert.ok(portablePrice(kernelsFor('cortex-m0plus')) > 1.8 * m4);
  assert.ok(portablePrice(kernelsFor('rv32imc')) > 1.5 * m4);
});

/** Its scratch of 1,280 bytes is worth a quarter more instructions at most. */
test('in balance a core keeps the kernel of its port where portable C costs it more than its scratch is worth', () => {
  assert.equal(chosen('rv32imc', 'balanced'), 'four rows');
  assert.equal(chosen('cortex-m0plus', 'balanced'), 'four rows');
  assert.equal(chosen('rv32imc', 'speed'), 'four rows');
});

test('where RAM is short portable C is taken for its scratch, whatever it costs the core', () => {
  assert.equal(chosen('rv32imc', 'ram'), 'portable C');
  assert.equal(chosen('cortex-m55', 'ram'), 'portable C');
});

function portablePrice(kernels: KernelTable): number {
  const graph = layersNetwork('priced', [wide], 'double');
  const [node] = graph.nodes;
  const op = node!.op;
  const from = node!.inputs.map((id) => graph.values[id]!);
  const to = graph.values[node!.output]!;
  let kernel = kernelFor(kernels, op, from, to, 'layer') as CallKernel;
  while (kernel.spare) kernel = kernel.spare;
  assert.ok(!kernel.choice?.instructions, 'portable C stands by');
  return instructionsOf({ op, from, to }, kernel);
}

function chosen(core: CoreId, optimise: Optimise): string | undefined {
  const graph = layersNetwork('priced', [wide], 'double');
  const { program } = arrange(makeNetworkProgram(graph, kernelsFor(core, optimise)), optimise);
  return program.steps.flatMap(layerCalls)[0]?.kernel.choice?.name;
}
