import { assert } from '../base/assert.ts';
import { planBlock } from '../dsp/block.ts';
import { standardize } from '../dsp/standardize.ts';
import { type Shape, sizeOf, type Tensor, tensor } from '../tensor/tensor.ts';
import type { Rule } from './evaluate.ts';
import { joinAlong } from './join.ts';
import type { Activation, OpKind } from './op.ts';
import { quantizeValue, realValue } from './quantized-value.ts';
import { slidingFrames } from './sliding.ts';
import { fillFromGrid, type WeightedOp } from './weight-grid.ts';

/** The float32 meaning of each operation. */
export const floatRules: { [K in OpKind]: Rule<K> } = {
  features: ({ block, signal }, [x], to) =>
    f32(to.shape, planBlock(block, signal).evaluate(data(x))),
  standardize: ({ mean, scale, limit }, [x], to) =>
    f32(to.shape, standardize(data(x), mean.data, scale.data, limit)),
  quantize: (_op, [x], to) =>
    tensor(
      'i8',
      to.shape,
      Int8Array.from(data(x), (v) => quantizeValue(v, to.quantization!)),
    ),
  dequantize: () => refuse('dequantize reads integers'),
  dense: (op, [x], to) => {
    const { bias, activation } = op;
    const weight = weightsOf(op);
    const input = data(x);
    const answer = Float32Array.from(bias.data, (b, row) => {
      let sum = b;
      const start = row * input.length;
      for (let i = 0; i < input.length; i++) sum += input[i]! * weight.data[start + i]!;
      return activated(sum, activation);
    });
    return f32(to.shape, answer);
  },
  conv2d: (op, [x], to) => {
    const { bias, activation, ...slide } = op;
    const weight = weightsOf(op);
    const [outputs, height, width, channels] = weight.shape as [number, number, number, number];
    const answer = new Float32Array(sizeOf(to.shape));
    for (const { at, taps } of slidingFrames(x!.shape, to.shape, [height, width], slide)) {
      for (let o = 0; o < outputs; o++) {
        let sum = bias.data[o]!;
        for (const { tap, pixel } of taps) {
          const w = (o * height * width + tap) * channels;
          for (let c = 0; c < channels; c++) {
            sum += data(x)[pixel * channels + c]! * weight.data[w + c]!;
          }
        }
        answer[at * outputs + o] = activated(sum, activation);
      }
    }
    return f32(to.shape, answer);
  },
  depthwise2d: (op, [x], to) => {
    const { bias, activation, multiplier, ...slide } = op;
    const weight = weightsOf(op);
    const [height, width, outputs] = weight.shape as [number, number, number];
    const channels = x!.shape[2]!;
    const answer = new Float32Array(sizeOf(to.shape));
    for (const { at, taps } of slidingFrames(x!.shape, to.shape, [height, width], slide)) {
      for (let o = 0; o < outputs; o++) {
        let sum = bias.data[o]!;
        const c = Math.floor(o / multiplier);
        for (const { tap, pixel } of taps) {
          sum += data(x)[pixel * channels + c]! * weight.data[tap * outputs + o]!;
        }
        answer[at * outputs + o] = activated(sum, activation);
      }
    }
    return f32(to.shape, answer);
  },
  pool2d: ({ mode, size, stride, pad, activation }, [x], to) => {
    const channels = x!.shape[2]!;
    const answer = new Float32Array(sizeOf(to.shape));
    const slide = { stride, pad, dilation: [1, 1] as const };
    for (const { at, taps } of slidingFrames(x!.shape, to.shape, size, slide)) {
      for (let c = 0; c < channels; c++) {
        const seen = taps.map(({ pixel }) => data(x)[pixel * channels + c]!);
        const value =
          mode === 'max' ? Math.max(...seen) : seen.reduce((a, b) => a + b, 0) / seen.length;
        answer[at * channels + c] = activated(value, activation);
      }
    }
    return f32(to.shape, answer);
  },
  batchNorm: ({ gamma, beta, mean, variance, epsilon }, [x], to) => {
    const channels = gamma.data.length;
    const answer = data(x).map((value, i) => {
      const c = i % channels;
      const deviation = Math.sqrt(variance.data[c]! + epsilon);
      return (gamma.data[c]! * (value - mean.data[c]!)) / deviation + beta.data[c]!;
    });
    return f32(to.shape, answer);
  },
  activation: ({ activation }, [x], to) =>
    f32(
      to.shape,
      data(x).map((value) => activated(value, activation)),
    ),
  softmax: (_op, [x], to) => {
    const width = x!.shape.at(-1)!;
    const answer = new Float32Array(sizeOf(to.shape));
    for (let start = 0; start < answer.length; start += width) {
      const row = data(x).subarray(start, start + width);
      const peak = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
      const powers = Float64Array.from(row, (value) => Math.exp(value - peak));
      const sum = powers.reduce((a, b) => a + b, 0);
      for (let i = 0; i < width; i++) answer[start + i] = powers[i]! / sum;
    }
    return f32(to.shape, answer);
  },
  reshape: (_op, [x], to) => f32(to.shape, data(x)),
  dropout: (_op, [x]) => x!,
  fakeQuantize: ({ quantization }, [x], to) =>
    f32(
      to.shape,
      data(x).map((value) => realValue(quantizeValue(value, quantization), quantization)),
    ),
  add: ({ activation }, [a, b], to) =>
    f32(
      to.shape,
      data(a).map((value, i) => activated(value + data(b)[i]!, activation)),
    ),
  concat: ({ axis }, inputs, to) => joinAlong(axis, inputs, to),
};

/** The weights as they act: where they have a grid, the nearest of its numbers. */
function weightsOf(op: WeightedOp): Tensor {
  const { grid, weight } = op;
  if (!grid) return weight;
  const near = new Float32Array(weight.data.length);
  fillFromGrid(op, grid, weight.data, near);
  return f32(weight.shape, near);
}

function activated(value: number, activation: Activation): number {
  if (activation === 'none') return value;
  const positive = Math.max(0, value);
  return activation === 'relu6' ? Math.min(6, positive) : positive;
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
