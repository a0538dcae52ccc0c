import { assert } from '../../base/assert.ts';
import { bytesPer, sizeOf } from '../../tensor/tensor.ts';
import { type CallKernel, type FreshSlot, type KernelTable, mapCalls } from './kernel.ts';

/**
 * Kernels for an impulse, whose windows stand each for itself, as in training: what a layer remembers
 * lies behind its scratch in the arena and is cleared before each call. (A network alone keeps it from
 * run to run, as TensorFlow Lite does.)
 */
export function forgetfulKernels(kernels: KernelTable): KernelTable {
  return mapCalls(kernels, forgetful);
}

function forgetful({ state, spare, ...kernel }: CallKernel): CallKernel {
  const rest = { ...kernel, ...(spare && { spare: forgetful(spare) }) };
  if (!state) return rest;
  const own = kernel.scratch ?? { element: 'int16_t', bytes: 0 };
  let end = own.bytes;
  const fresh = state.map((slot): FreshSlot => {
    assert(slot.initial === 0 || slot.type === 'i8', 'memset can fill it');
    const width = bytesPer[slot.type];
    const offset = Math.ceil(end / width) * width;
    end = offset + width * sizeOf(slot.shape);
    return { ...slot, offset, bytes: end - offset };
  });
  return {
    ...rest,
    scratch: { element: own.element, bytes: end },
    fresh: { slots: fresh, takesScratch: kernel.scratch !== null },
  };
}
