import { assert } from '../base/assert.ts';
import { sizeOf, type Tensor, tensor, zeros } from '../tensor/tensor.ts';
import { argMax, arrange, gather, limits } from './arrange.ts';
import { broadcastIndices } from './broadcast.ts';
import type { Rule } from './evaluate.ts';
import {
  expOnNegativeValues,
  inverseSquareRoot,
  logisticFixed,
  type Multiplier,
  multiplyByQuantizedMultiplier,
  oneOverOnePlus,
  roundingDivideByPowerOfTwo,
  saturatingRoundingDoublingHighMul,
  tanhFixed,
} from './fixed-point.ts';
import { hardSwish, resizeBilinearInt8 } from './int8-pictures.ts';
import { lstmInt8, svdfInt8 } from './int8-sequences.ts';
import { joinAlong } from './join.ts';
import { matrixSums } from './matmul.ts';
import type { Activation, Conv2dOp, OpKind, Rounding, TransposeConv2dOp, Value } from './op.ts';
import {
  activationMultiplier,
  activationRange,
  addMultipliers,
  hardSwishMultipliers,
  leakyReluMultipliers,
  logisticScaling,
  matmulMultiplier,
  meanMultiplier,
  mulMultiplier,
  preluMultipliers,
  requantizer,
  scaleOf,
  softmaxScaling,
  weightMultipliers,
  zeroOf,
} from './quantized-value.ts';
import { type Frame, slidingFrames, spreadTaps } from './sliding.ts';
import { tapSums } from './tap-sums.ts';

/** The int8 meaning of each operation: TensorFlow Lite Micro's reference kernels, bit for bit. */
export const int8Rules: { [K in OpKind]: Rule<K> } = {
  features: () => refuse('features'),
  standardize: () => refuse('standardize'),
  batchNorm: () => refuse('batchNorm'),
  fakeQuantize: () => refuse('fakeQuantize'),
  layerNorm: () => refuse('layerNorm'),
  gru: () => refuse('gru'),
  quantize: (_op, [x], to, [from], { rounding }) => {
    assert(to.type !== 'f32', 'quantize makes integers');
    const again = requantizer(from!, to, rounding);
    const [low, high] = limits[to.type];
    const integers = Array.from(x!.data, (value) => again(value, low, high));
    return tensor(to.type, to.shape, integers);
  },
  dequantize: (_op, [x], to, [from]) => {
    const [scale, zero] = [scaleOf(from!), zeroOf(from!)];
    return tensor(
      'f32',
      to.shape,
      Float32Array.from(x!.data, (v) => scale * (v - zero)),
    );
  },
  dense: (op, [x], to, [from], { rounding }) => {
    const input = data(x);
    const zero = zeroOf(from!);
    const [outputs, inputs] = op.weight.shape as [number, number];
    const finish = finisher(weightMultipliers(op, from!, to), to, op.activation, rounding);
    const answer = new Int8Array(sizeOf(to.shape));
    for (let at = 0; at < answer.length; at++) {
      const o = at % outputs;
      const first = ((at - o) / outputs) * inputs;
      let sum = op.bias.data[o]!;
      for (let i = 0; i < inputs; i++) {
        sum += (input[first + i]! - zero) * op.weight.data[o * inputs + i]!;
      }
      answer[at] = finish(sum | 0, o);
    }
    return i8(to.shape, answer);
  },
  conv2d: (op, [x], to, [from], { rounding }) =>
    overFrames(
      op,
      slidingFrames(x!.shape, to.shape, kernelOf(op), op),
      data(x),
      from!,
      to,
      rounding,
    ),
  depthwise2d: (op, [x], to, [from], { rounding }) => {
    const [height, width, outputs] = op.weight.shape as [number, number, number];
    const channels = x!.shape[2]!;
    const zero = zeroOf(from!);
    const input = data(x);
    const finish = finisher(weightMultipliers(op, from!, to), to, op.activation, rounding);
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
  activation: ({ activation }, [x], to, [from], { rounding }) => {
    const multiplier = activationMultiplier(from!, to);
    const finish = finisher([multiplier], to, activation, rounding);
    return i8(
      to.shape,
      data(x).map((v) => finish(v - zeroOf(from!), 0)),
    );
  },
  softmax: ({ beta = 1 }, [x], to, [from]) => {
    assert(to.type === 'i8' || to.type === 'i16', 'softmax answers in int8 or int16');
    const width = x!.shape.at(-1)!;
    const bits = to.type === 'i8' ? 8 : 16;
    const answer = zeros(to.type, to.shape);
    for (let start = 0; start < answer.data.length; start += width) {
      const row = data(x).subarray(start, start + width);
      answer.data.set(softmaxRow(row, beta * scaleOf(from!), bits), start);
    }
    return answer;
  },
  reshape: (_op, [x], to) => ({ ...x!, shape: to.shape }),
  dropout: (_op, [x]) => x!,
  add: (op, inputs, to, from, { rounding }) =>
    sumOrDifference(op.activation, inputs, to, from, rounding, 1),
  sub: (op, inputs, to, from, { rounding }) =>
    sumOrDifference(op.activation, inputs, to, from, rounding, -1),
  mul: ({ activation }, inputs, to, [fromA, fromB], { rounding }) => {
    const [zeroA, zeroB] = [zeroOf(fromA!), zeroOf(fromB!)];
    const finish = finisher([mulMultiplier(fromA!, fromB!, to)], to, activation, rounding);
    return sideBySide(inputs, to, (a, b) => finish((a - zeroA) * (b - zeroB), 0));
  },
  maximum: (_op, inputs, to) => sideBySide(inputs, to, Math.max),
  minimum: (_op, inputs, to) => sideBySide(inputs, to, Math.min),
  concat: ({ axis }, inputs, to) => joinAlong(axis, inputs, to),
  transposeConv2d: (op, [x], to, [from], { rounding }) =>
    overFrames(op, spreadTaps(x!.shape, to.shape, kernelOf(op), op), data(x), from!, to, rounding),
  mean: ({ axes }, [x], to, [from], { rounding }) => {
    const kept = x!.shape.map((side, d) => (axes.includes(d) ? 1 : side));
    const places = broadcastIndices(kept, x!.shape);
    const sums = new Int32Array(sizeOf(to.shape));
    for (const [i, value] of data(x).entries()) sums[places[i]!]! += value - zeroOf(from!);
    const multiplier = meanMultiplier(from!, to, data(x).length / sums.length);
    const finish = finisher([multiplier], to, 'none', rounding);
    return i8(
      to.shape,
      Int8Array.from(sums, (sum) => finish(sum, 0)),
    );
  },
  logistic: (_op, [x], to, [from], { rounding }) => {
    const { multiplier, radius } = logisticScaling(from!);
    return each(x, to, from!, (value) => {
      if (Math.abs(value) >= radius) return value < 0 ? -128 : 127;
      const scaled = multiplyByQuantizedMultiplier(value, multiplier, rounding);
      return roundingDivideByPowerOfTwo(logisticFixed(scaled), 23) - 128;
    });
  },
  tanh: (_op, [x], to, [from], { rounding }) => {
    const { multiplier, radius } = logisticScaling(from!);
    return each(x, to, from!, (value) => {
      if (Math.abs(value) >= radius) return value < 0 ? -128 : 127;
      const scaled = multiplyByQuantizedMultiplier(value, multiplier, rounding);
      return roundingDivideByPowerOfTwo(tanhFixed(scaled), 24);
    });
  },
  hardSwish: (_op, [x], to, [from]) => {
    const { output, reluish } = hardSwishMultipliers(from!, to);
    return each(x, to, from!, (value) => hardSwish(value, output, reluish) + zeroOf(to));
  },
  leakyRelu: ({ alpha }, [x], to, [from], { rounding }) => {
    const { above, below } = leakyReluMultipliers(alpha, from!, to);
    return each(x, to, from!, (value) => {
      const scaled = multiplyByQuantizedMultiplier(value, value >= 0 ? above : below, rounding);
      return scaled + zeroOf(to);
    });
  },
  prelu: (op, [x], to, [from], { rounding }) => {
    const { above, below } = preluMultipliers(op, from!, to);
    const alphaZero = op.alphaQuantization!.zeroPoint;
    const places = broadcastIndices(op.alpha.shape, to.shape);
    return each(x, to, from!, (value, i) => {
      const slope = op.alpha.data[places[i]!]! - alphaZero;
      const scaled =
        value >= 0
          ? multiplyByQuantizedMultiplier(value, above, rounding)
          : multiplyByQuantizedMultiplier(value * slope, below, rounding);
      return scaled + zeroOf(to);
    });
  },
  pad: (op, [x], to) => arrange(op, x!, to),
  mirrorPad: (op, [x], to) => arrange(op, x!, to),
  transpose: (op, [x], to) => arrange(op, x!, to),
  slice: (op, [x], to) => arrange(op, x!, to),
  gather: (op, [x, picked], to) => gather(op, x!, picked!, to),
  resizeNearest: (op, [x], to) => arrange(op, x!, to),
  resizeBilinear: resizeBilinearInt8,
  argMax: ({ axis }, [x], to) => argMax(axis, x!, to),
  batchMatmul: (op, [a, b], to, [fromA, fromB], { rounding }) => {
    const sums = matrixSums(op, a!, b!, to, zeroOf(fromA!), zeroOf(fromB!));
    const finish = finisher([matmulMultiplier(fromA!, fromB!, to)], to, 'none', rounding);
    return i8(
      to.shape,
      Int8Array.from(sums, (sum) => finish(sum | 0, 0)),
    );
  },
  l2Norm: (_op, [x], to, [from], { rounding }) => {
    const width = x!.shape.at(-1)!;
    const answer = new Int8Array(sizeOf(to.shape));
    for (let start = 0; start < answer.length; start += width) {
      const row = Array.from(data(x).subarray(start, start + width), (v) => v - zeroOf(from!));
      const { multiplier, shift } = inverseSquareRoot(row.reduce((sum, v) => sum + v * v, 0));
      for (const [i, value] of row.entries()) {
        const by = { multiplier, shift: shift + 7 };
        const scaled = multiplyByQuantizedMultiplier(value, by, rounding);
        answer[start + i] = Math.min(127, Math.max(-128, scaled));
      }
    }
    return i8(to.shape, answer);
  },
  lstm: lstmInt8,
  svdf: svdfInt8,
  constant: ({ value }) => value,
};

function kernelOf({ weight }: Conv2dOp | TransposeConv2dOp): [height: number, width: number] {
  return [weight.shape[1]!, weight.shape[2]!];
}

/** Each output channel of each frame: its bias and the weighted values under all taps, scaled. */
function overFrames(
  op: Conv2dOp | TransposeConv2dOp,
  frames: Iterable<Frame>,
  input: Int8Array,
  from: Value,
  to: Value,
  rounding: Rounding,
): Tensor {
  const outputs = op.weight.shape[0]!;
  const finish = finisher(weightMultipliers(op, from, to), to, op.activation, rounding);
  const sumsAt = tapSums(op.weight, op.bias, input, zeroOf(from));
  const answer = new Int8Array(sizeOf(to.shape));
  for (const { at, taps } of frames) {
    const sums = sumsAt(taps);
    for (let o = 0; o < outputs; o++) answer[at * outputs + o] = finish(sums[o]! | 0, o);
  }
  return i8(to.shape, answer);
}

function sumOrDifference(
  activation: Activation,
  inputs: readonly Tensor[],
  to: Value,
  [fromA, fromB]: readonly Value[],
  rounding: Rounding,
  sign: 1 | -1,
): Tensor {
  const { left, right, sum } = addMultipliers(fromA!, fromB!, to);
  const [zeroA, zeroB] = [zeroOf(fromA!), zeroOf(fromB!)];
  const finish = finisher([sum], to, activation, rounding);
  return sideBySide(inputs, to, (a, b) => {
    const x = multiplyByQuantizedMultiplier((a - zeroA) << 20, left, rounding);
    const y = multiplyByQuantizedMultiplier((b - zeroB) << 20, right, rounding);
    return finish(x + sign * y, 0);
  });
}

function sideBySide(
  [a, b]: readonly Tensor[],
  to: Value,
  join: (x: number, y: number) => number,
): Tensor {
  const [left, right] = [data(a), data(b)];
  const [atLeft, atRight] = [a, b].map((x) => broadcastIndices(x!.shape, to.shape));
  const answer = new Int8Array(sizeOf(to.shape));
  for (let i = 0; i < answer.length; i++) {
    answer[i] = join(left[atLeft![i]!]!, right[atRight![i]!]!);
  }
  return i8(to.shape, answer);
}

/** Every element less the input's zero point through one function; saturated to int8. */
function each(
  x: Tensor | undefined,
  to: Value,
  from: Value,
  change: (value: number, index: number) => number,
): Tensor {
  const zero = zeroOf(from);
  return i8(
    to.shape,
    data(x).map((v, i) => Math.min(127, Math.max(-128, change(v - zero, i)))),
  );
}

/** Scales a 32-bit sum of output channel o to int8 within the activation's range. */
function finisher(
  multipliers: readonly Multiplier[],
  to: Value,
  activation: Activation,
  rounding: Rounding,
): (sum: number, o: number) => number {
  const [low, high] = activationRange(activation, to);
  const zero = zeroOf(to);
  return (sum, o) => {
    const value = multiplyByQuantizedMultiplier(sum, multipliers[o]!, rounding) + zero;
    return Math.min(high, Math.max(low, value));
  };
}

/** Halves away from zero. */
function roundedMean(values: readonly number[]): number {
  const sum = values.reduce((a, b) => a + b, 0);
  const half = Math.floor(values.length / 2);
  return Math.trunc((sum > 0 ? sum + half : sum - half) / values.length);
}

/** Exponents carry 26 fraction bits, their sum 19, the answer as many as it has bits. */
function softmaxRow(row: Int8Array, inputScale: number, bits: 8 | 16): number[] {
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
  const half = 2 ** (bits - 1);
  return Array.from(row, (value) => {
    if (value - peak < differenceMin) return -half;
    const share = saturatingRoundingDoublingHighMul(inverse, power(value));
    const scaled = roundingDivideByPowerOfTwo(share, 12 - headroom + 31 - bits);
    return Math.min(half - 1, scaled - half);
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
