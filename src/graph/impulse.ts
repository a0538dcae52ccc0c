import type { Signal } from '../dsp/block.ts';
import type { Graph } from './op.ts';

/** Everything between a window of a signal and its scores. */
export interface Impulse {
  /** A C identifier: names the functions and files of the generated library. */
  readonly name: string;
  readonly signal: Signal;
  /** One for each score, in order. */
  readonly labels: readonly string[];
  /** Window [length, axes] to features [n], float32. */
  readonly features: Graph;
  /** Features [n] in float32 to scores [labels] in float32; what lies between may be int8. */
  readonly network: Graph;
}
