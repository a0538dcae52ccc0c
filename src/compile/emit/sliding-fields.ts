import type { Pad } from '../../graph/op.ts';
import type { Shape } from '../../tensor/tensor.ts';
import type { LayerField } from './kernel.ts';

/** The struct thimble_sliding of runtime/nn/thimble_sliding.h. */
export function slidingFields(
  input: Shape,
  output: Shape,
  kernel: readonly [height: number, width: number],
  slide: {
    readonly stride: readonly [number, number];
    readonly dilation: readonly [number, number];
    readonly pad: Pad;
  },
): LayerField[] {
  const fields: readonly (readonly [string, number])[] = [
    ['input_height', input[0]!],
    ['input_width', input[1]!],
    ['channels', input[2]!],
    ['output_height', output[0]!],
    ['output_width', output[1]!],
    ['kernel_height', kernel[0]],
    ['kernel_width', kernel[1]],
    ['stride_height', slide.stride[0]],
    ['stride_width', slide.stride[1]],
    ['dilation_height', slide.dilation[0]],
    ['dilation_width', slide.dilation[1]],
    ['pad_top', slide.pad.top],
    ['pad_left', slide.pad.left],
  ];
  return fields.map(([comment, value]) => ({ comment, int: value }));
}
