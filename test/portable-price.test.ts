import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type KernelTable, kernelFor } from '../src/compile/emit/kernel.ts';
import { portableKernels } from '../src/compile/emit/portable.ts';
import { instructionsOf } from '../src/compile/plan/work.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { layersNetwork } from './port-graphs.ts';

test('portable C that stands by is priced as its core runs it, not as a Cortex-M4 does', () => {
  const layer = { kind: 'conv2d', input: [8, 8, 16], outputs: 16, kernel: [3, 3] } as const;
  const graph = layersNetwork('priced', [layer], 'double');
  const [node] = graph.nodes;
  const op = node!.op;
  const from = node!.inputs.map((id) => graph.values[id]!);
  const to = graph.values[node!.output]!;
  const priceBy = (kernels: KernelTable) => {
    let kernel = kernelFor(kernels, op, from, to, 'layer');
    while (kernel.kind === 'call' && kernel.spare) kernel = kernel.spare;
    assert.ok(kernel.kind === 'call' && !kernel.choice?.instructions, 'portable C stands by');
    return instructionsOf({ op, from, to }, kernel);
  };
  // counted: src/compile/estimate/counted
  const m4 = priceBy(portableKernels);
  assert.ok(priceBy(kernelsFor('cortex-m0plus')) > 1.8 * m4);
  assert.ok(priceBy(kernelsFor('rv32imc')) > 1.5 * m4);
});
