import type { OpKind } from '../../graph/op.ts';
import { type CallKernel, type Kernel, type KernelTable, kernelFor } from '../emit/kernel.ts';
import { portableKernels } from '../emit/portable.ts';
import type { CoreId } from '../estimate/core.ts';
import { timesByCore } from '../estimate/counted/by-core.ts';
import type { KernelTimes } from '../estimate/counted/kernel-times.ts';
import { kernelKey } from '../estimate/layer-instructions.ts';
import type { Optimise } from '../options.ts';
import { cortexMDspKernels } from './cortex-m-dsp/kernels.ts';
import { heliumKernels } from './helium/kernels.ts';
import { armv6m, armv7m, rv32im } from './scalar/cost.ts';
import { scalarKernels } from './scalar/kernels.ts';
import { vectorKernels } from './vector/kernels.ts';

/** The kernels of each core; all of them give the bits of portable C. */
const kernelsOfCore: { readonly [K in CoreId]: (optimise: Optimise) => KernelTable } = {
  'cortex-m0plus': () => scalarKernels(armv6m),
  'cortex-m3': () => scalarKernels(armv7m),
  'cortex-m4': (optimise) => roundingTwice(cortexMDspKernels(optimise)),
  'cortex-m7': (optimise) => roundingTwice(cortexMDspKernels(optimise)),
  'cortex-m33': (optimise) => roundingTwice(cortexMDspKernels(optimise)),
  'cortex-m55': () => heliumKernels,
  'xtensa-lx7': () => portableKernels,
  rv32imc: () => scalarKernels(rv32im),
  aarch64: vectorKernels,
  'x86-64': vectorKernels,
};

/** What an impulse is compiled with for a core. */
export function kernelsFor(core: CoreId, optimise: Optimise = 'balanced'): KernelTable {
  return eachRule(kernelsOfCore[core](optimise), (table) => (...given) => {
    const kernel = kernelFor(table, ...given);
    return kernel.kind === 'call' ? priced(kernel, given[0].kind, timesByCore[core]) : kernel;
  });
}

/** A kernel and those that stand by for it, each at the price that was counted of it on a core. */
function priced(kernel: CallKernel, kind: OpKind, counted: KernelTimes): CallKernel {
  const { choice = null, spare } = kernel;
  const times = counted[kernelKey(kind, choice)];
  return {
    ...kernel,
    ...(times !== undefined && { times }),
    ...(spare && { spare: priced(spare, kind, counted) }),
  };
}

/** Kernels that round twice, as their instructions do: what rounds once has the portable ones. */
function roundingTwice(table: KernelTable): KernelTable {
  return eachRule(
    table,
    (own) =>
      (...given) =>
        kernelFor(given[4] === 'single' ? portableKernels : own, ...given),
  );
}

type Given = Parameters<typeof kernelFor> extends [unknown, ...infer Rest] ? Rest : never;

/** A table whose every rule is made of the table before. */
function eachRule(
  table: KernelTable,
  ruleOf: (table: KernelTable) => (...given: Given) => Kernel,
): KernelTable {
  const kinds = Object.keys(table) as OpKind[];
  const rule = ruleOf(table);
  return Object.fromEntries(kinds.map((kind) => [kind, rule])) as unknown as KernelTable;
}
