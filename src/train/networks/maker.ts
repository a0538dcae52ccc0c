import type { Random } from '../../base/random.ts';
import type { Graph } from '../../graph/op.ts';
import type { Shape } from '../../tensor/tensor.ts';
import type { Parameter, ValuesOf } from './parameter.ts';

/** A kind of network: what it is, what it can be told, and how it is made with its first weights. */
export interface NetworkMaker<P = Readonly<Record<string, Parameter<unknown>>>> {
  /** One line for people who choose. */
  readonly about: string;
  readonly takes: InputForm;
  readonly parameters: P;
  make(frame: NetworkFrame, values: ValuesOf<P>, random: Random): Graph;
}

/**
 * features: rows of numbers in no order. time: readings one after another, [1, length, channels],
 * and beside them, where there is a second input, a row of features. picture: [height, width,
 * channels], or a spectrogram, [frames, bands, 1]. scene: a picture in which things are found.
 */
export type InputForm = 'features' | 'time' | 'picture' | 'scene';

/** What a network stands between: its inputs and the classes that it tells apart. */
export interface NetworkFrame {
  /** A C identifier. */
  readonly name: string;
  readonly inputs: readonly NetworkInput[];
  readonly labels: number;
}

/** One input. It comes as one row of numbers, as a dsp block makes it; `shape` is what they stand for. */
export interface NetworkInput {
  readonly name: string;
  readonly shape: Shape;
}
