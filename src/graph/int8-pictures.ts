import { assert } from '../base/assert.ts';
import { sizeOf, type Tensor, tensor } from '../tensor/tensor.ts';
import type { Run } from './evaluate.ts';
import { type Multiplier, roundingDivideByPowerOfTwo } from './fixed-point.ts';
import type { ResizeBilinearOp, Value } from './op.ts';

/** Places have 10 fraction bits, weights 20; rounding is to the nearest, halves as the graph says. */
export function resizeBilinearInt8(
  op: ResizeBilinearOp,
  [x]: readonly Tensor[],
  to: Value,
  _from: readonly Value[],
  { rounding }: Run,
): Tensor {
  assert(x?.type === 'i8', 'an int8 operation reads int8');
  const [height, width, channels] = x.shape as [number, number, number];
  const rows = bilinearPlaces(op, height, op.size[0]);
  const columns = bilinearPlaces(op, width, op.size[1]);
  const answer = new Int8Array(sizeOf(to.shape));
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      for (let c = 0; c < channels; c++) {
        const value = (y: number, z: number) => x.data[(y * width + z) * channels + c]!;
        const sum =
          value(row.low, column.low) * (1024 - row.share) * (1024 - column.share) +
          value(row.high, column.low) * row.share * (1024 - column.share) +
          value(row.low, column.high) * (1024 - row.share) * column.share +
          value(row.high, column.high) * row.share * column.share;
        answer[at++] = rounding === 'single' ? upward(sum) : awayFromZero(sum);
      }
    }
  }
  return tensor('i8', to.shape, answer);
}

/** Of each output row or column: its two neighbours, and the share of the higher one in 1/1024. */
export function bilinearPlaces(
  { alignCorners, halfPixelCenters }: ResizeBilinearOp,
  from: number,
  to: number,
): { low: number; high: number; share: number }[] {
  const [sides, steps] = alignCorners && to > 1 ? [from - 1, to - 1] : [from, to];
  const scale = Math.floor((1024 * sides + Math.floor(steps / 2)) / steps);
  return Array.from({ length: to }, (_, i) => {
    const shift = halfPixelCenters ? Math.floor(scale / 2) - 512 : 0;
    const place = i * scale + shift;
    const low = Math.max(0, Math.trunc(place / 1024));
    const high = Math.min(from - 1, Math.trunc((place + 1023) / 1024));
    return { low, high, share: place - 1024 * low };
  });
}

function upward(sum: number): number {
  return Math.floor((sum + 2 ** 19) / 2 ** 20);
}

function awayFromZero(sum: number): number {
  return Math.trunc((sum + (sum > 0 ? 2 ** 19 : -(2 ** 19))) / 2 ** 20);
}

/**
 * x × clamp(x + 3, 0, 6) / 6 in 16 bits, less the output's zero point. `value` is the input less its
 * own; the factor clamp(x + 3, 0, 6) / 6 has 15 fraction bits.
 */
export function hardSwish(value: number, output: Multiplier, reluish: Multiplier): number {
  const fine = value * 128;
  const scaled = highMul16(fine, output.multiplier);
  let factor = fine;
  if (reluish.shift > 0) factor = saturate16(factor * 2 ** (reluish.shift - 1));
  factor = highMul16(factor, reluish.multiplier);
  if (reluish.shift > 0) factor = saturate16(factor * 2);
  if (reluish.shift < 0) factor = roundingDivideByPowerOfTwo(factor, -reluish.shift);
  factor = (factor + 2 ** 15) >> 1;
  const product = Math.trunc((factor * scaled) / 2 ** 15);
  return roundingDivideByPowerOfTwo(product, -output.shift);
}

/** (2 a b + 2^15) / 2^16 rounded toward zero after half was added with the product's sign. */
function highMul16(a: number, b: number): number {
  const product = a * b;
  return Math.trunc((product + (product >= 0 ? 2 ** 14 : 1 - 2 ** 14)) / 2 ** 15);
}

function saturate16(value: number): number {
  return Math.min(32767, Math.max(-32768, value));
}
