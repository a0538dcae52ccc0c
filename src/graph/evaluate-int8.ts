import { assert } from '../base/assert.ts';
import { sizeOf, type Tensor, tensor } from '../tensor/tensor.ts';
import type { Rule } from './evaluate.ts';
import {
  expOnNegativeValues,
  multiplyByQuantizedMultiplier,
  oneOverOnePlus,
  roundingDivideByPowerOfTwo,
  saturatingRoundingDoublingHighMul,
} from './fixed-point.ts';
import { joinAlong } from './join.ts';
import type { OpKind } from './op.ts';
import {
  activationRange,
  addMultipliers,
  requantizer,
  scaleOf,
  softmaxScaling,
  weightMultipliers,
  zeroOf,
} from './quantized-value.ts';
import { slidingFrames } from './sliding.ts';

/** The int8 meaning of each operation: TensorFlow Lite Micro's reference kernels, bit for bit. */
export const int8Rules: { [K in OpKind]: Rule<K> } = {
  features: () => refuse('features'),
  standardize: () => refuse('standardize'),
  batchNorm: () => refuse('batchNorm'),
  fakeQuantize: () => refuse('fakeQuantize'),
  quantize: (_op, [x], to, [from]) => {
    const again = requantizer(from!, to);
    return i8(
      to.shape,
      data(x).map((v) => again(v, -128, 127)),
    );
  },
  dequantize: (_op, [x], to, [from]) => {
    const [scale, zero] = [scaleOf(from!), zeroOf(from!)];
    return tensor(
      'f32',
      to.shape,
      Float32Array.from(data(x), (v) => scale * (v - zero)),
    );
  },
  dense: (op, [x], to, [from]) => {
    const input = data(x);
    const zero = zeroOf(from!);
    const finish = finisher(weightMultipliers(op, from!, to), to, op.activation);
    const answer = new Int8Array(op.bias.data.length);
    for (const [row, bias] of op.bias.data.entries()) {
      let sum = bias;
      const start = row * input.length;
      for (let i = 0; i < input.length; i++) sum += (input[i]! - zero) * op.weight.data[start + i]!;
      answer[row] = finish(sum | 0, row);
    }
    return i8(to.shape, answer);
  },
  conv2d: (op, [x], to, [from]) => {
    const [outputs, height, width, channels] = op.weight.shape as [number, number, number, number];
    const zero = zeroOf(from!);
    const input = data(x);
    const finish = finisher(weightMultipliers(op, from!, to), to, op.activation);
    const answer = new Int8Array(sizeOf(to.shape));
    for (const { at, taps } of slidingFrames(x!.shape, to.shape, [height, width], op)) {
      for (let o = 0; o < outputs; o++) {
        let sum = op.bias.data[o]!;
        for (const { tap, pixel } of taps) {
          const w = (o * height * width + tap) * channels;
          for (let c = 0; c < channels; c++) {
            sum += (input[pixel * channels + c]! - zero) * op.weight.data[w + c]!;
          }
        }
        answer[at * outputs + o] = finish(sum | 0, o);
      }
    }
    return i8(to.shape, answer);
  },
  depthwise2d: (op, [x], to, [from]) => {
    const [height, width, outputs] = op.weight.shape as [number, number, number];
    const channels = x!.shape[2]!;
    const zero = zeroOf(from!);
    const input = data(x);
    const finish = finisher(weightMultipliers(op, from!, to), to, op.activation);
    const answer = new Int8Array(sizeOf(to.shape));
    for (const { at, taps } of slidingFrames(x!.shape, to.shape, [height, width], op)) {
      for (let o = 0; o < outputs; o++) {
        let sum = op.bias.data[o]!;
        const c = Math.floor(o / op.multiplier);
        for (const { tap, pixel } of taps) {
          sum += (input[pixel * channels + c]! - zero) * op.weight.data[tap * outputs + o]!;
        }
        answer[at * outputs + o] = finish(sum | 0, o);
      }
    }
    return i8(to.shape, answer);
  },
  pool2d: ({ mode, size, stride, pad, activation }, [x], to) => {
    const channels = x!.shape[2]!;
    const [low, high] = activationRange(activation, to);
    const answer = new Int8Array(sizeOf(to.shape));
    const slide = { stride, pad, dilation: [1, 1] as const };
    for (const { at, taps } of slidingFrames(x!.shape, to.shape, size, slide)) {
      for (let c = 0; c < channels; c++) {
        const seen = taps.map(({ pixel }) => data(x)[pixel * channels + c]!);
        const value = mode === 'max' ? Math.max(...seen) : roundedMean(seen);
        answer[at * channels + c] = Math.min(high, Math.max(low, value));
      }
    }
    return i8(to.shape, answer);
  },
  activation: ({ activation }, [x], to, [from]) => {
    const [low, high] = activationRange(activation, to);
    const again = requantizer(from!, to);
    return i8(
      to.shape,
      data(x).map((v) => again(v, low, high)),
    );
  },
  softmax: (_op, [x], to, [from]) => {
    const width = x!.shape.at(-1)!;
    const answer = new Int8Array(sizeOf(to.shape));
    for (let start = 0; start < answer.length; start += width) {
      answer.set(softmaxRow(data(x).subarray(start, start + width), scaleOf(from!)), start);
    }
    return i8(to.shape, answer);
  },
  reshape: (_op, [x], to) => i8(to.shape, data(x)),
  dropout: (_op, [x]) => x!,
  add: ({ activation }, [a, b], to, [fromA, fromB]) => {
    const { left, right, sum } = addMultipliers(fromA!, fromB!, to);
    const [low, high] = activationRange(activation, to);
    const other = data(b);
    const answer = data(a).map((value, i) => {
      const x = multiplyByQuantizedMultiplier((value - zeroOf(fromA!)) << 20, left);
      const y = multiplyByQuantizedMultiplier((other[i]! - zeroOf(fromB!)) << 20, right);
      const total = multiplyByQuantizedMultiplier(x + y, sum) + zeroOf(to);
      return Math.min(high, Math.max(low, total));
    });
    return i8(to.shape, answer);
  },
  concat: ({ axis }, inputs, to) => joinAlong(axis, inputs, to),
};

/** Scales a 32-bit sum of output channel o to int8 within the activation's range. */
function finisher(
  multipliers: ReturnType<typeof weightMultipliers>,
  to: Parameters<typeof zeroOf>[0],
  activation: Parameters<typeof activationRange>[0],
): (sum: number, o: number) => number {
  const [low, high] = activationRange(activation, to);
  const zero = zeroOf(to);
  return (sum, o) => {
    const value = multiplyByQuantizedMultiplier(sum, multipliers[o]!) + zero;
    return Math.min(high, Math.max(low, value));
  };
}

/** Halves away from zero. */
function roundedMean(values: readonly number[]): number {
  const sum = values.reduce((a, b) => a + b, 0);
  const half = Math.floor(values.length / 2);
  return Math.trunc((sum > 0 ? sum + half : sum - half) / values.length);
}

/** Exponents carry 26 fraction bits, their sum 19, the answer 8. */
function softmaxRow(row: Int8Array, inputScale: number): Int8Array {
  const { multiplier, differenceMin } = softmaxScaling(inputScale);
  const peak = row.reduce((a, b) => Math.max(a, b), -128);
  const power = (value: number): number => {
    const difference = ((value - peak) * 2 ** multiplier.shift) | 0;
    return expOnNegativeValues(
      saturatingRoundingDoublingHighMul(difference, multiplier.multiplier),
    );
  };
  let sum = 0;
  for (const value of row) {
    if (value - peak >= differenceMin) sum += roundingDivideByPowerOfTwo(power(value), 12);
  }
  const headroom = Math.clz32(sum);
  const inverse = oneOverOnePlus(((sum << headroom) >>> 0) - 2 ** 31);
  return row.map((value) => {
    if (value - peak < differenceMin) return -128;
    const share = saturatingRoundingDoublingHighMul(inverse, power(value));
    return Math.min(127, roundingDivideByPowerOfTwo(share, 12 - headroom + 31 - 8) - 128);
  });
}

function data(x: Tensor | undefined): Int8Array {
  assert(x?.type === 'i8', 'an int8 operation reads int8');
  return x.data;
}

function i8(shape: readonly number[], values: Int8Array): Tensor {
  return tensor('i8', shape, values);
}

function refuse(kind: string): never {
  throw new Error(`This should never happen: ${kind} has no int8 form`);
}
