import type { Pool2dOp, Value } from '../../../graph/op.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { CallKernel } from '../../emit/kernel.ts';
import { sliding } from '../../plan/overlap.ts';
import type { Candidate } from '../candidate.ts';

/** Pooling by thimble_pool2d_s8_dsp, or why it cannot be; the config is the portable one. */
export function wordwisePool(
  { mode, size, stride, pad }: Pool2dOp,
  from: Value,
  to: Value,
  portable: CallKernel,
): Candidate | string {
  const pixels = size[0] * size[1];
  if (from.shape[2]! < 4) return 'it has fewer than 4 channels';
  if (mode === 'average' && pixels > 255) return 'its frame has more than 255 pixels';
  const words = Math.ceil(from.shape[2]! / 4) * (sizeOf(to.shape) / to.shape[2]!);
  const each = mode === 'max' ? 6 * pixels + 16 : 6 * pixels + 50;
  const slide = { kernel: size, stride, dilation: [1, 1], pad } as const;
  // The last word of a pixel is read once more where channels are no multiple of four.
  const byChannel = from.shape[2]! % 4 === 0;
  const overlay = sliding({ input: from.shape, output: to.shape, ...slide, byChannel });
  return {
    name: 'four channels a word',
    bound: mode === 'max' ? '4 channels or more' : 'sums of 255 pixels fit 16 bits',
    instructions: words * each,
    kernel: {
      kind: 'call',
      data: portable.data,
      scratch: null,
      overlays: [overlay],
      rows: 'sliding',
      callee: `thimble_${mode}_pool2d_s8_dsp`,
      header: 'thimble_pool2d_s8_dsp.h',
    },
  };
}
