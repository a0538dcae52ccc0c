/**
 * The logistic function and tanh in 16 bits by one table and straight lines between its entries, as
 * TensorFlow Lite's 16x8 kernels have them. Results have 15 fraction bits.
 */

/** Where the table of TensorFlow Lite is one above the nearest whole number. */
const raised = new Set([
  4, 8, 12, 14, 15, 16, 17, 19, 20, 21, 22, 25, 27, 28, 29, 30, 31, 33, 34, 35, 37, 39, 40, 41, 43,
  44, 45, 46, 49, 50, 54, 62, 63, 64, 66, 82, 86, 93, 100, 103, 112, 116, 135, 255,
]);

/** 65536 / (1 + e^(−i/24)), rounded. */
export const sigmoidTable: Uint16Array = Uint16Array.from(
  { length: 256 },
  (_, i) => Math.round(65536 / (1 + Math.exp(-i / 24))) + (raised.has(i) ? 1 : 0),
);

/** Of a number with 12 fraction bits; 3/4 of it over 512 is the place in the table. */
export function sigmoid16(value: number): number {
  const place = value * 3;
  const size = Math.abs(place);
  const index = size >> 9;
  const above = index >= 255 ? 32767 * 1024 : between(index, size & 511, 512);
  const shifted = place >= 0 ? above + 512 : 2 ** 25 - above + 511;
  return shifted >> 10;
}

/** Of a number whose unit is 2^power; tanh x = 2 σ(2 x) − 1. */
export function tanh16(value: number, power: number): number {
  const shift = 12 + power;
  const place = shift >= 0 ? value * 3 * 2 ** shift : (value * 3 + 2 ** (-shift - 1)) >> -shift;
  const size = Math.abs(place);
  const index = Math.floor(size / 256);
  const above = index >= 255 ? 65535 * 256 : between(index, size & 255, 256);
  const shifted = place >= 0 ? above - 2 ** 23 + 128 : -above + 2 ** 23 + 127;
  return shifted >> 8;
}

function between(index: number, rest: number, steps: number): number {
  const [low, high] = [sigmoidTable[index]!, sigmoidTable[index + 1]!];
  return low * steps + rest * (high - low);
}
