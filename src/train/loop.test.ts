import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure, type FailureCode } from '../base/failure.ts';
import { Random } from '../base/random.ts';
import { type Task, unwatched } from '../base/task.ts';
import { evaluate } from '../graph/evaluate.ts';
import type { Graph } from '../graph/op.ts';
import { tensor } from '../tensor/tensor.ts';
import { type Examples, joined, type TrainingData } from './data.ts';
import { scoresOf } from './judge.ts';
import { type TrainResult, type TrainWorld, train } from './loop.ts';
import { accuracyOf, answersOf, confusionOf } from './metrics.ts';
import { mlp } from './networks/mlp.ts';
import { timeConvnet } from './networks/time-convnet.ts';
import { slotsOf } from './parameters.ts';
import { defaultTrainOptions, type TrainOptions } from './train-options.ts';

const options: TrainOptions = {
  ...defaultTrainOptions,
  epochs: 12,
  refit: false,
  checkpointEvery: 3,
};
/** With everything in it that draws random numbers. */
const lively: TrainOptions = { ...options, mixup: 0.3, epochs: 9 };

test('a network learns three rings that no straight line parts', async () => {
  const data = rings(200, 60);
  const long = { ...options, epochs: 60 };
  const { network, history, bestEpoch } = await train(net(1), data, long, unwatched);
  assert.ok(accuracyOn(network, data.validation!) > 0.95);
  assert.equal(history.length, 60);
  assert.ok(history.at(-1)!.trainLoss < history[0]!.trainLoss);
  const lowest = Math.min(...history.map(({ validationLoss }) => validationLoss!));
  assert.equal(history[bestEpoch - 1]!.validationLoss, lowest);
});

test('a convolution network with a branch of features learns, and answers as evaluate does', async () => {
  const data = pulses(90, 30);
  const network = timeConvnet(
    {
      name: 'pulses',
      length: 40,
      axes: 2,
      features: 2,
      labels: 3,
      shrink: 1,
      stages: [
        { channels: 4, residual: false },
        { channels: 8, residual: true },
      ],
      kernel: 5,
      segments: 3,
      featureWidth: 4,
      featureDropout: 0.1,
      dropout: 0.1,
    },
    new Random(1),
  );
  const result = await train(network, data, { ...options, epochs: 8 }, unwatched);
  assert.ok(accuracyOn(result.network, data.validation!) > 0.9);
  const { inputs } = data.validation!;
  const scores = scoresOf(result.network, inputs);
  const first = [
    tensor('f32', [80], inputs[0]!.slice(0, 80)),
    tensor('f32', [2], inputs[1]!.slice(0, 2)),
  ];
  for (const [c, score] of evaluate(result.network, first)[0]!.data.entries()) {
    assert.ok(Math.abs(score - scores[c]!) < 1e-5);
  }
});

test('the same seed gives the same bytes, and another seed others', async () => {
  const data = rings(90, 30);
  const [one, again, other] = await Promise.all([
    train(net(1), data, lively, unwatched),
    train(net(1), data, lively, unwatched),
    train(net(1), data, { ...lively, seed: 2 }, unwatched),
  ]);
  assert.deepEqual(bytesOf(one.network), bytesOf(again.network));
  assert.deepEqual(one.history, again.history);
  assert.notDeepEqual(bytesOf(one.network), bytesOf(other.network));
});

test('training that was stopped anywhere and resumed ends with the same bytes', async () => {
  const data = rings(90, 30);
  const straight = await train(net(1), data, lively, unwatched);
  for (const stopAt of [1, 10, 14, 20, 26]) {
    const world = { store: memoryStore() };
    const stopping = stopAfter(stopAt);
    await failsWith('cancelled', train(net(1), data, lively, stopping, world));
    const resumed = await train(net(1), data, lively, unwatched, world);
    assert.deepEqual(bytesOf(resumed.network), bytesOf(straight.network), `stopped at ${stopAt}`);
    assert.deepEqual(resumed.history, straight.history);
    assert.equal(resumed.bestEpoch, straight.bestEpoch);
    assert.deepEqual(resumed.notes, []);
  }
});

test('versions made anew for each epoch are learned from, and asked for in order, also on resuming', async () => {
  const asked: number[] = [];
  const anew = (part: Examples): Examples => ({
    ...part,
    versionsOf: async (epoch) => {
      asked.push(epoch);
      const random = new Random(5, 'versions', epoch);
      return part.inputs.map((values) => values.map((value) => value + 0.01 * random.normal()));
    },
  });
  const stored = rings(90, 30);
  const data = { ...stored, train: anew(stored.train), validation: anew(stored.validation!) };
  const straight = await train(net(1), data, { ...lively, refit: false }, unwatched);
  assert.deepEqual(asked, [...Array(lively.epochs).keys()]);
  const plain = await train(net(1), stored, { ...lively, refit: false }, unwatched);
  assert.notDeepEqual(bytesOf(straight.network), bytesOf(plain.network));

  const whole = await train(net(1), data, lively, unwatched);
  const world = { store: memoryStore() };
  await failsWith('cancelled', train(net(1), data, lively, stopAfter(20), world));
  const resumed = await train(net(1), data, lively, unwatched, world);
  assert.deepEqual(bytesOf(resumed.network), bytesOf(whole.network));
});

test('a made version that is not finite is told by version and example', async () => {
  const stored = rings(90, 30);
  const versionsOf = async (epoch: number) =>
    stored.train.inputs.map((values) => (epoch === 2 ? values.with(9, Number.NaN) : values));
  const data = { ...stored, train: { ...stored.train, versionsOf } };
  const told = /Version 3 of training example 4 has NaN in input 1/;
  await failsWith('bad-data', train(net(1), data, lively, unwatched), told);
});

test('the last epoch is kept, and learned for again from all, where that is wanted', async () => {
  const kept = await train(
    net(1),
    rings(90, 30),
    { ...lively, keep: 'last', refit: true, patience: 0 },
    unwatched,
  );
  assert.equal(kept.bestEpoch, lively.epochs);
  assert.ok(kept.refitted);
});

test('resuming skips the steps that are done', async () => {
  const data = rings(90, 30);
  const world = { store: memoryStore() };
  await failsWith('cancelled', train(net(1), data, lively, stopAfter(20), world));
  const steps: number[] = [];
  const watched: Task = { progress: (_stage, done) => steps.push(done) };
  await train(net(1), data, lively, watched, world);
  assert.equal(steps[0], 19, 'six epochs of three steps were kept');
  assert.equal(steps.at(-1), 27);
  steps.length = 0;
  await train(net(1), data, lively, watched, world);
  assert.deepEqual(steps, [], 'a finished training is only read back');
});

test('a checkpoint of other options, data or weights, or a damaged one, is set aside with a note', async () => {
  const data = rings(90, 30);
  const world = { store: memoryStore() };
  await train(net(1), data, lively, unwatched, world);
  const others = [
    train(net(1), data, { ...lively, seed: 2 }, unwatched, frozen(world)),
    train(net(2), data, lively, unwatched, frozen(world)),
    train(net(1), rings(91, 30), lively, unwatched, frozen(world)),
    train(net(1), data, lively, unwatched, { store: memoryStore(Uint8Array.of(1, 2, 3)) }),
  ];
  for (const { notes, history } of await Promise.all(others)) {
    assert.match(notes.join(), /The checkpoint is .* so training began anew/);
    assert.equal(history.length, lively.epochs);
  }
});

test('training ends early when the validation loss falls no more, and says so', async () => {
  const data = rings(60, 30);
  const noise = {
    ...data.validation!,
    labels: data.validation!.labels.map((label) => (label + 1) % 3),
  };
  const hopeless = { ...data, validation: noise };
  const patient = { ...options, epochs: 200, patience: 4 };
  const { history, bestEpoch, notes } = await train(net(1), hopeless, patient, unwatched);
  assert.equal(history.length, bestEpoch + 4);
  assert.match(notes.join(), /ended after \d+ of 200 epochs/);
});

test('where asked, the network learns once more from training and validation examples together', async () => {
  const data = rings(60, 60);
  const again = { ...options, epochs: 100, refit: true };
  const plain = await train(net(1), data, { ...again, refit: false }, unwatched);
  const result = await train(net(1), data, again, unwatched);
  assert.deepEqual([plain.refitted, result.refitted], [false, true]);
  assert.deepEqual(result.history, plain.history);
  const all = { ...data, train: joined(data.train, data.validation!), validation: null };
  const direct = await train(net(1), all, { ...again, epochs: result.bestEpoch }, unwatched);
  assert.deepEqual(bytesOf(result.network), bytesOf(direct.network));
  assert.equal(direct.refitted, false);
});

test('stopping and resuming while it learns from all gives the same bytes, too', async () => {
  const data = rings(60, 30);
  const again = { ...lively, epochs: 12, refit: true };
  const straight = await train(net(1), data, again, unwatched);
  for (const stopAt of [2, 5, 11]) {
    const world = { store: memoryStore() };
    const stopping = stopAfter(stopAt, 'Training on all');
    await failsWith('cancelled', train(net(1), data, again, stopping, world));
    const resumed = await train(net(1), data, again, unwatched, world);
    assert.deepEqual(bytesOf(resumed.network), bytesOf(straight.network), `stopped at ${stopAt}`);
    assert.deepEqual(resumed.history, straight.history);
  }
});

test('parts with different numbers of versions are joined version by version', () => {
  const a: Examples = {
    inputs: [Float32Array.of(1, 2, 3, 4)],
    labels: Int32Array.of(0, 1),
    copies: 2,
  };
  const b: Examples = { inputs: [Float32Array.of(9)], labels: Int32Array.of(2) };
  const { inputs, labels, copies } = joined(a, b);
  assert.deepEqual([[...inputs[0]!], [...labels], copies], [[1, 2, 3, 4, 9, 9], [0, 1, 2], 2]);
});

test('without a validation part the last epoch is kept', async () => {
  const data = { ...rings(90, 30), validation: null };
  const { history, bestEpoch } = await train(net(1), data, options, unwatched);
  assert.equal(bestEpoch, 12);
  assert.equal(history[3]!.validationLoss, null);
});

test('versions of an example share its class, and the network learns from all of them', async () => {
  const data = rings(18, 90);
  const random = new Random(8);
  const versions = Array.from(data.train.labels, (_, example) => {
    const [x, y] = [data.train.inputs[0]![example * 2]!, data.train.inputs[0]![example * 2 + 1]!];
    return Array.from({ length: 10 }, () => {
      const angle = random.between(0, 2 * Math.PI);
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      return [x * cos - y * sin, x * sin + y * cos];
    });
  });
  const inputs = [Float32Array.from(versions.flat(2))];
  const turned = { ...data, train: { ...data.train, inputs, copies: 10 } };
  const long = { ...options, epochs: 600, batchSize: 18 };
  const more = await train(net(1), turned, long, unwatched);
  const alone = await train(net(1), data, long, unwatched);
  assert.ok(lossOf(more) < lossOf(alone) - 0.1);
});

test('others may have the thread in between, and see how far it is', async () => {
  let pauses = 0;
  const seen: number[] = [];
  const pause = async () => {
    pauses++;
  };
  const task: Task = {
    progress: (stage, done, total) => seen.push(done / total + (stage === 'Training' ? 0 : 9)),
  };
  await train(net(1), rings(90, 30), { ...options, epochs: 200 }, task, { pause });
  assert.ok(pauses > 0);
  assert.equal(seen.length, 600);
  assert.equal(seen.at(-1), 1);
});

test('data that cannot be learned from is refused by example, class and way out', async () => {
  const data = rings(30, 9);
  const spoil = (change: Partial<Examples>): TrainingData => ({
    ...data,
    train: { ...data.train, ...change },
  });
  const withNaN = data.train.inputs[0]!.slice();
  withNaN[15] = Number.NaN;
  const { labels } = data.train;
  const cases: [TrainingData, RegExp][] = [
    [spoil({ inputs: [withNaN] }), /training example 7 \("\w+"\) value 1 of input features is NaN/],
    [spoil({ labels: labels.map(() => 1) }), /All training examples are "middle"/],
    [
      spoil({ labels: labels.map((label) => Math.min(label, 1)) }),
      /"outer" has no training example/,
    ],
    [
      spoil({ labels: labels.with(4, 3) }),
      /label of training example 4 is 3: the 3 classes are 0 to 2/,
    ],
    [spoil({ labels: labels.with(4, -1) }), /label of training example 4 is -1/],
    [spoil({ inputs: [] }), /0 inputs, the network 1/],
    [spoil({ inputs: [withNaN.slice(1)] }), /59 values, not 30 × 1 × 2/],
    [spoil({ labels: new Int32Array(0), inputs: [new Float32Array(0)] }), /no training example/],
    [{ ...data, labels: ['a', 'b'] }, /2 classes, network rings makes 3 scores/],
    [
      { ...data, validation: { ...data.validation!, groups: Int32Array.of(1) } },
      /9 validation examples come with 1/,
    ],
  ];
  for (const [bad, sentence] of cases) {
    await failsWith(
      'bad-data',
      train(net(1), bad, { ...options, batchSize: 8 }, unwatched),
      sentence,
    );
  }
});

test('options that make no sense are refused by name and range', async () => {
  const data = rings(30, 9);
  const cases: [Partial<TrainOptions>, RegExp][] = [
    [{ batchSize: 64 }, /batch of 64 is larger than the training set of 30/],
    [{ epochs: 0 }, /epochs is 0; it must be a whole number from 1/],
    [{ epochs: 2.5 }, /epochs is 2.5/],
    [{ learningRate: Number.NaN }, /learningRate is NaN/],
    [{ labelSmoothing: 1 }, /labelSmoothing is 1/],
    [{ mixup: -0.1 }, /mixup is -0.1/],
  ];
  for (const [bad, sentence] of cases) {
    await failsWith('bad-option', train(net(1), data, { ...options, ...bad }, unwatched), sentence);
  }
});

test('divergence is told by step and layer, and the last checkpoint stays', async () => {
  const plain = mlp({ ...shape, hidden: [8, 8], batchNorm: false }, new Random(1));
  const world = { store: memoryStore() };
  const wild = { ...options, learningRate: 1e5, clipGradients: 0, warmUp: 0, checkpointEvery: 1 };
  const told = /diverged at step \d+ first in layer dense_\d: .* Lower the learning rate, now \d+/;
  await failsWith('diverged', train(plain, rings(90, 30), wild, unwatched, world), told);
  // a rate that rises slowly gets through its first epochs, which are kept
  const slow = { ...wild, learningRate: 300, warmUp: 1, epochs: 60 };
  await failsWith('diverged', train(plain, rings(90, 30), slow, unwatched, world), told);
  assert.ok(await world.store.load());
});

const shape = { name: 'rings', inputs: 2, labels: 3, inputDropout: 0, dropout: 0.1 };

function net(seed: number): Graph {
  return mlp({ ...shape, hidden: [16, 8], batchNorm: true }, new Random(seed));
}

/** Points on three rings about the origin. */
function rings(trainCount: number, validationCount: number): TrainingData {
  const random = new Random(3, 'rings');
  const part = (count: number): Examples => {
    const labels = Int32Array.from({ length: count }, (_, i) => i % 3);
    const points = Array.from(labels, (label) => {
      const [radius, angle] = [0.5 + label + 0.1 * random.normal(), random.between(0, 2 * Math.PI)];
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    });
    return { inputs: [Float32Array.from(points.flat())], labels };
  };
  const labels = ['inner', 'middle', 'outer'];
  return { labels, train: part(trainCount), validation: part(validationCount) };
}

/** One pulse early, in the middle or late, in noise; beside it two features that say little. */
function pulses(trainCount: number, validationCount: number): TrainingData {
  const random = new Random(4, 'pulses');
  const part = (count: number): Examples => {
    const labels = Int32Array.from({ length: count }, (_, i) => i % 3);
    const windows = Array.from(labels, (label) =>
      Array.from({ length: 80 }, (_, i) => {
        const time = Math.floor(i / 2) - (7 + 13 * label);
        return Math.exp(-time * time) * (i % 2 ? 2 : -2) + 0.2 * random.normal();
      }),
    );
    const features = Float32Array.from({ length: count * 2 }, () => random.normal());
    return { inputs: [Float32Array.from(windows.flat()), features], labels };
  };
  return {
    labels: ['early', 'middle', 'late'],
    train: part(trainCount),
    validation: part(validationCount),
  };
}

function lossOf({ history, bestEpoch }: TrainResult): number {
  return history[bestEpoch - 1]!.validationLoss!;
}

function accuracyOn(network: Graph, { inputs, labels }: Examples): number {
  return accuracyOf(confusionOf(labels, answersOf(scoresOf(network, inputs), 3), 3));
}

function bytesOf(network: Graph): Float32Array[] {
  return slotsOf(network).map(({ initial }) => initial.data);
}

function memoryStore(kept: Uint8Array | null = null) {
  return {
    save: async (bytes: Uint8Array) => {
      kept = bytes;
    },
    load: async () => kept,
  };
}

/** The same checkpoint for all who load it, whoever saves. */
function frozen({ store }: { store: ReturnType<typeof memoryStore> }): TrainWorld {
  return { store: { load: store.load, save: async () => {} } };
}

/** A task that is cancelled once so many steps are done. */
function stopAfter(steps: number, during = 'Training'): Task {
  const controller = new AbortController();
  const progress: Task['progress'] = (stage, done) => {
    if (stage === during && done >= steps) controller.abort();
  };
  return { progress, signal: controller.signal };
}

async function failsWith(code: FailureCode, work: Promise<unknown>, sentence = /./): Promise<void> {
  await assert.rejects(work, (error: unknown) => {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, sentence);
    return true;
  });
}
