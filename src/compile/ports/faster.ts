import type { Op, Rounding, Value } from '../../graph/op.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { CallKernel, Kernel, KernelTable } from '../emit/kernel.ts';
import { portableKernels } from '../emit/portable.ts';
import { lookupKernel } from '../emit/portable-elementwise.ts';
import { chooseKernel } from './candidate.ts';

/** The cheapest of a port's offers; the portable rule has refused before what no kernel can do. */
export function fasterWhereProven(
  portable: Kernel,
  x: Value,
  offers: (portable: CallKernel) => Parameters<typeof chooseKernel>[0],
): Kernel {
  if (portable.kind !== 'call' || x.type !== 'i8') return portable;
  return chooseKernel(offers(portable), portable);
}

/** From int8 to int8, number by number: the table of all answers where there are many. */
export const lookupRules: Pick<KernelTable, 'quantize' | 'activation'> = {
  quantize: (op, from, to, layer, rounding = 'double') =>
    lookup(op, portableKernels.quantize(op, from, to, layer, rounding), from[0]!, to, rounding),
  activation: (op, from, to, layer, rounding = 'double') =>
    lookup(op, portableKernels.activation(op, from, to, layer, rounding), from[0]!, to, rounding),
};

/** Values from which on a table of 256 answers is worth its flash. */
const lookupSize = 64;

function lookup(op: Op, portable: Kernel, x: Value, to: Value, rounding: Rounding): Kernel {
  const size = sizeOf(to.shape);
  if (x.type !== 'i8' || to.type !== 'i8' || size < lookupSize) return portable;
  const reason = `${size} values use a table of 256`;
  const choice = { name: 'lookup', reason, instructions: 7 * size + 16 };
  return { ...lookupKernel(op, x, to, rounding), choice };
}
