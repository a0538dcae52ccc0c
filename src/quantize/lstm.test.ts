import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../base/failure.ts';
import { Random } from '../base/random.ts';
import { unwatched } from '../base/task.ts';
import { GraphBuilder } from '../graph/builder.ts';
import { checkGraph } from '../graph/check.ts';
import type { LstmOp } from '../graph/op-sequence.ts';
import { type Shape, sizeOf, type Tensor, tensor } from '../tensor/tensor.ts';
import { makeNetwork, parseNetwork } from '../train/networks/makers.ts';
import { cellFormOf } from './lstm.ts';
import { quantize } from './quantize.ts';

test('a network with two layers of long short-term memory stays near float in int8', () => {
  const inputs = [
    { name: 'window', shape: [1, 40, 3] },
    { name: 'features', shape: [7] },
  ];
  const choice = parseNetwork('lstm:cells=12,8');
  const float = makeNetwork(choice, { name: 'net', inputs, labels: 4 }, new Random(2));
  const examples = [noise([50, 120]).data, noise([50, 7]).data];
  const { network, report } = quantize(float, examples, unwatched);
  assert.deepEqual(checkGraph(network), []);
  assert.ok(report.scoreErrorRms < 0.01, `${report.scoreErrorRms}`);
  const layers = report.layers.filter(({ kind }) => kind === 'lstm');
  assert.equal(layers.length, 2);
  for (const { name, error, added } of layers) {
    assert.ok(error > 0 && error < 0.05, `${name}: ${error}`);
    assert.ok(added > 0 && added < 0.05, `${name} alone: ${added}`);
  }
});

test('weights are symmetric by matrix, biases at input times weight scale, cells by powers of 2', () => {
  const float = lstmOf(6, 3);
  const { network } = quantize(graphOf(float, [20, 3]), [noise([10, 60]).data], unwatched);
  const node = network.nodes.find(({ op }) => op.kind === 'lstm')!;
  const op = node.op as LstmOp;
  const [from, to] = [node.inputs[0]!, node.output].map((id) => network.values[id]!.quantization!);
  assert.deepEqual(op.hiddenQuantization, to);
  assert.ok(Number.isInteger(Math.log2(op.cellQuantization!.scales[0]!)));
  for (const name of ['input', 'forget', 'cell', 'output'] as const) {
    const [gate, origin] = [op.gates[name], float.gates[name]];
    for (const [integers, form, real] of [
      [gate.weight, gate.weightQuantization, origin.weight],
      [gate.recurrent, gate.recurrentQuantization, origin.recurrent],
    ] as const) {
      assert.deepEqual([integers.type, form!.zeroPoint, form!.scales.length], ['i8', 0, 1]);
      assert.equal(Math.max(...integers.data.map(Math.abs)), 127);
      for (const [i, q] of integers.data.entries()) {
        assert.ok(Math.abs(q * form!.scales[0]! - real.data[i]!) <= form!.scales[0]! * 0.501);
      }
    }
    const step = from!.scales[0]! * gate.weightQuantization!.scales[0]!;
    for (const [c, q] of gate.bias.data.entries()) {
      assert.ok(Math.abs(q * step - origin.bias.data[c]!) <= 0.501 * step);
    }
  }
});

test('the form of a cell is the least power of 2 that holds all that it was seen to hold', () => {
  // gates that are open, so that each step adds tanh(9) = 1 to a cell that forgets nothing
  const op = { ...lstmOf(1, 1, () => 0), cellClip: 0 };
  const open = tensor('f32', [1], [40]);
  const gates = { ...op.gates, input: { ...op.gates.input, bias: open } };
  const adding = {
    ...op,
    gates: {
      ...gates,
      forget: { ...gates.forget, bias: open },
      cell: { ...gates.cell, bias: tensor('f32', [1], [9]) },
    },
  };
  const form = (steps: number) => {
    const from = { name: 'x', type: 'f32', shape: [steps, 1] } as const;
    return cellFormOf(adding, from, new Float32Array(2 * steps)).scales[0]! * 32768;
  };
  assert.deepEqual([1, 2, 3, 5, 33, 200].map(form), [1, 2, 4, 8, 64, 64]);
});

test('a gated recurrent unit is refused with the way out', () => {
  const { input, forget, cell, output } = lstmOf(4, 3).gates;
  const parts = { update: input, reset: forget, candidate: cell };
  const op = { kind: 'gru', ...parts, recurrentBias: output.bias as Tensor<'f32'> } as const;
  const builder = new GraphBuilder('net');
  const graph = builder.graph([builder.add(op, [builder.input('x', [5, 3])], { name: 'memory' })]);
  assert.throws(
    () => quantize(graph, [noise([3, 15]).data], unwatched),
    (error: unknown) =>
      error instanceof Failure &&
      /memory \(gru\) .* take long short-term memory/.test(error.message),
  );
});

const random = new Random(9, 'quantize lstm test');

function lstmOf(cells: number, inputs: number, value = () => random.normal()): LstmOp {
  const numbers = (shape: Shape) =>
    tensor('f32', shape, Float32Array.from({ length: sizeOf(shape) }, value));
  const gate = () => ({
    weight: numbers([cells, inputs]),
    recurrent: numbers([cells, cells]),
    bias: numbers([cells]),
  });
  const gates = { input: gate(), forget: gate(), cell: gate(), output: gate() };
  return { kind: 'lstm', gates, cellClip: 0 };
}

function graphOf(op: LstmOp, shape: Shape) {
  const builder = new GraphBuilder('one');
  return builder.graph([builder.add(op, [builder.input('x', shape)])]);
}

function noise(shape: Shape): Tensor<'f32'> {
  const values = Float32Array.from({ length: sizeOf(shape) }, () => random.normal());
  return tensor('f32', shape, values);
}
