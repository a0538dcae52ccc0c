import type { Signal } from '../dsp/block.ts';
import type { ImageBlock } from '../dsp/image.ts';
import type { CentreRule } from './centres.ts';
import type { Graph } from './op.ts';

/** What every impulse has, whatever it looks at. */
export interface NamedImpulse {
  /** A C identifier: names the functions and files of the generated library. */
  readonly name: string;
  /** One for each score, in order. */
  readonly labels: readonly string[];
}

/** Everything between a window of a signal and its scores. */
export interface Impulse extends NamedImpulse {
  readonly signal: Signal;
  /** Window [length, axes] to features [n], float32. */
  readonly features: Graph;
  /** Features [n] in float32 to scores [labels] in float32; what lies between may be int8. */
  readonly network: Graph;
}

/** Everything between a camera's frame and its scores: whole numbers up to the scores themselves. */
export interface PictureImpulse extends NamedImpulse {
  /** Frame of any size to picture [height, width, channels], int8. */
  readonly image: ImageBlock;
  /** Picture in int8 to scores [labels] in float32; of a detector [rows, columns, labels]. */
  readonly network: Graph;
  /** How a detector makes centres of its scores; its first label is the background's. */
  readonly centres?: CentreRule;
}

/** A network that is compiled by itself, with no signal or camera before it and no labels behind. */
export interface BareNetwork extends NamedImpulse {
  /** Any inputs and outputs, of any types. */
  readonly network: Graph;
}
