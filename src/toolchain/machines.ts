import { Failure } from '../base/failure.ts';
import type { CoreId } from '../compile/estimate/core.ts';
import { deviceTools, riscvTools, type ToolName } from './find-tools.ts';

/** A machine that QEMU emulates, where bare programs run on a core. */
export interface Machine {
  readonly name: string;
  readonly toolchain: Toolchain;
  readonly memories: {
    readonly vectors: Region;
    readonly flash: Region;
    readonly ram: Region;
  };
  /** A 32-bit counter that runs by the emulator's clock, and one of 100 Hz beside it. */
  readonly counterAddress: number;
  readonly slowCounterAddress: number;
  readonly counterHz: number;
  /** Each instruction takes 2^shift ns of the emulator's time. */
  readonly clockShift: number;
  /** What stands between this machine and the real core, if anything. */
  readonly caveat: string | null;
}

/** What builds and runs for an architecture. */
export interface Toolchain {
  readonly compiler: 'arm-none-eabi-gcc' | 'riscv64-unknown-elf-gcc';
  readonly size: 'arm-none-eabi-size' | 'riscv64-unknown-elf-size';
  readonly addr2line: 'arm-none-eabi-addr2line' | 'riscv64-unknown-elf-addr2line';
  readonly emulator: 'qemu-system-arm' | 'qemu-system-riscv32';
  readonly emulatorFlags: readonly string[];
  readonly compilerFlags: readonly string[];
  readonly linkerFlags: readonly string[];
  readonly libraries: readonly string[];
  /** Firmware that every program starts from. */
  readonly startUp: readonly string[];
  /** All of them, to be told what is missing. */
  readonly needed: readonly ToolName[];
  /** Headers that firmware knows by another name. */
  readonly headers: Readonly<Record<string, string>>;
}

interface Region {
  readonly origin: number;
  readonly bytes: number;
}

/**
 * With this shift of -icount each instruction takes 2⁷ ns of the emulator's time: 3.2 ticks of a
 * 25 MHz counter, 2.56 of a 20 MHz one. A difference of two readings is off by less than one tick,
 * so less than half an instruction: rounding makes it exact. With a shift of 6 it would not.
 */
export const instructionClockShift = 7;

const arm: Toolchain = {
  compiler: 'arm-none-eabi-gcc',
  size: 'arm-none-eabi-size',
  addr2line: 'arm-none-eabi-addr2line',
  emulator: 'qemu-system-arm',
  emulatorFlags: ['-no-user-config'],
  compilerFlags: ['--specs=nano.specs'],
  linkerFlags: ['--specs=nano.specs', '-nostartfiles'],
  libraries: ['-lm'],
  startUp: ['startup.c'],
  needed: deviceTools,
  headers: { 'architecture.h': 'architecture_arm.h' },
};

/** Debian's compiler has no C library: firmware brings the five functions that are needed. */
const riscv: Toolchain = {
  compiler: 'riscv64-unknown-elf-gcc',
  size: 'riscv64-unknown-elf-size',
  addr2line: 'riscv64-unknown-elf-addr2line',
  emulator: 'qemu-system-riscv32',
  emulatorFlags: ['-bios', 'none'],
  compilerFlags: ['-ffreestanding', '-fno-tree-loop-distribute-patterns', '-I.'],
  linkerFlags: ['-nostdlib'],
  libraries: ['-lgcc'],
  startUp: ['startup_riscv.S', 'string_riscv.c', 'math_riscv.c'],
  needed: riscvTools,
  headers: {
    'architecture.h': 'architecture_riscv.h',
    'string.h': 'string_riscv.h',
    'math.h': 'math_riscv.h',
  },
};

const slowCounterHz = 100;
const mebibyte = 1024 * 1024;

const mps2 = {
  memories: {
    vectors: { origin: 0, bytes: 0x400 },
    flash: { origin: 0x400, bytes: 4 * mebibyte - 0x400 },
    ram: { origin: 0x20000000, bytes: 4 * mebibyte },
  },
  counterAddress: 0x40028018,
  slowCounterAddress: 0x40028014,
  counterHz: 25e6,
  clockShift: instructionClockShift,
  toolchain: arm,
  caveat: null,
} as const;

/** Memory maps by Arm's application notes AN385, AN386, AN500, AN505 and AN547. */
const machines: { readonly [K in CoreId]?: Machine } = {
  'cortex-m0plus': {
    ...mps2,
    name: 'mps2-an385',
    caveat: 'a Cortex-M3 machine, which takes unaligned access that a Cortex-M0+ refuses',
  },
  'cortex-m3': { ...mps2, name: 'mps2-an385' },
  'cortex-m4': { ...mps2, name: 'mps2-an386' },
  'cortex-m7': { ...mps2, name: 'mps2-an500' },
  'cortex-m33': {
    name: 'mps2-an505',
    memories: {
      vectors: { origin: 0x10000000, bytes: 0x400 },
      flash: { origin: 0x10000400, bytes: 4 * mebibyte - 0x400 },
      ram: { origin: 0x38000000, bytes: 4 * mebibyte },
    },
    counterAddress: 0x40302018,
    slowCounterAddress: 0x40302014,
    counterHz: 20e6,
    clockShift: instructionClockShift,
    toolchain: arm,
    caveat: null,
  },
  'cortex-m55': {
    name: 'mps3-an547',
    memories: {
      vectors: { origin: 0x10000000, bytes: 0x400 },
      flash: { origin: 0x11000000, bytes: 2 * mebibyte },
      ram: { origin: 0x31000000, bytes: 4 * mebibyte },
    },
    counterAddress: 0x49302018,
    slowCounterAddress: 0x49302014,
    counterHz: 20e6,
    clockShift: instructionClockShift,
    toolchain: arm,
    caveat: null,
  },
  // counts instructions by itself: its two counters are the halves of one
  rv32imc: {
    name: 'virt',
    memories: {
      vectors: { origin: 0x80000000, bytes: 0 },
      flash: { origin: 0x80000000, bytes: 4 * mebibyte },
      ram: { origin: 0x80400000, bytes: 16 * mebibyte },
    },
    counterAddress: 0,
    slowCounterAddress: 0,
    counterHz: 1e9,
    clockShift: 0,
    toolchain: riscv,
    caveat: null,
  },
};

/** The cores that have an emulated machine. */
export const emulatedCores = Object.keys(machines) as readonly CoreId[];

/** The machine that emulates a core; a Failure names the cores that there are. */
export function machineFor(core: CoreId): Machine {
  const machine = machines[core];
  if (machine) return machine;
  const known = emulatedCores.join(', ');
  throw new Failure('not-found', `No emulated machine has a ${core}; there are ${known}.`);
}

/**
 * Instructions between two readings of both counters. The fast one goes round after 2³² ticks; the
 * slow one, fine to 10 ms, tells how many times it did.
 */
export function instructionsBetween(ticks: number, slowTicks: number, machine: Machine): number {
  const { counterHz, clockShift } = machine;
  if (clockShift === 0) return slowTicks * 2 ** 32 + ticks;
  const rounds = Math.round(((slowTicks * counterHz) / slowCounterHz - ticks) / 2 ** 32);
  const nanoseconds = ((ticks + rounds * 2 ** 32) * 1e9) / counterHz;
  return Math.round(nanoseconds / 2 ** clockShift);
}

const stackBytesReserved = 64 * 1024;

/** Where a program's parts go, in words of the GNU linker; the stack has the memory's last bytes. */
export function linkerScript({ memories }: Machine): string {
  const region = (name: string, { origin, bytes }: Region, rights: string) =>
    `  ${name} (${rights}) : ORIGIN = 0x${origin.toString(16)}, LENGTH = 0x${bytes.toString(16)}`;
  return `ENTRY(reset)
MEMORY {
${memories.vectors.bytes > 0 ? region('VECTORS', memories.vectors, 'rx') : ''}
${region('FLASH', memories.flash, 'rx')}
${region('RAM', memories.ram, 'rwx')}
}
SECTIONS {
${memories.vectors.bytes > 0 ? '  .vectors : { KEEP(*(.vectors)) } > VECTORS' : ''}
  .text : { *(.init) *(.text*) *(.rodata*) *(.srodata*) . = ALIGN(4); } > FLASH
  .ARM.exidx : { *(.ARM.exidx*) . = ALIGN(4); } > FLASH
  data_load = LOADADDR(.data);
  .data : { data_start = .; __global_pointer$ = . + 0x800; *(.data*) *(.sdata*) . = ALIGN(4); data_end = .; } > RAM AT > FLASH
  .bss (NOLOAD) : { bss_start = .; *(.bss*) *(.sbss*) *(COMMON) . = ALIGN(8); bss_end = .; end = .; } > RAM
  stack_top = ORIGIN(RAM) + LENGTH(RAM);
  stack_bottom = stack_top - ${stackBytesReserved};
  ASSERT(bss_end <= stack_bottom, "RAM is full")
}
`;
}
