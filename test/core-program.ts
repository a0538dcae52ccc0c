import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CoreId, cores } from '../src/compile/estimate/core.ts';
import { deviceFlags } from '../src/toolchain/build-firmware.ts';
import {
  instructionClockShift,
  instructionsBetween,
  linkerScript,
  machineFor,
} from '../src/toolchain/machines.ts';

/** A C program for an emulated core. */
export interface CoreProgram {
  /** 'host': this machine, with addresses and undefined behaviour checked; nothing is counted. */
  readonly core: CoreId | 'host';
  /** Paths of sources beside the program's own. */
  readonly sources: readonly string[];
  readonly includes: readonly string[];
  /** C that defines `int program(void)`, see core/core-program.h. */
  readonly main: string;
  /** What `host_read` reads. */
  readonly input: Uint8Array;
  readonly flags?: readonly string[];
  /** GNU assembler with the C preprocessor. */
  readonly assembly?: string;
}

/** What `host_write` wrote, and the executed instructions of each counted stretch. */
export interface CoreAnswer {
  readonly output: Uint8Array;
  readonly instructions: readonly number[];
}

const here = join(import.meta.dirname, 'core');
const firmware = join(import.meta.dirname, '..', 'runtime', 'firmware');

/** Builds and runs a program; where compiler or emulator fail their words are thrown. */
export function runOnCore(program: CoreProgram): CoreAnswer {
  const folder = mkdtempSync(join(tmpdir(), 'thimble-core-'));
  try {
    writeFileSync(join(folder, 'main.c'), program.main);
    writeFileSync(join(folder, 'counts.bin'), '');
    if (program.assembly) writeFileSync(join(folder, 'routines.S'), program.assembly);
    writeFileSync(join(folder, 'input.bin'), program.input);
    build(program, folder);
    if (program.core === 'host') run('./core.elf', [], folder);
    else emulate(program.core, folder);
    const counts = new Uint32Array(bytesOf(join(folder, 'counts.bin')).buffer);
    return {
      output: bytesOf(join(folder, 'output.bin')),
      instructions: instructions(program.core, counts),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function build({ core, sources, includes, flags, assembly }: CoreProgram, folder: string) {
  const own = [...(flags ?? ['-O2']), ...(assembly ? ['routines.S'] : [])];
  const [command, ...common] =
    core === 'host' ? host() : core === 'rv32imc' ? riscv(folder) : cortex(core, folder);
  const side = join(here, core === 'host' ? 'host-program.c' : 'core-program.c');
  const paths = [here, ...includes].map((path) => `-I${path}`);
  const libraries = core === 'rv32imc' ? ['-lgcc'] : ['-lm'];
  const all = [...common, ...deviceFlags, ...own, ...paths, 'main.c', side, ...sources];
  run(command!, [...all, '-o', 'core.elf', ...libraries], folder);
}

function host(): string[] {
  const strict = ['-Wall', '-Wextra', '-Wconversion', '-pedantic', '-Werror'];
  return ['gcc', ...strict, '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
}

function cortex(core: CoreId, folder: string): string[] {
  const machine = machineFor(core);
  writeFileSync(join(folder, 'core.ld'), linkerScript(machine));
  const counters = [
    `-DCOUNTER_ADDRESS=${machine.counterAddress}u`,
    `-DSLOW_COUNTER_ADDRESS=${machine.slowCounterAddress}u`,
  ];
  const link = ['--specs=nano.specs', '-nostartfiles', '-Wl,--gc-sections', '-T', 'core.ld'];
  const parts = [`-I${firmware}`, join(firmware, 'startup.c')];
  return ['arm-none-eabi-gcc', ...cores[core].gccFlags!, ...counters, ...link, ...parts];
}

const riscvScript = `ENTRY(start)
MEMORY { RAM (rwx) : ORIGIN = 0x80000000, LENGTH = 64M }
SECTIONS {
  .text : { *(.init) *(.text*) *(.rodata*) *(.srodata*) } > RAM
  .data : { . = ALIGN(8); __global_pointer$ = . + 0x800; *(.data*) *(.sdata*) } > RAM
  .bss : { . = ALIGN(8); bss_start = .; *(.sbss*) *(.bss*) *(COMMON) . = ALIGN(8); bss_end = .; } > RAM
  stack_top = ORIGIN(RAM) + LENGTH(RAM);
}
`;

/** The two headers of a C library that the runtime includes. */
const riscvHeaders = {
  'string.h':
    '#include <stddef.h>\nvoid *memcpy(void *, const void *, size_t);\nvoid *memmove(void *, const void *, size_t);\nvoid *memset(void *, int, size_t);\n',
  'math.h': '/* sqrtf is one instruction */\n',
};

function riscv(folder: string): string[] {
  writeFileSync(join(folder, 'core.ld'), riscvScript);
  for (const [name, text] of Object.entries(riscvHeaders)) writeFileSync(join(folder, name), text);
  const target = [
    '-march=rv32imfc',
    '-mabi=ilp32f',
    '-mcmodel=medany',
    '-mno-relax',
    '-nostdlib',
    '-Dsqrtf=__builtin_sqrtf',
    '-I.',
  ];
  return [
    'riscv64-unknown-elf-gcc',
    ...target,
    ...['-ffreestanding', '-Wl,--gc-sections', '-T', 'core.ld'],
  ];
}

function emulate(core: CoreId, folder: string): void {
  const common = ['-display', 'none', '-monitor', 'none', '-serial', 'none', '-kernel', 'core.elf'];
  const hosting = ['-semihosting-config', 'enable=on,target=native'];
  const clock = ['-icount', `shift=${instructionClockShift},align=off,sleep=off`];
  if (core === 'rv32imc') {
    const flags = ['-M', 'virt', '-bios', 'none', ...common, ...hosting, '-icount', 'shift=0'];
    run('qemu-system-riscv32', flags, folder);
    return;
  }
  const machine = ['-M', machineFor(core).name, '-no-user-config'];
  run('qemu-system-arm', [...machine, ...common, ...hosting, ...clock], folder);
}

/** The first stretch counted nothing: it is taken off the others. */
function instructions(core: CoreProgram['core'], counts: Uint32Array): number[] {
  if (core === 'host') return [];
  const all = Array.from({ length: counts.length / 2 }, (_, i) => {
    const [ticks, slow] = [counts[2 * i]!, counts[2 * i + 1]!];
    return core === 'rv32imc' ? ticks : instructionsBetween(ticks, slow, machineFor(core));
  });
  return all.slice(1).map((count) => count - all[0]!);
}

function bytesOf(path: string): Uint8Array {
  return Uint8Array.from(readFileSync(path));
}

function run(command: string, args: readonly string[], folder: string): void {
  execFileSync(command, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
}
