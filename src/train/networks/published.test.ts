import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import type { Graph, OpKind } from '../../graph/op.ts';
import { type Shape, sizeOf } from '../../tensor/tensor.ts';
import { autoencoder, defaultAutoencoder } from './autoencoder.ts';
import { makeNetwork, parseNetwork } from './makers.ts';

/*
 * Parameters as Keras counts them (four for each channel of batch norm) and multiply-accumulates of
 * the published networks. Where those have no bias before a batch norm, ours is left out of the count.
 */

test('DS-CNN is that of MLPerf Tiny: 24,908 parameters, 2.66 million multiply-accumulates', () => {
  const net = made('dscnn', [49, 10, 1], 12);
  assert.equal(parameters(net), 24_908);
  assert.equal(multiplications(net), 2_656_768);
});

test('ResNet-8 is that of MLPerf Tiny: 78,666 parameters, 12.5 million multiply-accumulates', () => {
  const net = made('resnet8', [32, 32, 3], 10);
  assert.equal(parameters(net), 78_666);
  assert.equal(multiplications(net), 12_501_632);
});

test('MobileNet at width 0.25 is that of MLPerf Tiny, and at width 1 that of the paper', () => {
  const small = made('mobilenet1', [96, 96, 3], 2);
  assert.equal(parameters(small), 221_794);
  assert.equal(multiplications(small), 7_489_664);
  const large = made('mobilenet1:width=1', [224, 224, 3], 1000);
  // Keras' application has 4,253,864 parameters
  assert.equal(parameters(large, ['conv2d', 'depthwise2d']), 4_253_864);
});

test('MobileNetV2 is the published one, at width 1 and 0.35', () => {
  const bare: OpKind[] = ['conv2d', 'depthwise2d'];
  const large = made('mobilenet2:width=1', [224, 224, 3], 1000);
  assert.equal(parameters(large, bare), 3_538_984);
  assert.ok(Math.abs(multiplications(large) / 300e6 - 1) < 0.01, 'the paper says 300 million');
  const small = made('mobilenet2:width=0.35', [224, 224, 3], 1000);
  assert.ok(Math.abs(multiplications(small) / 59e6 - 1) < 0.01, 'the authors say 59 million');
});

test('the autoencoder is that of MLPerf Tiny: 269,992 parameters', () => {
  const net = autoencoder({ name: 'net', inputs: 640, ...defaultAutoencoder }, new Random(1));
  assert.equal(parameters(net), 269_992);
  assert.equal(multiplications(net), 264_192);
});

test('the hybrid has the size that was measured on speech: about 36,400 parameters, 1.38 million', () => {
  const net = made('hybrid', [49, 40, 1], 10);
  // counted there without the running statistics and the biases before batch norms
  const counted = learned(net);
  assert.ok(Math.abs(counted - 36_378) < 600, `${counted}`);
  assert.ok(Math.abs(multiplications(net) / 1.38e6 - 1) < 0.02, `${multiplications(net)}`);
});

function made(text: string, shape: Shape, labels: number): Graph {
  const frame = { name: 'net', inputs: [{ name: 'picture', shape }], labels };
  return makeNetwork(parseNetwork(text), frame, new Random(1));
}

/** Learned numbers and running statistics, without the biases of the kinds in `bare`. */
function parameters(graph: Graph, bare: readonly OpKind[] = []): number {
  return graph.nodes.reduce((sum, { op }) => {
    if (op.kind === 'batchNorm') return sum + 4 * op.gamma.data.length;
    if (!('weight' in op)) return sum;
    return sum + op.weight.data.length + (bare.includes(op.kind) ? 0 : op.bias.data.length);
  }, 0);
}

function learned(graph: Graph): number {
  return graph.nodes.reduce((sum, { op }) => {
    if (op.kind === 'batchNorm') return sum + 2 * op.gamma.data.length;
    return 'weight' in op ? sum + op.weight.data.length : sum;
  }, 0);
}

/** Of convolutions and dense layers: each weight, once for each place where it is used. */
function multiplications(graph: Graph): number {
  return graph.nodes.reduce((sum, { op, output }) => {
    if (!('weight' in op)) return sum;
    const { shape } = graph.values[output]!;
    return sum + op.weight.data.length * (op.kind === 'dense' ? 1 : sizeOf(shape.slice(0, 2)));
  }, 0);
}
