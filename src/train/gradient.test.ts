import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../base/failure.ts';
import { Random } from '../base/random.ts';
import { GraphBuilder, noPad, samePad } from '../graph/builder.ts';
import { evaluate } from '../graph/evaluate.ts';
import type { Activation, Graph, Op } from '../graph/op.ts';
import { type Shape, sizeOf, type Tensor, tensor } from '../tensor/tensor.ts';
import { type Engine, makeEngine } from './engine.ts';
import { crossEntropy } from './loss.ts';
import { slotsOf } from './parameters.ts';

const batches = [1, 3];
const widths = [1, 2, 3, 5, 7];
const depths = [1, 3, 8];
const strides = [1, 2];
const activations: readonly Activation[] = ['none', 'relu', 'relu6'];

test('dense layers hand back the gradients of finite differences', () => {
  for (const inputs of [1, 2, 3, 5, 7, 8]) {
    for (const outputs of [1, 3, 4, 8]) {
      const op = dense(inputs, outputs, activations[(inputs + outputs) % 3]!);
      checkLayer(`dense ${inputs} to ${outputs}`, op, [[inputs]]);
    }
  }
});

test('convolutions hand back the gradients of finite differences on odd shapes', () => {
  eachPicture((shape, stride, variant) => {
    const [height, width, channels] = shape;
    const kernel: [number, number] = [Math.min(height, 1 + (variant % 3)), Math.min(3, width)];
    const dilation = [1, width >= 5 ? 2 : 1] as const;
    const pad = variant % 2 ? samePad([height, width], kernel, stride, dilation) : noPad;
    const outputs = [1, 3, 4][variant % 3]!;
    const weight = noise([outputs, ...kernel, channels]);
    const activation = activations[variant % 3]!;
    const op: Op = {
      kind: 'conv2d',
      weight,
      bias: noise([outputs]),
      activation,
      stride,
      dilation,
      pad,
    };
    checkLayer(`conv2d ${kernel} / ${stride}, ${activation}`, op, [shape]);
  });
});

test('convolutions of one pixel, which gather nothing, hand back those of finite differences', () => {
  for (const channels of depths) {
    const weight = noise([4, 1, 1, channels]);
    const slide = { stride: [1, 1], dilation: [1, 1], pad: noPad } as const;
    const op: Op = { kind: 'conv2d', weight, bias: noise([4]), activation: 'none', ...slide };
    checkLayer('pointwise', op, [[2, 3, channels]]);
  }
});

test('depthwise convolutions hand back the gradients of finite differences on odd shapes', () => {
  eachPicture((shape, stride, variant) => {
    const [height, width, channels] = shape;
    const multiplier = 1 + (variant % 2);
    const kernel: [number, number] = [Math.min(height, 3), Math.min(3, width)];
    const pad = variant % 2 ? samePad([height, width], kernel, stride) : noPad;
    const weight = noise([...kernel, channels * multiplier]);
    const slide = { stride, dilation: [1, 1], pad } as const;
    const bias = noise([channels * multiplier]);
    const activation = activations[variant % 3]!;
    const op: Op = { kind: 'depthwise2d', multiplier, weight, bias, activation, ...slide };
    checkLayer(`depthwise2d × ${multiplier}`, op, [shape]);
  });
});

test('pooling hands back the gradients of finite differences on odd shapes', () => {
  eachPicture((shape, stride, variant) => {
    const [height, width] = shape;
    const size: [number, number] = [Math.min(2, height), Math.min(3, width)];
    const pad = variant % 2 ? samePad([height, width], size, stride) : noPad;
    for (const mode of ['max', 'average'] as const) {
      const op: Op = { kind: 'pool2d', mode, size, stride, pad, activation: 'none' };
      checkLayer(`${mode} pool`, op, [shape]);
    }
  });
});

test('batch norm hands back the gradients of finite differences, of the batch statistics too', () => {
  for (const channels of depths) {
    for (const width of widths) {
      const [gamma, beta] = [noise([channels]), noise([channels])];
      const [mean, variance] = [noise([channels]), tensor('f32', [channels], ones(channels))];
      const op: Op = { kind: 'batchNorm', gamma, beta, mean, variance, epsilon: 1e-3 };
      checkLayer('batch norm', op, [[1, width, channels]]);
    }
  }
});

test('layers without weights hand back the gradients of finite differences', () => {
  checkLayer('relu', { kind: 'activation', activation: 'relu' }, [[5]]);
  checkLayer('relu6', { kind: 'activation', activation: 'relu6' }, [[1, 3, 7]]);
  checkLayer('softmax', { kind: 'softmax' }, [[2, 3, 5]]);
  checkLayer('reshape', { kind: 'reshape', shape: [2, 3] }, [[3, 2, 1]]);
  checkLayer('dropout', { kind: 'dropout', rate: 0.4 }, [[9]]);
  for (const activation of activations) checkLayer('add', { kind: 'add', activation }, [[7], [7]]);
  for (const axis of [0, 1, 2]) {
    const shapes = [1, 3, 2].map((side) => [2, 3, 2].with(axis, side));
    checkLayer(`concat along ${axis}`, { kind: 'concat', axis }, shapes);
  }
});

test('curves, padding and layer norm hand back the gradients of finite differences', () => {
  for (const shape of [[5], [1, 3, 7], [2, 2, 9]]) {
    for (const kind of ['logistic', 'tanh', 'hardSwish'] as const) {
      checkLayer(kind, { kind }, [shape]);
    }
    checkLayer('leaky relu', { kind: 'leakyRelu', alpha: 0.3 }, [shape]);
    const pads = shape.map((_, d) => [d, 2 - d] as const);
    checkLayer('pad', { kind: 'pad', pads, value: 0.5 }, [shape]);
    const channels = [shape.at(-1)!];
    const op: Op = {
      kind: 'layerNorm',
      gamma: noise(channels),
      beta: noise(channels),
      epsilon: 1e-2,
    };
    checkLayer('layer norm', op, [shape]);
  }
});

test('transposed convolutions hand back the gradients of finite differences on odd shapes', () => {
  eachPicture((shape, [, stride], variant) => {
    const [height, width, channels] = shape;
    const kernel = [1 + (variant % 2), Math.min(3, 1 + width)] as const;
    const pad = { ...noPad, top: variant % 2, left: variant % kernel[1] };
    const size = [height + 1, (width - 1) * stride + kernel[1] - pad.left] as const;
    const outputs = [1, 3, 4][variant % 3]!;
    const rest = { bias: noise([outputs]), activation: activations[variant % 3]! };
    const weight = noise([outputs, ...kernel, channels]);
    const op: Op = { kind: 'transposeConv2d', weight, size, stride: [1, stride], pad, ...rest };
    checkLayer(`transposed ${kernel} / ${stride}`, op, [shape]);
  });
});

test('recurrent layers hand back the gradients of finite differences through all of time', () => {
  for (const [time, inputs, cells] of [
    [1, 3, 2],
    [4, 1, 3],
    [5, 3, 1],
  ] as const) {
    checkLayer(`gru ${time} × ${inputs} to ${cells}`, gru(inputs, cells), [[time, inputs]]);
    for (const clip of [0, 0.2]) {
      const op = lstm(inputs, cells, clip);
      checkLayer(`lstm ${time} × ${inputs} to ${cells}, ${clip}`, op, [[time, inputs]]);
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

/** One layer between two dense ones, so that gradients arrive from behind and go on before. */
function checkLayer(what: string, op: Op, shapes: readonly Shape[]): void {
  const builder = new GraphBuilder('net');
  const inputs = shapes.map((shape, i) => {
    const x = builder.input(`x${i}`, [sizeOf(shape)]);
    const before = builder.add(dense(sizeOf(shape), sizeOf(shape), 'none'), [x]);
    return builder.add({ kind: 'reshape', shape }, [before]);
  });
  const y = builder.add(op, inputs);
  const row = builder.add({ kind: 'reshape', shape: [builder.size(y)] }, [y]);
  const logits = builder.add(dense(builder.size(y), 3, 'none'), [row]);
  checkGradients(what, builder.graph([builder.add({ kind: 'softmax' }, [logits])]));
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

function eachPicture(
  check: (
    shape: readonly [number, number, number],
    stride: readonly [number, number],
    variant: number,
  ) => void,
): void {
  let variant = 0;
  for (const width of widths) {
    for (const channels of depths) {
      for (const stride of strides)
        check([variant % 2 ? 3 : 1, width, channels], [1, stride], variant++);
    }
  }
}

/** Up to eight places, spread over all. */
function picks(length: number): number[] {
  const all = Array.from({ length }, (_, i) => i);
  return length <= 8 ? all : random.shuffled(all).slice(0, 8);
}

const random = new Random(11, 'gradient test');

function dense(inputs: number, outputs: number, activation: Activation): Op {
  return { kind: 'dense', weight: noise([outputs, inputs]), bias: noise([outputs]), activation };
}

function lstm(inputs: number, cells: number, cellClip: number): Op {
  const gate = () => gateOf(inputs, cells);
  const gates = { input: gate(), forget: gate(), cell: gate(), output: gate() };
  return { kind: 'lstm', gates, cellClip };
}

function gateOf(inputs: number, cells: number) {
  return {
    weight: noise([cells, inputs]),
    recurrent: noise([cells, cells]),
    bias: noise([cells]),
  };
}

function gru(inputs: number, cells: number): Op {
  const gate = () => gateOf(inputs, cells);
  const gates = { update: gate(), reset: gate(), candidate: gate() };
  return { kind: 'gru', ...gates, recurrentBias: noise([cells]) };
}

function noise(shape: Shape): Tensor<'f32'> {
  const values = Float32Array.from({ length: sizeOf(shape) }, () => random.normal() / 2);
  return tensor('f32', shape, values);
}

function ones(size: number): Float32Array {
  return new Float32Array(size).fill(1);
}
