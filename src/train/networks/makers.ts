import { Failure } from '../../base/failure.ts';
import type { Random } from '../../base/random.ts';
import type { Graph } from '../../graph/op.ts';
import { centresMaker } from './centres.ts';
import { dsCnnMaker } from './ds-cnn.ts';
import { hybridMaker } from './hybrid.ts';
import { lstmMaker } from './lstm.ts';
import type { InputForm, NetworkFrame, NetworkMaker } from './maker.ts';
import { mlpMaker } from './mlp.ts';
import { mobilenet1Maker, mobilenet2Maker } from './mobilenet.ts';
import { residualMaker } from './residual.ts';
import { resnet8Maker } from './resnet8.ts';
import { temporalMaker } from './temporal.ts';
import { timeConvnetMaker } from './time-convnet.ts';

/** Every kind of network that can be asked for by name. To add one: its file, and its line here. */
const makers = {
  mlp: mlpMaker,
  conv: timeConvnetMaker,
  lstm: lstmMaker,
  temporal: temporalMaker,
  hybrid: hybridMaker,
  dscnn: dsCnnMaker,
  mobilenet1: mobilenet1Maker,
  mobilenet2: mobilenet2Maker,
  resnet8: resnet8Maker,
  residual: residualMaker,
  centres: centresMaker,
} satisfies Readonly<Record<string, NetworkMaker>>;

export type NetworkName = keyof typeof makers;

/** A kind of network and those of its parameters that are not left at their defaults. */
export interface NetworkChoice {
  readonly network: NetworkName;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Reads `NAME` or `NAME:option=value,option=value`, such as `mlp:hidden=48,24` or
 * `conv:kernel=7,dropout=0.3`. A Failure names the option and what is allowed.
 */
export function parseNetwork(text: string): NetworkChoice {
  const [name = '', ...rest] = text.split(':');
  const network = name.trim();
  if (!isNetworkName(network)) {
    const names = Object.keys(makers).join(', ');
    throw new Failure('bad-option', `There is no network "${network}": take one of ${names}.`);
  }
  const { parameters } = networkMaker(network);
  const values: Record<string, unknown> = {};
  for (const [option, written] of optionsIn(network, rest.join(':'))) {
    const parameter = parameters[option];
    if (!parameter) {
      const known = Object.keys(parameters).join(', ');
      const sentence = `Network ${network} has no option "${option}": it has ${known}.`;
      throw new Failure('bad-option', sentence);
    }
    const value = parameter.read(written);
    if (value === null) {
      const sentence = `Option ${option} of network ${network} is "${written}"; it must be ${parameter.allowed}.`;
      throw new Failure('bad-option', sentence);
    }
    values[option] = value;
  }
  return { network, values };
}

/** The network with its first weights; what the choice leaves open is the maker's default. */
export function makeNetwork(
  { network, values }: NetworkChoice,
  frame: NetworkFrame,
  random: Random,
): Graph {
  const maker = networkMaker(network);
  const initial = Object.entries(maker.parameters).map(([name, parameter]) => [
    name,
    parameter.initial,
  ]);
  return maker.make(frame, { ...Object.fromEntries(initial), ...values }, random);
}

export function formOfNetwork(network: NetworkName): InputForm {
  return makers[network].takes;
}

/** The networks that take such an input, for a sentence that helps. */
export function networksThatTake(...forms: readonly InputForm[]): string[] {
  return Object.entries(makers).flatMap(([name, { takes }]) => (forms.includes(takes) ? name : []));
}

/** A table of makers of different parameters, each read only with the values of its own. */
function networkMaker(network: NetworkName): NetworkMaker {
  return makers[network];
}

function isNetworkName(name: string): name is NetworkName {
  return Object.hasOwn(makers, name);
}

/** A piece without "=" goes on with the list before it: hidden=48,24,dropout=0.2. */
function optionsIn(network: string, text: string): [option: string, value: string][] {
  if (text.trim() === '') return [];
  const found: [string, string][] = [];
  for (const piece of text.split(',')) {
    const at = piece.indexOf('=');
    const last = found.at(-1);
    if (at >= 0) found.push([piece.slice(0, at).trim(), piece.slice(at + 1)]);
    else if (last) last[1] += `,${piece}`;
    else {
      const sentence = `"${piece}" says nothing to network ${network}: write its options as name=value, with commas between.`;
      throw new Failure('bad-option', sentence);
    }
  }
  return found;
}
