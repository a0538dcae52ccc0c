import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentHash } from '../../base/hash.ts';
import { Random } from '../../base/random.ts';
import { GraphBuilder, noPad, samePad } from '../../graph/builder.ts';
import type { Activation, Graph, Op, ValueId } from '../../graph/op.ts';
import { type Shape, sizeOf, type Tensor, tensor } from '../../tensor/tensor.ts';
import type { Loss } from '../loss.ts';
import { plainTrainer } from '../plain-trainer.ts';
import { compiledTrainer } from './compiled-trainer.ts';
import { fusesMultiplyAdd } from './probe.ts';

const classWeights = Float64Array.of(1, 0.5, 1.5);
const smoothing = 0.1;
const crossEntropy: Loss = { kind: 'crossEntropy' };
const random = new Random(12, 'compiled trainer test');

test('every optimiser moves numbers and their average as the plain one does, clipped and decayed', () => {
  const builder = new GraphBuilder('net');
  const x = builder.input('x', [7]);
  const norm = { gamma: noise([7]), beta: noise([7]), mean: noise([7]), epsilon: 1e-3 };
  const op: Op = { kind: 'batchNorm', variance: tensor('f32', [7], ones(7)), ...norm };
  const hidden = builder.add(dense(7, 11, 'none'), [builder.add(op, [x])]);
  const bent = builder.add({ kind: 'tanh' }, [hidden]);
  const dropped = builder.add({ kind: 'dropout', rate: 0.3 }, [bent]);
  const graph = closed(builder, dropped);
  for (const optimizer of ['adamW', 'adam', 'momentum'] as const) {
    const options = { batch: 6, seed: 3, classWeights, smoothing, loss: crossEntropy, optimizer };
    const [plain, compiled] = [
      plainTrainer(graph, options),
      compiledTrainer(graph, { ...options, fused: false }),
    ];
    for (let step = 0; step < 2; step++) {
      for (let i = 0; i < 42; i++) plain.inputs[0]![i] = random.normal();
      compiled.inputs[0]!.set(plain.inputs[0]!);
      for (const { shares } of [plain, compiled]) {
        for (let i = 0; i < 18; i++) shares[i] = i % 3 === step % 3 ? 1 : 0;
      }
      const rates = { learningRate: 0.03, weightDecay: 0.2, averaging: 0.8 };
      const settings = { ...rates, step, lengthMost: 0.5, lossMost: 1e4 };
      const [want, got] = [plain.step(6, settings), compiled.step(6, settings)];
      near(`${optimizer}, loss and length`, [got.loss, got.length], [want.loss, want.length]);
    }
    const [want, got] = [plain.read(), compiled.read()];
    near(`${optimizer}, numbers`, got.numbers, want.numbers);
    near(`${optimizer}, average`, got.average, want.average);
  }
});

test('a step with a hopeless loss moves nothing and says so', () => {
  const builder = new GraphBuilder('net');
  const graph = closed(builder, builder.add(dense(4, 4, 'none'), [builder.input('x', [4])]));
  const options = { batch: 2, seed: 3, classWeights, smoothing, loss: crossEntropy, fused: true };
  const trainer = compiledTrainer(graph, options);
  trainer.inputs[0]!.fill(1e30);
  trainer.shares.set([1, 0, 0, 0, 1, 0]);
  const before = trainer.read();
  const rates = { learningRate: 0.03, weightDecay: 0.2, averaging: 0.8 };
  const result = trainer.step(2, { ...rates, step: 0, lengthMost: 1, lossMost: 1e4 });
  assert.equal(result.taken, false);
  assert.deepEqual(trainer.read(), before);
  assert.equal(trainer.wildLayer(2, 1e4, 0), 'dense_1');
});

test('the same bytes are learned on any processor without fused multiply-adds, and on any that fuses', () => {
  const hashes = [false, true].map((fused) => contentHash(learnedBytes(fused)));
  assert.equal(hashes[0], 'd1313ea0d0ce92e999dfe01c69677bf40943df8ff406b12451e442c5cda241c5');
  if (fusesMultiplyAdd())
    assert.equal(hashes[1], '74b8d1999c119d41972a386a841112af74e91f9de7c8198ee89be8bfb134bf9a');
});

/** Three steps of a network with every kind of kernel in it, from numbers that no rounding has touched. */
function learnedBytes(fused: boolean): Uint8Array {
  const even = new Random(5, 'golden');
  const grid = (shape: Shape) =>
    tensor(
      'f32',
      shape,
      Float32Array.from({ length: sizeOf(shape) }, () => even.below(65) / 64 - 0.5),
    );
  const builder = new GraphBuilder('golden');
  const conv = (x: ValueId, kernel: 1 | 3, channels: number, stride: number) => {
    const [height, width, from] = builder.shape(x) as [number, number, number];
    const pad = samePad([height, width], [kernel, kernel], [stride, stride]);
    const slide = { stride: [stride, stride], dilation: [1, 1], pad } as const;
    const weight = grid([channels, kernel, kernel, from]);
    const op = { kind: 'conv2d', weight, bias: grid([channels]), activation: 'none' } as const;
    return builder.add({ ...op, ...slide }, [x]);
  };
  const norm = (x: ValueId) => {
    const channels = [builder.shape(x)[2]!];
    const variance = tensor('f32', channels, ones(channels[0]!));
    const rest = { gamma: grid(channels), beta: grid(channels), mean: grid(channels) };
    return builder.add({ kind: 'batchNorm', ...rest, variance, epsilon: 1e-3 }, [x]);
  };
  let x = norm(conv(builder.input('x', [16, 16, 3]), 3, 9, 2));
  x = builder.add({ kind: 'activation', activation: 'relu' }, [x]);
  x = builder.add({ kind: 'tanh' }, [norm(conv(x, 3, 12, 1))]);
  const pad = samePad([8, 8], [3, 3], [1, 1]);
  const slide = { stride: [1, 1], dilation: [1, 1], pad } as const;
  const depthwise = { kind: 'depthwise2d', multiplier: 1, weight: grid([3, 3, 12]) } as const;
  x = builder.add({ ...depthwise, ...slide, bias: grid([12]), activation: 'relu6' }, [x]);
  x = conv(x, 3, 12, 2);
  x = builder.add({ kind: 'dropout', rate: 0.25 }, [conv(x, 1, 5, 1)]);
  const frame = { size: [4, 4], stride: [4, 4], pad: noPad } as const;
  x = builder.add({ kind: 'pool2d', mode: 'average', activation: 'none', ...frame }, [x]);
  let row = builder.add({ kind: 'reshape', shape: [5] }, [x]);
  for (const [from, to] of [
    [5, 33],
    [33, 32],
    [32, 5],
  ] as const) {
    const wide = { weight: grid([to, from]), bias: grid([to]), activation: 'relu' } as const;
    row = builder.add({ kind: 'dense', ...wide }, [row]);
  }
  const ends = { weight: grid([3, 5]), bias: grid([3]), activation: 'none' } as const;
  const logits = builder.add({ kind: 'dense', ...ends }, [row]);
  const graph = builder.graph([builder.add({ kind: 'softmax' }, [logits])]);

  const options = { batch: 5, seed: 3, classWeights, smoothing, loss: crossEntropy, fused };
  const trainer = compiledTrainer(graph, options);
  for (let step = 0; step < 3; step++) {
    for (let i = 0; i < trainer.inputs[0]!.length; i++) {
      trainer.inputs[0]![i] = even.below(1001) / 256 - 2;
    }
    for (let i = 0; i < 15; i++) trainer.shares[i] = i % 3 === Math.floor(i / 3) % 3 ? 1 : 0;
    const rates = { learningRate: 0.01, weightDecay: 0.1, averaging: 0.5 };
    trainer.step(5, { ...rates, step, lengthMost: 1, lossMost: 1e4 });
  }
  const { numbers, average } = trainer.read();
  const bytes = [numbers, average].map((values) => new Uint8Array(values.buffer));
  return Uint8Array.from(bytes.flatMap((part) => [...part]));
}

function closed(builder: GraphBuilder, y: ValueId): Graph {
  const logits = builder.add(dense(builder.size(y), 3, 'none'), [y]);
  return builder.graph([builder.add({ kind: 'softmax' }, [logits])]);
}

/** Within a few roundings of float32, measured by the largest number. */
function near(what: string, got: ArrayLike<number>, want: ArrayLike<number>): void {
  assert.equal(got.length, want.length, what);
  const scale = Math.max(1e-2, ...Array.from(want, Math.abs));
  for (let i = 0; i < got.length; i++) {
    const told = `${what}: number ${i} is ${got[i]} for ${want[i]}`;
    assert.ok(Math.abs(got[i]! - want[i]!) <= 1e-5 * scale, told);
  }
}

function dense(inputs: number, outputs: number, activation: Activation): Op {
  return { kind: 'dense', weight: noise([outputs, inputs]), bias: noise([outputs]), activation };
}

function noise(shape: Shape): Tensor<'f32'> {
  const values = Float32Array.from({ length: sizeOf(shape) }, () => random.normal() / 2);
  return tensor('f32', shape, values);
}

function ones(size: number): Float32Array {
  return new Float32Array(size).fill(1);
}
