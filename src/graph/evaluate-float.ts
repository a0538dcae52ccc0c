import { assert } from '../base/assert.ts';
import { planBlock } from '../dsp/block.ts';
import { standardize } from '../dsp/standardize.ts';
import { type Shape, sizeOf, type Tensor, tensor } from '../tensor/tensor.ts';
import { argMax, arrange, gather, limits } from './arrange.ts';
import { broadcastIndices } from './broadcast.ts';
import type { Rule } from './evaluate.ts';
import {
  activated,
  logistic,
  resizeBilinearFloat,
  transposeConv2dFloat,
} from './float-pictures.ts';
import { gruFloat, lstmFloat, svdfFloat } from './float-sequences.ts';
import { joinAlong } from './join.ts';
import { matrixSums } from './matmul.ts';
import type { Activation, OpKind, Value } from './op.ts';
import { quantizeValue, realValue } from './quantized-value.ts';
import { slidingFrames } from './sliding.ts';
import { tapSums } from './tap-sums.ts';
import { fillFromGrid, type WeightedOp } from './weight-grid.ts';

/** The float32 meaning of each operation. */
export const floatRules: { [K in OpKind]: Rule<K> } = {
  features: ({ block, signal }, [x], to) =>
    f32(to.shape, planBlock(block, signal).evaluate(data(x))),
  standardize: ({ mean, scale, limit }, [x], to) =>
    f32(to.shape, standardize(data(x), mean.data, scale.data, limit)),
  quantize: (_op, [x], to) => quantized(data(x), to),
  dequantize: () => refuse('dequantize reads integers'),
  dense: (op, [x], to) => {
    const { bias, activation } = op;
    const { shape, data: weights } = weightsOf(op);
    const input = data(x);
    const [outputs, inputs] = shape as [number, number];
    const answer = new Float32Array(sizeOf(to.shape));
    for (let at = 0; at < answer.length; at++) {
      const o = at % outputs;
      const from = ((at - o) / outputs) * inputs;
      let sum = bias.data[o]!;
      for (let i = 0; i < inputs; i++) sum += input[from + i]! * weights[o * inputs + i]!;
      answer[at] = activated(sum, activation);
    }
    return f32(to.shape, answer);
  },
  conv2d: (op, [x], to) => {
    const { bias, activation, ...slide } = op;
    const weight = weightsOf(op);
    const [outputs, height, width] = weight.shape as [number, number, number];
    const sumsAt = tapSums(weight, bias, data(x), 0);
    const answer = new Float32Array(sizeOf(to.shape));
    for (const { at, taps } of slidingFrames(x!.shape, to.shape, [height, width], slide)) {
      const sums = sumsAt(taps);
      for (let o = 0; o < outputs; o++) {
        answer[at * outputs + o] = activated(sums[o]!, activation);
      }
    }
    return f32(to.shape, answer);
  },
  depthwise2d: (op, [x], to) => {
    const { bias, activation, multiplier, ...slide } = op;
    const { shape, data: weights } = weightsOf(op);
    const input = data(x);
    const [height, width, outputs] = shape as [number, number, number];
    const channels = x!.shape[2]!;
    const answer = new Float32Array(sizeOf(to.shape));
    for (const { at, taps } of slidingFrames(x!.shape, to.shape, [height, width], slide)) {
      for (let o = 0; o < outputs; o++) {
        let sum = bias.data[o]!;
        const c = Math.floor(o / multiplier);
        for (const { tap, pixel } of taps) {
          sum += input[pixel * channels + c]! * weights[tap * outputs + o]!;
        }
        answer[at * outputs + o] = activated(sum, activation);
      }
    }
    return f32(to.shape, answer);
  },
  pool2d: ({ mode, size, stride, pad, activation }, [x], to) => {
    const input = data(x);
    const channels = x!.shape[2]!;
    const answer = new Float32Array(sizeOf(to.shape));
    const slide = { stride, pad, dilation: [1, 1] as const };
    for (const { at, taps } of slidingFrames(x!.shape, to.shape, size, slide)) {
      for (let c = 0; c < channels; c++) {
        let [peak, sum] = [Number.NEGATIVE_INFINITY, 0];
        for (const { pixel } of taps) {
          const value = input[pixel * channels + c]!;
          peak = Math.max(peak, value);
          sum += value;
        }
        answer[at * channels + c] = activated(
          mode === 'max' ? peak : sum / taps.length,
          activation,
        );
      }
    }
    return f32(to.shape, answer);
  },
  batchNorm: ({ gamma, beta, mean, variance, epsilon }, [x], to) => {
    const channels = gamma.data.length;
    const deviations = Array.from(variance.data, (value) => Math.sqrt(value + epsilon));
    return each(x, to, (value, i) => {
      const c = i % channels;
      return (gamma.data[c]! * (value - mean.data[c]!)) / deviations[c]! + beta.data[c]!;
    });
  },
  activation: ({ activation }, [x], to) =>
    f32(
      to.shape,
      data(x).map((value) => activated(value, activation)),
    ),
  softmax: ({ beta = 1 }, [x], to) => {
    const width = x!.shape.at(-1)!;
    const input = data(x);
    const answer = new Float32Array(sizeOf(to.shape));
    for (let start = 0; start < answer.length; start += width) {
      const row = input.subarray(start, start + width);
      const peak = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
      const powers = Float64Array.from(row, (value) => Math.exp(beta * (value - peak)));
      const sum = powers.reduce((a, b) => a + b, 0);
      for (let i = 0; i < width; i++) answer[start + i] = powers[i]! / sum;
    }
    return f32(to.shape, answer);
  },
  reshape: (_op, [x], to) => f32(to.shape, data(x)),
  dropout: (_op, [x]) => x!,
  fakeQuantize: ({ quantization }, [x], to) =>
    each(x, to, (value) => realValue(quantizeValue(value, quantization), quantization)),
  add: ({ activation }, [a, b], to) => sideBySide(a, b, to, activation, (x, y) => x + y),
  sub: ({ activation }, [a, b], to) => sideBySide(a, b, to, activation, (x, y) => x - y),
  mul: ({ activation }, [a, b], to) => sideBySide(a, b, to, activation, (x, y) => x * y),
  maximum: ({ activation }, [a, b], to) => sideBySide(a, b, to, activation, Math.max),
  minimum: ({ activation }, [a, b], to) => sideBySide(a, b, to, activation, Math.min),
  concat: ({ axis }, inputs, to) => joinAlong(axis, inputs, to),
  transposeConv2d: transposeConv2dFloat,
  mean: ({ axes }, [x], to) => {
    const kept = x!.shape.map((side, d) => (axes.includes(d) ? 1 : side));
    const places = broadcastIndices(kept, x!.shape);
    const sums = new Float64Array(sizeOf(to.shape));
    for (const [i, value] of data(x).entries()) sums[places[i]!]! += value;
    const count = data(x).length / sums.length;
    return f32(
      to.shape,
      Float32Array.from(sums, (sum) => sum / count),
    );
  },
  logistic: (_op, [x], to) => each(x, to, logistic),
  tanh: (_op, [x], to) => each(x, to, Math.tanh),
  hardSwish: (_op, [x], to) => each(x, to, (v) => (v * Math.min(6, Math.max(0, v + 3))) / 6),
  leakyRelu: ({ alpha }, [x], to) => each(x, to, (v) => (v >= 0 ? v : alpha * v)),
  prelu: ({ alpha }, [x], to) => {
    const places = broadcastIndices(alpha.shape, to.shape);
    return each(x, to, (v, i) => (v >= 0 ? v : alpha.data[places[i]!]! * v));
  },
  pad: (op, [x], to) => arrange(op, x!, to),
  mirrorPad: (op, [x], to) => arrange(op, x!, to),
  transpose: (op, [x], to) => arrange(op, x!, to),
  slice: (op, [x], to) => arrange(op, x!, to),
  gather: (op, [x, picked], to) => gather(op, x!, picked!, to),
  resizeNearest: (op, [x], to) => arrange(op, x!, to),
  resizeBilinear: resizeBilinearFloat,
  argMax: ({ axis }, [x], to) => argMax(axis, x!, to),
  batchMatmul: (op, [a, b], to) =>
    f32(to.shape, Float32Array.from(matrixSums(op, a!, b!, to, 0, 0))),
  l2Norm: (_op, [x], to) =>
    eachRow(x, to, (row) => {
      const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
      return row.map((value) => value / Math.max(length, 1e-6));
    }),
  layerNorm: ({ gamma, beta, epsilon }, [x], to) =>
    eachRow(x, to, (row) => {
      const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
      const spread = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
      const scale = 1 / Math.sqrt(spread + epsilon);
      return row.map((value, c) => gamma.data[c]! * (value - mean) * scale + beta.data[c]!);
    }),
  lstm: lstmFloat,
  gru: gruFloat,
  svdf: svdfFloat,
  constant: ({ value }) => value,
};

/** The weights as they act: where they have a grid, the nearest of its numbers. */
function weightsOf(op: WeightedOp): Tensor {
  const { grid, weight } = op;
  if (!grid) return weight;
  const near = new Float32Array(weight.data.length);
  fillFromGrid(op, grid, weight.data, near);
  return f32(weight.shape, near);
}

function quantized(values: Float32Array, to: Value): Tensor {
  assert(to.type !== 'f32', 'quantize makes integers');
  const range = limits[to.type];
  const integers = Array.from(values, (value) => quantizeValue(value, to.quantization!, range));
  return tensor(to.type, to.shape, integers);
}

function sideBySide(
  a: Tensor | undefined,
  b: Tensor | undefined,
  to: Value,
  activation: Activation,
  join: (x: number, y: number) => number,
): Tensor {
  const [left, right] = [data(a), data(b)];
  const [atLeft, atRight] = [a, b].map((x) => broadcastIndices(x!.shape, to.shape));
  const answer = new Float32Array(sizeOf(to.shape));
  for (let i = 0; i < answer.length; i++) {
    answer[i] = activated(join(left[atLeft![i]!]!, right[atRight![i]!]!), activation);
  }
  return f32(to.shape, answer);
}

function each(
  x: Tensor | undefined,
  to: Value,
  change: (value: number, index: number) => number,
): Tensor {
  return f32(to.shape, data(x).map(change));
}

function eachRow(
  x: Tensor | undefined,
  to: Value,
  change: (row: Float64Array) => Float64Array,
): Tensor {
  const width = x!.shape.at(-1)!;
  const answer = new Float32Array(sizeOf(to.shape));
  for (let at = 0; at < answer.length; at += width) {
    answer.set(change(Float64Array.from(data(x).subarray(at, at + width))), at);
  }
  return f32(to.shape, answer);
}

function data(x: Tensor | undefined): Float32Array {
  assert(x?.type === 'f32', 'a float32 operation reads float32');
  return x.data;
}

function f32(shape: Shape, values: Float32Array): Tensor {
  return tensor('f32', shape, values);
}

function refuse(why: string): never {
  throw new Error(`This should never happen: ${why}`);
}
