import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../base/failure.ts';
import { Random } from '../base/random.ts';
import { unwatched } from '../base/task.ts';
import { GraphBuilder, noPad } from '../graph/builder.ts';
import { tensor } from '../tensor/tensor.ts';
import type { TrainingData } from './data.ts';
import { train } from './loop.ts';
import { mlp } from './networks/mlp.ts';
import { defaultTrainOptions } from './train-options.ts';

const options = { ...defaultTrainOptions, epochs: 30, batchSize: 10, refit: false };

test('a network learns the class of every cell of a picture', async () => {
  const random = new Random(1, 'cells');
  const part = (count: number) => {
    const picture = Float32Array.from({ length: count * 12 * 2 }, () => random.normal());
    const cells = Int32Array.from({ length: count * 12 }, (_, i) =>
      picture[2 * i]! > picture[2 * i + 1]! ? 1 : 0,
    );
    return { inputs: [picture], labels: new Int32Array(count), cells };
  };
  const builder = new GraphBuilder('cells');
  const weight = tensor('f32', [2, 1, 1, 2], Float32Array.of(0.1, 0, 0, 0.1));
  const slide = { stride: [1, 1], dilation: [1, 1], pad: noPad } as const;
  const bias = tensor('f32', [2], new Float32Array(2));
  const op = { kind: 'conv2d', weight, bias, activation: 'none', ...slide } as const;
  const scores = builder.add(op, [builder.input('picture', [3, 4, 2])]);
  const network = builder.graph([builder.add({ kind: 'softmax' }, [scores])]);
  const data = { labels: ['other', 'object'], train: part(60), validation: part(20) };
  const weighted = { ...options, learningRate: 0.1, classWeights: [1, 1] };
  const { history, bestEpoch } = await train(network, data, weighted, unwatched);
  assert.ok(history[bestEpoch - 1]!.validationAccuracy! > 0.97);

  const short = { ...data, train: { ...data.train, cells: data.train.cells.slice(1) } };
  await assert.rejects(train(network, short, weighted, unwatched), /719 cells, not 60 × 12/);
  const wrong = { ...data, train: { ...data.train, cells: data.train.cells.with(13, 2) } };
  const told = /class of cell 1 of training example 1 is 2/;
  await assert.rejects(train(network, wrong, weighted, unwatched), told);
});

test('a network learns numbers, and targets that are not there are asked for', async () => {
  const shape = { name: 'net', inputs: 3, labels: 2, hidden: [8] };
  const graph = mlp({ ...shape, inputDropout: 0, dropout: 0, batchNorm: false }, new Random(1));
  const logits = graph.nodes.at(-1)!.inputs[0]!;
  const network = { ...graph, nodes: graph.nodes.slice(0, -1), outputs: [logits] };
  const random = new Random(2, 'numbers');
  const part = (count: number) => {
    const x = Float32Array.from({ length: count * 3 }, () => random.normal());
    const targets = Float32Array.from({ length: count * 2 }, (_, i) => {
      const at = 3 * Math.floor(i / 2);
      return i % 2 === 0 ? x[at]! - x[at + 1]! : Math.abs(x[at + 2]!);
    });
    return { inputs: [x], labels: new Int32Array(count), targets };
  };
  const data: TrainingData = { labels: ['row'], train: part(200), validation: part(50) };
  for (const loss of [{ kind: 'meanSquared' }, { kind: 'huber', delta: 1 }] as const) {
    const given = { ...options, loss, epochs: 60, learningRate: 0.02, weightDecay: 0 };
    const { history } = await train(network, data, given, unwatched);
    assert.ok(history.at(-1)!.validationLoss! < 0.05 * history[0]!.trainLoss, loss.kind);
    assert.equal(history[0]!.validationAccuracy, null);
    const { targets: _, ...bare } = data.train;
    await assert.rejects(
      train(network, { ...data, train: bare }, given, unwatched),
      (error: unknown) =>
        error instanceof Failure && /0 target numbers, not 400/.test(error.message),
    );
  }
});
