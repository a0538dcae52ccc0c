import type { OpKind } from '../../graph/op.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { CompiledLayer } from '../compile.ts';

/**
 * Executed instructions of one layer on a Cortex-M with DSP extension, without building or running it:
 * what its kernel states, or for portable C what was counted for it, by outputs and products.
 */
export function layerInstructions(layer: CompiledLayer): number {
  const { choice, kind, output, macs } = layer;
  if (choice?.instructions) return choice.instructions;
  const { each, product, once } = portable[kind] ?? { each: 40, product: 4, once: 40 };
  return each * sizeOf(output) + product * macs + once;
}

interface Cost {
  /** For each output. */
  readonly each: number;
  /** For each multiply-accumulate. */
  readonly product: number;
  readonly once: number;
}

const nothing: Cost = { each: 0, product: 0, once: 0 };

/** Counted on an emulated Cortex-M4 (arm-none-eabi-gcc 12.2, -O2); softmax on scores of all sizes. */
const portable: { readonly [K in OpKind | 'copy' | 'image']?: Cost } = {
  quantize: { each: 40, product: 0, once: 13 },
  dequantize: { each: 9, product: 0, once: 12 },
  activation: { each: 40, product: 0, once: 14 },
  softmax: { each: 240, product: 0, once: 80 },
  dense: { each: 45, product: 3.2, once: 40 },
  conv2d: { each: 45, product: 3.4, once: 60 },
  depthwise2d: { each: 60, product: 9, once: 60 },
  add: { each: 85, product: 0, once: 30 },
  concat: { each: 1.5, product: 0, once: 80 },
  reshape: nothing,
  copy: { each: 8, product: 0, once: 20 },
};
