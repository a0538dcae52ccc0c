import { Random } from '../src/base/random.ts';
import type { Block, Signal } from '../src/dsp/block.ts';
import { chooseSpectral } from '../src/dsp/choose-block.ts';
import { statistics } from '../src/dsp/flatten.ts';
import { GraphBuilder, noPad, samePad } from '../src/graph/builder.ts';
import type { Impulse } from '../src/graph/impulse.ts';
import type { Activation, Pad, ValueId } from '../src/graph/op.ts';
import { type Quantization, type Shape, sizeOf, type Type, tensor } from '../src/tensor/tensor.ts';

/** Small int8 networks of every kind and odd size, made at random from seeds. */

/** Around the widths that compilers and kernels work in. */
const sizes = [1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33];
const activations: readonly Activation[] = ['none', 'relu', 'relu6'];

/** Each operation alone between a quantize and a dequantize. */
export function everyOperation(): Impulse[] {
  const impulses: Impulse[] = [];
  const add = (what: string, shape: Shape, layer: (net: Net, x: ValueId) => ValueId) => {
    const net = new Net(impulses.length, what);
    impulses.push(net.impulse(shape, (x) => layer(net, x)));
  };
  for (const [i, size] of sizes.entries()) {
    const activation = activations[i % 3]!;
    const other = sizes[(i * 5 + 2) % sizes.length]!;
    add(`dense ${size} to ${other}`, [size], (net, x) => net.dense(x, other, activation));
    add(`dense ${other} to ${size}`, [other], (net, x) => net.dense(x, size, activation));
    add(`conv along time ${size}`, [1, size, 3], (net, x) => net.conv(x, 5, [1, 3], activation));
    add(`conv to ${size} channels`, [4, 5, 2], (net, x) => net.conv(x, size, [3, 2], activation));
    add(`conv of ${size} channels`, [3, 4, size], (net, x) => net.conv(x, 4, [2, 3], activation));
    add(`pointwise ${size}`, [2, 3, size], (net, x) => net.conv(x, other, [1, 1], activation));
    add(`depthwise ${size}`, [4, 5, size], (net, x) => net.depthwise(x, 1, [3, 3], activation));
    add(`depthwise wide ${size}`, [3, size, 2], (net, x) =>
      net.depthwise(x, 3, [2, 3], activation),
    );
    for (const mode of ['max', 'average'] as const) {
      add(`${mode} pool ${size}`, [5, 4, size], (net, x) => net.pool(x, mode, activation));
      add(`${mode} pool of all ${size}`, [1, size, 3], (net, x) =>
        net.pool(x, mode, 'none', [1, size]),
      );
    }
    add(`add ${size}`, [size], (net, x) => net.sum(x, activation));
    add(`softmax ${size}`, [size], (net, x) => {
      const scale = [0.01, 0.06, 0.2, 0.5][i % 4]!;
      return net.softmax(net.requantised('quantize', x, 'none', scale));
    });
    add(`activation ${size}`, [size], (net, x) =>
      net.requantised('activation', x, activation === 'none' ? 'relu' : activation),
    );
    add(`requantise ${size}`, [size], (net, x) => net.requantised('quantize', x, 'none'));
    add(`concat ${size}`, [2, 2, size], (net, x) => net.concat(x, i % 3));
  }
  return impulses;
}

/** Several operations in a row, with branches that are added or joined again. */
export function randomNetworks(count: number): Impulse[] {
  return Array.from({ length: count }, (_, i) => {
    const net = new Net(1000 + i, 'network');
    const pick = (limit: number) => 1 + net.random.below(limit);
    return net.impulse([pick(4), 2 + pick(8), pick(6)], (x) => {
      let at = x;
      for (let layers = pick(5); layers > 0; layers--) at = net.anyLayer(at);
      const row = net.reshape(at, [net.size(at)]);
      return net.softmax(net.dense(row, 1 + pick(9), 'none'));
    });
  });
}

/** Pictures with many rows, or of one long row, through several layers, with skips over some. */
export function tallNetworks(count: number): Impulse[] {
  return Array.from({ length: count }, (_, i) => {
    const net = new Net(4000 + i, 'tall network');
    const pick = (limit: number) => 1 + net.random.below(limit);
    const shape = i % 3 === 2 ? [1, 30 + pick(40), pick(3)] : [12 + pick(20), 1 + pick(5), pick(3)];
    return net.impulse(shape, (x) => {
      let at = i % 2 ? net.residual(x, pick(3)) : net.conv(x, 4 + pick(8), [pick(3), 2], 'relu');
      for (let layers = pick(4); layers > 0; layers--) at = net.anyLayer(at, 3);
      const row = net.reshape(at, [net.size(at)]);
      return net.softmax(net.dense(row, pick(4), 'none'));
    });
  });
}

/** Impulses of several axes for continuous mode. */
export function streams(): { impulse: Impulse; strideReadings: number }[] {
  return [1, 3, 8, 11].map((strideReadings) => {
    const net = new Net(2000 + strideReadings, 'stream');
    const impulse = net.impulse([16], (x) => net.dense(x, 3, 'none'), 2);
    return { impulse, strideReadings };
  });
}

/** Blocks of every kind, standardised or not, in one branch or in two that the network joins. */
export function withBlocks(): Impulse[] {
  const signal = { axes: ['x', 'y', 'z'], sampleRateHz: 50, length: 40 };
  const raw: Block = {
    kind: 'raw',
    version: 1,
    removeMean: true,
    scales: [1, 0.5, 2],
    groups: [0, 0, 1],
    quiet: 0.1,
  };
  const flatten: Block = { kind: 'flatten', version: 1, scale: 0.3, statistics };
  const spectral = chooseSpectral(signal).block;
  const blocks: Block[][] = [
    [spectral],
    [flatten],
    [raw],
    [spectral, raw],
    [raw, flatten, spectral],
    [{ ...raw, removeMean: false, groups: [] }, raw],
  ];
  return blocks.map((some, i) => new Net(3000 + i, 'blocks').blocks(signal, some));
}

/** Writes an int8 network down with random weights and scales that keep its values alive. */
class Net {
  readonly random: Random;
  readonly #number: number;
  readonly #builder: GraphBuilder;

  constructor(number: number, what: string) {
    this.#number = number;
    this.random = new Random(5, 'int8-graphs', number);
    this.#builder = new GraphBuilder(what);
  }

  /** Some of them hand their features over in two parts, or take the window as it is. */
  impulse(shape: Shape, layers: (x: ValueId) => ValueId, axes = 1): Impulse {
    const b = this.#builder;
    const size = sizeOf(shape);
    const parts = axes === 1 && this.#number % 4 === 0 ? 2 : 1;
    const length = size / axes;
    const inputs = Array.from({ length: parts }, (_, i) => b.input(`input_${i}`, [size]));
    const quantised = inputs.map((x) =>
      b.add({ kind: 'quantize' }, [x], this.#as('quantize', 'i8', this.quantization(0.02, 0.06))),
    );
    const start =
      quantised.length === 1
        ? quantised[0]!
        : this.#node({ kind: 'add', activation: 'none' }, quantised, 'join', 0.05);
    const out = layers(
      b.add({ kind: 'reshape', shape }, [start], this.#as('shape', 'i8', this.#of(start))),
    );
    const real = b.add({ kind: 'dequantize' }, [out], {
      name: this.#name('dequantize'),
      type: 'f32',
    });
    const scores = b.add({ kind: 'reshape', shape: [b.size(real)] }, [real]);
    const window = new GraphBuilder('features');
    const readings = window.input('readings', [length, axes]);
    const flat = window.add({ kind: 'reshape', shape: [size] }, [readings]);
    return {
      name: `case_${this.#number}`,
      signal: {
        axes: Array.from({ length: axes }, (_, i) => `axis${i}`),
        sampleRateHz: 100,
        length,
      },
      labels: Array.from({ length: b.size(scores) }, (_, i) => `label ${i}`),
      features: window.graph(parts === 2 ? [flat, flat] : [flat]),
      network: b.graph([scores]),
    };
  }

  /** Each block, every second one standardised; the first two as one value where there are three. */
  blocks(signal: Signal, blocks: readonly Block[]): Impulse {
    const window = new GraphBuilder('features');
    const readings = window.input('readings', [signal.length, signal.axes.length]);
    const made = blocks.map((block, i) => {
      const x = window.add({ kind: 'features', block, signal }, [readings], {
        name: `${block.kind}_${this.#number}_${i}`,
      });
      if (i % 2) return x;
      const size = window.size(x);
      const rows = size % 3 === 0 ? 3 : 1;
      const like = (low: number, high: number) =>
        tensor('f32', [size / rows], this.#reals(size / rows, low, high));
      const op = { kind: 'standardize', mean: like(-1, 1), scale: like(0.2, 2), limit: 4 } as const;
      const table = window.add({ kind: 'reshape', shape: [rows, size / rows] }, [x]);
      const even = window.add(op, [table], { name: `standardize_${this.#number}_${i}` });
      return window.add({ kind: 'reshape', shape: [size] }, [even]);
    });
    const pair =
      made.length === 3 ? [window.add({ kind: 'concat', axis: 0 }, made.slice(0, 2))] : [];
    const outputs = pair.length ? [...pair, made[2]!] : made;

    const b = this.#builder;
    const branches = outputs.map((output, i) => {
      const x = b.input(`input_${i}`, window.shape(output));
      const q = this.#node({ kind: 'quantize' }, [x], 'quantize', 0.05);
      return this.dense(q, 5 + i, 'relu');
    });
    const like = this.#as('joined', 'i8', this.#of(branches[0]!));
    const joined = b.add({ kind: 'concat', axis: 0 }, branches, like);
    const scores = this.softmax(this.dense(joined, 4, 'none'));
    const real = b.add({ kind: 'dequantize' }, [scores], { name: 'real', type: 'f32' });
    return {
      name: `case_${this.#number}`,
      signal,
      labels: ['a', 'b', 'c', 'd'],
      features: window.graph(outputs),
      network: b.graph([real]),
    };
  }

  size(x: ValueId): number {
    return this.#builder.size(x);
  }

  /** Kernels are at most `reach` high and wide. */
  anyLayer(x: ValueId, reach = 1e9): ValueId {
    const [height, width] = this.#builder.shape(x) as [number, number, number];
    const activation = activations[this.random.below(3)]!;
    const side = (most: number) => 1 + this.random.below(Math.min(most, reach));
    const kernel = [side(height), side(width)] as const;
    const choices = [
      () => this.conv(x, 1 + this.random.below(9), kernel, activation),
      () => this.depthwise(x, 1 + this.random.below(2), kernel, activation),
      () => this.pool(x, this.random.below(2) ? 'max' : 'average', activation),
      () => this.sum(x, activation),
      () => this.requantised('activation', x, 'relu'),
      () => this.concat(x, this.random.below(3)),
      () =>
        this.#builder.add(
          { kind: 'dropout', rate: 0.5 },
          [x],
          this.#as('dropout', 'i8', this.#of(x)),
        ),
    ];
    return choices[this.random.below(choices.length)]!();
  }

  dense(x: ValueId, outputs: number, activation: Activation): ValueId {
    const shape = [outputs, this.size(x)];
    return this.#node(
      { kind: 'dense', ...this.#weights(shape, outputs), activation },
      [x],
      'dense',
      0.1,
    );
  }

  conv(
    x: ValueId,
    outputs: number,
    kernel: readonly [number, number],
    activation: Activation,
  ): ValueId {
    const channels = this.#builder.shape(x)[2]!;
    const weights = this.#weights([outputs, ...kernel, channels], outputs);
    const op = { kind: 'conv2d', ...weights, activation, ...this.#slide(x, kernel) } as const;
    return this.#node(op, [x], 'conv', 0.1);
  }

  /** Layers of many channels between two of few, and a way around them. */
  residual(x: ValueId, channels: number): ValueId {
    const [height, width] = this.#builder.shape(x) as [number, number, number];
    const layer = (from: ValueId, outputs: number, kernel: readonly [number, number]) => {
      const weights = this.#weights([outputs, ...kernel, this.#builder.shape(from)[2]!], outputs);
      const pad = samePad([height, width], kernel, [1, 1]);
      const op = { kind: 'conv2d', ...weights, stride: [1, 1], dilation: [1, 1], pad } as const;
      return this.#node({ ...op, activation: 'relu' }, [from], 'conv', 0.1);
    };
    const first = layer(x, channels, [3, 1]);
    const wide = layer(layer(first, 4 * channels + 5, [1, 1]), 3 * channels + 4, [3, 3]);
    const last = layer(wide, channels, [2, 2]);
    return this.#node({ kind: 'add', activation: 'none' }, [first, last], 'sum', 0.07);
  }

  depthwise(
    x: ValueId,
    multiplier: number,
    kernel: readonly [number, number],
    activation: Activation,
  ): ValueId {
    const outputs = this.#builder.shape(x)[2]! * multiplier;
    const weights = this.#weights([...kernel, outputs], outputs);
    const slide = this.#slide(x, kernel);
    const op = { kind: 'depthwise2d', ...weights, activation, multiplier, ...slide } as const;
    return this.#node(op, [x], 'depthwise', 0.1);
  }

  pool(
    x: ValueId,
    mode: 'max' | 'average',
    activation: Activation,
    size?: readonly [number, number],
  ): ValueId {
    const [height, width] = this.#builder.shape(x) as [number, number, number];
    const frame = size ?? ([Math.min(2, height), Math.min(3, width)] as const);
    const stride = [1 + this.random.below(2), 1 + this.random.below(2)] as const;
    const padded = this.random.below(2) === 0;
    const pad: Pad = size || !padded ? noPad : samePad([height, width], frame, stride);
    const op = { kind: 'pool2d', mode, size: frame, stride, pad, activation } as const;
    return this.#builder.add(op, [x], this.#as('pool', 'i8', this.#of(x)));
  }

  sum(x: ValueId, activation: Activation): ValueId {
    const other = this.requantised('quantize', x, 'none');
    const pair = this.random.below(4) === 0 ? [x, x] : [x, other];
    return this.#node({ kind: 'add', activation }, pair, 'sum', 0.07);
  }

  softmax(x: ValueId): ValueId {
    const as = this.#as('softmax', 'i8', { scales: [1 / 256], zeroPoint: -128, axis: null });
    return this.#builder.add({ kind: 'softmax' }, [x], as);
  }

  requantised(
    kind: 'quantize' | 'activation',
    x: ValueId,
    activation: Activation,
    scale = 0.05,
  ): ValueId {
    if (kind === 'quantize') return this.#node({ kind }, [x], 'again', scale);
    return this.#node(
      { kind, activation: activation === 'relu6' ? 'relu6' : 'relu' },
      [x],
      'relu',
      0.05,
    );
  }

  concat(x: ValueId, axis: number): ValueId {
    const parts = [x, this.requantised('quantize', x, 'none'), x].slice(
      0,
      2 + this.random.below(2),
    );
    return this.#builder.add(
      { kind: 'concat', axis },
      parts,
      this.#as('concat', 'i8', this.#of(x)),
    );
  }

  reshape(x: ValueId, shape: Shape): ValueId {
    return this.#builder.add({ kind: 'reshape', shape }, [x], this.#as('row', 'i8', this.#of(x)));
  }

  quantization(low: number, high: number): Quantization {
    const scale = Math.fround(this.random.between(low, high));
    return { scales: [scale], zeroPoint: this.random.below(256) - 128, axis: null };
  }

  #node(
    op: Parameters<GraphBuilder['add']>[0],
    inputs: readonly ValueId[],
    name: string,
    scale: number,
  ): ValueId {
    return this.#builder.add(op, inputs, this.#as(name, 'i8', this.quantization(scale / 2, scale)));
  }

  #weights(shape: Shape, outputs: number) {
    const size = sizeOf(shape);
    const weight = Int8Array.from({ length: size }, () => this.random.below(256) - 128);
    const bias = Int32Array.from({ length: outputs }, () => this.random.below(8000) - 4000);
    // Some channels are scaled up, some far down: both signs of the shift.
    const scales = Array.from({ length: outputs }, (_, o) => {
      const spread = o % 5 === 4 ? 40 : o % 7 === 6 ? 1e-7 : 1;
      return Math.fround((spread * this.random.between(0.002, 0.02)) / Math.sqrt(size / outputs));
    });
    return {
      weight: tensor('i8', shape, weight),
      bias: tensor('i32', [outputs], bias),
      weightQuantization: { scales, zeroPoint: 0, axis: 0 },
    };
  }

  #slide(x: ValueId, kernel: readonly [number, number]) {
    const [height, width] = this.#builder.shape(x) as [number, number, number];
    const stride = [1 + this.random.below(2), 1 + this.random.below(2)] as const;
    const wide = this.random.below(3) === 0;
    const room = (side: number, d: 0 | 1) => (kernel[d] > 1 && (kernel[d] - 1) * 2 < side ? 2 : 1);
    const dilation = wide ? ([room(height, 0), room(width, 1)] as const) : ([1, 1] as const);
    const reach = [0, 1].map((d) => (kernel[d]! - 1) * dilation[d]! + 1);
    const needs = reach[0]! > height || reach[1]! > width;
    const pad =
      needs || this.random.below(2) === 0
        ? samePad([height, width], kernel, stride, dilation)
        : noPad;
    return { stride, dilation, pad };
  }

  #reals(size: number, low: number, high: number): Float32Array {
    return Float32Array.from({ length: size }, () => this.random.between(low, high));
  }

  #of(x: ValueId): Quantization {
    return this.#builder.graph([]).values[x]!.quantization!;
  }

  #as(name: string, type: Type, quantization: Quantization) {
    return { name: this.#name(name), type, quantization };
  }

  #name(what: string): string {
    return `${what}_${this.#number}_${this.#builder.graph([]).nodes.length}`;
  }
}
