import type { Pad } from '../../graph/op.ts';
import type { Shape } from '../../tensor/tensor.ts';
import type { OverlayRule } from '../emit/kernel.ts';

/**
 * How many bytes before its input an output may begin, from the order in which a kernel reads and
 * writes: "diagonal memory optimisation" (Blacker, Bridges and Hadfield 2020), exact for each shape.
 *
 *     d = max over steps t of  (end of what is written at t) − (first byte still to be read then)
 */

/** Value i of the output is written after value i of the input was read, forwards. */
export function elementwise(input: number, outputBytes = 1, inputBytes = 1, size = 1): OverlayRule {
  return behind(input, Math.max(0, (size - 1) * (outputBytes - inputBytes)));
}

/** Everything is read again for each output, as in a dense layer. */
export function readsAll(input: number, outputBytes: number): OverlayRule {
  return behind(input, outputBytes);
}

/** Moved as a whole, in whatever direction. */
export const anywhere: OverlayRule = {
  input: 0,
  aheadMin: Number.NEGATIVE_INFINITY,
  aheadMax: Number.POSITIVE_INFINITY,
};

/** How a kernel slides over a picture [height, width, channels], pixel after pixel, row by row. */
interface SlidingOrder {
  readonly input: Shape;
  readonly output: Shape;
  readonly kernel: readonly [height: number, width: number];
  readonly stride: readonly [height: number, width: number];
  readonly dilation: readonly [height: number, width: number];
  readonly pad: Pad;
  /**
   * Whether output channel c of a pixel reads input channel c alone, and channels go upwards: then
   * what is under the kernel is overwritten only where it is done with.
   */
  readonly byChannel: boolean;
}

/** int8, output pixel p is written while what lies under the kernel at p is still read. */
export function sliding(order: SlidingOrder): OverlayRule {
  const first = firstPixelsRead(order);
  const [from, to] = [order.input[2]!, order.output[2]!];
  const perChannel = order.byChannel && from === to;
  let ahead = 0;
  for (const [pixel, read] of first.entries()) {
    if (read === Number.POSITIVE_INFINITY) continue;
    const written = perChannel ? pixel * to : (pixel + 1) * to;
    ahead = Math.max(ahead, written - read * from);
  }
  return behind(0, ahead);
}

/** int8, row y of the output is written while the rows under it are still read. */
export function rowByRow(
  { stride, pad }: Pick<SlidingOrder, 'stride' | 'pad'>,
  input: Shape,
  output: Shape,
): OverlayRule {
  const [inLine, outLine] = [input[1]! * input[2]!, output[1]! * output[2]!];
  let ahead = Number.NEGATIVE_INFINITY;
  for (let y = 0; y < output[0]!; y++) {
    const first = Math.max(0, y * stride[0] - pad.top);
    ahead = Math.max(ahead, (y + 1) * outLine - first * inLine);
  }
  return behind(0, ahead);
}

/** For each output pixel: the first input pixel that is read there or later. */
function firstPixelsRead({ input, output, kernel, stride, dilation, pad }: SlidingOrder): number[] {
  const inside = (at: number, d: 0 | 1, before: number): number => {
    const start = at * stride[d] - before;
    for (let k = 0; k < kernel[d]; k++) {
      const place = start + k * dilation[d];
      if (place >= 0) return place < input[d]! ? place : Number.POSITIVE_INFINITY;
    }
    return Number.POSITIVE_INFINITY;
  };
  const first: number[] = [];
  for (let y = 0; y < output[0]!; y++) {
    const row = inside(y, 0, pad.top);
    for (let x = 0; x < output[1]!; x++) first.push(row * input[1]! + inside(x, 1, pad.left));
  }
  for (let pixel = first.length - 2; pixel >= 0; pixel--) {
    first[pixel] = Math.min(first[pixel]!, first[pixel + 1]!);
  }
  return first;
}

function behind(input: number, aheadMin: number): OverlayRule {
  return { input, aheadMin, aheadMax: Number.POSITIVE_INFINITY };
}
