import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../base/random.ts';
import { unwatched } from '../base/task.ts';
import { GraphBuilder, samePad } from '../graph/builder.ts';
import { checkGraph } from '../graph/check.ts';
import { evaluate, evaluateAll } from '../graph/evaluate.ts';
import type { Graph, Op } from '../graph/op.ts';
import { quantizeValue, realValue } from '../graph/quantized-value.ts';
import { type Shape, sizeOf, type Tensor, tensor } from '../tensor/tensor.ts';
import { equalized } from './equalize.ts';
import { defaultQuantizeOptions, quantize } from './quantize.ts';
import { formOf, quantizationsOf } from './ranges.ts';
import { gridOf } from './weights.ts';

const plainly = { ...defaultQuantizeOptions, ranges: 'whole' as const };
const none = { ...plainly, equalize: false, correctBias: false };

test('equalising changes no answer, and brings the channels between two layers to like strength', () => {
  for (const graph of [uneven('relu'), uneven('none')]) {
    const even = equalized(graph);
    assert.deepEqual(checkGraph(even), []);
    for (let i = 0; i < 10; i++) {
      const x = noise([3, 4, 2]);
      const [wanted, made] = [evaluate(graph, [x])[0]!, evaluate(even, [x])[0]!];
      for (const [k, value] of wanted.data.entries()) {
        assert.ok(Math.abs(made.data[k]! - value) < 1e-4 * Math.max(1, Math.abs(value)));
      }
    }
    const [before, after] = [graph, even].map((net) => spreadOfChannels(net));
    assert.ok(before! > 100 && after! < 10, `${before} to ${after}`);
  }
});

test('channels of unlike strength lose less when they are equalised', () => {
  const inputs = [noise([60, 3, 4, 2]).data];
  const [uneasy, easy] = [false, true].map((equalize) =>
    quantize(uneven('relu'), inputs, unwatched, { ...none, equalize }),
  );
  assert.ok(easy!.report.scoreErrorRms < 0.5 * uneasy!.report.scoreErrorRms);
});

test('what is clamped from above is not equalised', () => {
  const graph = uneven('relu6');
  const { op } = equalized(graph).nodes[0]! as { op: { weight: Tensor } };
  assert.deepEqual(op.weight, (graph.nodes[0]!.op as { weight: Tensor }).weight);
});

test('correcting biases takes the mean error away that coarse weights make', () => {
  const builder = new GraphBuilder('net');
  const weight = noise([4, 16]);
  const x = builder.input('x', [16]);
  const op: Op = { kind: 'dense', weight, bias: noise([4]), activation: 'none' };
  const graph = builder.graph([builder.add(op, [x])]);
  // inputs with a mean, so that errors of weights do not average out
  const packed = noise([300, 16]).data.map((value) => 2 + value);
  const meanError = (correctBias: boolean) => {
    const options = { ...none, weightBits: 4, correctBias, examplesMax: 300 } as const;
    const { network } = quantize(graph, [packed], unwatched, options);
    const sums = new Float64Array(4);
    for (let at = 0; at < packed.length; at += 16) {
      const one = [tensor('f32', [16], packed.slice(at, at + 16))];
      const [wanted, made] = [evaluate(graph, one)[0]!, evaluate(network, one)[0]!];
      for (const [c, value] of wanted.data.entries()) sums[c]! += (made.data[c]! - value) / 300;
    }
    return Math.max(...sums.map(Math.abs));
  };
  const [as, corrected] = [meanError(false), meanError(true)];
  assert.ok(as > 0.1 && corrected < 0.1 * as, `${as} to ${corrected}`);
});

test('the least squared error is never above that of the other rules', () => {
  const heavy = noise([5000]).data.map((value) => value ** 3);
  const kinds = [heavy, noise([5000]).data, heavy.map(Math.abs), Float32Array.of(0, 0, 1)];
  for (const values of kinds) {
    const graph = new GraphBuilder('one');
    const id = graph.input('x', [values.length]);
    const errors = (['squares', 'whole', 'trimmed'] as const).map((rule) => {
      const [form] = quantizationsOf(graph.graph([id]), [values], rule);
      const error = (v: number) => (realValue(quantizeValue(v, form!), form!) - v) ** 2;
      return values.reduce((sum, v) => sum + error(v), 0);
    });
    assert.ok(errors[0]! <= 1.02 * Math.min(...errors), errors.join());
  }
});

test('4-bit weights lie between −7 and 7, with a scale that beats the largest weight\u2019s', () => {
  const weight = noise([6, 40]);
  const op = { kind: 'dense', weight, bias: noise([6]), activation: 'none' } as const;
  const { scales } = gridOf(op, 4);
  for (const [c, scale] of scales.entries()) {
    const row = weight.data.subarray(40 * c, 40 * c + 40);
    const whole = Math.max(...row.map(Math.abs)) / 7;
    const error = (s: number) =>
      row.reduce((sum, w) => sum + (s * Math.max(-7, Math.min(7, Math.round(w / s))) - w) ** 2, 0);
    assert.ok(scale <= whole * 1.0001 && error(scale) <= error(whole));
  }
  const builder = new GraphBuilder('net');
  const graph = builder.graph([builder.add(op, [builder.input('x', [40])])]);
  const options = { ...plainly, weightBits: 4 } as const;
  const { network, report } = quantize(graph, [noise([50, 40]).data], unwatched, options);
  assert.deepEqual(checkGraph(network), []);
  const made = network.nodes.find(({ op: { kind } }) => kind === 'dense')!.op as typeof op;
  assert.equal(made.weight.type as string, 'i4');
  assert.ok(made.weight.data.every((w) => Math.abs(w) <= 7) && made.weight.data.includes(7));
  assert.ok(report.scoreErrorRms > 0 && report.layers.at(-1)!.error < 0.2);
});

test('what each layer adds is its own: together about what is lost at the end', () => {
  const { report } = quantize(uneven('relu'), [noise([60, 3, 4, 2]).data], unwatched, none);
  for (const { name, added, error } of report.layers) {
    assert.ok(added >= 0 && added < 1.5 * error + 1e-6, `${name}: ${added} of ${error}`);
  }
  const squares = report.layers.reduce((sum, { added }) => sum + added ** 2, 0);
  const last = report.layers.at(-1)!.error;
  assert.ok(Math.sqrt(squares) > 0.3 * last && Math.sqrt(squares) < 3 * last);
});

test('a form holds what it stands for: no rounding error beyond half a step', () => {
  const form = formOf([-1.3, 4.2]);
  for (const value of [-1.3, -0.01, 0, 2.345, 4.2]) {
    const near = realValue(quantizeValue(value, form), form);
    assert.ok(Math.abs(near - value) <= 0.51 * form.scales[0]!);
  }
});

/** Two convolutions with channels of very unlike strength between them, then a depthwise one. */
function uneven(activation: 'none' | 'relu' | 'relu6'): Graph {
  const builder = new GraphBuilder('uneven');
  const random = new Random(3, 'uneven');
  const normal = (shape: Shape, factor: (i: number) => number) =>
    tensor(
      'f32',
      shape,
      Float32Array.from({ length: sizeOf(shape) }, (_, i) => factor(i) * random.normal()),
    );
  const strength = [0.01, 0.1, 1, 10];
  const pad = samePad([3, 4], [3, 3], [1, 1]);
  const slide = { stride: [1, 1], dilation: [1, 1], pad } as const;
  const x = builder.input('x', [3, 4, 2]);
  const one = builder.add(
    {
      kind: 'conv2d',
      weight: normal([4, 3, 3, 2], (i) => strength[Math.floor(i / 18)]!),
      bias: normal([4], (c) => 0.1 * strength[c]!),
      activation,
      ...slide,
    },
    [x],
  );
  const two = builder.add(
    {
      kind: 'depthwise2d',
      weight: normal([3, 3, 4], () => 1),
      bias: normal([4], () => 0),
      multiplier: 1,
      activation: 'none',
      ...slide,
    },
    [one],
  );
  const three = builder.add(
    {
      kind: 'conv2d',
      weight: normal([3, 1, 1, 4], (i) => 1 / strength[i % 4]!),
      bias: normal([3], () => 1),
      activation: 'none',
      ...slide,
      pad: samePad([3, 4], [1, 1], [1, 1]),
    },
    [two],
  );
  return builder.graph([three]);
}

/** The strongest channel of the first layer's output over the weakest. */
function spreadOfChannels(graph: Graph): number {
  const most = [0, 0, 0, 0];
  for (let i = 0; i < 20; i++) {
    const all = evaluateAll(graph, [noise([3, 4, 2])]);
    for (const [k, value] of all[graph.nodes[0]!.output]!.data.entries()) {
      most[k % 4] = Math.max(most[k % 4]!, Math.abs(value));
    }
  }
  return Math.max(...most) / Math.min(...most);
}

const random = new Random(31, 'rounding');

function noise(shape: Shape): Tensor<'f32'> {
  return tensor(
    'f32',
    shape,
    Float32Array.from({ length: sizeOf(shape) }, () => random.normal()),
  );
}
