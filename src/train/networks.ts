import { Failure } from '../base/failure.ts';
import type { Random } from '../base/random.ts';
import { GraphBuilder, noPad, samePad } from '../graph/builder.ts';
import type { Graph, ValueId } from '../graph/op.ts';
import { type Shape, sizeOf, type Tensor, tensor } from '../tensor/tensor.ts';

/** Dense layers, one after another, over one row of features. */
export interface MlpOptions {
  /** A C identifier. */
  readonly name: string;
  /** How many features. */
  readonly inputs: number;
  readonly labels: number;
  /** Width of each hidden layer. */
  readonly hidden: readonly number[];
  /** Share of the values that are dropped: of the features, and after each hidden layer. */
  readonly inputDropout: number;
  readonly dropout: number;
  readonly batchNorm: boolean;
}

/** Features [inputs] → (dense, batch norm, ReLU, dropout) … → dense → softmax [labels]. */
export function mlp(options: MlpOptions, random: Random): Graph {
  const { name, inputs, labels, hidden, inputDropout, dropout, batchNorm } = options;
  const widths = hidden.map((width, i) => [`hidden layer ${i + 1}`, width] as const);
  requirePositive(name, { inputs, labels, ...Object.fromEntries(widths) });
  const net = new Weaver(name, random);
  let x = net.builder.input('features', [inputs]);
  x = net.dropout(x, inputDropout);
  for (const width of hidden) {
    x = net.dense(x, width, 'he');
    if (batchNorm) x = net.batchNorm(x);
    x = net.relu(x);
    x = net.dropout(x, dropout);
  }
  return net.classify(x, labels);
}

/** A convolution stack along time, and dense features beside it. */
export interface TimeConvnetOptions {
  /** A C identifier. */
  readonly name: string;
  /** Readings and axes of the window, [length, axes]. */
  readonly length: number;
  readonly axes: number;
  /** How many features the second input has; 0: there is no second input. */
  readonly features: number;
  readonly labels: number;
  /** Each so many readings are averaged into one before anything else; 1: none are. */
  readonly shrink: number;
  /** Each stage halves the time; where `residual`, a second convolution is added to it. */
  readonly stages: readonly { readonly channels: number; readonly residual: boolean }[];
  /** Kernel along time. */
  readonly kernel: number;
  /** Into how many parts of the time the last stage is averaged, at most. */
  readonly segments: number;
  /** Width of the dense layer over the features. */
  readonly featureWidth: number;
  readonly featureDropout: number;
  readonly dropout: number;
}

/**
 * Window [length × axes] → stages of convolutions along time, each with batch norm and ReLU →
 * mean of each time segment; features → dense; both joined → dense → softmax [labels].
 * The window comes as one row, interleaved, as a dsp block makes it.
 */
export function timeConvnet(options: TimeConvnetOptions, random: Random): Graph {
  const { name, length, axes, features, labels, shrink, stages, kernel, segments } = options;
  requirePositive(name, { length, axes, labels, shrink, kernel, segments, stages: stages.length });
  const net = new Weaver(name, random);
  let x = net.builder.input('window', [length * axes]);
  const second = features > 0 ? net.builder.input('features', [features]) : null;
  x = net.reshape(x, [1, length, axes]);
  if (shrink > 1) x = net.means(x, shrink);
  for (const { channels, residual } of stages) {
    x = net.convAlongTime(x, channels, kernel, 2);
    if (residual) x = net.sum(x, net.convAlongTime(x, channels, kernel, 1));
  }
  x = net.means(x, Math.ceil(net.builder.shape(x)[1]! / segments));
  x = net.reshape(x, [net.builder.size(x)]);
  if (second !== null) {
    let beside = net.dropout(second, options.featureDropout);
    beside = net.relu(net.batchNorm(net.dense(beside, options.featureWidth, 'he')));
    x = net.builder.add({ kind: 'concat', axis: 0 }, [x, beside]);
  }
  return net.classify(net.dropout(x, options.dropout), labels);
}

function requirePositive(name: string, counts: Readonly<Record<string, number>>): void {
  const bad = Object.entries(counts).find(([, count]) => !(Number.isInteger(count) && count > 0));
  if (!bad) return;
  const sentence = `Network ${name}: ${bad[0]} is ${bad[1]}; it must be a whole number above 0.`;
  throw new Failure('bad-option', sentence);
}

/** Writes layers down with their first weights. */
class Weaver {
  readonly builder: GraphBuilder;
  readonly #random: Random;
  #layers = 0;

  constructor(name: string, random: Random) {
    this.builder = new GraphBuilder(name);
    this.#random = random;
  }

  dense(x: ValueId, outputs: number, scale: FirstScale): ValueId {
    const inputs = this.builder.size(x);
    const weight = this.#weights([outputs, inputs], inputs, outputs, scale);
    const bias = filled(outputs, 0);
    return this.builder.add({ kind: 'dense', weight, bias, activation: 'none' }, [x]);
  }

  /** [1, time, channels in] → [1, ⌈time / stride⌉, channels], batch norm, ReLU. */
  convAlongTime(x: ValueId, channels: number, kernel: number, stride: number): ValueId {
    const [, time, from] = this.builder.shape(x) as [number, number, number];
    const weight = this.#weights([channels, 1, kernel, from], kernel * from, channels, 'he');
    const pad = samePad([1, time], [1, kernel], [1, stride]);
    const slide = { stride: [1, stride], dilation: [1, 1], pad } as const;
    const bias = filled(channels, 0);
    const op = { kind: 'conv2d', weight, bias, activation: 'none', ...slide } as const;
    return this.relu(this.batchNorm(this.builder.add(op, [x])));
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

  sum(a: ValueId, b: ValueId): ValueId {
    return this.builder.add({ kind: 'add', activation: 'none' }, [a, b]);
  }

  dropout(x: ValueId, rate: number): ValueId {
    return rate > 0 ? this.builder.add({ kind: 'dropout', rate }, [x]) : x;
  }

  reshape(x: ValueId, shape: Shape): ValueId {
    return this.builder.add({ kind: 'reshape', shape }, [x]);
  }

  /** [1, time, channels] → [1, ⌈time / width⌉, channels]: the means of stretches of the time. */
  means(x: ValueId, width: number): ValueId {
    const time = this.builder.shape(x)[1]!;
    const pad = { ...noPad, right: Math.ceil(time / width) * width - time };
    const frame = { size: [1, width], stride: [1, width], pad } as const;
    const op = { kind: 'pool2d', mode: 'average', activation: 'none', ...frame } as const;
    return this.builder.add(op, [x]);
  }

  classify(x: ValueId, labels: number): Graph {
    const logits = this.dense(x, labels, 'glorot');
    return this.builder.graph([this.builder.add({ kind: 'softmax' }, [logits])]);
  }

  #weights(shape: Shape, from: number, to: number, scale: FirstScale): Tensor<'f32'> {
    const random = this.#random.fork('weights', this.#layers++);
    const deviation = Math.sqrt(2 / (scale === 'he' ? from : from + to));
    return tensor(
      'f32',
      shape,
      Float32Array.from({ length: sizeOf(shape) }, () => deviation * random.normal()),
    );
  }
}

/** Before ReLU (He et al. 2015), and before softmax (Glorot and Bengio 2010); both normal. */
type FirstScale = 'he' | 'glorot';

function filled(size: number, value: number): Tensor<'f32'> {
  return tensor('f32', [size], new Float32Array(size).fill(value));
}
