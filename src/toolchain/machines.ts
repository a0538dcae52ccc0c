import { Failure } from '../base/failure.ts';
import type { CoreId } from '../compile/estimate/core.ts';

/** A machine that QEMU emulates, where bare programs run on a core. */
export interface Machine {
  readonly name: string;
  readonly memories: {
    readonly vectors: Region;
    readonly flash: Region;
    readonly ram: Region;
  };
  /** A 32-bit counter that runs by the emulator's instruction clock. */
  readonly counterAddress: number;
  readonly counterHz: number;
  /** What stands between this machine and the real core, if anything. */
  readonly caveat: string | null;
}

interface Region {
  readonly origin: number;
  readonly bytes: number;
}

/** With this shift of -icount, each instruction takes 2^6 ns of the emulator's time. */
export const instructionClockShift = 6;

const mps2 = {
  memories: {
    vectors: { origin: 0, bytes: 0x400 },
    flash: { origin: 0x400, bytes: 4 * 1024 * 1024 - 0x400 },
    ram: { origin: 0x20000000, bytes: 4 * 1024 * 1024 },
  },
  counterAddress: 0x40028018,
  counterHz: 25e6,
  caveat: null,
} as const;

const machines: { readonly [K in CoreId]?: Machine } = {
  'cortex-m0plus': {
    ...mps2,
    name: 'mps2-an385',
    caveat: 'a Cortex-M3 machine, which takes unaligned access that a Cortex-M0+ refuses',
  },
  'cortex-m4': { ...mps2, name: 'mps2-an386' },
  'cortex-m7': { ...mps2, name: 'mps2-an500' },
  'cortex-m55': {
    name: 'mps3-an547',
    memories: {
      vectors: { origin: 0x10000000, bytes: 0x400 },
      flash: { origin: 0x11000000, bytes: 2 * 1024 * 1024 },
      ram: { origin: 0x31000000, bytes: 4 * 1024 * 1024 },
    },
    counterAddress: 0x49302018,
    counterHz: 20e6,
    caveat: null,
  },
};

/** The machine that emulates a core; a Failure names the cores that there are. */
export function machineFor(core: CoreId): Machine {
  const machine = machines[core];
  if (machine) return machine;
  const known = Object.keys(machines).join(', ');
  throw new Failure('not-found', `No emulated machine has a ${core}; there are ${known}.`);
}

export function hasMachine(core: CoreId): boolean {
  return machines[core] !== undefined;
}

/** Ticks of the machine's counter as instructions. */
export function instructionsOf(ticks: number, machine: Machine): number {
  return (ticks * 1e9) / machine.counterHz / 2 ** instructionClockShift;
}

export const stackBytesReserved = 64 * 1024;

/** Where a program's parts go; the stack has the last bytes of the memory. */
export function linkerScript({ memories }: Machine): string {
  const region = (name: string, { origin, bytes }: Region, rights: string) =>
    `  ${name} (${rights}) : ORIGIN = 0x${origin.toString(16)}, LENGTH = 0x${bytes.toString(16)}`;
  return `ENTRY(reset)
MEMORY {
${region('VECTORS', memories.vectors, 'rx')}
${region('FLASH', memories.flash, 'rx')}
${region('RAM', memories.ram, 'rwx')}
}
SECTIONS {
  .vectors : { KEEP(*(.vectors)) } > VECTORS
  .text : { *(.text*) *(.rodata*) . = ALIGN(4); } > FLASH
  .ARM.exidx : { *(.ARM.exidx*) . = ALIGN(4); } > FLASH
  data_load = LOADADDR(.data);
  .data : { data_start = .; *(.data*) . = ALIGN(4); data_end = .; } > RAM AT > FLASH
  .bss (NOLOAD) : { bss_start = .; *(.bss*) *(COMMON) . = ALIGN(8); bss_end = .; end = .; } > RAM
  stack_top = ORIGIN(RAM) + LENGTH(RAM);
  stack_bottom = stack_top - ${stackBytesReserved};
  ASSERT(bss_end <= stack_bottom, "RAM is full")
}
`;
}
