/** A processor core: how C is compiled for it, and what its instructions cost. */
export interface Core {
  readonly id: CoreId;
  readonly name: string;
  /** For GCC of its architecture; null where another compiler is needed. */
  readonly gccFlags: readonly string[] | null;
  /**
   * Cycles for each executed instruction of our portable C, with code and data at hand. Of M4 and
   * M0+ it is what the issue costs of their reference manuals give on the executed loads, stores
   * and branches of a gesture impulse (spectral features, dense network) under -O2; of the others
   * it follows from published cycles over counted instructions, or is a guess that says so.
   */
  readonly cyclesPerInstruction: { readonly features: number; readonly network: number };
  /** Cycles that the core waits for each byte of constants that comes from flash. */
  readonly waitPerFlashByte: number;
  /** Where these costs come from, as a clause. */
  readonly source: string;
}

export type CoreId =
  | 'cortex-m0plus'
  | 'cortex-m3'
  | 'cortex-m4'
  | 'cortex-m7'
  | 'cortex-m33'
  | 'cortex-m55'
  | 'xtensa-lx7'
  | 'rv32imc'
  | 'aarch64'
  | 'x86-64';

const armv7e = ['-mthumb', '-mfloat-abi=hard'] as const;

export const cores: { readonly [K in CoreId]: Core } = {
  'cortex-m0plus': {
    id: 'cortex-m0plus',
    name: 'Arm Cortex-M0+',
    gccFlags: ['-mcpu=cortex-m0plus', '-mthumb', '-mfloat-abi=soft'],
    cyclesPerInstruction: { features: 1.3, network: 1.3 },
    waitPerFlashByte: 0.5,
    source:
      'two cycles for each load, store and taken branch by its reference manual, and a guess of flash waits',
  },
  'cortex-m3': {
    id: 'cortex-m3',
    name: 'Arm Cortex-M3',
    gccFlags: ['-mcpu=cortex-m3', '-mthumb', '-mfloat-abi=soft'],
    cyclesPerInstruction: { features: 1.4, network: 1.5 },
    waitPerFlashByte: 0.5,
    source: 'those of the Cortex-M4, which has the same pipeline; not measured',
  },
  'cortex-m4': {
    id: 'cortex-m4',
    name: 'Arm Cortex-M4F',
    gccFlags: ['-mcpu=cortex-m4', '-mfpu=fpv4-sp-d16', ...armv7e],
    cyclesPerInstruction: { features: 1.4, network: 1.5 },
    waitPerFlashByte: 0.5,
    source: 'the issue costs of its reference manual and the flash waits of MLPerf Tiny results',
  },
  'cortex-m7': {
    id: 'cortex-m7',
    name: 'Arm Cortex-M7',
    gccFlags: ['-mcpu=cortex-m7', '-mfpu=fpv5-d16', ...armv7e],
    cyclesPerInstruction: { features: 0.9, network: 0.8 },
    waitPerFlashByte: 0.29,
    source: 'a guess from published results, since it issues two instructions in a cycle at times',
  },
  'cortex-m33': {
    id: 'cortex-m33',
    name: 'Arm Cortex-M33',
    gccFlags: ['-mcpu=cortex-m33', '-mfpu=fpv5-sp-d16', ...armv7e],
    cyclesPerInstruction: { features: 1.35, network: 1.4 },
    waitPerFlashByte: 0.43,
    source: 'a guess near the Cortex-M4 and the flash waits of MLPerf Tiny results',
  },
  'cortex-m55': {
    id: 'cortex-m55',
    name: 'Arm Cortex-M55',
    gccFlags: ['-mcpu=cortex-m55', ...armv7e],
    cyclesPerInstruction: { features: 1.2, network: 1.08 },
    waitPerFlashByte: 0.3,
    source: 'published cycles of ResNet-8 over the instructions counted for it',
  },
  'xtensa-lx7': {
    id: 'xtensa-lx7',
    name: 'Xtensa LX7',
    gccFlags: null,
    cyclesPerInstruction: { features: 1.4, network: 1.3 },
    waitPerFlashByte: 0.5,
    source: 'a guess, since no emulator here counts for it',
  },
  rv32imc: {
    id: 'rv32imc',
    name: 'RISC-V RV32IMC',
    gccFlags: ['-march=rv32imc', '-mabi=ilp32', '-mcmodel=medany', '-mno-relax'],
    cyclesPerInstruction: { features: 1.4, network: 1.3 },
    waitPerFlashByte: 0.5,
    source: 'a guess: its emulator counts instructions, and nobody has published cycles for them',
  },
  aarch64: {
    id: 'aarch64',
    name: 'Arm Cortex-A, 64 bits',
    gccFlags: null,
    cyclesPerInstruction: { features: 0.7, network: 0.8 },
    waitPerFlashByte: 0,
    source: 'a guess, since no such core was timed',
  },
  'x86-64': {
    id: 'x86-64',
    name: 'x86-64',
    gccFlags: null,
    cyclesPerInstruction: { features: 0.4, network: 0.3 },
    waitPerFlashByte: 0,
    source: 'a guess from the time that published networks took on one such core',
  },
};
