import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import { GraphBuilder } from '../../graph/builder.ts';
import type { Activation, Graph, Op, ValueId } from '../../graph/op.ts';
import { type Shape, sizeOf, type Tensor, tensor } from '../../tensor/tensor.ts';
import type { Loss } from '../loss.ts';
import { plainTrainer } from '../plain-trainer.ts';
import { compiledTrainer } from './compiled-trainer.ts';

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
