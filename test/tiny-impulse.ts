import { Random } from '../src/base/random.ts';
import { GraphBuilder, noPad, samePad } from '../src/graph/builder.ts';
import type { Impulse } from '../src/graph/impulse.ts';
import type { Graph, Op, ValueId } from '../src/graph/op.ts';
import { type Quantization, sizeOf, tensor } from '../src/tensor/tensor.ts';

/**
 * A small impulse for tests: 12 readings of two axes as they are, then quantize, a padded
 * convolution along time, an addition in place, a mean over time, dense and softmax.
 */
export function tinyImpulse(
  name = 'tiny',
  labels: readonly string[] = ['rest', 'wave', 'knock'],
): Impulse {
  const window = new GraphBuilder('features');
  const readings = window.input('readings', [12, 2]);
  const flat = window.add({ kind: 'reshape', shape: [24] }, [readings]);
  return {
    name,
    signal: { axes: ['accX', 'accY'], sampleRateHz: 50, length: 12 },
    labels,
    features: window.graph([flat]),
    network: tinyNetwork(labels.length),
  };
}

function tinyNetwork(labels: number): Graph {
  const random = new Random(1, 'tiny');
  const b = new GraphBuilder('network');
  const add = (name: string, op: Op, inputs: readonly ValueId[], like: Quantization) =>
    b.add(op, inputs, { name, type: 'i8', quantization: like });
  const real = quantization(0.03, 4);
  const wide = quantization(0.05, -100);
  const one = { stride: [1, 1], dilation: [1, 1] } as const;
  const pad = samePad([1, 12], [1, 3], [1, 1]);

  const x = b.input('features', [24]);
  const quantised = add('quantize', { kind: 'quantize' }, [x], real);
  const picture = add('reshape', { kind: 'reshape', shape: [1, 12, 2] }, [quantised], real);
  const weight = { ...weights(random, [4, 1, 3, 2]), activation: 'relu' } as const;
  const low = quantization(0.02, -128);
  const conv = add('conv', { kind: 'conv2d', ...weight, ...one, pad }, [picture], low);
  const sum = add('add', { kind: 'add', activation: 'none' }, [conv, conv], wide);
  const frame = { size: [1, 12], stride: [1, 1], pad: noPad, activation: 'none' } as const;
  const mean = add('mean', { kind: 'pool2d', mode: 'average', ...frame }, [sum], wide);
  const row = add('row', { kind: 'reshape', shape: [4] }, [mean], wide);
  const last = { ...weights(random, [labels, 4]), activation: 'none' } as const;
  const dense = add('dense', { kind: 'dense', ...last }, [row], quantization(0.04, 10));
  const softmax = add('softmax', { kind: 'softmax' }, [dense], quantization(1 / 256, -128));
  return b.graph([b.add({ kind: 'dequantize' }, [softmax], { name: 'dequantize', type: 'f32' })]);
}

/** One scale for each index of the first dimension. */
function weights(random: Random, shape: readonly number[]) {
  const outputs = shape[0]!;
  const values = (size: number, reach: number) =>
    Array.from({ length: size }, () => random.below(2 * reach + 1) - reach);
  const scales = values(outputs, 400).map((value) => Math.fround((value + 600) * 1e-5));
  return {
    weight: tensor('i8', shape, values(sizeOf(shape), 127)),
    bias: tensor('i32', [outputs], values(outputs, 1000)),
    weightQuantization: { scales, zeroPoint: 0, axis: 0 },
  };
}

function quantization(scale: number, zeroPoint: number): Quantization {
  return { scales: [Math.fround(scale)], zeroPoint, axis: null };
}
