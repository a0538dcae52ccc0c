import { Failure } from '../base/failure.ts';
import type { KernelLanguage, Optimise } from '../compile/options.ts';
import type { Listing } from '../project/listing.ts';
import type { WindowWish } from '../project/windows.ts';
import type { NetworkChoice } from '../train/networks/makers.ts';
import type { PictureWish } from '../train/recipes/pictures.ts';
import type { TrainOptions } from '../train/train-options.ts';
import type { IntegerWish } from './integers.ts';

/** What a person chooses for a build; all else follows from the recordings. */
export interface BuildSettings {
  /** Names the library in C and in file names: letters, digits and underscores. */
  readonly name: string;
  readonly target: string;
  readonly board: string;
  readonly seed: number;
  readonly window: WindowWish;
  /** The network that is wanted; otherwise by the form of the data. */
  readonly network?: NetworkChoice;
  /** The features that are wanted, by their name, and settings of theirs; otherwise by the kind of data. */
  readonly block?: { readonly name: string; readonly changes: ReadonlyMap<string, string> };
  /** How pictures are to be seen; otherwise by their size and number. */
  readonly picture?: Omit<PictureWish, 'network'>;
  /** How the trained network becomes one of integers; otherwise int8, after training. */
  readonly integers?: IntegerWish;
  /** What the library spares most; balanced unless told. */
  readonly optimise?: Optimise;
  /** In what the kernels of the port are written; assembly unless told. */
  readonly kernels?: KernelLanguage;
  /** How long and how fast to train; otherwise by the kind of data. */
  readonly training?: Partial<Pick<TrainOptions, 'epochs' | 'learningRate' | 'batchSize'>>;
  /** Of sound: the labels to listen for; all others become one class of unknown sounds. */
  readonly keywords?: readonly string[];
  /** Of words in a stream: how many false accepts an hour are bearable; otherwise a balance. */
  readonly falseAcceptsPerHour?: number;
  /** For recordings that do not state their rate. */
  readonly sampleRateHz?: number;
  /** What the recordings are, where no folder says it. */
  readonly listing?: Listing;
  /** Thimble's own version, for the headers of generated files. */
  readonly toolVersion: string;
}

/** Makes a C identifier of any text, such as a folder's name; "model" where nothing is left. */
export function nameFrom(text: string): string {
  const plain = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 40);
  if (plain === '') return 'model';
  return /^[a-z]/.test(plain) ? plain : `model_${plain}`;
}

/** Throws a Failure that names the setting and its range. */
export function requireSettings({ name, seed }: BuildSettings): void {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(name)) {
    throw new Failure(
      'bad-option',
      `"${name}" cannot name a library: begin with a small letter, then letters, digits and underscores, 41 at most.`,
    );
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new Failure('bad-option', `The seed is ${seed}; give a whole number from 0.`);
  }
}
