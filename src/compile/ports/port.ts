import type { OpKind } from '../../graph/op.ts';
import { type CallKernel, type KernelTable, kernelFor, mapCalls } from '../emit/kernel.ts';
import { portableKernels } from '../emit/portable.ts';
import type { CoreId } from '../estimate/core.ts';
import { timesByCore } from '../estimate/counted/by-core.ts';
import type { KernelTimes } from '../estimate/counted/kernel-times.ts';
import { kernelKey, timesOf } from '../estimate/layer-instructions.ts';
import type { KernelLanguage, Optimise } from '../options.ts';
import { cortexMDspKernels } from './cortex-m-dsp/kernels.ts';
import { heliumKernels } from './helium/kernels.ts';
import { armv6m, armv7m, rv32im } from './scalar/cost.ts';
import { scalarKernels } from './scalar/kernels.ts';
import { vectorKernels } from './vector/kernels.ts';

/** The kernels of each core; all of them give the bits of portable C. */
const kernelsOfCore: {
  readonly [K in CoreId]: (optimise: Optimise, language: KernelLanguage) => KernelTable;
} = {
  'cortex-m0plus': () => scalarKernels(armv6m),
  'cortex-m3': () => scalarKernels(armv7m),
  'cortex-m4': (...how) => roundingTwice(cortexMDspKernels(...how)),
  'cortex-m7': (...how) => roundingTwice(cortexMDspKernels(...how)),
  'cortex-m33': (...how) => roundingTwice(cortexMDspKernels(...how)),
  'cortex-m55': () => heliumKernels,
  'xtensa-lx7': () => portableKernels,
  rv32imc: () => scalarKernels(rv32im),
  aarch64: vectorKernels,
  'x86-64': vectorKernels,
};

/** What an impulse is compiled with for a core; kernels of cores without assembly are C in any case. */
export function kernelsFor(
  core: CoreId,
  optimise: Optimise = 'balanced',
  language: KernelLanguage = 'assembly',
): KernelTable {
  return mapCalls(kernelsOfCore[core](optimise, language), (kernel, kind) =>
    priced(kernel, kind, timesByCore[core]),
  );
}

/** A kernel and those that stand by for it, each at the price that was counted of it on a core. */
function priced(kernel: CallKernel, kind: OpKind, counted: KernelTimes): CallKernel {
  const { choice = null, spare } = kernel;
  return {
    ...kernel,
    times: timesOf(kernelKey(kind, choice), counted),
    ...(spare && { spare: priced(spare, kind, counted) }),
  };
}

/** Kernels that round twice, as their instructions do: what rounds once has the portable ones. */
function roundingTwice(table: KernelTable): KernelTable {
  const kinds = Object.keys(table) as OpKind[];
  const rule = (...given: Given) =>
    kernelFor(given[4] === 'single' ? portableKernels : table, ...given);
  return Object.fromEntries(kinds.map((kind) => [kind, rule])) as unknown as KernelTable;
}

type Given = Parameters<typeof kernelFor> extends [unknown, ...infer Rest] ? Rest : never;
