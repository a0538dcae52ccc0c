import type { Random } from '../../base/random.ts';
import type { Graph } from '../../graph/op.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { NetworkMaker } from './maker.ts';
import { flag, real, wholes } from './parameter.ts';
import { requirePositive, Weaver } from './weaver.ts';

const parameters = {
  hidden: wholes([48, 24], 1, 4096),
  inputDropout: real(0, 0, 0.95),
  dropout: real(0.2, 0, 0.95),
  batchNorm: flag(true),
};

export const mlpMaker: NetworkMaker<typeof parameters> = {
  about: 'Dense layers over features.',
  takes: 'features',
  parameters,
  make({ name, inputs, labels }, values, random) {
    return mlp({ name, inputs: sizeOf(inputs[0]!.shape), labels, ...values }, random);
  },
};

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
