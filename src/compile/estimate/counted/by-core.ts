import type { CoreId } from '../core.ts';
import type { CountedWork } from '../layer-instructions.ts';
import { cortexM0plus } from './cortex-m0plus.ts';
import { cortexM3 } from './cortex-m3.ts';
import { cortexM4 } from './cortex-m4.ts';
import { cortexM55 } from './cortex-m55.ts';
import { type KernelTimes, kernelTimes } from './kernel-times.ts';
import { rv32imc } from './rv32imc.ts';

/**
 * What was counted on the emulator of each core, and for M7 and M33 on that of an M4, whose code they run. No
 * emulator counts for an LX7 and for cores of 64 bits: what is portable C is taken to run as on an M4.
 */
export const countedByCore: { readonly [K in CoreId]: CountedWork } = {
  'cortex-m0plus': cortexM0plus,
  'cortex-m3': cortexM3,
  'cortex-m4': cortexM4,
  'cortex-m7': cortexM4,
  'cortex-m33': cortexM4,
  'cortex-m55': cortexM55,
  'xtensa-lx7': cortexM4,
  aarch64: cortexM4,
  'x86-64': cortexM4,
  rv32imc,
};

/** The same for what plans weigh: each kernel's price against that of the others. */
export const timesByCore: { readonly [K in CoreId]: KernelTimes } = {
  ...kernelTimes,
  'cortex-m7': kernelTimes['cortex-m4'],
  'cortex-m33': kernelTimes['cortex-m4'],
  'xtensa-lx7': kernelTimes['cortex-m4'],
  aarch64: kernelTimes['cortex-m4'],
  'x86-64': kernelTimes['cortex-m4'],
};
