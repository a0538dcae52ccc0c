import type { Tensor } from '../tensor/tensor.ts';
import type { Frame } from './sliding.ts';

/**
 * The sums of a convolution at one place after another: for each output o of weights
 * [outputs, height, width, channels], its bias and (input − zero) × weight under all taps, channel
 * by channel, in float64. Outputs lie side by side in the innermost loop, so that a processor need
 * not wait for one sum before it adds to the next; the order within a sum is that of the taps.
 *
 * The array that is given back is used again for the next place.
 */
export function tapSums(
  weight: Tensor,
  bias: Tensor,
  input: Float32Array | Int8Array,
  zero: number,
): (taps: Frame['taps']) => Float64Array {
  const [outputs, height, width, channels] = weight.shape as [number, number, number, number];
  const rows = height * width * channels;
  const table = new Float64Array(rows * outputs);
  for (let o = 0; o < outputs; o++) {
    for (let row = 0; row < rows; row++) table[row * outputs + o] = weight.data[o * rows + row]!;
  }
  const first = Float64Array.from(bias.data);
  // one type for whatever comes in, so that the loop below is compiled for that alone
  const values = Float64Array.from(input as ArrayLike<number>, (value) => value - zero);
  const sums = new Float64Array(outputs);
  return (taps) => {
    sums.set(first);
    for (const { tap, pixel } of taps) {
      for (let c = 0; c < channels; c++) {
        const value = values[pixel * channels + c]!;
        const from = (tap * channels + c) * outputs;
        for (let o = 0; o < outputs; o++) sums[o]! += value * table[from + o]!;
      }
    }
    return sums;
  };
}
