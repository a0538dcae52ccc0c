import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomCases, randomNetwork } from '../../test/random-networks.ts';
import { type Quantization, sizeOf, type Tensor, tensor } from '../tensor/tensor.ts';
import { broadcastIndices } from './broadcast.ts';
import { GraphBuilder } from './builder.ts';
import { evaluate, evaluateAll } from './evaluate.ts';
import type { Graph, Node, Op, OpKind, Value } from './op.ts';
import { activationLimits } from './quantized-value.ts';

/**
 * Every int8 operation beside its float32 twin on the same numbers: the two are written apart from
 * each other, and their answers may differ by so many steps of the output's scale.
 */
const stepsMax: { readonly [K in OpKind]?: number } = {
  dense: 1.01,
  conv2d: 1.01,
  depthwise2d: 1.01,
  transposeConv2d: 1.01,
  batchMatmul: 1.01,
  pool2d: 0.51,
  activation: 1.01,
  softmax: 1.01,
  logistic: 1.01,
  tanh: 1.01,
  l2Norm: 1.01,
  hardSwish: 1.6,
  leakyRelu: 1.01,
  prelu: 1.01,
  add: 1.01,
  sub: 1.01,
  mul: 1.01,
  mean: 1.01,
  quantize: 1.01,
  // its places have 10 fraction bits, which over 12 pixels is a hundredth of a pixel
  resizeBilinear: 3.5,
  maximum: 0.001,
  minimum: 0.001,
  concat: 0.001,
  reshape: 0.001,
  pad: 0.001,
  mirrorPad: 0.001,
  transpose: 0.001,
  slice: 0.001,
  gather: 0.001,
  resizeNearest: 0.001,
};

test('int8 operations stay within their steps of the float32 ones', () => {
  const seen = new Map<OpKind, number>();
  for (let seed = 0; seed < 150; seed++) {
    const graph = randomNetwork(seed);
    const all = evaluateAll(graph, randomCases(graph, seed, 1)[0]!);
    for (const node of graph.nodes) {
      const to = graph.values[node.output]!;
      const bound = stepsMax[node.op.kind];
      if (bound === undefined || to.type !== 'i8') continue;
      if (node.inputs.some((id) => graph.values[id]!.type !== 'i8') && node.op.kind !== 'gather')
        continue;
      const meant = floatTwin(graph, node, all);
      const { scales, zeroPoint } = to.quantization!;
      const [low, high] = [-128, 127].map((end) => scales[0]! * (end - zeroPoint)) as [
        number,
        number,
      ];
      for (const [i, value] of all[node.output]!.data.entries()) {
        const real = Math.min(high, Math.max(low, meant.data[i]!));
        const steps = Math.abs(real - scales[0]! * (value - zeroPoint)) / scales[0]!;
        assert.ok(
          steps <= bound,
          `network ${seed}, ${node.name}, element ${i}: ${steps} steps off`,
        );
      }
      seen.set(node.op.kind, (seen.get(node.op.kind) ?? 0) + 1);
    }
  }
  assert.deepEqual([...seen.keys()].sort(), Object.keys(stepsMax).sort());
});

/** One layer in float32 on what its inputs stand for. */
function floatTwin(graph: Graph, node: Node, all: readonly Tensor[]): Tensor {
  const builder = new GraphBuilder('twin');
  const values = node.inputs.map((id) => graph.values[id]!);
  const inputs = node.inputs.map((id, i) => real(all[id]!, values[i]!.quantization));
  const ids = inputs.map((x, i) => builder.input(`x${i}`, x.shape, x.type));
  const op = floatOp(node.op, values);
  if (op === null) return inputs[0]!;
  return evaluate(builder.graph([builder.add(op, ids)]), inputs)[0]!;
}

function floatOp(op: Op, [from]: readonly Value[]): Op | null {
  if (op.kind === 'quantize') return null;
  if (op.kind === 'pad') {
    const { scales, zeroPoint } = from!.quantization!;
    return { ...op, value: scales[0]! * (op.value - zeroPoint) };
  }
  if (op.kind === 'prelu') {
    return { kind: 'prelu', alpha: real(op.alpha, op.alphaQuantization) as Tensor<'f32'> };
  }
  if (!('weight' in op)) return op;
  const { weight, bias, weightQuantization } = op;
  const channels = bias.data.length;
  const scaleOf = (o: number) =>
    weightQuantization!.scales[weightQuantization!.scales.length > 1 ? o : 0]!;
  const run = op.kind === 'depthwise2d' ? 1 : weight.data.length / channels;
  const reals = Array.from(weight.data, (w, i) => w * scaleOf(Math.floor(i / run) % channels));
  const biases = Array.from(bias.data, (b, o) => b * from!.quantization!.scales[0]! * scaleOf(o));
  const { weightQuantization: _form, ...rest } = op;
  return {
    ...rest,
    weight: tensor('f32', weight.shape, reals),
    bias: tensor('f32', bias.shape, biases),
  } as Op;
}

function real(x: Tensor, form: Quantization | undefined): Tensor {
  if (!form || x.type === 'i32') return x;
  const numbers = Array.from(x.data, (q) => form.scales[0]! * (q - form.zeroPoint));
  return tensor('f32', x.shape, numbers);
}

test('shapes broadcast as their definition says', () => {
  assert.deepEqual(
    Array.from(broadcastIndices([2, 1, 3], [2, 2, 3])),
    [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5],
  );
  assert.deepEqual(Array.from(broadcastIndices([], [2, 2])), [0, 0, 0, 0]);
  assert.equal(sizeOf([]), 1);
  assert.deepEqual(activationLimits.reluN1To1, [-1, 1]);
});
