/** A processor core: how C is compiled for it, and what its instructions cost. */
export interface Core {
  readonly id: CoreId;
  readonly name: string;
  /** For arm-none-eabi-gcc; null where another compiler is needed. */
  readonly gccFlags: readonly string[] | null;
  /**
   * Cycles for each executed instruction of our portable C, with code and data at hand. Of M4 it is
   * what the issue costs of its reference manual give on the executed instructions; of the others
   * it follows from published cycles over counted instructions, or is a guess that says so.
   */
  readonly cyclesPerInstruction: { readonly features: number; readonly network: number };
  /** Cycles that the core waits for each byte of constants that comes from flash. */
  readonly waitPerFlashByte: number;
  /** Where these costs come from, as a clause. */
  readonly source: string;
  /** Executed instructions where none were counted: by multiply-accumulate and by window value. */
  readonly perMac: number;
  readonly perWindowValue: number;
}

export type CoreId =
  | 'cortex-m0plus'
  | 'cortex-m4'
  | 'cortex-m7'
  | 'cortex-m33'
  | 'cortex-m55'
  | 'xtensa-lx7'
  | 'rv32imc';

const armv7e = ['-mthumb', '-mfloat-abi=hard'] as const;

export const cores: { readonly [K in CoreId]: Core } = {
  'cortex-m0plus': {
    id: 'cortex-m0plus',
    name: 'Arm Cortex-M0+',
    gccFlags: ['-mcpu=cortex-m0plus', '-mthumb', '-mfloat-abi=soft'],
    cyclesPerInstruction: { features: 1.4, network: 1.45 },
    waitPerFlashByte: 0.5,
    source: 'two cycles for each load, store and taken branch of its reference manual',
    perMac: 4.5,
    perWindowValue: 2500,
  },
  'cortex-m4': {
    id: 'cortex-m4',
    name: 'Arm Cortex-M4F',
    gccFlags: ['-mcpu=cortex-m4', '-mfpu=fpv4-sp-d16', ...armv7e],
    cyclesPerInstruction: { features: 1.4, network: 1.4 },
    waitPerFlashByte: 0.5,
    source: 'the issue costs of its reference manual and the flash waits of MLPerf Tiny results',
    perMac: 3.1,
    perWindowValue: 150,
  },
  'cortex-m7': {
    id: 'cortex-m7',
    name: 'Arm Cortex-M7',
    gccFlags: ['-mcpu=cortex-m7', '-mfpu=fpv5-d16', ...armv7e],
    cyclesPerInstruction: { features: 0.9, network: 0.8 },
    waitPerFlashByte: 0.29,
    source: 'a guess from published results, since it issues two instructions in a cycle at times',
    perMac: 3.1,
    perWindowValue: 150,
  },
  'cortex-m33': {
    id: 'cortex-m33',
    name: 'Arm Cortex-M33',
    gccFlags: ['-mcpu=cortex-m33', '-mfpu=fpv5-sp-d16', ...armv7e],
    cyclesPerInstruction: { features: 1.3, network: 1.3 },
    waitPerFlashByte: 0.43,
    source: 'a guess near the Cortex-M4 and the flash waits of MLPerf Tiny results',
    perMac: 3.1,
    perWindowValue: 150,
  },
  'cortex-m55': {
    id: 'cortex-m55',
    name: 'Arm Cortex-M55',
    gccFlags: ['-mcpu=cortex-m55', ...armv7e],
    cyclesPerInstruction: { features: 1.2, network: 1.08 },
    waitPerFlashByte: 0.3,
    source: 'published cycles of ResNet-8 over the instructions counted for it',
    perMac: 3.1,
    perWindowValue: 150,
  },
  'xtensa-lx7': {
    id: 'xtensa-lx7',
    name: 'Xtensa LX7',
    gccFlags: null,
    cyclesPerInstruction: { features: 1.4, network: 1.3 },
    waitPerFlashByte: 0.5,
    source: 'a guess, since no emulator here counts for it',
    perMac: 3.5,
    perWindowValue: 200,
  },
  rv32imc: {
    id: 'rv32imc',
    name: 'RISC-V RV32IMC',
    gccFlags: null,
    cyclesPerInstruction: { features: 1.4, network: 1.3 },
    waitPerFlashByte: 0.5,
    source: 'a guess, since no emulator here counts for it',
    perMac: 4,
    perWindowValue: 2500,
  },
};
