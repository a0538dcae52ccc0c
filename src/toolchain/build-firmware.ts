import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../base/failure.ts';
import { type CoreId, cores } from '../compile/estimate/core.ts';
import { findTool, type Tool } from './find-tools.ts';
import { linkerScript, machineFor } from './machines.ts';
import { runProgram } from './run-program.ts';

/** How Thimble's C is compiled for a device. */
export const deviceFlags = [
  '-O2',
  '-std=c99',
  '-ffp-contract=off',
  '-fno-math-errno',
  '-ffunction-sections',
  '-fdata-sections',
] as const;

export interface Firmware {
  readonly elf: string;
  readonly compiler: Tool;
  readonly flags: readonly string[];
  /** .vectors, .text, .rodata, and what .data starts with. */
  readonly flashBytes: number;
  /** .data and .bss; the stack is not in it. */
  readonly staticBytes: number;
}

/** Compiles the .c files that stand in a folder, and start-up with them, for an emulated core. */
export async function buildFirmware(
  folder: string,
  core: CoreId,
  sources: readonly string[],
  defines: Readonly<Record<string, string | number>>,
  name: string,
  signal?: AbortSignal,
): Promise<Firmware> {
  const compiler = await findTool('arm-none-eabi-gcc');
  const { gccFlags } = cores[core];
  if (!compiler || !gccFlags) {
    throw new Failure('tool-missing', `There is no compiler for ${core} on this machine.`);
  }
  const script = `${name}.ld`;
  await writeFile(join(folder, script), linkerScript(machineFor(core)));
  const flags = [...gccFlags, ...deviceFlags];
  const options = { cwd: folder, signal, limitMs: 120_000 };
  const { code, text } = await runProgram(
    compiler.path,
    [
      ...flags,
      ...Object.entries(defines).map(([key, value]) => `-D${key}=${value}`),
      '--specs=nano.specs',
      '-nostartfiles',
      '-Wl,--gc-sections',
      '-T',
      script,
      'startup.c',
      ...sources,
      '-lm',
      '-o',
      `${name}.elf`,
    ],
    options,
  );
  if (code !== 0) throw compilerFailure(core, text);
  const size = compiler.path.replace(/gcc(\.exe)?$/, 'size$1');
  const listed = await runProgram(size, ['-A', '-d', `${name}.elf`], options);
  return { elf: join(folder, `${name}.elf`), compiler, flags, ...sectionSizes(listed.text) };
}

function compilerFailure(core: CoreId, text: string): Failure {
  const lines = text
    .split('\n')
    .filter((line) => /error|undefined|overflow|will not fit|RAM is full/i.test(line));
  const first = (lines.length > 0 ? lines : text.split('\n')).slice(0, 3).join(' | ');
  return new Failure('tool-failed', `The C does not build for ${core}: ${first.trim()}`);
}

/** Of `size -A -d`: one section a line, name then bytes. */
function sectionSizes(listing: string): { flashBytes: number; staticBytes: number } {
  const bytes = (...names: string[]) =>
    names.reduce((sum, name) => {
      const line = listing.split('\n').find((row) => row.startsWith(`${name} `));
      return sum + Number(line?.split(/\s+/)[1] ?? 0);
    }, 0);
  return {
    flashBytes: bytes('.vectors', '.text', '.ARM.exidx', '.data'),
    staticBytes: bytes('.data', '.bss'),
  };
}
