import { Failure } from '../../base/failure.ts';
import type { ImageBlock } from '../../dsp/image.ts';
import { type PictureAugment, photoAugment } from '../augment-picture.ts';
import { batchesPerEpoch } from '../batches.ts';
import { cellWeights } from '../detection/cells.ts';
import { cellSide } from '../networks/centres.ts';
import { formOfNetwork, networksThatTake } from '../networks/makers.ts';
import { defaultTrainOptions } from '../train-options.ts';
import type { PictureRecipe, PictureWish } from './pictures.ts';
import { optionsFor } from './training-length.ts';

/** What the recipe is chosen from: the form of the pictures to learn from, never what they show. */
export interface SceneMaterial {
  readonly count: number;
  /** Share of the pictures that have colour. */
  readonly coloured: number;
  readonly wish: PictureWish;
}

const side = 96;
const views = 120;
const stepsLeast = 1000;
const stepsMost = 3000;
/** A cell with a thing's middle counts so many times as much as one without. */
const thingWeight = 6;

/** Things may be cut off but not hidden: nothing is cut out, and nothing is turned far. */
const sceneAugment: PictureAugment = {
  ...photoAugment,
  rotationDegrees: 5,
  zoom: 0.2,
  shift: 0.12,
  cutOut: 0,
};

/** Defaults for finding things in pictures. A Failure where the network asked for cannot. */
export function chooseSceneRecipe({ count, coloured, wish }: SceneMaterial): PictureRecipe {
  const { network = { network: 'centres', values: {} } as const } = wish;
  if (formOfNetwork(network.network) !== 'scene') {
    const others = networksThatTake('scene').join(', ');
    const sentence = `Network ${network.network} cannot find things in pictures: take ${others}.`;
    throw new Failure('bad-option', sentence);
  }
  if (wish.fit !== undefined && wish.fit !== 'squash') {
    const sentence = `Pictures with boxes are seen whole: take --fit squash in place of ${wish.fit}.`;
    throw new Failure('bad-option', sentence);
  }
  const image: ImageBlock = {
    kind: 'image',
    version: 1,
    width: wish.width ?? wish.height ?? side,
    height: wish.height ?? wish.width ?? side,
    colour: wish.colour ?? (coloured >= 0.5 ? 'rgb' : 'grey'),
    fit: 'squash',
    anchor: 'middle-centre',
    method: wish.method ?? 'area',
  };
  const steps = views * batchesPerEpoch(count, defaultTrainOptions.batchSize);
  return {
    image,
    imageReason: `The network sees the whole picture at ${image.width} by ${image.height} pixels, in cells of ${cellSide} by ${cellSide}.`,
    network,
    reason: 'A detector of centres says of each cell what has its middle there.',
    augment: { ...sceneAugment, flip: wish.flip ?? true },
    options: {
      ...optionsFor(count, Math.min(stepsMost, Math.max(stepsLeast, steps)), 3),
      labelSmoothing: 0,
      keep: 'last',
      refit: false,
    },
  };
}

/** The recipe with each class of cells counted as it should be; a Failure where a class has no cell. */
export function withCellWeights(
  recipe: PictureRecipe,
  labels: readonly string[],
  cells: Uint8Array,
): PictureRecipe {
  const classWeights = cellWeights(cells, labels.length, thingWeight);
  return { ...recipe, options: { ...recipe.options, classWeights } };
}
