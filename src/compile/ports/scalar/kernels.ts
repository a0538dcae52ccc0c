import type { KernelTable } from '../../emit/kernel.ts';
import { portableKernels } from '../../emit/portable.ts';
import { fasterWhereProven, lookupRules } from '../faster.ts';
import { linearAdd } from '../line-add.ts';
import { fourRowConvolution, fourRowDense, singleChannelConvolution } from '../row-layers.ts';
import type { ScalarCost } from './cost.ts';
import { columnwiseDepthwise } from './depthwise.ts';
import { scalarRows } from './rows.ts';

/**
 * Kernels in C99 for cores that multiply one pair of numbers at a time (Cortex-M0+, M3, RV32IM): for
 * each layer the cheapest whose bounds are proven for the layer's own weights, in either rounding, else
 * the portable one. All give the same bits.
 */
export function scalarKernels(cost: ScalarCost): KernelTable {
  const rows = scalarRows(cost);
  return {
    ...portableKernels,
    ...lookupRules,
    dense: (op, [x], to, layer, rounding = 'double') =>
      fasterWhereProven(portableKernels.dense(op, [x!], to, layer, rounding), x!, () => ({
        'four rows': fourRowDense(op, x!, to, rounding, rows),
      })),
    conv2d: (op, [x], to, layer, rounding = 'double') =>
      fasterWhereProven(portableKernels.conv2d(op, [x!], to, layer, rounding), x!, () => ({
        'four rows': fourRowConvolution(op, x!, to, rounding, rows),
      })),
    depthwise2d: (op, [x], to, layer, rounding = 'double') =>
      fasterWhereProven(portableKernels.depthwise2d(op, [x!], to, layer, rounding), x!, () => ({
        'columns in registers': columnwiseDepthwise(op, x!, to, rounding, cost),
        'four rows': singleChannelConvolution(op, x!, to, rounding, rows),
      })),
    add: (op, from, to, layer, rounding = 'double') =>
      fasterWhereProven(portableKernels.add(op, from, to, layer, rounding), from[0]!, () => ({
        line: linearAdd(op, from, to, rounding, 'scalar', cost.add),
      })),
  };
}
