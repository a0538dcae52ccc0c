import type { KernelTable } from '../emit/kernel.ts';
import { portableKernels } from '../emit/portable.ts';
import type { CoreId } from '../estimate/core.ts';
import type { Optimise } from '../options.ts';
import { cortexMDspKernels } from './cortex-m-dsp/kernels.ts';

/** The kernels of each core; all of them give the bits of portable C. */
const kernelsOfCore: { readonly [K in CoreId]: (optimise: Optimise) => KernelTable } = {
  'cortex-m0plus': () => portableKernels,
  'cortex-m4': cortexMDspKernels,
  'cortex-m7': cortexMDspKernels,
  'cortex-m33': cortexMDspKernels,
  'cortex-m55': () => portableKernels,
  'xtensa-lx7': () => portableKernels,
  rv32imc: () => portableKernels,
};

/** What an impulse is compiled with for a core. */
export function kernelsFor(core: CoreId, optimise: Optimise = 'balanced'): KernelTable {
  return kernelsOfCore[core](optimise);
}
