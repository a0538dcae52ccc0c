import type { OpKind } from '../../graph/op.ts';
import { macsOf } from '../costs.ts';
import { type CallKernel, type Kernel, type KernelTable, kernelFor } from '../emit/kernel.ts';
import { portableKernels } from '../emit/portable.ts';
import type { CoreId } from '../estimate/core.ts';
import { countedByCore } from '../estimate/counted/by-core.ts';
import { portableTimes } from '../estimate/layer-instructions.ts';
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
  const counted = countedByCore[core];
  return eachRule(kernelsOfCore[core](optimise), (table) => (...given) => {
    const kernel = kernelFor(table, ...given);
    if (kernel.kind !== 'call') return kernel;
    const [op, from, to] = given;
    const inputs = from.map(({ shape }) => shape);
    const macs = macsOf(op, to.shape, inputs[0] ?? []);
    const layer = { kind: op.kind, inputs, output: to.shape, macs };
    return priced(kernel, portableTimes(layer, counted));
  });
}

/** Portable C as it was counted on a core, where it serves or stands by. */
function priced(kernel: CallKernel, portableTimes: number): CallKernel {
  const { choice, spare } = kernel;
  return {
    ...kernel,
    ...(!choice?.instructions && { portableTimes }),
    ...(spare && { spare: priced(spare, portableTimes) }),
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
