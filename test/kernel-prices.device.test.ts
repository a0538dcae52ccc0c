import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernelTimes } from '../src/compile/estimate/counted/kernel-times.ts';
import { kernelKey, structureWork, timesOf } from '../src/compile/estimate/layer-instructions.ts';
import { findTools, missingTools, type ToolName } from '../src/toolchain/find-tools.ts';
import { countLayers } from './counted-layers.ts';
import type { Layer } from './port-graphs.ts';

/** Not those that the prices were counted of. */
const shapes: readonly Layer[] = [
  { kind: 'dense', input: [1, 1, 392], outputs: 32 },
  { kind: 'conv2d', input: [10, 12, 20], outputs: 24 },
  { kind: 'conv2d', input: [9, 9, 24], outputs: 40, kernel: [1, 1] },
  { kind: 'depthwise2d', input: [11, 14, 24], outputs: 1 },
];
const layers = shapes.map((shape): Layer => ({ ...shape, spread: () => 4 }));

const tools = await findTools();
const arm = ['arm-none-eabi-gcc', 'qemu-system-arm'] as const;
const riscv = ['riscv64-unknown-elf-gcc', 'qemu-system-riscv32'] as const;

for (const core of Object.keys(kernelTimes) as (keyof typeof kernelTimes)[]) {
  const needed: readonly ToolName[] = core === 'rv32imc' ? riscv : arm;
  const skip = missingTools(tools, needed) ?? false;
  test(`plans weigh every kernel of a ${core} by what it executes there, but for a fifth`, {
    skip,
  }, async () => {
    const kernels = new Set<string>();
    for (const { layer, instructions } of await countLayers(layers, core, tools)) {
      const kernel = kernelKey(layer.kind, layer.choice);
      const price = structureWork(layer) * timesOf(kernel, kernelTimes[core]);
      const said = `${kernel}, ${layer.output}: ${Math.round(price)} for ${instructions}`;
      assert.ok(Math.abs(price / instructions - 1) < 0.2, said);
      kernels.add(kernel);
    }
    assert.ok(kernels.size >= 6, [...kernels].join('; '));
  });
}
