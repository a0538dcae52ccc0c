import type { Pool2dOp, Value } from '../../../graph/op.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { CallKernel } from '../../emit/kernel.ts';
import { sliding } from '../../plan/overlap.ts';
import type { Candidate } from '../candidate.ts';

/** Pooling by thimble_pool2d_s8_mve, or why it cannot be; the config is the portable one. */
export function vectorPool(
  { mode, size, stride, pad }: Pool2dOp,
  from: Value,
  to: Value,
  portable: CallKernel,
): Candidate | string {
  const pixels = size[0] * size[1];
  if (mode === 'average' && pixels > 256) return 'its frame has more than 256 pixels';
  const channels = from.shape[2]!;
  const each = mode === 'max' ? 6 * pixels + 20 : 6 * pixels + 45;
  const groups = Math.ceil(channels / (mode === 'max' ? 16 : 8));
  const slide = { kernel: size, stride, dilation: [1, 1], pad } as const;
  return {
    name: 'channels in vectors',
    bound: mode === 'max' ? 'whatever its frame' : 'sums of 256 pixels fit 16 bits',
    instructions: (sizeOf(to.shape) / channels) * (groups * each + 50) + 40,
    kernel: {
      kind: 'call',
      data: portable.data,
      scratch: null,
      overlays: [sliding({ input: from.shape, output: to.shape, ...slide, byChannel: true })],
      rows: 'sliding',
      callee: `thimble_${mode}_pool2d_s8_mve`,
      header: 'thimble_pool2d_s8_mve.h',
    },
  };
}
