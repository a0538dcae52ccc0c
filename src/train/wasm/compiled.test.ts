import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import { GraphBuilder, noPad, samePad } from '../../graph/builder.ts';
import type { Activation, Graph, Op, ValueId } from '../../graph/op.ts';
import { type Shape, sizeOf, type Tensor, tensor } from '../../tensor/tensor.ts';
import { makeEngine } from '../engine.ts';
import { type Loss, lossOf } from '../loss.ts';
import type { Trainer } from '../trainer.ts';
import { compiledTrainer } from './compiled-trainer.ts';

const batches = [1, 2, 5];
const widths = [1, 2, 3, 5, 7];
const depths = [1, 3, 8];
const strides = [1, 2];
const activations: readonly Activation[] = ['none', 'relu', 'relu6'];
const classWeights = Float64Array.of(1, 0.5, 1.5);
const smoothing = 0.1;
const crossEntropy: Loss = { kind: 'crossEntropy' };

test('dense layers give the gradients of the plain engine in float64', () => {
  for (const inputs of [1, 2, 3, 5, 7, 8, 20]) {
    for (const outputs of [1, 3, 4, 8, 11]) {
      const op = dense(inputs, outputs, activations[(inputs + outputs) % 3]!);
      checkLayer(`dense ${inputs} to ${outputs}`, op, [[inputs]]);
    }
  }
});

test('convolutions give the gradients of the plain engine on odd shapes', () => {
  eachPicture((shape, stride, variant) => {
    const [height, width, channels] = shape;
    const kernel: [number, number] = [Math.min(height, 1 + (variant % 3)), Math.min(3, width)];
    const dilation = [1, width >= 5 ? 2 : 1] as const;
    const pad = variant % 2 ? samePad([height, width], kernel, stride, dilation) : noPad;
    const outputs = [1, 3, 4, 9][variant % 4]!;
    const activation = activations[variant % 3]!;
    const slide = { activation, stride, dilation, pad };
    const weight = noise([outputs, ...kernel, channels]);
    const op: Op = { kind: 'conv2d', weight, bias: noise([outputs]), ...slide };
    checkLayer(`conv2d ${kernel} / ${stride}, ${activation}`, op, [shape]);
  });
});

test('convolutions of 3 by 3 in tiles of 4 by 4 give the gradients of the plain engine', () => {
  for (const [height, width] of [
    [4, 4],
    [8, 4],
    [4, 12],
    [24, 24],
  ] as const) {
    for (const channels of [8, 11]) {
      const slide = { stride: [1, 1], dilation: [1, 1] } as const;
      const pad = samePad([height, width], [3, 3], [1, 1]);
      const builder = new GraphBuilder('net');
      const conv = (from: number, to: number, activation: Activation): Op => {
        const weight = noise([to, 3, 3, from]);
        return { kind: 'conv2d', weight, bias: noise([to]), activation, pad, ...slide };
      };
      const x = builder.input('x', [height, width, 2]);
      const one = builder.add(conv(2, channels, 'none'), [x]);
      const two = builder.add(conv(channels, 8, 'relu'), [one]);
      const three = builder.add(conv(8, channels, 'none'), [two]);
      const sum = builder.add({ kind: 'add', activation: 'none' }, [three, one]);
      const frame = { size: [height, width], stride: [1, 1], pad: noPad } as const;
      const mean: Op = { kind: 'pool2d', mode: 'average', activation: 'none', ...frame };
      const graph = closed(builder, builder.add(mean, [sum]));
      checkGradients(`3 by 3 of ${channels} on ${height} by ${width}`, graph);
    }
  }
});

test('convolutions of 3 by 3 with a stride of 2 in tiles give the gradients of the plain engine', () => {
  const around = { top: 1, bottom: 1, left: 1, right: 1 };
  for (const [height, width, pad] of [
    [8, 8, samePad([8, 8], [3, 3], [2, 2])],
    [16, 8, samePad([16, 8], [3, 3], [2, 2])],
    [8, 24, samePad([8, 24], [3, 3], [2, 2])],
    [32, 32, samePad([32, 32], [3, 3], [2, 2])],
    [9, 17, noPad],
    [8, 16, around],
    [7, 9, around],
  ] as const) {
    for (const channels of [8, 11]) {
      const builder = new GraphBuilder('net');
      const halve = (activation: Activation): Op => {
        const weight = noise([9, 3, 3, channels]);
        const slide = { stride: [2, 2], dilation: [1, 1], pad } as const;
        return { kind: 'conv2d', weight, bias: noise([9]), activation, ...slide };
      };
      const x = builder.input('x', [height, width, 2]);
      const weight = noise([channels, 1, 1, 2]);
      const slide = { stride: [1, 1], dilation: [1, 1], pad: noPad } as const;
      const bias = noise([channels]);
      const spread: Op = { kind: 'conv2d', weight, bias, activation: 'none', ...slide };
      const one = builder.add(spread, [x]);
      const halves = [builder.add(halve('relu6'), [one]), builder.add(halve('none'), [one])];
      const sum = builder.add({ kind: 'add', activation: 'none' }, halves);
      const [down, along] = builder.shape(sum) as [number, number, number];
      const frame = { size: [down, along], stride: [1, 1], pad: noPad } as const;
      const mean: Op = { kind: 'pool2d', mode: 'average', activation: 'none', ...frame };
      const graph = closed(builder, builder.add(mean, [sum]));
      checkGradients(`halving of ${channels} on ${height} by ${width}`, graph);
    }
  }
});

test('convolutions of one pixel give the gradients of the plain engine', () => {
  for (const channels of [...depths, 17]) {
    for (const activation of activations) {
      const weight = noise([4, 1, 1, channels]);
      const slide = { stride: [1, 1], dilation: [1, 1], pad: noPad } as const;
      const op: Op = { kind: 'conv2d', weight, bias: noise([4]), activation, ...slide };
      checkLayer('pointwise', op, [[2, 3, channels]]);
    }
  }
});

test('products that leave out the zeros of a rectifier give the gradients of the plain engine', () => {
  for (const [inputs, hidden, outputs] of [
    [3, 32, 32],
    [5, 41, 33],
    [8, 77, 100],
  ] as const) {
    const builder = new GraphBuilder('net');
    const y = builder.add(dense(inputs, hidden, 'relu'), [builder.input('x', [inputs])]);
    const z = builder.add(dense(hidden, outputs, 'relu6'), [y]);
    checkGradients(`${hidden} to ${outputs}`, closed(builder, z));
  }
  for (const side of [1, 3, 9]) {
    const builder = new GraphBuilder('net');
    const slide = { stride: [1, 1], dilation: [1, 1], pad: noPad } as const;
    const pixel = (from: number, to: number): Op => {
      const weight = noise([to, 1, 1, from]);
      return { kind: 'conv2d', weight, bias: noise([to]), activation: 'relu', ...slide };
    };
    const x = builder.input('x', [side, side, 3]);
    const y = builder.add(pixel(32, 37), [builder.add(pixel(3, 32), [x])]);
    checkGradients(`${side} by ${side} pixels`, closed(builder, y));
  }
});

test('depthwise convolutions give the gradients of the plain engine on odd shapes', () => {
  eachPicture((shape, stride, variant) => {
    const [height, width, channels] = shape;
    const multiplier = 1 + (variant % 2);
    const kernel: [number, number] = [Math.min(height, 3), Math.min(variant % 3 ? 3 : 7, width)];
    const pad = variant % 2 ? samePad([height, width], kernel, stride) : noPad;
    const weight = noise([...kernel, channels * multiplier]);
    const slide = { stride, dilation: [1, 1], pad } as const;
    const bias = noise([channels * multiplier]);
    const activation = activations[variant % 3]!;
    const op: Op = { kind: 'depthwise2d', multiplier, weight, bias, activation, ...slide };
    checkLayer(`depthwise2d ${kernel} / ${stride} × ${multiplier}`, op, [shape]);
  });
});

test('pooling gives the gradients of the plain engine on odd shapes', () => {
  eachPicture((shape, stride, variant) => {
    const [height, width] = shape;
    const size: [number, number] = [Math.min(2, height), Math.min(3, width)];
    const pad = variant % 2 ? samePad([height, width], size, stride) : noPad;
    for (const mode of ['max', 'average'] as const) {
      const activation = activations[variant % 3]!;
      const op: Op = { kind: 'pool2d', mode, size, stride, pad, activation };
      checkLayer(`${mode} pool ${size}`, op, [shape]);
    }
  });
});

test('batch norm gives the gradients of the plain engine, whatever follows it', () => {
  // of fewer rows the deviation may be too small beside the mean for float32 to hold it
  const shapes = [...depths, 20].flatMap((channels) => [
    [6, 1, channels],
    [3, channels < 20 ? 5 : 2, channels],
  ]);
  for (const shape of shapes) {
    const channels = shape[2]!;
    const [gamma, beta] = [noise([channels]), noise([channels])];
    const [mean, variance] = [noise([channels]), tensor('f32', [channels], ones(channels))];
    const op: Op = { kind: 'batchNorm', gamma, beta, mean, variance, epsilon: 1e-3 };
    checkLayer('batch norm', op, [shape]);
    for (const activation of ['relu', 'relu6'] as const) {
      checkLayer(`batch norm, ${activation}`, op, [shape], activation);
    }
  }
});

test('layers without weights give the gradients of the plain engine', () => {
  checkLayer('relu', { kind: 'activation', activation: 'relu' }, [[5]]);
  checkLayer('relu6', { kind: 'activation', activation: 'relu6' }, [[1, 3, 7]]);
  checkLayer('reshape', { kind: 'reshape', shape: [2, 3] }, [[3, 2, 1]]);
  checkLayer('reshape', { kind: 'reshape', shape: [6, 5, 4] }, [[3, 5, 8]]);
  checkLayer('dropout', { kind: 'dropout', rate: 0.4 }, [[9]]);
  checkLayer('dropout', { kind: 'dropout', rate: 0.8 }, [[2, 3, 11]]);
  for (const activation of activations) checkLayer('add', { kind: 'add', activation }, [[7], [7]]);
  for (const axis of [0, 1, 2]) {
    const shapes = [1, 3, 2].map((side) => [2, 3, 2].with(axis, side));
    checkLayer(`concat along ${axis}`, { kind: 'concat', axis }, shapes);
  }
});

test('values rounded to int8 and weights on a grid give the gradients of the plain engine', () => {
  for (const zeroPoint of [-128, -7, 100]) {
    const quantization = { scales: [Math.fround(0.013)], zeroPoint, axis: null };
    checkLayer(`fake-quantised about ${zeroPoint}`, { kind: 'fakeQuantize', quantization }, [
      [2, 3, 5],
    ]);
  }
  for (const bits of [8, 4] as const) {
    for (const outputs of [3, 9]) {
      const step = 1.2 / (bits === 8 ? 127 : 7);
      const scales = Array.from({ length: outputs }, (_, i) => Math.fround(step * (1 + i / 9)));
      const grid = { scales, bits };
      const slide = {
        stride: [1, 1],
        dilation: [1, 1],
        pad: samePad([3, 4], [3, 3], [1, 1]),
      } as const;
      const rest = { bias: noise([outputs]), activation: 'relu', grid } as const;
      const row: Op = { kind: 'dense', weight: noise([outputs, 6]), ...rest };
      checkLayer(`dense of ${bits} bits`, row, [[6]]);
      const picture: Op = { kind: 'conv2d', weight: noise([outputs, 3, 3, 2]), ...rest, ...slide };
      checkLayer(`conv2d of ${bits} bits`, picture, [[3, 4, 2]]);
      const weight = noise([3, 3, outputs]);
      const channels: Op = { kind: 'depthwise2d', multiplier: 1, weight, ...rest, ...slide };
      checkLayer(`depthwise2d of ${bits} bits`, channels, [[3, 4, outputs]]);
    }
  }
});

test('weights on a grid in products and in tiles give the gradients of the plain engine', () => {
  for (const bits of [8, 4] as const) {
    const rounded = (channels: number, side: number, from: number, stride: number): Op => {
      const step = 2.2 / (bits === 8 ? 127 : 7);
      const scales = Array.from({ length: channels }, (_, c) => Math.fround(step * (1 + c / 20)));
      const pad = samePad([8, 8], [side, side], [stride, stride]);
      const slide = { stride: [stride, stride], dilation: [1, 1], pad } as const;
      const weight = noise([channels, side, side, from]);
      const parts = { weight, bias: noise([channels]), grid: { scales, bits } } as const;
      return { kind: 'conv2d', activation: 'relu', ...parts, ...slide };
    };
    for (const stride of [1, 2]) {
      const builder = new GraphBuilder('net');
      const x = builder.input('x', [8, 8, 2]);
      const wide = builder.add(rounded(11, 1, 2, 1), [x]);
      const tiled = builder.add(rounded(8, 3, 11, stride), [wide]);
      const [height, width] = builder.shape(tiled) as [number, number, number];
      const frame = { size: [height, width], stride: [1, 1], pad: noPad } as const;
      const mean: Op = { kind: 'pool2d', mode: 'average', activation: 'none', ...frame };
      const graph = closed(builder, builder.add(mean, [tiled]));
      checkGradients(`${bits} bits with a stride of ${stride}`, graph);
    }
  }
});

test('curves, padding and layer norm give the gradients of the plain engine', () => {
  for (const shape of [[5], [1, 3, 8], [2, 2, 9]]) {
    for (const kind of ['logistic', 'tanh', 'hardSwish'] as const) {
      checkLayer(kind, { kind }, [shape]);
    }
    checkLayer('leaky relu', { kind: 'leakyRelu', alpha: 0.3 }, [shape]);
    const pads = shape.map((_, d) => [d, 2 - d] as const);
    checkLayer('pad', { kind: 'pad', pads, value: 0 }, [shape]);
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

test('recurrent layers give the gradients of the plain engine through all of time', () => {
  for (const [time, inputs, cells] of [
    [1, 3, 2],
    [4, 1, 3],
    [5, 8, 8],
    [3, 5, 17],
  ] as const) {
    const gate = () => ({
      weight: noise([cells, inputs]),
      recurrent: noise([cells, cells]),
      bias: noise([cells]),
    });
    const weights = { update: gate(), reset: gate(), candidate: gate() };
    const op: Op = { kind: 'gru', ...weights, recurrentBias: noise([cells]) };
    checkLayer(`gru ${inputs} to ${cells}`, op, [[time, inputs]]);
    const gates = { input: gate(), forget: gate(), cell: gate(), output: gate() };
    checkLayer(`lstm ${inputs} to ${cells}`, { kind: 'lstm', gates, cellClip: 0 }, [
      [time, inputs],
    ]);
  }
});

test('transposed convolutions give the gradients of the plain engine on odd shapes', () => {
  eachPicture((shape, [, stride], variant) => {
    const [height, width, channels] = shape;
    const kernel = [1 + (variant % 2), Math.min(3, 1 + width)] as const;
    const pad = { ...noPad, top: variant % 2, left: variant % kernel[1] };
    const size = [height + 1, (width - 1) * stride + kernel[1] - pad.left] as const;
    const outputs = [1, 3, 9][variant % 3]!;
    const rest = { bias: noise([outputs]), activation: activations[variant % 3]! };
    const weight = noise([outputs, ...kernel, channels]);
    const op: Op = { kind: 'transposeConv2d', weight, size, stride: [1, stride], pad, ...rest };
    checkLayer(`transposed ${kernel} / ${stride}`, op, [shape]);
  });
});

test('every loss gives the gradients of the plain engine, for rows of cells, too', () => {
  const shape = [3, 2, 5];
  const losses: Loss[] = [
    { kind: 'crossEntropy' },
    { kind: 'binaryCrossEntropy' },
    { kind: 'meanSquared' },
    { kind: 'huber', delta: 0.4 },
  ];
  for (const loss of losses) {
    for (const outputs of [3, 9]) {
      const builder = new GraphBuilder('net');
      const x = builder.input('x', shape);
      const weight = noise([outputs, 1, 1, 5]);
      const slide = { stride: [1, 1], dilation: [1, 1], pad: noPad } as const;
      const op = { kind: 'conv2d', weight, bias: noise([outputs]), activation: 'none' } as const;
      let y = builder.add({ ...op, ...slide }, [x]);
      if (loss.kind === 'crossEntropy') y = builder.add({ kind: 'softmax' }, [y]);
      if (loss.kind === 'binaryCrossEntropy') y = builder.add({ kind: 'logistic' }, [y]);
      checkGradients(`${loss.kind} of ${outputs}`, builder.graph([y]), loss);
    }
  }
});

test('a value read twice gets both gradients', () => {
  const builder = new GraphBuilder('twice');
  const x = builder.input('x', [4]);
  const one = builder.add(dense(4, 4, 'none'), [x]);
  const doubled = builder.add({ kind: 'add', activation: 'relu' }, [one, one]);
  const other = builder.add(dense(4, 4, 'relu'), [one]);
  const sum = builder.add({ kind: 'add', activation: 'none' }, [doubled, other]);
  const joined = builder.add({ kind: 'concat', axis: 0 }, [sum, one, one]);
  const relued = builder.add({ kind: 'activation', activation: 'relu' }, [joined]);
  const logits = builder.add(dense(12, 3, 'none'), [relued]);
  checkGradients('twice', builder.graph([builder.add({ kind: 'softmax' }, [logits])]));
});

test('layers read an input of the network as it comes, whatever its shape', () => {
  const shape = [3, 5, 3];
  const norm = { gamma: noise([3]), beta: noise([3]), mean: noise([3]), epsilon: 1e-3 };
  const slide = { stride: [1, 2], dilation: [1, 1], pad: samePad([3, 5], [3, 3], [1, 2]) } as const;
  const frame = { stride: [1, 2], pad: noPad, size: [2, 2] } as const;
  const heads: Op[] = [
    { kind: 'conv2d', weight: noise([4, 3, 3, 3]), bias: noise([4]), activation: 'relu', ...slide },
    {
      kind: 'conv2d',
      weight: noise([4, 1, 1, 3]),
      bias: noise([4]),
      activation: 'relu',
      ...slide,
      stride: [1, 1],
      pad: noPad,
    },
    {
      kind: 'depthwise2d',
      multiplier: 2,
      weight: noise([3, 3, 6]),
      bias: noise([6]),
      activation: 'none',
      ...slide,
    },
    { kind: 'pool2d', mode: 'max', activation: 'none', ...frame },
    { kind: 'pool2d', mode: 'average', activation: 'none', ...frame },
    { kind: 'batchNorm', variance: tensor('f32', [3], ones(3)), ...norm },
    { kind: 'dropout', rate: 0.5 },
    { kind: 'activation', activation: 'relu' },
  ];
  for (const op of heads) {
    const builder = new GraphBuilder('head');
    const x = builder.input('x', [sizeOf(shape)]);
    const y = builder.add(op, [builder.add({ kind: 'reshape', shape }, [x])]);
    checkGradients(`${op.kind} on an input`, closed(builder, y));
    const other = new GraphBuilder('head');
    checkGradients(
      `${op.kind} on an input`,
      closed(other, other.add(op, [other.input('x', shape)])),
    );
  }
});

/** One layer between two dense ones, so that gradients arrive from behind and go on before. */
function checkLayer(what: string, op: Op, shapes: readonly Shape[], then?: 'relu' | 'relu6'): void {
  const builder = new GraphBuilder('net');
  const inputs = shapes.map((shape, i) => {
    const x = builder.input(`x${i}`, [sizeOf(shape)]);
    const before = builder.add(dense(sizeOf(shape), sizeOf(shape), 'none'), [x]);
    return builder.add({ kind: 'reshape', shape }, [before]);
  });
  let y = builder.add(op, inputs);
  if (then) y = builder.add({ kind: 'activation', activation: then }, [y]);
  checkGradients(`${what} on ${shapes.map((shape) => `[${shape}]`)}`, closed(builder, y));
}

function closed(builder: GraphBuilder, y: ValueId): Graph {
  const row = builder.add({ kind: 'reshape', shape: [builder.size(y)] }, [y]);
  const logits = builder.add(dense(builder.size(y), 3, 'none'), [row]);
  return builder.graph([builder.add({ kind: 'softmax' }, [logits])]);
}

/** Loss, gradients, running statistics and answers beside those of the plain engine in float64. */
function checkGradients(what: string, graph: Graph, loss: Loss = crossEntropy): void {
  const classes = graph.values[graph.outputs[0]!]!.shape.at(-1)!;
  const weights = Float64Array.from({ length: classes }, (_, i) => classWeights[i % 3]!);
  const options = { seed: 3, classWeights: weights, smoothing, loss };
  for (const batch of batches) {
    for (const fused of [false, true]) {
      const compiled = compiledTrainer(graph, { ...options, batch, fused });
      for (const count of new Set([batch, Math.ceil(batch / 2)])) {
        checkStep(`${what}, ${count} of ${batch}${fused ? ', fused' : ''}`, graph, compiled, count);
      }
    }
  }
}

function checkStep(what: string, graph: Graph, compiled: Trainer, count: number): void {
  // of its own for each case, so that none depends on which others run
  random = new Random(12, what);
  const engine = makeEngine(graph, count, { seed: 3, precision: 'f64', loss: compiled.loss });
  const state = compiled.read();
  compiled.write({ ...state, first: state.first.fill(0), second: state.second.fill(0) });
  engine.numbers.set(state.numbers);
  for (const [i, input] of engine.inputs.entries()) {
    for (let v = 0; v < input.length; v++) input[v] = Math.fround(random.normal());
    compiled.inputs[i]!.set(input);
  }
  const rows = count * engine.rows;
  const shares = Float64Array.from({ length: rows * engine.classes }, (_, i) =>
    Math.fround([0.2, 0.7, 0.1][i % 3]!),
  );
  compiled.shares.set(shares);

  engine.forward(count, { training: true, step: 5 });
  const weights = Float64Array.from({ length: engine.classes }, (_, i) => classWeights[i % 3]!);
  const targets = { shares, classWeights: weights, smoothing };
  const loss = lossOf(compiled.loss, engine.logits, targets, rows, engine.logitGradients);
  engine.backward(count);
  const settings = { learningRate: 0, weightDecay: 0, lossMost: 1e9, averaging: 0 };
  const result = compiled.step(count, { ...settings, step: 5, lengthMost: 1e9 });
  assert.ok(result.taken, what);
  near(`${what}: loss`, [result.loss], [loss]);
  // after one step the first moment is a tenth of the gradient
  const { first, numbers } = compiled.read();
  near(
    `${what}: gradients`,
    first,
    engine.gradients.map((g) => g / 10),
  );
  near(`${what}: statistics`, numbers, engine.numbers);

  engine.forward(count, { training: false, step: 0 });
  compiled.evaluate(count);
  near(`${what}: answers`, compiled.logits.subarray(0, engine.logits.length), engine.logits);
}

/** Within a few roundings of float32, measured by the largest number. */
function near(what: string, got: ArrayLike<number>, want: ArrayLike<number>): void {
  assert.equal(got.length, want.length, what);
  const scale = Math.max(1e-2, ...Array.from(want, Math.abs));
  for (let i = 0; i < got.length; i++) {
    const told = `${what}: number ${i} is ${got[i]} for ${want[i]}`;
    assert.ok(Math.abs(got[i]! - want[i]!) <= 1e-5 * scale, told);
  }
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

let random = new Random(12, 'compiled test');

function dense(inputs: number, outputs: number, activation: Activation): Op {
  return { kind: 'dense', weight: noise([outputs, inputs]), bias: noise([outputs]), activation };
}

function noise(shape: Shape): Tensor<'f32'> {
  const values = Float32Array.from({ length: sizeOf(shape) }, () => random.normal() / 2);
  return tensor('f32', shape, values);
}

function ones(size: number): Float32Array {
  return new Float32Array(size).fill(1);
}
