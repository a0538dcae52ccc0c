import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../base/failure.ts';
import { Random } from '../base/random.ts';
import { unwatched } from '../base/task.ts';
import { GraphBuilder, noPad, samePad } from '../graph/builder.ts';
import { checkGraph } from '../graph/check.ts';
import { evaluate } from '../graph/evaluate.ts';
import type { Graph, Op } from '../graph/op.ts';
import { type Shape, sizeOf, type Tensor, tensor } from '../tensor/tensor.ts';
import { train } from '../train/loop.ts';
import { mlp } from '../train/networks/mlp.ts';
import { timeConvnet } from '../train/networks/time-convnet.ts';
import { defaultTrainOptions } from '../train/train-options.ts';
import { defaultQuantizeOptions, type Quantized, quantize, quantizeUnjudged } from './quantize.ts';

test('a trained network answers in int8 nearly as in float, on examples it has not seen', async () => {
  const { network, seen, unseen } = await trained;
  const { network: int8, report } = quantize(network, [seen], unwatched);
  assert.deepEqual(checkGraph(int8), []);
  let same = 0;
  let squares = 0;
  for (let i = 0; i < 100; i++) {
    const input = [tensor('f32', [6], unseen.slice(i * 6, i * 6 + 6))];
    const [float, fixed] = [evaluate(network, input)[0]!, evaluate(int8, input)[0]!];
    if (best(float) === best(fixed)) same++;
    for (const [c, score] of float.data.entries()) squares += (score - fixed.data[c]!) ** 2 / 400;
  }
  assert.ok(same >= 97, `${same} of 100 answers are the same`);
  assert.ok(Math.sqrt(squares) < 0.02, `scores differ by ${Math.sqrt(squares)}`);
  assert.ok(report.agreement > 0.97);
  assert.ok(report.scoreErrorRms < 0.02 && report.scoreErrorRms <= report.scoreErrorMax);
});

test('not judged, it is the network that whole ranges by themselves make', async () => {
  const { network, seen } = await trained;
  const plain = { equalize: false, correctBias: false, examplesMax: 1 } as const;
  const options = { ...defaultQuantizeOptions, ...plain, ranges: 'whole' } as const;
  const { network: judged } = quantize(network, [seen], unwatched, options);
  assert.deepEqual(quantizeUnjudged(network, [seen], unwatched, options), judged);
});

test('the network is float outside and int8 inside, and has the layers of the simplified one', async () => {
  const { network, seen } = await trained;
  const { network: int8 } = quantize(network, [seen], unwatched);
  const kinds = int8.nodes.map(({ op }) => op.kind);
  assert.deepEqual(kinds, ['quantize', 'dense', 'dense', 'dense', 'softmax', 'dequantize']);
  assert.equal(int8.values[int8.inputs[0]!]!.type, 'f32');
  assert.equal(int8.values[int8.outputs[0]!]!.type, 'f32');
  for (const { output, op } of int8.nodes) {
    if (op.kind !== 'dequantize') assert.equal(int8.values[output]!.type, 'i8');
  }
});

test('the same network and examples give the same bytes', async () => {
  const { network, seen } = await trained;
  assert.deepEqual(quantize(network, [seen], unwatched), quantize(network, [seen], unwatched));
});

test('weights and biases follow the rules: symmetric by channel, bias at input times weight scale', async () => {
  const { network, seen } = await trained;
  const { network: int8 } = quantize(network, [seen], unwatched);
  for (const { op, inputs } of int8.nodes) {
    if (op.kind !== 'dense') continue;
    const { scales, zeroPoint, axis } = op.weightQuantization!;
    assert.deepEqual([op.weight.type, op.bias.type, zeroPoint, axis], ['i8', 'i32', 0, 0]);
    assert.equal(int8.values[inputs[0]!]!.quantization!.scales.length, 1);
    const width = op.weight.shape[1]!;
    for (const [row, scale] of scales.entries()) {
      assert.equal(Math.fround(scale), scale);
      const largest = Math.max(
        ...op.weight.data.slice(row * width, (row + 1) * width).map(Math.abs),
      );
      assert.equal(largest, 127);
    }
  }
});

test('what a value can be is what was seen, widened so that zero is exact', () => {
  const { network } = quantizeOne(dense(2, 2, [1, 0, 0, 1], [0, 0]), [2], [1, 4, 3, -1, 2, 0]);
  const { scales, zeroPoint } = network.values[network.nodes[0]!.output]!.quantization!;
  assert.equal(scales[0], Math.fround(5 / 255));
  assert.equal(zeroPoint, -77);
  const above = quantizeOne(dense(1, 1, [1], [0]), [1], [2, 3, 4]).network;
  const form = above.values[above.nodes[0]!.output]!.quantization!;
  assert.deepEqual(form, { scales: [Math.fround(4 / 255)], zeroPoint: -128, axis: null });
});

test('int8 convolutions, depthwise convolutions and pools stay within their rounding of float', () => {
  const slide = { stride: [1, 2], dilation: [1, 1], pad: samePad([3, 7], [3, 3], [1, 2]) } as const;
  const frame = { size: [2, 2], stride: [1, 2], pad: noPad } as const;
  const ops: Op[] = [
    {
      kind: 'conv2d',
      weight: noise([5, 3, 3, 4]),
      bias: noise([5]),
      activation: 'relu6',
      ...slide,
    },
    {
      kind: 'depthwise2d',
      weight: noise([3, 3, 8]),
      bias: noise([8]),
      multiplier: 2,
      activation: 'none',
      ...slide,
    },
    { kind: 'pool2d', mode: 'max', activation: 'none', ...frame },
    { kind: 'pool2d', mode: 'average', activation: 'relu', ...frame },
  ];
  for (const op of ops) {
    const { report } = quantizeOne(op, [3, 7, 4], noise([20, 3, 7, 4]).data, 'whole');
    const loss = report.layers.find(({ kind }) => kind === op.kind)!;
    assert.ok(loss.error > 0 && loss.error < 0.02, `${op.kind} is off by ${loss.error}`);
  }
});

test('layers that only move numbers, or pick or average them, keep their scale', () => {
  const builder = new GraphBuilder('net');
  const x = builder.input('x', [2, 4, 3]);
  const one = builder.add({ kind: 'activation', activation: 'relu' }, [x]);
  const frame = { size: [1, 2], stride: [1, 2], pad: noPad, activation: 'none' } as const;
  const pooled = builder.add({ kind: 'pool2d', mode: 'max', ...frame }, [one]);
  const row = builder.add({ kind: 'reshape', shape: [12] }, [pooled]);
  const other = builder.input('y', [3]);
  const joined = builder.add({ kind: 'concat', axis: 0 }, [row, other]);
  const { network } = quantize(
    builder.graph([joined]),
    [noise([30, 24]).data, noise([30, 3]).data.map((v) => 4 * v)],
    unwatched,
  );
  assert.deepEqual(checkGraph(network), []);
  const forms = (names: readonly string[]) =>
    names.map((name) => {
      const { output } = network.nodes.find((node) => node.name === name)!;
      return network.values[output]!.quantization!;
    });
  const [relu, pool, flat, second, all] = forms([
    'activation_1',
    'pool2d_1',
    'reshape_1',
    'quantize_y',
    'concat_1',
  ]);
  for (const form of [pool, flat, second, all]) assert.deepEqual(form, relu);
});

test('scores that are joined with other values are brought to their scale', () => {
  const builder = new GraphBuilder('net');
  const x = builder.input('x', [4]);
  const scores = builder.add({ kind: 'softmax' }, [x]);
  const y = builder.add({ kind: 'concat', axis: 0 }, [scores, x]);
  const { network, report } = quantize(builder.graph([y]), [noise([50, 4]).data], unwatched);
  assert.deepEqual(checkGraph(network), []);
  const softmax = network.nodes.find(({ op }) => op.kind === 'softmax')!;
  assert.deepEqual(network.values[softmax.output]!.quantization, {
    scales: [1 / 256],
    zeroPoint: -128,
    axis: null,
  });
  assert.equal(network.nodes.find(({ name }) => name === 'concat_1_input_1')!.op.kind, 'quantize');
  assert.ok(report.layers.at(-1)!.error < 0.02);
});

test('a batch norm without weights before it is carried by a depthwise layer of its own', () => {
  for (const shape of [[3], [2, 3], [1, 5, 3]]) {
    const variance = tensor('f32', [3], Float32Array.of(4, 0.5, 1));
    const numbers = { gamma: noise([3]), beta: noise([3]), mean: noise([3]), variance };
    const op: Op = { kind: 'batchNorm', epsilon: 1e-3, ...numbers };
    const { network, report } = quantizeOne(op, shape, noise([40, ...shape]).data, 'whole');
    assert.deepEqual(checkGraph(network), []);
    assert.ok(network.nodes.some(({ op: { kind } }) => kind === 'depthwise2d'));
    assert.ok(report.layers.at(-1)!.error < 0.03, `${report.layers.at(-1)!.error}`);
  }
});

test('channels of zeros, tiny weights beside large biases and constant values do no harm', () => {
  const weights = [0, 0, 1e-12, 0, 1, -1];
  const { network } = quantizeOne(
    dense(2, 3, weights, [5, -3, 0]),
    [2],
    [1, 2, 3, 4, 0, 1],
    'whole',
  );
  const [answer] = evaluate(network, [tensor('f32', [2], Float32Array.of(1, 2))]);
  for (const [i, wanted] of [5, -3, -1].entries()) {
    assert.ok(Math.abs(answer!.data[i]! - wanted) < 0.05, `${answer!.data[i]} is ${wanted}`);
  }
  const still = quantizeOne(dense(1, 1, [0], [0]), [1], [0, 0]).network;
  assert.deepEqual([...evaluate(still, [tensor('f32', [1], [0])])[0]!.data], [0]);
});

test('trimming leaves out rare peaks, so that steps are finer for all others', () => {
  const values = Float32Array.from({ length: 4000 }, (_, i) => Math.sin(i));
  values[17] = 30;
  const identity = dense(1, 1, [1], [0]);
  const whole = quantizeOne(identity, [1], values, 'whole').report.layers[0]!;
  const trimmed = quantizeOne(identity, [1], values, 'trimmed').report.layers[0]!;
  assert.ok(Math.abs(whole.range[1] - 30) < 0.2 && Math.abs(trimmed.range[1] - 1) < 0.02);
  assert.ok(trimmed.scale < whole.scale / 10);
});

test('of all ways the one with scores nearest to those of float is taken, and the report says which', async () => {
  const { network, seen } = await trained;
  const errors: number[] = [];
  for (const ranges of ['whole', 'trimmed', 'squares'] as const) {
    for (const equalize of [false, true]) {
      for (const correctBias of [false, true]) {
        const options = { ...defaultQuantizeOptions, ranges, equalize, correctBias };
        const { report } = quantize(network, [seen], unwatched, options);
        assert.deepEqual(
          [report.ranges, report.equalize, report.correctBias],
          [ranges, equalize, correctBias],
        );
        errors.push(report.scoreErrorRms);
      }
    }
  }
  const { report: best } = quantize(network, [seen], unwatched);
  assert.ok(best.scoreErrorRms <= errors[0]!, 'never worse than the plain way');
  assert.ok(errors.includes(best.scoreErrorRms));
});

test('a convolution network with two inputs is quantised whole', () => {
  const options = {
    name: 'two',
    length: 24,
    axes: 3,
    features: 5,
    labels: 4,
    kernel: 5,
    segments: 3,
  };
  const stages = [
    { channels: 4, residual: true },
    { channels: 6, residual: true },
  ];
  const more = { featureWidth: 6, featureDropout: 0.1, dropout: 0.1, shrink: 2 };
  const network = timeConvnet({ ...options, ...more, stages }, new Random(2));
  const inputs = [noise([60, 72]).data, noise([60, 5]).data];
  const { network: int8, report } = quantize(network, inputs, unwatched);
  assert.deepEqual(checkGraph(int8), []);
  assert.equal(int8.inputs.length, 2);
  assert.ok(report.scoreErrorRms < 0.03, `${report.scoreErrorRms}`);
  for (const { name, error } of report.layers) assert.ok(error < 0.1, `${name}: ${error}`);
});

test('what cannot be quantised is refused by name and with the way out', async () => {
  const { network, seen } = await trained;
  const once = quantize(network, [seen], unwatched).network;
  const nan = seen.with(8, Number.NaN);
  const builder = new GraphBuilder('net');
  const x = builder.input('x', [2]);
  const standard: Op = { kind: 'standardize', mean: noise([2]), scale: noise([2]), limit: 6 };
  const early = builder.graph([builder.add(standard, [x])]);
  const cases: [() => unknown, RegExp][] = [
    [() => quantize(once, [seen], unwatched), /is i8 already/],
    [() => quantize(network, [], unwatched), /at least one whole representative example/],
    [() => quantize(network, [new Float32Array(0)], unwatched), /at least one whole/],
    [() => quantize(network, [seen.slice(1)], unwatched), /at least one whole/],
    [() => quantize(network, [nan], unwatched), /features is NaN for representative example 1/],
    [() => quantize(early, [noise([4]).data], unwatched), /standardize_1 .* stays in float32/],
  ];
  for (const [work, sentence] of cases) {
    assert.throws(
      work,
      (error: unknown) => error instanceof Failure && sentence.test(error.message),
    );
  }
});

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
  const options = {
    name: 'clouds',
    inputs: 6,
    labels: 4,
    hidden: [12, 8],
    inputDropout: 0,
    dropout: 0.1,
  };
  const network = mlp({ ...options, batchNorm: true }, new Random(1));
  const [learn, seen] = [cloud(200), cloud(100)];
  const data = { labels: ['a', 'b', 'c', 'd'], train: learn, validation: null };
  const result = await train(network, data, { ...defaultTrainOptions, epochs: 20 }, unwatched);
  return { network: result.network, seen: learn.inputs[0]!, unseen: seen.inputs[0]! };
})();

/** A network of one operation, on packed examples. */
function quantizeOne(
  op: Op,
  shape: Shape,
  examples: ArrayLike<number>,
  ranges: 'whole' | 'trimmed' = 'whole',
): Quantized {
  const builder = new GraphBuilder('one');
  const x = builder.input('x', shape);
  const graph: Graph = builder.graph([builder.add(op, [x])]);
  const exact = { equalize: false, correctBias: false, examplesMax: 10_000 };
  const options = { ...defaultQuantizeOptions, ...exact, ranges };
  return quantize(graph, [Float32Array.from(examples)], unwatched, options);
}

function dense(inputs: number, outputs: number, weight: number[], bias: number[]): Op {
  return {
    kind: 'dense',
    weight: tensor('f32', [outputs, inputs], weight),
    bias: tensor('f32', [outputs], bias),
    activation: 'none',
  };
}

const random = new Random(9, 'quantize test');

function noise(shape: Shape): Tensor<'f32'> {
  return tensor(
    'f32',
    shape,
    Float32Array.from({ length: sizeOf(shape) }, () => random.normal()),
  );
}

function best({ data }: Tensor): number {
  return data.indexOf(Math.max(...data));
}
