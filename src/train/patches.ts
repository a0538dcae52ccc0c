import { slidingFrames } from '../graph/sliding.ts';
import type { Shape } from '../tensor/tensor.ts';
import type { Numbers } from './layer.ts';

/** Where a sliding frame reads its picture: computed once, so that no loop over pixels has to ask. */
export interface Frames {
  /** Places of the frame = pixels of the output. */
  readonly places: number;
  /** Pixels under one frame. */
  readonly taps: number;
  /** [places, taps] the pixel of the input, row by row; −1 beyond its border. */
  readonly pixels: Int32Array;
  /** Whether each place reads its own pixel and no other, so that nothing needs to be gathered. */
  readonly identity: boolean;
}

export function framesOver(
  input: Shape,
  output: Shape,
  kernel: readonly [height: number, width: number],
  slide: Parameters<typeof slidingFrames>[3],
): Frames {
  const places = output[0]! * output[1]!;
  const taps = kernel[0] * kernel[1];
  const pixels = new Int32Array(places * taps).fill(-1);
  for (const frame of slidingFrames(input, output, kernel, slide)) {
    for (const { tap, pixel } of frame.taps) pixels[frame.at * taps + tap] = pixel;
  }
  const identity = taps === 1 && pixels.every((pixel, place) => pixel === place);
  return { places, taps, pixels, identity };
}

/** patches[places, taps, channels] = what each frame sees of one picture; zero beyond its border. */
export function gather(
  frames: Frames,
  picture: Numbers,
  at: number,
  channels: number,
  patches: Numbers,
): void {
  const { pixels } = frames;
  let to = 0;
  for (let i = 0; i < pixels.length; i++) {
    const pixel = pixels[i];
    const from = at + pixel * channels;
    for (let c = 0; c < channels; c++) patches[to++] = pixel < 0 ? 0 : picture[from + c];
  }
}

/** The other way: each patch is added to the pixels that it was gathered from. */
export function scatterAdd(
  frames: Frames,
  patches: Numbers,
  channels: number,
  picture: Numbers,
  at: number,
): void {
  const { pixels } = frames;
  for (let i = 0; i < pixels.length; i++) {
    if (pixels[i] < 0) continue;
    const from = i * channels;
    const to = at + pixels[i] * channels;
    for (let c = 0; c < channels; c++) picture[to + c] += patches[from + c];
  }
}
