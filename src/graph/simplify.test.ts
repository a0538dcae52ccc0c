import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../base/random.ts';
import { type Shape, sizeOf, type Tensor, tensor } from '../tensor/tensor.ts';
import { GraphBuilder, noPad, samePad } from './builder.ts';
import { checkGraph } from './check.ts';
import { evaluate } from './evaluate.ts';
import type { Activation, Graph, Op, OpKind, ValueId } from './op.ts';
import { simplify } from './simplify.ts';

const random = new Random(5, 'simplify test');

test('random networks mean the same before and after, with fewer operations', () => {
  let saved = 0;
  for (let seed = 0; seed < 150; seed++) {
    const graph = randomNetwork(new Random(seed, 'network'));
    const simple = simplify(graph);
    assert.deepEqual(checkGraph(simple), []);
    saved += graph.nodes.length - simple.nodes.length;
    for (let example = 0; example < 3; example++) {
      const inputs = graph.inputs.map((id) => noise(graph.values[id]!.shape));
      const before = evaluate(graph, inputs);
      const after = evaluate(simple, inputs);
      for (const [k, { data }] of before.entries()) {
        const peak = Math.max(1, ...Array.from(data, Math.abs));
        for (const [i, value] of data.entries()) {
          const difference = Math.abs(value - after[k]!.data[i]!);
          assert.ok(difference < 2e-5 * peak, `network ${seed}, output ${k}: off by ${difference}`);
        }
      }
    }
  }
  assert.ok(saved > 300, `${saved} operations saved`);
});

test('a dense layer with batch norm, ReLU and dropout becomes one operation', () => {
  const { builder, x } = begin([4]);
  let y = builder.add(dense(4, 3), [x]);
  y = builder.add(batchNorm(3), [y]);
  y = builder.add({ kind: 'activation', activation: 'relu' }, [y]);
  y = builder.add({ kind: 'dropout', rate: 0.5 }, [y]);
  y = builder.add({ kind: 'reshape', shape: [3] }, [y]);
  const simple = simplify(builder.graph([y]));
  assert.deepEqual(kindsOf(simple), ['dense']);
  assert.equal(simple.nodes[0]!.name, 'dense_1');
  assert.equal(simple.values.length, 2);
  const { op } = simple.nodes[0]!;
  assert.equal(op.kind === 'dense' && op.activation, 'relu');
});

test('each kind that can hold an activation takes it over', () => {
  for (const op of [conv(2, 3, 'none'), depthwise(2, 'none'), pool('max', 'none')]) {
    const { builder, x } = begin([3, 4, 2]);
    const y = builder.add(op, [x]);
    const z = builder.add({ kind: 'activation', activation: 'relu6' }, [y]);
    const simple = simplify(builder.graph([z]));
    assert.deepEqual(kindsOf(simple), [op.kind]);
    assert.equal((simple.nodes[0]!.op as { activation: Activation }).activation, 'relu6');
  }
});

test('what others read too is left as it is', () => {
  const { builder, x } = begin([4]);
  const y = builder.add(dense(4, 3), [x]);
  const normal = builder.add(batchNorm(3), [y]);
  const positive = builder.add({ kind: 'activation', activation: 'relu' }, [normal]);
  const sum = builder.add({ kind: 'add', activation: 'none' }, [y, positive]);
  assert.deepEqual(kindsOf(simplify(builder.graph([sum]))), [
    'dense',
    'batchNorm',
    'activation',
    'add',
  ]);
});

test('a value that is an output of the network stays one', () => {
  const { builder, x } = begin([4]);
  const y = builder.add(dense(4, 3), [x]);
  const z = builder.add({ kind: 'activation', activation: 'relu' }, [y]);
  const simple = simplify(builder.graph([y, z]));
  assert.deepEqual(kindsOf(simple), ['dense', 'activation']);
  assert.equal(simple.outputs.length, 2);
});

test('a batch norm after an activation is not folded, for the clamp lies between', () => {
  const { builder, x } = begin([4]);
  const y = builder.add({ ...dense(4, 3), activation: 'relu' } as Op, [x]);
  const simple = simplify(builder.graph([builder.add(batchNorm(3), [y])]));
  assert.deepEqual(kindsOf(simple), ['dense', 'batchNorm']);
});

test('a network of nothing but dropout answers its input', () => {
  const { builder, x } = begin([4]);
  const simple = simplify(builder.graph([builder.add({ kind: 'dropout', rate: 0.5 }, [x])]));
  assert.deepEqual(simple.nodes, []);
  assert.deepEqual(simple.outputs, simple.inputs);
});

test('the graph given stays as it was', () => {
  const graph = randomNetwork(new Random(1, 'network'));
  const before = structuredClone(graph);
  simplify(graph);
  assert.deepEqual(graph, before);
});

/** Layers of all kinds one after another, now and then reading an older value. */
function randomNetwork(random: Random): Graph {
  const builder = new GraphBuilder('random');
  let x = builder.input('x', [2 + random.below(2), 3 + random.below(3), 1 + random.below(3)]);
  const seen: ValueId[] = [x];
  for (let layer = 0; layer < 12; layer++) {
    x = addRandomLayer(builder, x, seen, random);
    seen.push(x);
  }
  const row = builder.add({ kind: 'reshape', shape: [builder.size(x)] }, [x]);
  const y = builder.add(batchNorm(3), [builder.add(dense(builder.size(row), 3), [row])]);
  return builder.graph(random.below(3) ? [y] : [y, x]);
}

function addRandomLayer(
  builder: GraphBuilder,
  x: ValueId,
  seen: readonly ValueId[],
  random: Random,
): ValueId {
  const shape = builder.shape(x);
  const channels = shape[2]!;
  const activation = (['none', 'relu', 'relu6'] as const)[random.below(3)]!;
  const twins = seen.filter((id) => builder.shape(id).join() === shape.join());
  const ops: Op[] = [
    conv(channels, 1 + random.below(4), activation),
    depthwise(channels, activation),
    pool('max', activation),
    pool('average', activation),
    batchNorm(channels),
    batchNorm(channels),
    { kind: 'activation', activation: 'relu' },
    { kind: 'activation', activation: 'relu6' },
    { kind: 'dropout', rate: 0.3 },
    { kind: 'reshape', shape },
  ];
  if (random.below(6) > 0) return builder.add(ops[random.below(ops.length)]!, [x]);
  const other = twins[random.below(twins.length)]!;
  return builder.add({ kind: 'add', activation }, [x, other]);
}

function begin(shape: Shape): { builder: GraphBuilder; x: ValueId } {
  const builder = new GraphBuilder('net');
  return { builder, x: builder.input('x', shape) };
}

function kindsOf({ nodes }: Graph): OpKind[] {
  return nodes.map(({ op }) => op.kind);
}

function dense(inputs: number, outputs: number): Op {
  return {
    kind: 'dense',
    weight: noise([outputs, inputs]),
    bias: noise([outputs]),
    activation: 'none',
  };
}

const sameSize = {
  stride: [1, 1],
  dilation: [1, 1],
  pad: samePad([9, 9], [2, 3], [1, 1]),
} as const;

function conv(inputs: number, outputs: number, activation: Activation): Op {
  const [weight, bias] = [noise([outputs, 2, 3, inputs]), noise([outputs])];
  return { kind: 'conv2d', weight, bias, activation, ...sameSize };
}

function depthwise(channels: number, activation: Activation): Op {
  const [weight, bias] = [noise([2, 3, channels * 2]), noise([channels * 2])];
  const op = { kind: 'depthwise2d', multiplier: 2, weight, bias, activation } as const;
  return channels > 4
    ? {
        ...op,
        multiplier: 1,
        weight: noise([2, 3, channels]),
        bias: noise([channels]),
        ...sameSize,
      }
    : { ...op, ...sameSize };
}

function pool(mode: 'max' | 'average', activation: Activation): Op {
  const pad = { ...noPad, bottom: 1, right: 1 };
  return { kind: 'pool2d', mode, size: [2, 2], stride: [1, 1], pad, activation };
}

function batchNorm(channels: number): Op {
  const variance = tensor(
    'f32',
    [channels],
    noise([channels]).data.map((v) => v * v + 0.1),
  );
  const [gamma, beta, mean] = [noise([channels]), noise([channels]), noise([channels])];
  return { kind: 'batchNorm', gamma, beta, mean, variance, epsilon: 1e-3 };
}

function noise(shape: Shape): Tensor<'f32'> {
  return tensor(
    'f32',
    shape,
    Float32Array.from({ length: sizeOf(shape) }, () => random.normal() / 2),
  );
}
