import { Failure } from '../../base/failure.ts';
import type { Random } from '../../base/random.ts';
import { GraphBuilder, noPad, samePad } from '../../graph/builder.ts';
import type { Graph, ValueId } from '../../graph/op.ts';
import { type Shape, sizeOf, type Tensor, tensor } from '../../tensor/tensor.ts';

/** Writes layers down with their first weights. */
export class Weaver {
  readonly builder: GraphBuilder;
  readonly #random: Random;
  readonly #spread: FirstSpread;
  #layers = 0;

  constructor(name: string, random: Random, spread: FirstSpread = 'even') {
    this.builder = new GraphBuilder(name);
    this.#random = random;
    this.#spread = spread;
  }

  dense(x: ValueId, outputs: number, scale: FirstScale): ValueId {
    const inputs = this.builder.size(x);
    const weight = this.#weights([outputs, inputs], inputs, outputs, scale);
    const bias = filled(outputs, 0);
    return this.builder.add({ kind: 'dense', weight, bias, activation: 'none' }, [x]);
  }

  /** Convolution [height, width, from] → [⌈height / stride⌉, ⌈width / stride⌉, channels]. */
  conv(x: ValueId, channels: number, kernel: Pair, stride: Pair = [1, 1]): ValueId {
    const from = this.builder.shape(x)[2]!;
    const inputs = kernel[0] * kernel[1] * from;
    const weight = this.#weights([channels, ...kernel, from], inputs, channels, 'he');
    const bias = filled(channels, 0);
    const slide = this.#slide(x, kernel, stride);
    return this.builder.add({ kind: 'conv2d', weight, bias, activation: 'none', ...slide }, [x]);
  }

  /** One kernel for each channel: as many channels come out as go in. */
  depthwise(x: ValueId, kernel: Pair, stride: Pair = [1, 1]): ValueId {
    const channels = this.builder.shape(x)[2]!;
    const inputs = kernel[0] * kernel[1];
    const weight = this.#weights([...kernel, channels], inputs, channels, 'he');
    const bias = filled(channels, 0);
    const op = { kind: 'depthwise2d', weight, bias, activation: 'none', multiplier: 1 } as const;
    return this.builder.add({ ...op, ...this.#slide(x, kernel, stride) }, [x]);
  }

  /**
   * Long short-term memory [time, from] → [time, cells]. Forget gates begin with a bias of 1, so that
   * what is remembered first lasts (Jozefowicz and others 2015).
   */
  lstm(x: ValueId, cells: number): ValueId {
    const from = this.builder.shape(x)[1]!;
    const gate = (bias: number) => ({
      weight: this.#weights([cells, from], from, cells, 'glorot'),
      recurrent: this.#weights([cells, cells], cells, cells, 'glorot'),
      bias: filled(cells, bias),
    });
    const gates = { input: gate(0), forget: gate(1), cell: gate(0), output: gate(0) };
    return this.builder.add({ kind: 'lstm', gates, cellClip: 0 }, [x]);
  }

  normRelu(x: ValueId): ValueId {
    return this.relu(this.batchNorm(x));
  }

  batchNorm(x: ValueId): ValueId {
    const channels = this.builder.shape(x).at(-1)!;
    const [gamma, variance] = [filled(channels, 1), filled(channels, 1)];
    const [beta, mean] = [filled(channels, 0), filled(channels, 0)];
    const op = { kind: 'batchNorm', gamma, beta, mean, variance, epsilon: 1e-5 } as const;
    return this.builder.add(op, [x]);
  }

  relu(x: ValueId): ValueId {
    return this.builder.add({ kind: 'activation', activation: 'relu' }, [x]);
  }

  relu6(x: ValueId): ValueId {
    return this.builder.add({ kind: 'activation', activation: 'relu6' }, [x]);
  }

  sum(a: ValueId, b: ValueId): ValueId {
    return this.builder.add({ kind: 'add', activation: 'none' }, [a, b]);
  }

  dropout(x: ValueId, rate: number): ValueId {
    return rate > 0 ? this.builder.add({ kind: 'dropout', rate }, [x]) : x;
  }

  reshape(x: ValueId, shape: Shape): ValueId {
    return this.builder.add({ kind: 'reshape', shape }, [x]);
  }

  /**
   * [1, time, channels] → [1, ⌈time / width⌉, channels]: the means of stretches of the time, those at
   * the ends shorter where it must be.
   */
  means(x: ValueId, width: number): ValueId {
    const pad = samePad([1, this.builder.shape(x)[1]!], [1, width], [1, width]);
    const frame = { size: [1, width], stride: [1, width], pad } as const;
    const op = { kind: 'pool2d', mode: 'average', activation: 'none', ...frame } as const;
    return this.builder.add(op, [x]);
  }

  /** [height, width, channels] → [channels]: the mean of the whole picture. */
  globalMean(x: ValueId): ValueId {
    const [height, width, channels] = this.builder.shape(x) as [number, number, number];
    const frame = { size: [height, width], stride: [height, width], pad: noPad } as const;
    const op = { kind: 'pool2d', mode: 'average', activation: 'none', ...frame } as const;
    return this.reshape(this.builder.add(op, [x]), [channels]);
  }

  classify(x: ValueId, labels: number): Graph {
    const logits = this.dense(x, labels, 'glorot');
    return this.builder.graph([this.builder.add({ kind: 'softmax' }, [logits])]);
  }

  /** [height, width, channels] → [height, width, labels]: which label each cell is. */
  classifyCells(x: ValueId, labels: number): Graph {
    const logits = this.conv(x, labels, [1, 1]);
    return this.builder.graph([this.builder.add({ kind: 'softmax' }, [logits])]);
  }

  /** As TensorFlow's SAME. */
  #slide(x: ValueId, kernel: Pair, stride: Pair) {
    const [height, width] = this.builder.shape(x) as [number, number, number];
    const pad = samePad([height, width], kernel, stride);
    return { stride, dilation: [1, 1], pad } as const;
  }

  #weights(shape: Shape, from: number, to: number, scale: FirstScale): Tensor<'f32'> {
    const random = this.#random.fork('weights', this.#layers++);
    const even = Math.sqrt(2 / (scale === 'he' ? from : from + to));
    const deviation = this.#spread === 'narrow' ? even / Math.sqrt(6) : even;
    return tensor(
      'f32',
      shape,
      Float32Array.from({ length: sizeOf(shape) }, () => deviation * random.normal()),
    );
  }
}

/** Along height and along width. */
export type Pair = readonly [height: number, width: number];

/** Before ReLU (He et al. 2015), and before softmax (Glorot and Bengio 2010); both normal. */
type FirstScale = 'he' | 'glorot';

/**
 * How far apart first weights lie. even: so that values keep their size from layer to layer. narrow: √6
 * times less (a third of 1 / inputs as variance, where `he` has 2), which batch norm makes good; at one
 * learning rate such weights turn as many times faster.
 */
type FirstSpread = 'even' | 'narrow';

function filled(size: number, value: number): Tensor<'f32'> {
  return tensor('f32', [size], new Float32Array(size).fill(value));
}

/** Throws a Failure that names what is not a whole number above 0. */
export function requirePositive(name: string, counts: Readonly<Record<string, number>>): void {
  const bad = Object.entries(counts).find(([, count]) => !(Number.isInteger(count) && count > 0));
  if (!bad) return;
  const sentence = `Network ${name}: ${bad[0]} is ${bad[1]}; it must be a whole number above 0.`;
  throw new Failure('bad-option', sentence);
}
