import { Random } from '../src/base/random.ts';
import { GraphBuilder } from '../src/graph/builder.ts';
import type { Activation, Graph, Op, Pad, Rounding, Value, ValueId } from '../src/graph/op.ts';
import type { GateWeights } from '../src/graph/op-sequence.ts';
import {
  type Quantization,
  type Shape,
  sizeOf,
  type Tensor,
  tensor,
} from '../src/tensor/tensor.ts';

/** A network of random int8 operations of every kind over odd shapes, the same for the same seed. */
export function randomNetwork(seed: number, rounding: Rounding = 'double'): Graph {
  return new RandomNetwork(seed, rounding).graph();
}

/** Random inputs for each of a number of runs. */
export function randomCases({ values, inputs }: Graph, seed: number, runs: number): Tensor[][] {
  const random = new Random(seed, 'cases');
  return Array.from({ length: runs }, () =>
    inputs.map((id) => {
      const { shape, type } = values[id]!;
      return tensor(type, shape, integers(random, sizeOf(shape), -128, 127));
    }),
  );
}

type Choice = (x: ValueId) => ValueId | null;

class RandomNetwork {
  readonly #random: Random;
  readonly #builder: GraphBuilder;
  readonly #seen: ValueId[] = [];

  constructor(seed: number, rounding: Rounding) {
    this.#random = new Random(seed, 'random network');
    this.#builder = new GraphBuilder(`random_${seed}`, rounding);
  }

  graph(): Graph {
    const random = this.#random;
    for (let i = 0; i <= random.below(2); i++) {
      const shape = random.below(4) > 0 ? this.#shape(3) : this.#shape(1 + random.below(4));
      this.#seen.push(this.#builder.input(`x${i}`, shape, 'i8', this.#form()));
    }
    for (let layers = 4 + random.below(6), tries = 0; layers > 0 && tries < 200; tries++) {
      const x = this.#pick();
      const made = this.#choices[random.below(this.#choices.length)]!(x);
      if (made === null || this.#builder.size(made) > 4000) continue;
      if (this.#builder.value(made).type === 'i8') this.#seen.push(made);
      layers--;
    }
    const last = this.#seen.at(-1)!;
    const extra = this.#pick();
    return this.#builder.graph(random.below(3) === 0 && extra !== last ? [last, extra] : [last]);
  }

  /** Each answers null where it cannot follow a value of that shape. */
  readonly #choices: readonly Choice[] = [
    (x) => this.#conv(x),
    (x) => this.#conv(x),
    (x) => this.#depthwise(x),
    (x) => this.#transposeConv(x),
    (x) => this.#pool(x),
    (x) => this.#dense(x),
    (x) =>
      this.#add({ kind: 'activation', activation: this.#one(['relu', 'relu6', 'reluN1To1']) }, [x]),
    (x) => this.#fixed({ kind: 'softmax' }, x, 1 / 256, -128),
    (x) => this.#fixed({ kind: 'logistic' }, x, 1 / 256, -128),
    (x) => this.#fixed({ kind: 'tanh' }, x, 1 / 128, 0),
    (x) => this.#fixed({ kind: 'l2Norm' }, x, 1 / 128, 0),
    (x) => this.#add({ kind: 'hardSwish' }, [x]),
    (x) => this.#add({ kind: 'leakyRelu', alpha: this.#random.between(0.01, 1.5) }, [x]),
    (x) => this.#prelu(x),
    (x) => this.#keep({ kind: 'reshape', shape: this.#reshaped(x) }, [x]),
    (x) => this.#binary(x, 'add'),
    (x) => this.#binary(x, 'sub'),
    (x) => this.#binary(x, 'mul'),
    (x) => this.#extreme(x),
    (x) => this.#mean(x),
    (x) => this.#pad(x),
    (x) => this.#mirrorPad(x),
    (x) => this.#transpose(x),
    (x) => this.#slice(x),
    (x) => this.#gather(x),
    (x) => this.#resize(x, 'resizeNearest'),
    (x) => this.#resize(x, 'resizeBilinear'),
    (x) => this.#matmul(x),
    (x) => this.#lstm(x),
    (x) => this.#svdf(x),
    (x) => this.#concat(x),
    (x) => this.#widths(x),
  ];

  #conv(x: ValueId): ValueId | null {
    const slide = this.#slide(x);
    if (!slide) return null;
    const { kernel, stride, dilation, pad } = slide;
    const channels = this.#shapeOf(x)[2]!;
    const outputs = 1 + this.#random.below(9);
    const weights = this.#weights(
      x,
      [outputs, ...kernel, channels],
      outputs,
      sizeOf(kernel) * channels,
    );
    return this.#add({ kind: 'conv2d', ...weights.op, stride, dilation, pad }, [x], weights.form);
  }

  #depthwise(x: ValueId): ValueId | null {
    const slide = this.#slide(x);
    if (!slide) return null;
    const { kernel, stride, dilation, pad } = slide;
    const multiplier = 1 + this.#random.below(3);
    const outputs = this.#shapeOf(x)[2]! * multiplier;
    const weights = this.#weights(x, [...kernel, outputs], outputs, sizeOf(kernel));
    const op: Op = { kind: 'depthwise2d', ...weights.op, multiplier, stride, dilation, pad };
    return this.#add(op, [x], weights.form);
  }

  #transposeConv(x: ValueId): ValueId | null {
    const shape = this.#shapeOf(x);
    if (shape.length !== 3) return null;
    const random = this.#random;
    const two = (most: number): [number, number] => [
      1 + random.below(most),
      1 + random.below(most),
    ];
    const [kernel, stride] = [two(4), two(3)];
    const outputs = 1 + random.below(5);
    const size: [number, number] = [
      shape[0]! * stride[0] + random.below(3),
      shape[1]! * stride[1] + random.below(3),
    ];
    const pad: Pad = {
      top: random.below(kernel[0]),
      left: random.below(kernel[1]),
      bottom: 0,
      right: 0,
    };
    const channels = shape[2]!;
    const weights = this.#weights(
      x,
      [outputs, ...kernel, channels],
      outputs,
      sizeOf(kernel) * channels,
    );
    return this.#add(
      { kind: 'transposeConv2d', ...weights.op, size, stride, pad },
      [x],
      weights.form,
    );
  }

  #pool(x: ValueId): ValueId | null {
    const slide = this.#slide(x, true);
    if (!slide) return null;
    const { kernel: size, stride, pad } = slide;
    const mode = this.#one(['max', 'average'] as const);
    return this.#keep({ kind: 'pool2d', mode, size, stride, pad, activation: this.#activation() }, [
      x,
    ]);
  }

  #dense(x: ValueId): ValueId | null {
    const inputs = this.#shapeOf(x).at(-1);
    if (inputs === undefined) return null;
    const outputs = 1 + this.#random.below(20);
    const weights = this.#weights(x, [outputs, inputs], outputs, inputs);
    return this.#add({ kind: 'dense', ...weights.op }, [x], weights.form);
  }

  #prelu(x: ValueId): ValueId {
    const shape = this.#repeating(this.#shapeOf(x));
    const alpha = this.#bytes(shape);
    const alphaQuantization = this.#form(0.01);
    return this.#add({ kind: 'prelu', alpha, alphaQuantization }, [x]);
  }

  #binary(x: ValueId, kind: 'add' | 'sub' | 'mul'): ValueId {
    const y = this.#partner(x, this.#form());
    const op: Op = { kind, activation: this.#activation() };
    return this.#add(op, this.#random.below(2) ? [x, y] : [y, x]);
  }

  #extreme(x: ValueId): ValueId {
    const y = this.#partner(x, this.#formOf(x));
    const kind = this.#one(['maximum', 'minimum'] as const);
    return this.#keep({ kind, activation: 'none' }, [x, y]);
  }

  /** A value beside x: an earlier one of its shape, or a constant that broadcasts to it. */
  #partner(x: ValueId, form: Quantization): ValueId {
    const twins = this.#seen.filter(
      (id) => this.#shapeOf(id).join() === this.#shapeOf(x).join() && id !== x,
    );
    if (twins.length > 0 && this.#random.below(2)) {
      const twin = twins[this.#random.below(twins.length)]!;
      return this.#builder.add({ kind: 'quantize' }, [twin], { type: 'i8', quantization: form });
    }
    const value = this.#bytes(this.#repeating(this.#shapeOf(x)));
    return this.#builder.add({ kind: 'constant', value }, [], { quantization: form });
  }

  #mean(x: ValueId): ValueId | null {
    const rank = this.#shapeOf(x).length;
    const axes = Array.from({ length: rank }, (_, d) => d).filter(() => this.#random.below(2));
    if (axes.length === 0) return null;
    const keepDimensions = this.#random.below(2) === 1;
    return this.#add({ kind: 'mean', axes, keepDimensions }, [x]);
  }

  #pad(x: ValueId): ValueId {
    const pads = this.#shapeOf(x).map(
      () => [this.#random.below(3), this.#random.below(3)] as const,
    );
    const value = this.#random.below(256) - 128;
    return this.#keep({ kind: 'pad', pads, value }, [x]);
  }

  #mirrorPad(x: ValueId): ValueId {
    const mode = this.#one(['reflect', 'symmetric'] as const);
    const most = mode === 'reflect' ? 0 : 1;
    const pads = this.#shapeOf(x).map((side) => {
      const pad = () => this.#random.below(Math.min(3, side + most));
      return [pad(), pad()] as const;
    });
    return this.#keep({ kind: 'mirrorPad', mode, pads }, [x]);
  }

  #transpose(x: ValueId): ValueId {
    const permutation = [...this.#shapeOf(x).keys()];
    for (let i = permutation.length - 1; i > 0; i--) {
      const j = this.#random.below(i + 1);
      [permutation[i], permutation[j]] = [permutation[j]!, permutation[i]!];
    }
    return this.#keep({ kind: 'transpose', permutation }, [x]);
  }

  #slice(x: ValueId): ValueId {
    const sides = this.#shapeOf(x).map((side) => {
      const begin = this.#random.below(side);
      const stride = this.#one([1, 1, 2, -1, -2]);
      const most =
        stride > 0 ? Math.ceil((side - begin) / stride) : Math.ceil((begin + 1) / -stride);
      return { begin, stride, count: 1 + this.#random.below(most) };
    });
    const op: Op = {
      kind: 'slice',
      begin: sides.map(({ begin }) => begin),
      stride: sides.map(({ stride }) => stride),
      shape: sides.map(({ count }) => count),
    };
    return this.#keep(op, [x]);
  }

  #gather(x: ValueId): ValueId | null {
    const shape = this.#shapeOf(x);
    if (shape.length === 0) return null;
    const axis = this.#random.below(shape.length);
    if (this.#random.below(3) === 0) {
      const indices = this.#builder.add({ kind: 'argMax', axis }, [x]);
      return this.#builder.size(indices) > 30
        ? null
        : this.#keep({ kind: 'gather', axis }, [x, indices]);
    }
    const count = 1 + this.#random.below(4);
    const value = tensor('i32', [count], integers(this.#random, count, 0, shape[axis]! - 1));
    const indices = this.#builder.add({ kind: 'constant', value }, []);
    return this.#keep({ kind: 'gather', axis }, [x, indices]);
  }

  #resize(x: ValueId, kind: 'resizeNearest' | 'resizeBilinear'): ValueId | null {
    if (this.#shapeOf(x).length !== 3) return null;
    const size = [1 + this.#random.below(12), 1 + this.#random.below(12)] as const;
    const way = this.#random.below(3);
    const op: Op = { kind, size, alignCorners: way === 1, halfPixelCenters: way === 2 };
    return this.#keep(op, [x]);
  }

  #matmul(x: ValueId): ValueId | null {
    const shape = this.#shapeOf(x);
    if (shape.length < 2) return null;
    const transposeLeft = this.#random.below(2) === 1;
    const transposeRight = this.#random.below(2) === 1;
    const inner = shape.at(transposeLeft ? -2 : -1)!;
    const columns = 1 + this.#random.below(6);
    const matrix = transposeRight ? [columns, inner] : [inner, columns];
    const outer = this.#random.below(2) ? [] : shape.slice(0, -2);
    const form = this.#form();
    const value = this.#bytes([...outer, ...matrix]);
    const y = this.#builder.add({ kind: 'constant', value }, [], { quantization: form });
    const to = this.#sumForm(x, form.scales[0]!, inner);
    return this.#add({ kind: 'batchMatmul', transposeLeft, transposeRight }, [x, y], to);
  }

  #lstm(x: ValueId): ValueId | null {
    const shape = this.#shapeOf(x);
    if (shape.length !== 2) return null;
    const cells = 1 + this.#random.below(7);
    const gate = (): GateWeights => ({
      weight: this.#bytes([cells, shape[1]!]),
      weightQuantization: this.#symmetric(0.02),
      recurrent: this.#bytes([cells, cells]),
      recurrentQuantization: this.#symmetric(0.02),
      bias: tensor('i32', [cells], integers(this.#random, cells, -3000, 3000)),
    });
    const hidden = this.#form(0.008);
    const cell = { scales: [2 ** -(9 + this.#random.below(7))], zeroPoint: 0, axis: null };
    const op: Op = {
      kind: 'lstm',
      gates: { input: gate(), forget: gate(), cell: gate(), output: gate() },
      cellClip: this.#one([0, 1, 10]),
      hiddenQuantization: hidden,
      cellQuantization: cell,
    };
    return this.#add(op, [x], hidden);
  }

  #svdf(x: ValueId): ValueId | null {
    const shape = this.#shapeOf(x);
    if (shape.length !== 1) return null;
    const random = this.#random;
    const [units, rank, memory] = [1 + random.below(6), 1 + random.below(3), 1 + random.below(9)];
    const filters = units * rank;
    const wide = random.below(2) === 1;
    const numbers = filters * memory;
    const op: Op = {
      kind: 'svdf',
      rank,
      featureWeight: this.#bytes([filters, shape[0]!]),
      featureQuantization: this.#symmetric(0.01),
      timeWeight: wide
        ? tensor('i16', [filters, memory], integers(random, numbers, -32768, 32767))
        : this.#bytes([filters, memory]),
      timeQuantization: this.#symmetric(wide ? 0.00005 : 0.01),
      bias: tensor('i32', [units], integers(random, units, -5000, 5000)),
      activation: 'none',
      stateQuantization: wide ? this.#symmetric(0.001) : this.#form(),
    };
    return this.#add(op, [x]);
  }

  #concat(x: ValueId): ValueId | null {
    const rank = this.#shapeOf(x).length;
    if (rank === 0) return null;
    const axis = this.#random.below(rank);
    const fits = (id: ValueId) =>
      this.#shapeOf(id).toSpliced(axis, 1).join() === this.#shapeOf(x).toSpliced(axis, 1).join() &&
      this.#shapeOf(id).length === rank;
    const others = this.#seen.filter(fits);
    const other = others[this.#random.below(others.length)] ?? x;
    const form = this.#formOf(x);
    const y = this.#builder.add({ kind: 'quantize' }, [other], { type: 'i8', quantization: form });
    return this.#keep({ kind: 'concat', axis }, [x, y]);
  }

  /** Through a wider type and back. */
  #widths(x: ValueId): ValueId {
    const type = this.#one(['i8', 'i16', 'i32', 'f32'] as const);
    if (type === 'f32') {
      const real = this.#builder.add({ kind: 'dequantize' }, [x], { type });
      return this.#builder.add({ kind: 'quantize' }, [real], {
        type: 'i8',
        quantization: this.#form(),
      });
    }
    const quantization = type === 'i8' ? this.#form() : this.#symmetric(0.0003);
    const wide = this.#builder.add({ kind: 'quantize' }, [x], { type, quantization });
    return this.#builder.add({ kind: 'quantize' }, [wide], {
      type: 'i8',
      quantization: this.#form(),
    });
  }

  #slide(x: ValueId, pool = false) {
    const shape = this.#shapeOf(x);
    if (shape.length !== 3) return null;
    const random = this.#random;
    const two = (most: number): [number, number] => [
      1 + random.below(most),
      1 + random.below(most),
    ];
    const [kernel, stride] = [two(4), two(3)];
    const dilation = pool ? ([1, 1] as [number, number]) : two(2);
    const most = (d: 0 | 1) => Math.min(2, kernel[d] - 1);
    const pad: Pad = {
      top: random.below(most(0) + 1),
      bottom: random.below(most(0) + 1),
      left: random.below(most(1) + 1),
      right: random.below(most(1) + 1),
    };
    const reach = (d: 0 | 1) => (kernel[d] - 1) * dilation[d] + 1;
    const fits =
      shape[0]! + pad.top + pad.bottom >= reach(0) && shape[1]! + pad.left + pad.right >= reach(1);
    // a frame of a pool must hold at least one pixel
    const seen =
      !pool || (shape[0]! >= kernel[0] && shape[1]! >= kernel[1] && pad.bottom + pad.right >= 0);
    return fits && seen ? { kernel, stride, dilation, pad } : null;
  }

  #weights(x: ValueId, shape: Shape, outputs: number, inputs: number) {
    const whole = this.#random.below(4) === 0 && shape.length === 2;
    const count = whole ? 1 : outputs;
    const scales = Array.from({ length: count }, () =>
      Math.fround(this.#random.between(0.002, 0.02)),
    );
    const form = this.#sumForm(x, 0.01, inputs);
    const op = {
      weight: this.#bytes(shape),
      weightQuantization: { scales, zeroPoint: 0, axis: whole ? null : 0 },
      bias: tensor('i32', [outputs], integers(this.#random, outputs, -3000, 3000)),
      activation: this.#activation(),
    } as const;
    return { op, form };
  }

  /** For sums of so many products: wide enough for most of them. */
  #sumForm(x: ValueId, scale: number, inputs: number): Quantization {
    const spread = this.#formOf(x).scales[0]! * scale * 70 * Math.sqrt(inputs);
    return { ...this.#form(), scales: [Math.fround(spread * this.#random.between(0.5, 2))] };
  }

  #add(op: Op, inputs: readonly ValueId[], quantization = this.#form()): ValueId {
    return this.#builder.add(op, inputs, { quantization });
  }

  #keep(op: Op, inputs: readonly ValueId[]): ValueId {
    return this.#builder.add(op, inputs, { quantization: this.#formOf(inputs[0]!) });
  }

  #fixed(op: Op, x: ValueId, scale: number, zeroPoint: number): ValueId | null {
    if (this.#shapeOf(x).length === 0) return null;
    return this.#builder.add(op, [x], { quantization: { scales: [scale], zeroPoint, axis: null } });
  }

  #form(scale = 0.04): Quantization {
    const scales = [Math.fround(scale * this.#random.between(0.3, 2))];
    return { scales, zeroPoint: this.#random.below(256) - 128, axis: null };
  }

  #symmetric(scale: number): Quantization {
    return { ...this.#form(scale), zeroPoint: 0 };
  }

  #formOf(id: ValueId): Quantization {
    return (this.#builder.value(id) as Value).quantization!;
  }

  #shapeOf(id: ValueId): Shape {
    return this.#builder.shape(id);
  }

  #bytes(shape: Shape): Tensor<'i8'> {
    return tensor('i8', shape, integers(this.#random, sizeOf(shape), -128, 127));
  }

  #repeating(shape: Shape): Shape {
    const sides = shape.map((side) => (this.#random.below(2) ? side : 1));
    return sides.slice(this.#random.below(shape.length + 1));
  }

  #reshaped(x: ValueId): Shape {
    const size = this.#builder.size(x);
    const divisors = Array.from({ length: size }, (_, i) => i + 1).filter((d) => size % d === 0);
    const first = this.#one(divisors);
    const rest = size / first;
    const second = this.#one(divisors.filter((d) => rest % d === 0));
    return this.#one<Shape>([[size], [first, rest], [first, second, rest / second]]);
  }

  #shape(rank: number): Shape {
    return Array.from({ length: rank }, () => this.#one([1, 2, 3, 4, 5, 7, 8, 9]));
  }

  #activation(): Activation {
    return this.#one(['none', 'none', 'relu', 'relu6', 'reluN1To1']);
  }

  #one<T>(choices: readonly T[]): T {
    return choices[this.#random.below(choices.length)]!;
  }

  #pick(): ValueId {
    const recent = this.#random.below(3) > 0;
    return recent ? this.#seen.at(-1)! : this.#one(this.#seen);
  }
}

function integers(random: Random, count: number, low: number, high: number): number[] {
  return Array.from({ length: count }, () => low + random.below(high - low + 1));
}
