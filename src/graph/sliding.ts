import type { Shape } from '../tensor/tensor.ts';
import type { Pad } from './op.ts';

/** One position of a sliding kernel: the output pixel, and the taps that lie inside the picture. */
export interface Frame {
  /** Output pixel, row × width + column. */
  readonly at: number;
  /** `tap` is kernel row × kernel width + kernel column; `pixel` is the input pixel under it. */
  readonly taps: readonly { readonly tap: number; readonly pixel: number }[];
}

/** Every position of a kernel over a picture [height, width, channels], row by row. */
export function* slidingFrames(
  input: Shape,
  output: Shape,
  [kernelHeight, kernelWidth]: readonly [number, number],
  slide: {
    readonly stride: readonly [number, number];
    readonly dilation: readonly [number, number];
    readonly pad: Pad;
  },
): Generator<Frame> {
  const [height, width] = input as [number, number];
  for (let row = 0; row < output[0]!; row++) {
    for (let column = 0; column < output[1]!; column++) {
      const taps: { tap: number; pixel: number }[] = [];
      for (let i = 0; i < kernelHeight; i++) {
        const y = row * slide.stride[0] - slide.pad.top + i * slide.dilation[0];
        if (y < 0 || y >= height) continue;
        for (let j = 0; j < kernelWidth; j++) {
          const x = column * slide.stride[1] - slide.pad.left + j * slide.dilation[1];
          if (x >= 0 && x < width) taps.push({ tap: i * kernelWidth + j, pixel: y * width + x });
        }
      }
      yield { at: row * output[1]! + column, taps };
    }
  }
}

/**
 * Every output pixel of a transposed convolution, and the taps that reach it: `pixel` is the input
 * pixel that lies under kernel position `tap` when the kernel stands there.
 */
export function* spreadTaps(
  input: Shape,
  output: Shape,
  [kernelHeight, kernelWidth]: readonly [number, number],
  { stride, pad }: { readonly stride: readonly [number, number]; readonly pad: Pad },
): Generator<Frame> {
  const [height, width] = input as [number, number];
  for (let row = 0; row < output[0]!; row++) {
    for (let column = 0; column < output[1]!; column++) {
      const taps: { tap: number; pixel: number }[] = [];
      for (let i = 0; i < kernelHeight; i++) {
        const y = (row + pad.top - i) / stride[0];
        if (!Number.isInteger(y) || y < 0 || y >= height) continue;
        for (let j = 0; j < kernelWidth; j++) {
          const x = (column + pad.left - j) / stride[1];
          if (!Number.isInteger(x) || x < 0 || x >= width) continue;
          taps.push({ tap: i * kernelWidth + j, pixel: y * width + x });
        }
      }
      yield { at: row * output[1]! + column, taps };
    }
  }
}
