import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../base/random.ts';
import { timeConvnet } from '../train/networks/time-convnet.ts';
import { compiledTrainer } from '../train/wasm/compiled-trainer.ts';
import { nodeThreads } from './node-threads.ts';

const network = timeConvnet(
  {
    name: 'net',
    length: 200,
    axes: 3,
    features: 6,
    labels: 4,
    shrink: 1,
    stages: [
      { channels: 16, residual: true },
      { channels: 24, residual: true },
    ],
    kernel: 5,
    segments: 4,
    featureWidth: 8,
    featureDropout: 0.1,
    dropout: 0.2,
  },
  new Random(1),
);

test('two threads come to the same bytes as one, full batches and tails, and end', () => {
  const [one, two] = [1, 2].map((count) => trained(count));
  assert.deepEqual(one, two);
});

function trained(threads: number) {
  const batch = 33;
  const trainer = compiledTrainer(network, {
    batch,
    seed: 1,
    classWeights: new Float64Array(4).fill(1),
    smoothing: 0.1,
    loss: { kind: 'crossEntropy' },
    fused: true,
    threads: nodeThreads(threads),
  });
  const settings = { learningRate: 0.01, weightDecay: 0.1, lengthMost: 5, lossMost: 1e4 };
  const losses: number[] = [];
  for (let step = 0; step < 12; step++) {
    const random = new Random(2, step);
    for (const input of trainer.inputs) {
      for (let i = 0; i < input.length; i++) input[i] = random.normal();
    }
    for (let i = 0; i < trainer.shares.length; i++) {
      trainer.shares[i] = i % 4 === Math.floor(i / 4) % 4 ? 1 : 0;
    }
    const count = step % 3 === 2 ? 1 : batch;
    losses.push(trainer.step(count, { ...settings, step, averaging: 0.9 }).loss);
  }
  trainer.evaluate(batch);
  const state = trainer.read();
  const answers = trainer.logits.slice();
  trainer.close();
  return { losses, state, answers };
}
