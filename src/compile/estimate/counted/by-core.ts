import type { CoreId } from '../core.ts';
import type { CountedWork } from '../layer-instructions.ts';
import { cortexM0plus } from './cortex-m0plus.ts';
import { cortexM3 } from './cortex-m3.ts';
import { cortexM4 } from './cortex-m4.ts';
import { cortexM4C } from './cortex-m4-c.ts';
import { cortexM55 } from './cortex-m55.ts';
import { type KernelTimes, kernelTimes } from './kernel-times.ts';
import { rv32imc } from './rv32imc.ts';

/** With kernels in assembly, in C, and those that have but one form. */
const cortexM4InBoth: CountedWork = {
  ...cortexM4,
  kernels: { ...cortexM4.kernels, ...cortexM4C.kernels },
};

/**
 * What was counted on the emulator of each core, and for M7 and M33 on that of an M4, whose code they run. No
 * emulator counts for an LX7 and for cores of 64 bits: what is portable C is taken to run as on an M4.
 */
export const countedByCore: { readonly [K in CoreId]: CountedWork } = {
  'cortex-m0plus': cortexM0plus,
  'cortex-m3': cortexM3,
  'cortex-m4': cortexM4InBoth,
  'cortex-m7': cortexM4InBoth,
  'cortex-m33': cortexM4InBoth,
  'cortex-m55': cortexM55,
  'xtensa-lx7': cortexM4InBoth,
  aarch64: cortexM4InBoth,
  'x86-64': cortexM4InBoth,
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
