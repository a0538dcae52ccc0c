import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../base/random.ts';
import { unwatched } from '../base/task.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { checkGraph } from '../graph/check.ts';
import { evaluate } from '../graph/evaluate.ts';
import type { Graph, Op } from '../graph/op.ts';
import { simplify } from '../graph/simplify.ts';
import { sizeOf, tensor } from '../tensor/tensor.ts';
import { makeEngine } from '../train/engine.ts';
import { scoresOf } from '../train/judge.ts';
import { train } from '../train/loop.ts';
import { accuracyOf, answersOf, confusionOf } from '../train/metrics.ts';
import { mlp } from '../train/networks/mlp.ts';
import { timeConvnet } from '../train/networks/time-convnet.ts';
import { defaultTrainOptions } from '../train/train-options.ts';
import { canCompile } from '../train/wasm/layers.ts';
import { defaultQuantizeOptions, quantize } from './quantize.ts';

test('the rounded network answers as the integer one, within a step of rounding', () => {
  for (const weightBits of [8, 4] as const) {
    const network = convnet();
    const inputs = [noise(40 * 72), noise(40 * 5)];
    const made = quantize(network, inputs, unwatched, { ...defaultQuantizeOptions, weightBits });
    assert.deepEqual(checkGraph(made.trainable), []);
    const scores = scoresOf(made.trainable, inputs);
    for (let i = 0; i < 40; i++) {
      const one = made.network.inputs.map((id, k) => {
        const { shape } = made.network.values[id]!;
        return tensor('f32', shape, inputs[k]!.slice(i * sizeOf(shape), (i + 1) * sizeOf(shape)));
      });
      const [rounded] = evaluate(made.trainable, one);
      const [integer] = evaluate(made.network, one);
      for (const [c, score] of integer!.data.entries()) {
        // what differs: the order of roundings inside a layer, and the last softmax's 1/256
        assert.ok(Math.abs(score - rounded!.data[c]!) < 0.02, `${score} ${rounded!.data[c]}`);
        assert.ok(Math.abs(scores[i * 4 + c]! - rounded!.data[c]!) < 1e-5);
      }
    }
  }
});

test('training on with everything rounded runs compiled', () => {
  for (const weightBits of [8, 4] as const) {
    const inputs = [noise(40 * 72), noise(40 * 5)];
    const options = { ...defaultQuantizeOptions, weightBits };
    const { trainable } = quantize(convnet(), inputs, unwatched, options);
    const grids = trainable.nodes.filter(({ op }) => 'grid' in op && op.grid);
    assert.ok(grids.length > 2);
    for (const { op, output } of trainable.nodes) {
      assert.ok(trainable.outputs.includes(output) || canCompile(op), op.kind);
    }
  }
});

test('gradients pass through rounding, but not where something is cut off', () => {
  const builder = new GraphBuilder('net');
  const x = builder.input('x', [4]);
  const quantization = { scales: [0.5], zeroPoint: 0, axis: null };
  const rounded = builder.add({ kind: 'fakeQuantize', quantization }, [x]);
  const weight = tensor('f32', [2, 4], [0.26, 1, -1, 9, 2.01, 0, 0, 0]);
  const bias = tensor('f32', [2], [0, 0]);
  const op: Op = { kind: 'dense', weight, bias, activation: 'none' };
  const grid = { scales: [0.25, 1], bits: 4 as const };
  const logits = builder.add({ ...op, grid }, [rounded]);
  const network = builder.graph([builder.add({ kind: 'softmax' }, [logits])]);
  const engine = makeEngine(network, 1, { seed: 1, precision: 'f64', wantInputGradients: true });
  engine.inputs[0]!.set([0.3, -0.2, 100, 63.7]);
  engine.forward(1, { training: true, step: 0 });
  // inputs: 0.5, 0 (halves away from zero), 63.5, 63.5; weights: 0.25, 1, −1, 1.75 and 2, 0, 0, 0
  const seen = 0.25 * 0.5 - 0 - 63.5 + 1.75 * 63.5;
  assert.deepEqual([...engine.logits], [seen, 1]);
  engine.logitGradients.set([1, 10]);
  engine.backward(1);
  // the third input lies beyond 63.5 by more than half a step, the fourth does not
  assert.deepEqual([...engine.inputGradients[0]!], [0.25 + 20, 1, 0, 1.75]);
  // of the weights, 9 lies beyond 7 × 0.25 and is not moved further
  const found = [...engine.gradients].slice(0, 8).map((value) => value + 0);
  assert.deepEqual(found, [0.5, 0, 63.5, 0, 5, 0, 635, 635]);
});

test('training on with rounded weights mends what 4 bits lost', async () => {
  const { network, learn, unseen } = await trained;
  const options = { ...defaultQuantizeOptions, weightBits: 4 } as const;
  const coarse = quantize(network, learn.inputs, unwatched, options);
  const data = { labels: ['a', 'b', 'c', 'd'], train: learn, validation: null };
  const gently = { ...defaultTrainOptions, epochs: 15, learningRate: 4e-4, averaging: 0 };
  const again = await train(coarse.trainable, data, gently, unwatched);
  const mended = quantize(again.network, learn.inputs, unwatched, options);
  assert.equal(mended.report.ranges, 'trained');
  const dense = mended.network.nodes.find(({ op }) => op.kind === 'dense')!.op as {
    weight: object;
  };
  assert.equal((dense.weight as { type: string }).type, 'i4');
  const [float, before, after] = [network, coarse.network, mended.network].map((net) =>
    lossOn(net, unseen),
  );
  assert.ok(after! < before!, `${before} to ${after}, float ${float}`);
  assert.ok(after! - float! < 0.5 * (before! - float!), `${before} to ${after}, float ${float}`);
});

/** Mean cross entropy of a network, integer or float, by its meaning. */
function lossOn(
  network: Graph,
  { inputs, labels }: { inputs: Float32Array[]; labels: Int32Array },
) {
  const scores = Array.from(labels, (_, i) => {
    const x = tensor('f32', [6], inputs[0]!.slice(6 * i, 6 * i + 6));
    return evaluate(network, [x])[0]!.data as Float32Array;
  });
  const right = answersOf(Float32Array.from(scores.flatMap((row) => [...row])), 4);
  assert.ok(accuracyOf(confusionOf(labels, right, 4)) > 0.5);
  const logs = scores.map((row, i) => Math.log(Math.max(row[labels[i]!]!, 1 / 512)));
  return -logs.reduce((sum, log) => sum + log, 0) / labels.length;
}

/** Four clouds in six dimensions, and an MLP that tells them apart. */
const trained = (async () => {
  const random = new Random(21);
  const cloud = (count: number) => {
    const labels = Int32Array.from({ length: count }, (_, i) => i % 4);
    const points = Array.from(labels, (label) =>
      Array.from({ length: 6 }, (_, d) => 1.5 * Math.cos(label * 2 + d * 1.3) + random.normal()),
    );
    return { inputs: [Float32Array.from(points.flat())], labels };
  };
  const shape = { name: 'clouds', inputs: 6, labels: 4, hidden: [12, 8] };
  const first = mlp({ ...shape, inputDropout: 0, dropout: 0.1, batchNorm: true }, new Random(1));
  const [learn, unseen] = [cloud(300), cloud(400)];
  const data = { labels: ['a', 'b', 'c', 'd'], train: learn, validation: null };
  const result = await train(first, data, { ...defaultTrainOptions, epochs: 20 }, unwatched);
  return { network: simplify(result.network), learn, unseen };
})();

function convnet(): Graph {
  const stages = [4, 6].map((channels) => ({ channels, residual: true }));
  const shape = { name: 'two', length: 24, axes: 3, features: 5, labels: 4, kernel: 5 };
  const rest = { featureWidth: 6, featureDropout: 0.1, dropout: 0.1, shrink: 2, segments: 3 };
  return timeConvnet({ ...shape, ...rest, stages }, new Random(2));
}

function noise(size: number): Float32Array {
  const random = new Random(17, 'noise', size);
  return Float32Array.from({ length: size }, () => random.normal());
}
