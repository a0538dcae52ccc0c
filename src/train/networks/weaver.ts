import { Failure } from '../../base/failure.ts';
import type { Random } from '../../base/random.ts';
import { GraphBuilder, noPad, samePad } from '../../graph/builder.ts';
import type { Graph, ValueId } from '../../graph/op.ts';
import { type Shape, sizeOf, type Tensor, tensor } from '../../tensor/tensor.ts';

/** Writes layers down with their first weights. */
export class Weaver {
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

/** Throws a Failure that names what is not a whole number above 0. */
export function requirePositive(name: string, counts: Readonly<Record<string, number>>): void {
  const bad = Object.entries(counts).find(([, count]) => !(Number.isInteger(count) && count > 0));
  if (!bad) return;
  const sentence = `Network ${name}: ${bad[0]} is ${bad[1]}; it must be a whole number above 0.`;
  throw new Failure('bad-option', sentence);
}
