/** The networks on which training is measured, the same in Thimble and in its peer. */
import { Random } from '../src/base/random.ts';
import { noPad } from '../src/graph/builder.ts';
import type { Graph, Op, ValueId } from '../src/graph/op.ts';
import { type Shape, sizeOf, tensor } from '../src/tensor/tensor.ts';
import type { Loss } from '../src/train/loss.ts';
import { autoencoder, defaultAutoencoder } from '../src/train/networks/autoencoder.ts';
import { Weaver } from '../src/train/networks/weaver.ts';

export interface TrainingCase {
  readonly network: Graph;
  readonly batch: number;
  readonly loss: Loss;
}

type Side = readonly [height: number, width: number];

/** With the borders that PyTorch knows: as many rows above as below, columns left as right. */
export const trainingCases: Readonly<Record<string, () => TrainingCase>> = {
  'ds-cnn': () => ({ network: dsCnn(), batch: 64, loss: { kind: 'crossEntropy' } }),
  mobilenet: () => ({ network: mobilenet(), batch: 32, loss: { kind: 'crossEntropy' } }),
  'resnet-8': () => ({ network: resnet8(), batch: 64, loss: { kind: 'crossEntropy' } }),
  autoencoder: () => ({
    network: autoencoder({ name: 'autoencoder', inputs: 640, ...defaultAutoencoder }, random()),
    batch: 512,
    loss: { kind: 'meanSquared' },
  }),
  mlp: () => ({ network: mlp(), batch: 32, loss: { kind: 'crossEntropy' } }),
  conv1d: () => ({ network: conv1d(), batch: 32, loss: { kind: 'crossEntropy' } }),
  gru: () => ({ network: recurrent('gru'), batch: 64, loss: { kind: 'crossEntropy' } }),
  lstm: () => ({ network: recurrent('lstm'), batch: 64, loss: { kind: 'crossEntropy' } }),
};

function random(): Random {
  return new Random(1, 'training bench');
}

/** 49 frames of 10 coefficients, 12 words. */
function dsCnn(): Graph {
  const net = new Weaver('ds_cnn', random());
  let x = net.normRelu(conv(net, net.builder.input('x', [49, 10, 1]), 64, [10, 4], 2, [5, 1]));
  for (let i = 0; i < 4; i++) {
    x = net.normRelu(depthwise(net, x, 1));
    x = net.normRelu(conv(net, x, 64, [1, 1], 1, [0, 0]));
  }
  return net.classify(net.globalMean(x), 12);
}

/** MobileNet of width 0.25 on 96 by 96 pixels, 2 classes. */
function mobilenet(): Graph {
  const net = new Weaver('mobilenet', random());
  let x = net.normRelu(conv(net, net.builder.input('x', [96, 96, 3]), 8, [3, 3], 2, [1, 1]));
  const blocks = [
    [1, 16],
    [2, 32],
    [1, 32],
    [2, 64],
    [1, 64],
    [2, 128],
    ...Array.from({ length: 5 }, () => [1, 128]),
    [2, 256],
    [1, 256],
  ] as [number, number][];
  for (const [stride, channels] of blocks) {
    x = net.normRelu(depthwise(net, x, stride));
    x = net.normRelu(conv(net, x, channels, [1, 1], 1, [0, 0]));
  }
  return net.classify(net.globalMean(x), 2);
}

/** 32 by 32 pixels, 10 classes. */
function resnet8(): Graph {
  const net = new Weaver('resnet8', random());
  const three = (x: ValueId, channels: number, stride: number) =>
    conv(net, x, channels, [3, 3], stride, [1, 1]);
  let x = net.normRelu(three(net.builder.input('x', [32, 32, 3]), 16, 1));
  for (const [channels, stride] of [
    [16, 1],
    [32, 2],
    [64, 2],
  ] as const) {
    const y = net.normRelu(three(x, channels, stride));
    const z = net.batchNorm(three(y, channels, 1));
    const beside = stride === 1 ? x : conv(net, x, channels, [1, 1], stride, [0, 0]);
    x = net.relu(net.sum(z, beside));
  }
  return net.classify(net.globalMean(x), 10);
}

/** 33 features, 4 classes. */
function mlp(): Graph {
  const net = new Weaver('mlp', random());
  let x = net.builder.input('x', [33]);
  for (const width of [20, 10]) x = net.relu(net.dense(x, width, 'he'));
  return net.classify(x, 4);
}

/** 125 readings of 3 axes, 4 classes. */
function conv1d(): Graph {
  const net = new Weaver('conv1d', random());
  let x = net.builder.input('x', [1, 125, 3]);
  const frame = { size: [1, 2], stride: [1, 2], pad: noPad } as const;
  for (const channels of [16, 32]) {
    x = net.relu(conv(net, x, channels, [1, 3], 1, [0, 1]));
    x = net.builder.add({ kind: 'pool2d', mode: 'max', activation: 'none', ...frame }, [x]);
  }
  return net.classify(net.reshape(x, [net.builder.size(x)]), 4);
}

/** 100 readings of 6 axes through 32 cells, 6 classes. */
function recurrent(kind: 'gru' | 'lstm'): Graph {
  const net = new Weaver(kind, random());
  const gate = () => ({
    weight: weights([32, 6], 12),
    recurrent: weights([32, 32], 64),
    bias: tensor('f32', [32], new Float32Array(32)),
  });
  const gru = { update: gate(), reset: gate(), candidate: gate(), recurrentBias: gate().bias };
  const lstm = { input: gate(), forget: gate(), cell: gate(), output: gate() };
  const op: Op = kind === 'gru' ? { kind, ...gru } : { kind, gates: lstm, cellClip: 0 };
  const x = net.builder.add(op, [net.builder.input('x', [100, 6])]);
  return net.classify(net.reshape(x, [net.builder.size(x)]), 6);
}

function conv(net: Weaver, x: ValueId, channels: number, kernel: Side, stride: number, pad: Side) {
  const from = net.builder.shape(x)[2]!;
  const weight = weights([channels, ...kernel, from], kernel[0] * kernel[1] * from);
  const op = { kind: 'conv2d', weight, activation: 'none', ...slide(stride, pad) } as const;
  return net.builder.add({ ...op, bias: tensor('f32', [channels], new Float32Array(channels)) }, [
    x,
  ]);
}

function depthwise(net: Weaver, x: ValueId, stride: number) {
  const channels = net.builder.shape(x)[2]!;
  const weight = weights([3, 3, channels], 9);
  const op = { kind: 'depthwise2d', weight, activation: 'none', multiplier: 1 } as const;
  const bias = tensor('f32', [channels], new Float32Array(channels));
  return net.builder.add({ ...op, bias, ...slide(stride, [1, 1]) }, [x]);
}

function slide(stride: number, [height, width]: Side) {
  const pad = { top: height, bottom: height, left: width, right: width };
  return { stride: [stride, stride], dilation: [1, 1], pad } as const;
}

function weights(shape: Shape, inputs: number) {
  const stream = new Random(2, shape.join());
  const scale = Math.sqrt(2 / inputs);
  const values = Float32Array.from({ length: sizeOf(shape) }, () => scale * stream.normal());
  return tensor('f32', shape, values);
}

/** A batch of inputs and targets: noise, and every class as often; the same everywhere. */
export function batchFor({ network, batch, loss }: TrainingCase) {
  const noise = new Random(3, network.name);
  const size = sizeOf(network.values[network.inputs[0]!]!.shape);
  const inputs = Float32Array.from({ length: batch * size }, () => noise.normal());
  const classes = sizeOf(network.values[network.outputs[0]!]!.shape);
  const labels = Int32Array.from({ length: batch }, (_, i) => i % classes);
  const targets =
    loss.kind === 'crossEntropy'
      ? Float32Array.from({ length: batch * classes }, (_, i) =>
          i % classes === labels[Math.floor(i / classes)] ? 1 : 0,
        )
      : inputs;
  return { inputs, labels, targets };
}
