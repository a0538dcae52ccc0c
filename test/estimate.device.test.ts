import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeBytes } from '../src/compile/estimate/code-bytes.ts';
import { cores } from '../src/compile/estimate/core.ts';
import { guessInstructions } from '../src/compile/estimate/estimate-time.ts';
import { kernelsFor } from '../src/compile/ports/port.ts';
import { findTools, missingTools, type ToolName } from '../src/toolchain/find-tools.ts';
import { blockByPort } from './block-on-core.ts';
import { fieldNetwork } from './field-networks.ts';
import { blockKinds, generatedBlock } from './generated-blocks.ts';
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
  test(`what is estimated for a ${core} is what it executes, but for three per cent`, {
    skip,
  }, async () => {
    const networks = Array.from({ length: 24 }, (_, i) => fieldNetwork(i, 1234));
    const runs = await runOnPort(networks, kernelsFor(core), core, tools);
    const errors = runs
      .map(({ compiled, instructions }) =>
        Math.abs(guessInstructions(compiled, cores[core]).network / instructions - 1),
      )
      .sort((a, b) => a - b);
    assert.ok(errors[12]! < 0.01, `half of them err by ${errors[12]} or more`);
    assert.ok(errors[22]! < 0.03, `two of them err by ${errors[22]} or more`);
  });
}

test('what is estimated of kernels in C is what they execute, but for a few per cent', {
  skip: missingTools(tools, arm) ?? false,
}, async () => {
  const networks = Array.from({ length: 24 }, (_, i) => fieldNetwork(i, 1234));
  const kernels = kernelsFor('cortex-m4', 'balanced', 'c');
  const runs = await runOnPort(networks, kernels, 'cortex-m4', tools);
  const errors = runs
    .map(({ compiled, instructions }) =>
      Math.abs(guessInstructions(compiled, cores['cortex-m4']).network / instructions - 1),
    )
    .sort((a, b) => a - b);
  assert.ok(errors[12]! < 0.01, `half of them err by ${errors[12]} or more`);
  assert.ok(errors[20]! < 0.05, `four of them err by ${errors[20]} or more`);
});

/** So does a feature block, and the code of a program; each core takes every other of them. */
for (const [place, [core, needed]] of learned.entries()) {
  const skip = missingTools(tools, needed) ?? false;
  test(`what feature blocks are estimated to take of a ${core} is what they take, but for a few per cent`, {
    skip,
  }, async () => {
    const errors = { instructions: [] as number[], flash: [] as number[] };
    for (let i = place % 2; i < blockKinds; i += 2) {
      const { block, signal, windows } = generatedBlock(i, 1234);
      const run = await blockByPort(core, block, signal, windows);
      const { compiled, instructions, flashBytes } = run;
      const { features } = guessInstructions(compiled, cores[core]);
      const flash = compiled.constantBytes + codeBytes(compiled, core);
      errors.instructions.push(Math.abs(features / instructions - 1));
      errors.flash.push(Math.abs(flash / flashBytes - 1));
    }
    const [middle, most] = ordered(errors.instructions);
    assert.ok(middle < 0.02, `half of their instructions err by ${middle} or more`);
    assert.ok(most < 0.15, `those of one err by ${most}`);
    const [, worst] = ordered(errors.flash);
    assert.ok(worst < 0.1, `the flash of one errs by ${worst}`);
  });
}

function ordered(errors: readonly number[]): [middle: number, most: number] {
  const sizes = errors.toSorted((a, b) => a - b);
  return [sizes[Math.floor(sizes.length / 2)]!, sizes.at(-1)!];
}
