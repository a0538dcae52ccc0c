import { assert } from '../base/assert.ts';
import { sizeOf, type Tensor, tensor } from '../tensor/tensor.ts';
import type { Activation, ResizeBilinearOp, TransposeConv2dOp, Value } from './op.ts';
import { activationLimits } from './quantized-value.ts';
import { spreadTaps } from './sliding.ts';

/** What an activation makes of a number. */
export function activated(value: number, activation: Activation): number {
  const [low, high] = activationLimits[activation];
  return Math.min(high, Math.max(low, value));
}

export function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

export function transposeConv2dFloat(
  op: TransposeConv2dOp,
  [x]: readonly Tensor[],
  to: Value,
): Tensor {
  const [outputs, height, width, channels] = op.weight.shape as [number, number, number, number];
  const answer = new Float32Array(sizeOf(to.shape));
  for (const { at, taps } of spreadTaps(x!.shape, to.shape, [height, width], op)) {
    for (let o = 0; o < outputs; o++) {
      let sum = op.bias.data[o]!;
      for (const { tap, pixel } of taps) {
        const w = (o * height * width + tap) * channels;
        for (let c = 0; c < channels; c++) {
          sum += x!.data[pixel * channels + c]! * op.weight.data[w + c]!;
        }
      }
      answer[at * outputs + o] = activated(sum, op.activation);
    }
  }
  return tensor('f32', to.shape, answer);
}

/** Places and their fractions are float32, as TensorFlow computes them. */
export function resizeBilinearFloat(
  op: ResizeBilinearOp,
  [x]: readonly Tensor[],
  to: Value,
): Tensor {
  assert(x?.type === 'f32', 'a float32 operation reads float32');
  const [height, width, channels] = x.shape as [number, number, number];
  const rows = placesOf(op, height, op.size[0]);
  const columns = placesOf(op, width, op.size[1]);
  const answer = new Float32Array(sizeOf(to.shape));
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      for (let c = 0; c < channels; c++) {
        const value = (y: number, z: number) => x.data[(y * width + z) * channels + c]!;
        const top = mix(value(row.low, column.low), value(row.low, column.high), column.share);
        const bottom = mix(value(row.high, column.low), value(row.high, column.high), column.share);
        answer[at++] = mix(top, bottom, row.share);
      }
    }
  }
  return tensor('f32', to.shape, answer);
}

function mix(a: number, b: number, share: number): number {
  return a * (1 - share) + b * share;
}

function placesOf(
  { alignCorners, halfPixelCenters }: ResizeBilinearOp,
  from: number,
  to: number,
): { low: number; high: number; share: number }[] {
  const f = Math.fround;
  const scale = alignCorners && to > 1 ? f((from - 1) / (to - 1)) : f(from / to);
  return Array.from({ length: to }, (_, i) => {
    const place = halfPixelCenters ? f(f(f(i + 0.5) * scale) - 0.5) : f(i * scale);
    const low = Math.max(0, Math.floor(place));
    return { low, high: Math.min(from - 1, Math.ceil(place)), share: f(place - low) };
  });
}
