import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../base/random.ts';
import { type Quantization, sizeOf, type Tensor, tensor } from '../tensor/tensor.ts';
import { GraphBuilder, noPad, samePad } from './builder.ts';
import { checkGraph } from './check.ts';
import { evaluate } from './evaluate.ts';
import type { Conv2dOp, Graph, Op } from './op.ts';

test('a dense layer adds its bias to the weighted sum, then activates', () => {
  const op: Op = {
    kind: 'dense',
    weight: tensor('f32', [2, 2], [3, 4, -3, 1]),
    bias: tensor('f32', [2], [10, -1]),
    activation: 'relu',
  };
  assert.deepEqual(numbers(one(op, [tensor('f32', [2], [1, 2])])), [21, 0]);
});

test('a convolution is the sum that its definition says, over odd sizes, strides and pads', () => {
  const random = new Random(1, 'conv');
  for (const [height, width] of [
    [1, 1],
    [1, 7],
    [5, 4],
    [8, 9],
  ] as const) {
    for (const [kernel, stride, dilation] of [
      [1, 1, 1],
      [3, 1, 1],
      [3, 2, 1],
      [2, 1, 2],
      [5, 3, 1],
    ] as const) {
      const pad = samePad(
        [height, width],
        [kernel, kernel],
        [stride, stride],
        [dilation, dilation],
      );
      const op: Conv2dOp = {
        kind: 'conv2d',
        weight: noise(random, [3, kernel, kernel, 2]),
        bias: noise(random, [3]),
        stride: [stride, stride],
        dilation: [dilation, dilation],
        pad,
        activation: 'none',
      };
      const x = noise(random, [height, width, 2]);
      const answer = one(op, [x]);
      assert.deepEqual(answer.shape, [Math.ceil(height / stride), Math.ceil(width / stride), 3]);
      for (let i = 0; i < sizeOf(answer.shape); i++) {
        close(answer.data[i]!, convolvedAt(op, x, answer.shape, i), 1e-5);
      }
    }
  }
});

test('pooling takes the largest or the mean of what lies inside the picture', () => {
  const x = tensor('f32', [2, 3, 1], [1, 2, 3, 4, 5, 6]);
  const pool = (mode: 'max' | 'average'): Op => ({
    kind: 'pool2d',
    mode,
    size: [2, 2],
    stride: [2, 2],
    pad: { top: 0, bottom: 0, left: 0, right: 1 },
    activation: 'none',
  });
  assert.deepEqual(numbers(one(pool('max'), [x])), [5, 6]);
  assert.deepEqual(numbers(one(pool('average'), [x])), [3, 4.5]);
});

test('int8 layers stay within one step of what they stand for', () => {
  const random = new Random(11, 'int8');
  for (const outputs of [1, 3, 8]) {
    for (const inputs of [1, 7, 33]) {
      const { real, quantised } = denseTwins(random, inputs, outputs);
      const x = Array.from({ length: inputs }, () => Math.round(random.between(-128, 127)));
      const meant = evaluate(real, [
        tensor(
          'f32',
          [inputs],
          x.map((q) => 0.05 * (q - 3)),
        ),
      ]);
      const answer = evaluate(quantised, [tensor('i8', [inputs], x)]);
      for (const [i, value] of numbers(meant[0]!).entries()) {
        const clamped = Math.min(0.04 * (127 - 5), Math.max(0.04 * (-128 - 5), value));
        close(0.04 * (answer[0]!.data[i]! - 5), clamped, 0.0401);
      }
    }
  }
});

test('int8 softmax is within one step of the exponential formula', () => {
  const random = new Random(13, 'softmax');
  for (let round = 0; round < 200; round++) {
    const size = 2 + random.below(20);
    const scale = Math.fround(Math.exp(random.between(-5, 0)));
    const row = Array.from({ length: size }, () => Math.round(random.between(-128, 127)));
    const powers = row.map((q) => Math.exp(scale * q));
    const total = powers.reduce((a, b) => a + b);
    const answer = oneInt8({ kind: 'softmax' }, row, scale, {
      scales: [1 / 256],
      zeroPoint: -128,
      axis: null,
    });
    for (const [i, value] of answer.entries()) {
      close((value + 128) / 256, Math.min(255 / 256, powers[i]! / total), 1.01 / 256);
    }
  }
});

test('int8 addition is within one step of the real sum', () => {
  const random = new Random(17, 'add');
  const [qa, qb, qo] = [0.03, 0.011, 0.04].map((s, i) => ({
    scales: [Math.fround(s)],
    zeroPoint: [4, -20, 9][i]!,
    axis: null,
  }));
  const builder = new GraphBuilder('add');
  const a = builder.input('a', [50], 'i8', qa);
  const b = builder.input('b', [50], 'i8', qb);
  const sum = builder.add({ kind: 'add', activation: 'relu6' }, [a, b], { quantization: qo! });
  const graph = builder.graph([sum]);
  const draw = () =>
    tensor(
      'i8',
      [50],
      Array.from({ length: 50 }, () => Math.round(random.between(-128, 127))),
    );
  const [x, y] = [draw(), draw()];
  const [answer] = evaluate(graph, [x, y]);
  for (let i = 0; i < 50; i++) {
    const real = 0.03 * (x.data[i]! - 4) + 0.011 * (y.data[i]! + 20);
    const meant = Math.min(6, 0.04 * 118, Math.max(0, real));
    close(0.04 * (answer!.data[i]! - 9), meant, 0.0401);
  }
});

test('concatenation lays rows side by side along its axis', () => {
  const a = tensor('f32', [2, 1, 2], [1, 2, 3, 4]);
  const b = tensor('f32', [2, 2, 2], [5, 6, 7, 8, 9, 10, 11, 12]);
  assert.deepEqual(
    numbers(one({ kind: 'concat', axis: 1 }, [a, b])),
    [1, 2, 5, 6, 7, 8, 3, 4, 9, 10, 11, 12],
  );
});

test('the check names a value that is read before it is made, and a wrong type', () => {
  const builder = new GraphBuilder('wrong');
  const x = builder.input('x', [4]);
  const y = builder.add({ kind: 'activation', activation: 'relu' }, [x]);
  const sound = builder.graph([y]);
  assert.deepEqual(checkGraph(sound), []);
  const early: Graph = { ...sound, inputs: [] };
  assert.match(checkGraph(early)[0]!.message, /activation_1 reads value 0 before it is made/);
  const typed: Graph = {
    ...sound,
    values: sound.values.with(y, { ...sound.values[y]!, type: 'i8' }),
  };
  assert.match(
    checkGraph(typed)
      .map((d) => d.message)
      .join(),
    /makes f32, not i8/,
  );
});

test('a layer that does not fit its input is refused with its name and shapes', () => {
  const builder = new GraphBuilder('wrong');
  const x = builder.input('x', [3, 3, 2]);
  const op: Conv2dOp = {
    kind: 'conv2d',
    weight: tensor('f32', [1, 4, 4, 2], new Float32Array(32)),
    bias: tensor('f32', [1], [0]),
    stride: [1, 1],
    dilation: [1, 1],
    pad: noPad,
    activation: 'none',
  };
  assert.throws(
    () => builder.add(op, [x]),
    /Layer conv2d_1 \(conv2d\) on \[3,3,2\]: its kernel of 4 by 4 is larger/,
  );
});

function one(op: Op, inputs: readonly Tensor[]): Tensor {
  const builder = new GraphBuilder('one');
  const ids = inputs.map((x, i) => builder.input(`x${i}`, x.shape));
  return evaluate(builder.graph([builder.add(op, ids)]), inputs)[0]!;
}

function oneInt8(op: Op, row: number[], scale: number, to: Quantization): number[] {
  const builder = new GraphBuilder('one');
  const x = builder.input('x', [row.length], 'i8', { scales: [scale], zeroPoint: 0, axis: null });
  const y = builder.add(op, [x], { quantization: to });
  return numbers(evaluate(builder.graph([y]), [tensor('i8', [row.length], row)])[0]!);
}

function denseTwins(
  random: Random,
  inputs: number,
  outputs: number,
): { real: Graph; quantised: Graph } {
  const scales = Array.from({ length: outputs }, () => Math.fround(random.between(0.001, 0.02)));
  const w = Array.from({ length: outputs * inputs }, () => Math.round(random.between(-127, 127)));
  const b = Array.from({ length: outputs }, () => random.below(2000) - 1000);
  const float = new GraphBuilder('real');
  const x = float.input('x', [inputs]);
  const real = float.add(
    {
      kind: 'dense',
      weight: tensor(
        'f32',
        [outputs, inputs],
        w.map((q, i) => q * scales[Math.floor(i / inputs)]!),
      ),
      bias: tensor(
        'f32',
        [outputs],
        b.map((q, o) => q * 0.05 * scales[o]!),
      ),
      activation: 'none',
    },
    [x],
  );
  const whole = new GraphBuilder('quantised');
  const q = whole.input('x', [inputs], 'i8', {
    scales: [Math.fround(0.05)],
    zeroPoint: 3,
    axis: null,
  });
  const y = whole.add(
    {
      kind: 'dense',
      weight: tensor('i8', [outputs, inputs], w),
      weightQuantization: { scales, zeroPoint: 0, axis: 0 },
      bias: tensor('i32', [outputs], b),
      activation: 'none',
    },
    [q],
    { quantization: { scales: [Math.fround(0.04)], zeroPoint: 5, axis: null } },
  );
  return { real: float.graph([real]), quantised: whole.graph([y]) };
}

/** The definition, one output at a time, with explicit zeros outside the picture. */
function convolvedAt(op: Conv2dOp, x: Tensor, to: readonly number[], index: number): number {
  const [outputs, kernel, , channels] = op.weight.shape as [number, number, number, number];
  const [o, pixel] = [index % outputs, Math.floor(index / outputs)];
  const [row, column] = [Math.floor(pixel / to[1]!), pixel % to[1]!];
  let sum = op.bias.data[o]!;
  for (let i = 0; i < kernel; i++) {
    for (let j = 0; j < kernel; j++) {
      for (let c = 0; c < channels; c++) {
        const y = row * op.stride[0] + i * op.dilation[0] - op.pad.top;
        const z = column * op.stride[1] + j * op.dilation[1] - op.pad.left;
        const inside = y >= 0 && z >= 0 && y < x.shape[0]! && z < x.shape[1]!;
        const value = inside ? x.data[(y * x.shape[1]! + z) * channels + c]! : 0;
        sum += value * op.weight.data[((o * kernel + i) * kernel + j) * channels + c]!;
      }
    }
  }
  return sum;
}

function noise(random: Random, shape: readonly number[]): Tensor<'f32'> {
  return tensor(
    'f32',
    shape,
    Float32Array.from({ length: sizeOf(shape) }, () => random.normal()),
  );
}

function numbers(x: Tensor): number[] {
  return Array.from(x.data);
}

function close(value: number, meant: number, bound: number): void {
  assert.ok(Math.abs(value - meant) <= bound, `${value} is not ${meant}`);
}
