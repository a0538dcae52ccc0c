import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  dense,
  depths,
  lstm,
  networkAround,
  noise,
  type OddLayer,
  oddLayers,
  ones,
} from '../../test/odd-layers.ts';
import { Failure } from '../base/failure.ts';
import { Random } from '../base/random.ts';
import { GraphBuilder, samePad } from '../graph/builder.ts';
import { evaluate } from '../graph/evaluate.ts';
import type { Graph, Op } from '../graph/op.ts';
import { tensor } from '../tensor/tensor.ts';
import { type Engine, makeEngine } from './engine.ts';
import { crossEntropy } from './loss.ts';
import { slotsOf } from './parameters.ts';

const batches = [1, 3];

for (const [name, layers] of oddLayers) {
  test(`${name} hand back the gradients of finite differences`, () => {
    for (const layer of layers()) checkLayer(layer);
  });
}

test('softmax hands back the gradients of finite differences', () => {
  checkLayer({ name: 'softmax', op: { kind: 'softmax' }, shapes: [[2, 3, 5]] });
});

test('a clipped cell of long short-term memory hands back the gradients of finite differences', () => {
  const op = lstm(3, 2, 0.2);
  for (const time of [1, 5]) checkLayer({ name: 'lstm', op, shapes: [[time, 3]] });
});

test('padding with any value hands back the gradients of finite differences', () => {
  const pads = [
    [1, 0],
    [0, 2],
  ] as const;
  const op: Op = { kind: 'pad', pads, value: 0.5 };
  checkLayer({ name: 'pad', op, shapes: [[3, 2]] });
});

test('batch norm hands back the gradients of finite differences, of the batch statistics too', () => {
  for (const channels of depths) {
    for (const width of [1, 2, 3, 5, 7]) {
      const [gamma, beta] = [noise([channels]), noise([channels])];
      const [mean, variance] = [noise([channels]), tensor('f32', [channels], ones(channels))];
      const op: Op = { kind: 'batchNorm', gamma, beta, mean, variance, epsilon: 1e-3 };
      checkLayer({ name: 'batch norm', op, shapes: [[1, width, channels]] });
    }
  }
});

test('a value read twice gets both gradients', () => {
  const builder = new GraphBuilder('twice');
  const x = builder.input('x', [4]);
  const one = builder.add(dense(4, 4, 'none'), [x]);
  const sum = builder.add({ kind: 'add', activation: 'none' }, [
    one,
    builder.add(dense(4, 4, 'relu'), [one]),
  ]);
  const joined = builder.add({ kind: 'concat', axis: 0 }, [sum, one, one]);
  const logits = builder.add(dense(12, 3, 'none'), [joined]);
  checkGradients('twice', builder.graph([builder.add({ kind: 'softmax' }, [logits])]));
});

test('outside training a network answers as the plain evaluation of its graph does', () => {
  const builder = new GraphBuilder('net');
  const x = builder.input('x', [3, 5, 2]);
  const slide = { stride: [1, 2], dilation: [1, 1], pad: samePad([3, 5], [3, 3], [1, 2]) } as const;
  const weight = noise([4, 3, 3, 2]);
  let y = builder.add({ kind: 'conv2d', weight, bias: noise([4]), activation: 'none', ...slide }, [
    x,
  ]);
  const statistics = { mean: noise([4]), variance: tensor('f32', [4], ones(4)) };
  const op = { kind: 'batchNorm', gamma: noise([4]), beta: noise([4]), epsilon: 1e-3 } as const;
  y = builder.add({ ...op, ...statistics }, [y]);
  y = builder.add({ kind: 'activation', activation: 'relu6' }, [y]);
  y = builder.add({ kind: 'dropout', rate: 0.5 }, [y]);
  y = builder.add({ kind: 'reshape', shape: [builder.size(y)] }, [y]);
  const logits = builder.add(dense(builder.size(y), 3, 'none'), [y]);
  const graph = builder.graph([builder.add({ kind: 'softmax' }, [logits])]);

  const engine = makeEngine(graph, 4, { seed: 1 });
  const input = noise([4, 3, 5, 2]);
  engine.inputs[0]!.set(input.data);
  engine.forward(4, { training: false, step: 0 });
  for (let i = 0; i < 4; i++) {
    const one = tensor('f32', [3, 5, 2], input.data.slice(i * 30, (i + 1) * 30));
    const [scores] = evaluate(graph, [one]);
    const powers = [...engine.logits.subarray(i * 3, i * 3 + 3)].map(Math.exp);
    const sum = powers.reduce((a, b) => a + b, 0);
    for (let c = 0; c < 3; c++) {
      assert.ok(Math.abs(scores!.data[c]! - powers[c]! / sum) < 1e-6, `score ${c} of ${i}`);
    }
  }
});

test('an operation that training cannot run is refused by its name and with the way out', () => {
  const builder = new GraphBuilder('net');
  const x = builder.input('x', [3]);
  const [mean, scale] = [noise([3]), noise([3])];
  const y = builder.add({ kind: 'standardize', mean, scale, limit: 6 }, [x]);
  const logits = builder.add(dense(3, 2, 'none'), [y]);
  const graph = builder.graph([builder.add({ kind: 'softmax' }, [logits])]);
  assert.throws(
    () => makeEngine(graph, 2, { seed: 1 }),
    (error: unknown) => {
      return error instanceof Failure && /standardize_1 .* features/.test(error.message);
    },
  );
  const open = { ...graph, outputs: [logits] };
  assert.throws(() => makeEngine(open, 2, { seed: 1 }), /must end in one softmax/);
});

function checkLayer(layer: OddLayer): void {
  checkGradients(layer.name, networkAround(layer));
}

/** A sample of all parameters and inputs against central differences in float64. */
function checkGradients(what: string, graph: Graph): void {
  for (const count of batches) {
    const options = { seed: 3, precision: 'f64', wantInputGradients: true } as const;
    const engine = makeEngine(graph, count, options);
    for (const input of engine.inputs)
      for (let i = 0; i < input.length; i++) input[i] = random.normal();
    const loss = lossOf(engine, count);
    assert.ok(Number.isFinite(loss(true)), what);
    const offsets = slotsOf(graph).map(({ offset }) => offset);
    const trained = [...offsets, ...picks(engine.trained)].filter((i) => i < engine.trained);
    const wanted = new Map([[engine.numbers, trained] as const]);
    const gradients = new Map([[engine.numbers, engine.gradients.slice()]]);
    for (const [i, input] of engine.inputs.entries()) {
      wanted.set(input, picks(input.length));
      gradients.set(input, engine.inputGradients[i]!.slice());
    }
    for (const [numbers, places] of wanted) {
      for (const i of places) {
        const difference = centralDifference(numbers, i, loss);
        const gradient = gradients.get(numbers)![i]!;
        const bound = 1e-6 * Math.max(1e-2, Math.abs(difference), Math.abs(gradient));
        const told = `${what}, batch ${count}, number ${i}: ${gradient} for ${difference}`;
        assert.ok(Math.abs(gradient - difference) < bound, told);
      }
    }
  }
}

function lossOf(engine: Engine, count: number): (backward: boolean) => number {
  const shares = Float64Array.from({ length: count * 3 }, (_, i) => (i % 3 === 1 ? 0.7 : 0.15));
  const targets = { shares, classWeights: Float64Array.of(1, 0.5, 1.5), smoothing: 0.1 };
  return (backward) => {
    engine.forward(count, { training: true, step: 5 });
    const loss = crossEntropy(engine.logits, targets, count, engine.logitGradients);
    if (backward) engine.backward(count);
    return loss;
  };
}

function centralDifference(
  numbers: { [index: number]: number },
  i: number,
  loss: (backward: boolean) => number,
): number {
  const step = 1e-5;
  const at = numbers[i]!;
  numbers[i] = at + step;
  const above = loss(false);
  numbers[i] = at - step;
  const below = loss(false);
  numbers[i] = at;
  return (above - below) / (2 * step);
}

/** Up to eight places, spread over all. */
function picks(length: number): number[] {
  const all = Array.from({ length }, (_, i) => i);
  return length <= 8 ? all : random.shuffled(all).slice(0, 8);
}

const random = new Random(11, 'gradient test');
