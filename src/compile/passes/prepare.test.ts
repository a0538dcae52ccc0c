import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertGolden, golden, noGoldens } from '../../../test/goldens.ts';
import { everyOperation, randomNetworks } from '../../../test/int8-graphs.ts';
import { Random } from '../../base/random.ts';
import { GraphBuilder, noPad } from '../../graph/builder.ts';
import { checkGraph } from '../../graph/check.ts';
import { evaluate } from '../../graph/evaluate.ts';
import type { Activation, Graph, Op, ValueId } from '../../graph/op.ts';
import { type Quantization, sizeOf, tensor } from '../../tensor/tensor.ts';
import { macsOf } from '../costs.ts';
import { withFusions } from './fuse.ts';
import { withoutIdentities } from './identities.ts';
import { prepare } from './prepare.ts';

test('random networks answer the same when they are prepared, with less to do', () => {
  let saved = 0;
  for (const { network, name } of [...randomNetworks(150), ...everyOperation()]) {
    const prepared = prepare(network);
    assert.deepEqual(checkGraph(prepared), []);
    saved += network.nodes.length - prepared.nodes.length;
    const random = new Random(2, name);
    for (const spread of [1, 4]) {
      const inputs = network.inputs.map((id) => {
        const { shape } = network.values[id]!;
        return tensor(
          'f32',
          shape,
          Array.from({ length: sizeOf(shape) }, () => spread * random.normal()),
        );
      });
      assert.deepEqual(evaluate(prepared, inputs), evaluate(network, inputs), name);
    }
  }
  assert.ok(saved > 100, `${saved} operations saved`);
});

test('half the work of a published network is gone, and its answers are the same', {
  skip: noGoldens,
}, () => {
  const one = golden('vww_96_int8', 'double');
  const prepared = prepare(one.graph);
  assert.ok(macsOfAll(prepared) < 0.51 * macsOfAll(one.graph));
  assertGolden(prepared, one);
});

test('a ReLU of the same scale becomes part of the layer before it', () => {
  for (const before of ['none', 'relu', 'relu6'] as const) {
    const graph = net((b, x) => b.add(relu('relu6'), [b.add(conv(before), [x], like)], like));
    checkFused(graph, ['conv2d']);
  }
});

test('a ReLU that also changes the scale stays', () => {
  const other = { ...like, quantization: quantization(0.07, 3) };
  const graph = net((b, x) => b.add(relu('relu'), [b.add(conv('none'), [x], like)], other));
  checkFused(graph, ['conv2d', 'activation']);
});

test('a border of zero points becomes padding, any other border stays', () => {
  const pads = [
    [1, 2],
    [0, 1],
    [0, 0],
  ] as const;
  for (const [value, kinds] of [
    [-5, ['conv2d']],
    [0, ['pad', 'conv2d']],
  ] as const) {
    const graph = net((b, x) => {
      const bordered = b.add({ kind: 'pad', pads, value }, [x], like);
      return b.add(conv('none'), [bordered], like);
    });
    checkFused(graph, kinds);
  }
});

test('a sum takes over another scale only where every pair of integers agrees', () => {
  const twice = (quantized: Quantization) =>
    net((b, x) => {
      const sum = b.add({ kind: 'add', activation: 'none' }, [x, x], like);
      return b.add({ kind: 'quantize' }, [sum], { ...like, quantization: quantized });
    });
  checkFused(twice(quantization(0.1, -5)), ['add', 'quantize']);
  checkFused(twice(quantization(0.05, 2)), ['add', 'quantize']);
  checkFused(twice(quantization(0.025, -5)), ['add']);
});

test('what does nothing goes, but an input that is an output keeps its copy', () => {
  const noop = { kind: 'dropout', rate: 0.5 } as const;
  const b = new GraphBuilder('net');
  const x = b.input('x', [2, 2, 1], 'i8', like.quantization);
  const y = b.add(noop, [b.add(noop, [x], like)], like);
  const z = b.add(noop, [b.add(relu('relu'), [x], like)], like);
  const small = withoutIdentities(b.graph([y, z]));
  assert.deepEqual(
    small.nodes.map(({ op }) => op.kind),
    ['dropout', 'activation'],
  );
});

function macsOfAll({ nodes, values }: Graph): number {
  return nodes.reduce((sum, { op, inputs, output }) => {
    return sum + macsOf(op, values[output]!.shape, values[inputs[0]!]?.shape ?? []);
  }, 0);
}

const like = { type: 'i8', quantization: quantization(0.05, -5) } as const;

function quantization(scale: number, zeroPoint: number): Quantization {
  return { scales: [Math.fround(scale)], zeroPoint, axis: null };
}

function net(layers: (b: GraphBuilder, x: ValueId) => ValueId): Graph {
  const b = new GraphBuilder('net');
  return b.graph([layers(b, b.input('x', [4, 5, 2], 'i8', like.quantization))]);
}

function relu(activation: 'relu' | 'relu6'): Op {
  return { kind: 'activation', activation };
}

function conv(activation: Activation): Op {
  const random = new Random(1, 'conv');
  return {
    kind: 'conv2d',
    weight: tensor(
      'i8',
      [3, 2, 2, 2],
      Int8Array.from({ length: 24 }, () => random.bits()),
    ),
    bias: tensor('i32', [3], [10, -200, 3000]),
    weightQuantization: { scales: [0.01, 0.02, 0.005], zeroPoint: 0, axis: 0 },
    activation,
    stride: [1, 1],
    dilation: [1, 1],
    pad: noPad,
  };
}

function checkFused(graph: Graph, kinds: readonly string[]): void {
  const small = withoutIdentities(withFusions(graph));
  assert.deepEqual(
    small.nodes.map(({ op }) => op.kind),
    kinds,
  );
  const random = new Random(3, 'fused');
  for (let i = 0; i < 20; i++) {
    const input = tensor(
      'i8',
      [4, 5, 2],
      Int8Array.from({ length: 40 }, () => random.bits()),
    );
    assert.deepEqual(evaluate(small, [input]), evaluate(graph, [input]));
  }
}
