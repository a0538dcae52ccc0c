import type { Random } from '../../base/random.ts';
import type { Graph } from '../../graph/op.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { NetworkMaker } from './maker.ts';
import { flag, real, whole, wholes } from './parameter.ts';
import { timeShape } from './time-shape.ts';
import { requirePositive, Weaver } from './weaver.ts';

const parameters = {
  shrink: whole(1, 1, 1024),
  stem: whole(16, 0, 512),
  channels: wholes([24, 40], 1, 1024),
  residual: flag(true),
  kernel: whole(5, 1, 99),
  segments: whole(4, 1, 1024),
  featureWidth: whole(24, 1, 1024),
  featureDropout: real(0.1, 0, 0.95),
  dropout: real(0.2, 0, 0.95),
};

export const timeConvnetMaker: NetworkMaker<typeof parameters> = {
  about: 'Convolutions along time, and a dense layer over features beside them.',
  takes: 'time',
  parameters,
  make({ name, inputs, labels }, { stem, channels, residual, ...values }, random) {
    const [window, beside] = inputs;
    const [length, axes] = timeShape(window!.shape);
    const first = stem > 0 ? [{ channels: stem, residual: false }] : [];
    const stages = [...first, ...channels.map((count) => ({ channels: count, residual }))];
    const features = beside ? sizeOf(beside.shape) : 0;
    return timeConvnet({ name, length, axes, features, labels, stages, ...values }, random);
  },
};

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
    x = net.normRelu(net.conv(x, channels, [1, kernel], [1, 2]));
    if (residual) x = net.sum(x, net.normRelu(net.conv(x, channels, [1, kernel])));
  }
  x = net.means(x, Math.ceil(net.builder.shape(x)[1]! / segments));
  x = net.reshape(x, [net.builder.size(x)]);
  if (second !== null) {
    let beside = net.dropout(second, options.featureDropout);
    beside = net.normRelu(net.dense(beside, options.featureWidth, 'he'));
    x = net.builder.add({ kind: 'concat', axis: 0 }, [x, beside]);
  }
  return net.classify(net.dropout(x, options.dropout), labels);
}
