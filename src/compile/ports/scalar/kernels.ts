import type { Op, Rounding, Value } from '../../../graph/op.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { CallKernel, Kernel, KernelTable } from '../../emit/kernel.ts';
import { portableKernels } from '../../emit/portable.ts';
import { lookupKernel } from '../../emit/portable-elementwise.ts';
import { chooseKernel } from '../cortex-m-dsp/candidate.ts';
import { linearAdd } from './add.ts';
import type { ScalarCost } from './cost.ts';
import { columnwiseDepthwise } from './depthwise.ts';
import { fourRowConvolution, fourRowDense, singleChannelConvolution } from './rows.ts';

/**
 * Kernels in C99 for cores that multiply one pair of numbers at a time and have no cheap product of 64
 * bits (Cortex-M0+, M3, RV32IM): for each layer the cheapest whose bounds are proven for the layer's
 * own weights, in either rounding, else the portable one. All give the same bits.
 */
export function scalarKernels(cost: ScalarCost): KernelTable {
  return {
    ...portableKernels,
    dense: (op, [x], to, layer, rounding = 'double') =>
      choose(portableKernels.dense(op, [x!], to, layer, rounding), x!, () => ({
        'four rows': fourRowDense(op, x!, to, rounding, cost),
      })),
    conv2d: (op, [x], to, layer, rounding = 'double') =>
      choose(portableKernels.conv2d(op, [x!], to, layer, rounding), x!, () => ({
        'four rows': fourRowConvolution(op, x!, to, rounding, cost),
      })),
    depthwise2d: (op, [x], to, layer, rounding = 'double') =>
      choose(portableKernels.depthwise2d(op, [x!], to, layer, rounding), x!, () => ({
        'columns in registers': columnwiseDepthwise(op, x!, to, rounding, cost),
        'four rows': singleChannelConvolution(op, x!, to, rounding, cost),
      })),
    add: (op, from, to, layer, rounding = 'double') =>
      choose(portableKernels.add(op, from, to, layer, rounding), from[0]!, () => ({
        line: linearAdd(op, from, to, rounding, cost),
      })),
    quantize: (op, from, to, layer, rounding = 'double') =>
      lookup(op, portableKernels.quantize(op, from, to, layer, rounding), from[0]!, to, rounding),
    activation: (op, from, to, layer, rounding = 'double') =>
      lookup(op, portableKernels.activation(op, from, to, layer, rounding), from[0]!, to, rounding),
  };
}

/** Values from which on a table of 256 answers is worth its flash. */
const lookupSize = 64;

/** From int8 to int8, number by number: the table of all answers where there are many. */
function lookup(op: Op, portable: Kernel, x: Value, to: Value, rounding: Rounding): Kernel {
  const size = sizeOf(to.shape);
  if (x.type !== 'i8' || to.type !== 'i8' || size < lookupSize) return portable;
  const reason = `${size} values use a table of 256`;
  const choice = { name: 'lookup', reason, instructions: 7 * size + 16 };
  return { ...lookupKernel(op, x, to, rounding), choice };
}

/** The portable rule has refused before what no kernel can do. */
function choose(
  portable: Kernel,
  x: Value,
  offers: (portable: CallKernel) => Parameters<typeof chooseKernel>[0],
): Kernel {
  if (portable.kind !== 'call' || x.type !== 'i8') return portable;
  return chooseKernel(offers(portable), portable);
}
