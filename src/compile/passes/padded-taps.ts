import type { Conv2dOp, DenseOp, Depthwise2dOp } from '../../graph/op.ts';
import type { Shape } from '../../tensor/tensor.ts';

/** For each tap of a kernel: whether it lies in the padding at some output pixel. */
export function paddedTaps(
  op: DenseOp | Conv2dOp | Depthwise2dOp,
  input: Shape,
  output: Shape,
): boolean[] {
  if (op.kind === 'dense') return [false];
  const [height, width] =
    op.kind === 'conv2d'
      ? [op.weight.shape[1]!, op.weight.shape[2]!]
      : [op.weight.shape[0]!, op.weight.shape[1]!];
  const leaves = (tap: number, d: 0 | 1, before: number): boolean => {
    const first = tap * op.dilation[d] - before;
    const last = first + (output[d]! - 1) * op.stride[d];
    return first < 0 || last >= input[d]!;
  };
  return Array.from({ length: height * width }, (_, tap) => {
    const [i, j] = [Math.floor(tap / width), tap % width];
    return leaves(i, 0, op.pad.top) || leaves(j, 1, op.pad.left);
  });
}
