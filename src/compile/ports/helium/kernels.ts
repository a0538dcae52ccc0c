import type { KernelTable } from '../../emit/kernel.ts';
import { portableKernels } from '../../emit/portable.ts';
import { fasterWhereProven, lookupRules } from '../faster.ts';
import { linearAdd } from '../line-add.ts';
import { fourRowConvolution, fourRowDense, singleChannelConvolution } from '../row-layers.ts';
import { sixteenChannelDepthwise } from './depthwise.ts';
import { vectorPool } from './pool.ts';
import { mvePairs, mveRows } from './rows.ts';

/**
 * Kernels for a core with Helium (Cortex-M55): for each layer the cheapest whose bounds are proven for
 * the layer's own weights, in either rounding, else the portable one. All give the same bits.
 */
export const heliumKernels: KernelTable = {
  ...portableKernels,
  ...lookupRules,
  dense: (op, [x], to, layer, rounding = 'double') =>
    fasterWhereProven(portableKernels.dense(op, [x!], to, layer, rounding), x!, () => ({
      'four rows': fourRowDense(op, x!, to, rounding, mveRows),
    })),
  conv2d: (op, [x], to, layer, rounding = 'double') =>
    fasterWhereProven(portableKernels.conv2d(op, [x!], to, layer, rounding), x!, () => ({
      'four rows, two pixels': fourRowConvolution(op, x!, to, rounding, mvePairs),
      'four rows': fourRowConvolution(op, x!, to, rounding, mveRows),
    })),
  depthwise2d: (op, [x], to, layer, rounding = 'double') =>
    fasterWhereProven(portableKernels.depthwise2d(op, [x!], to, layer, rounding), x!, () => ({
      'sixteen channels': sixteenChannelDepthwise(op, x!, to, rounding),
      'four rows, two pixels': singleChannelConvolution(op, x!, to, rounding, mvePairs),
      'four rows': singleChannelConvolution(op, x!, to, rounding, mveRows),
    })),
  pool2d: (op, [x], to, layer) =>
    fasterWhereProven(portableKernels.pool2d(op, [x!], to, layer), x!, (portable) => ({
      'channels in vectors': vectorPool(op, x!, to, portable),
    })),
  add: (op, from, to, layer, rounding = 'double') =>
    fasterWhereProven(portableKernels.add(op, from, to, layer, rounding), from[0]!, () => ({
      line: linearAdd(op, from, to, rounding, 'mve', 4),
    })),
};
