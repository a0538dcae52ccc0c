import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cores } from '../src/compile/estimate/core.ts';
import { guessInstructions } from '../src/compile/estimate/estimate-time.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { findTools, missingTools, type ToolName } from '../src/toolchain/find-tools.ts';
import { generatedNetwork } from './generated-networks.ts';
import { runOnPort } from './port-program.ts';

const arm = ['arm-none-eabi-gcc', 'qemu-system-arm'] as const;
const riscv = ['riscv64-unknown-elf-gcc', 'qemu-system-riscv32'] as const;
const learned: readonly (readonly [keyof typeof cores, readonly ToolName[]])[] = [
  ['cortex-m4', arm],
  ['cortex-m0plus', arm],
  ['cortex-m3', arm],
  ['cortex-m55', arm],
  ['rv32imc', riscv],
];

const tools = await findTools();

/** A kernel that has changed since the estimator learned of it shows here. */
for (const [core, needed] of learned) {
  const skip = missingTools(tools, needed) ?? false;
  test(`what is estimated for a ${core} is what it executes, but for a few per cent`, {
    skip,
  }, async () => {
    const networks = Array.from({ length: 20 }, (_, i) => generatedNetwork(i, 1234));
    const runs = await runOnPort(networks, kernelsFor(core), core, tools);
    const errors = runs
      .map(({ compiled, instructions }) =>
        Math.abs(guessInstructions(compiled, cores[core]).network / instructions - 1),
      )
      .sort((a, b) => a - b);
    assert.ok(errors[10]! < 0.04, `half of them err by ${errors[10]} or more`);
    assert.ok(errors[17]! < 0.12, `three of them err by ${errors[17]} or more`);
  });
}
