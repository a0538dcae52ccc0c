import type { Shape } from '../../tensor/tensor.ts';

/**
 * A signal over time as [length, channels]: of [1, length, channels] as it is; of a spectrogram
 * [frames, bands, 1] the frames, each of so many channels as it has bands.
 */
export function timeShape(shape: Shape): [length: number, channels: number] {
  const [height = 1, width = 1, depth = 1] = shape;
  return height === 1 ? [width, depth] : [height, width * depth];
}
