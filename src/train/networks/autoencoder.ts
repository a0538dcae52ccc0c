import type { Random } from '../../base/random.ts';
import type { Graph } from '../../graph/op.ts';
import { requirePositive, Weaver } from './weaver.ts';

/** Dense layers to a narrow middle and back: what it was not trained on comes out changed. */
export interface AutoencoderOptions {
  /** A C identifier. */
  readonly name: string;
  readonly inputs: number;
  /** Width of the layers on the way in; the way out mirrors them. */
  readonly hidden: readonly number[];
  /** Width of the middle. */
  readonly code: number;
}

/** Of MLPerf Tiny's anomaly detection (Purohit et al. 2019), for 640 inputs. */
export const defaultAutoencoder = { hidden: [128, 128, 128, 128], code: 8 } as const;

/** Features [inputs] → (dense, batch norm, ReLU) … → dense [inputs], without softmax. */
export function autoencoder(options: AutoencoderOptions, random: Random): Graph {
  const { name, inputs, hidden, code } = options;
  const widths = hidden.map((width, i) => [`hidden layer ${i + 1}`, width] as const);
  requirePositive(name, { inputs, code, ...Object.fromEntries(widths) });
  const net = new Weaver(name, random);
  let x = net.builder.input('features', [inputs]);
  for (const width of [...hidden, code, ...hidden.toReversed()]) {
    x = net.normRelu(net.dense(x, width, 'he'));
  }
  return net.builder.graph([net.dense(x, inputs, 'glorot')]);
}
