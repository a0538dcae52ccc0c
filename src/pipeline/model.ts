import { Failure } from '../base/failure.ts';
import { packValue, unpackValue } from '../base/packed-value.ts';
import type { Signal } from '../dsp/block.ts';
import type { ImageBlock } from '../dsp/image.ts';
import type { Quantized } from '../quantize/quantize.ts';
import type { TrainResult } from '../train/loop.ts';
import type { Recipe } from '../train/recipes/recipe.ts';
import type { Listening } from './calibrate/calibrate.ts';
import type { Learned } from './learn.ts';
import type { LearnedPictures } from './learn-pictures.ts';

/**
 * What a training leaves behind: enough to run the network as the device will, to test it, and to
 * build a library of it, without training again.
 */
export type Model = SignalModel | PictureModel;

export interface SignalModel {
  readonly kind: 'signal';
  readonly labels: readonly string[];
  readonly signal: Signal;
  /** Readings from one window to the next. */
  readonly strideReadings: number;
  /** Of words: the settings by which their detections in a stream can be decoded; null of all else. */
  readonly listening: Listening | null;
  readonly learned: KeptSignal;
  readonly trainingSeconds: number;
}

export interface PictureModel {
  readonly kind: 'picture';
  readonly labels: readonly string[];
  readonly image: ImageBlock;
  readonly learned: KeptPictures;
  readonly trainingSeconds: number;
}

/** Of what was learned, all but what only training on would need. */
interface Kept {
  readonly int8: Omit<Quantized, 'trainable'>;
  readonly trained: Pick<TrainResult, 'history' | 'bestEpoch' | 'refitted' | 'notes'>;
}
export type KeptSignal = Omit<Learned, 'trained' | 'int8' | 'recipe'> &
  Kept & { readonly recipe: Pick<Recipe, 'reason' | 'branches'> };
export type KeptPictures = Omit<LearnedPictures, 'trained' | 'int8'> & Kept;

export function packModel(model: Model): Uint8Array {
  const { int8, trained } = model.learned;
  const { history, bestEpoch, refitted, notes } = trained;
  const kept: Kept = {
    int8: { network: int8.network, report: int8.report },
    trained: { history, bestEpoch, refitted, notes },
  };
  if (model.kind === 'picture')
    return packValue({ ...model, learned: { ...model.learned, ...kept } });
  const { reason, branches } = model.learned.recipe;
  const learned = { ...model.learned, ...kept, recipe: { reason, branches } };
  return packValue({ ...model, learned });
}

/** The model of a file that `packModel` has made. */
export function unpackModel(file: string, bytes: Uint8Array): Model {
  const value = unpackValue(file, bytes) as Model;
  if (value?.kind === 'signal' || value?.kind === 'picture') return value;
  throw new Failure('bad-file', `${file} holds no trained model: train again.`);
}

/** The model, if it is of that kind and has learned the labels that the data hold. */
export function requireModel<K extends Model['kind']>(
  model: Model,
  kind: K,
  labels: readonly string[],
): Extract<Model, { kind: K }> {
  if (model.kind === kind && model.labels.join('\n') === labels.join('\n')) {
    return model as Extract<Model, { kind: K }>;
  }
  throw new Failure(
    'bad-data',
    `The model has learned ${model.labels.join(', ')} of a ${model.kind}, the data hold ${labels.join(', ')} of a ${kind}: train again.`,
  );
}
