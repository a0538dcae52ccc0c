import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import type { Graph } from '../../graph/op.ts';
import type { Shape } from '../../tensor/tensor.ts';
import { makeEngine } from '../engine.ts';
import { type Loss, lossOf } from '../loss.ts';
import { autoencoder, defaultAutoencoder } from '../networks/autoencoder.ts';
import { makeNetwork, parseNetwork } from '../networks/makers.ts';
import { compiledTrainer } from './compiled-trainer.ts';

/** Inputs that each kind of network takes; pictures as small as its layers allow, to spare time. */
const networks: Readonly<Record<string, readonly Shape[]>> = {
  mlp: [[33]],
  'conv:shrink=1': [[1, 64, 3], [9]],
  'lstm:cells=12,8': [[1, 64, 3], [9]],
  temporal: [[1, 49, 10]],
  hybrid: [[49, 10, 1]],
  'dscnn:dropout=0': [[49, 10, 1]],
  'mobilenet1:dropout=0': [[48, 48, 3]],
  'mobilenet2:stages=4,head=0': [[48, 48, 3]],
  resnet8: [[32, 32, 3]],
};

/** Deep networks need more examples, so that the last batch norms have enough to measure. */
const batchFor = (name: string) => (name.startsWith('mobilenet') ? 16 : 6);

for (const [choice, shapes] of Object.entries(networks)) {
  test(`the whole gradient of ${choice} with smooth activations is that of float64`, () => {
    const inputs = shapes.map((shape, i) => ({ name: `x${i}`, shape }));
    const frame = { name: 'net', inputs, labels: 4 };
    const graph = makeNetwork(parseNetwork(choice), frame, new Random(1));
    checkGradient(smooth(graph), { kind: 'crossEntropy' }, batchFor(choice));
  });
}

test('the whole gradient of an autoencoder with smooth activations is that of float64', () => {
  const options = { name: 'net', inputs: 640, ...defaultAutoencoder };
  const graph = smooth(autoencoder(options, new Random(1)));
  checkGradient(graph, { kind: 'meanSquared' }, batchFor('autoencoder'));
});

/** A kink would tell which side of it a rounding error fell on, not how large it was. */
function smooth(graph: Graph): Graph {
  const nodes = graph.nodes.map((node) =>
    node.op.kind === 'activation' ? { ...node, op: { kind: 'tanh' } as const } : node,
  );
  return { ...graph, nodes };
}

function checkGradient(graph: Graph, loss: Loss, batch: number): void {
  const classes = graph.values[graph.outputs[0]!]!.shape.at(-1)!;
  const classWeights = new Float64Array(classes).fill(1);
  const engine = makeEngine(graph, batch, { seed: 1, precision: 'f64', loss });
  const random = new Random(2, graph.name);
  for (const input of engine.inputs) {
    for (let i = 0; i < input.length; i++) input[i] = Math.fround(random.normal());
  }
  const shares = Float64Array.from({ length: batch * classes }, (_, i) =>
    loss.kind === 'meanSquared' ? engine.inputs[0]![i]! : i % classes === 1 ? 1 : 0,
  );
  engine.forward(batch, { training: true, step: 0 });
  lossOf(loss, engine.logits, { shares, classWeights, smoothing: 0 }, batch, engine.logitGradients);
  engine.backward(batch);

  for (const fused of [true, false]) {
    const options = { batch, seed: 1, classWeights, smoothing: 0, loss, fused };
    const trainer = compiledTrainer(graph, options);
    for (const [i, input] of trainer.inputs.entries()) input.set(engine.inputs[i]!);
    trainer.shares.set(shares);
    const rates = { learningRate: 0, weightDecay: 0, averaging: 0 };
    trainer.step(batch, { ...rates, step: 0, lengthMost: 1e9, lossMost: 1e9 });
    const got = trainer.read().first;
    let [away, length] = [0, 0];
    for (let i = 0; i < got.length; i++) {
      // the first moment is a tenth of the gradient
      away += (got[i]! * 10 - engine.gradients[i]!) ** 2;
      length += engine.gradients[i]! ** 2;
    }
    const relative = Math.sqrt(away / length);
    assert.ok(relative < 1e-5, `fused ${fused}: ${relative} of the whole`);
  }
}
