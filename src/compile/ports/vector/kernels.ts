import type { Value } from '../../../graph/op.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { Kernel, KernelTable } from '../../emit/kernel.ts';
import { portableKernels } from '../../emit/portable.ts';
import type { Optimise } from '../../options.ts';
import { fasterWhereProven, lookupRules } from '../faster.ts';
import { linearAdd } from '../line-add.ts';
import { fourRowConvolution, fourRowDense, singleChannelConvolution } from '../row-layers.ts';
import { linewiseDepthwise } from './depthwise.ts';
import { vectorRows } from './rows.ts';

/**
 * Kernels in C99 for 64-bit cores, whose loops GCC and clang turn into vectors of any width: for each
 * layer the cheapest whose bounds are proven for the layer's own weights, in either rounding, else the
 * portable one. All give the same bits. Such a machine has memory: only where RAM is to be spared above
 * all are slower kernels taken that need less of it.
 */
export function vectorKernels(optimise: Optimise): KernelTable {
  const faster = (...given: Parameters<typeof fasterWhereProven>): Kernel => {
    const kernel = fasterWhereProven(...given);
    if (kernel.kind !== 'call' || optimise === 'ram') return kernel;
    const { spare: _spare, ...alone } = kernel;
    return alone;
  };
  return {
    ...portableKernels,
    ...lookupRules,
    dense: (op, [x], to, layer, rounding = 'double') =>
      faster(portableKernels.dense(op, [x!], to, layer, rounding), x!, () => ({
        'sixteen outputs': fourRowDense(op, x!, to, rounding, vectorRows(patchesOf(to))),
      })),
    conv2d: (op, [x], to, layer, rounding = 'double') =>
      faster(portableKernels.conv2d(op, [x!], to, layer, rounding), x!, () => ({
        'sixteen outputs': fourRowConvolution(op, x!, to, rounding, vectorRows(patchesOf(to))),
      })),
    depthwise2d: (op, [x], to, layer, rounding = 'double') =>
      faster(portableKernels.depthwise2d(op, [x!], to, layer, rounding), x!, () => ({
        lines: linewiseDepthwise(op, x!, to, rounding),
        'sixteen outputs': singleChannelConvolution(
          op,
          x!,
          to,
          rounding,
          vectorRows(patchesOf(to)),
        ),
      })),
    add: (op, from, to, layer, rounding = 'double') =>
      faster(portableKernels.add(op, from, to, layer, rounding), from[0]!, () => ({
        line: linearAdd(op, from, to, rounding, 'vector', 2),
      })),
  };
}

/** How often the weights of a layer meet a patch: its rows, or the pixels of its output. */
function patchesOf({ shape }: Value): number {
  return sizeOf(shape) / shape.at(-1)!;
}
