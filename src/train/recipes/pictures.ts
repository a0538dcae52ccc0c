import { Failure } from '../../base/failure.ts';
import type { Colour, Fit, ImageBlock, ResizeMethod } from '../../dsp/image.ts';
import { mildAugment, type PictureAugment, photoAugment } from '../augment-picture.ts';
import { batchesPerEpoch } from '../batches.ts';
import { formOfNetwork, type NetworkChoice, networksThatTake } from '../networks/makers.ts';
import { defaultTrainOptions, type TrainOptions } from '../train-options.ts';
import { optionsFor } from './training-length.ts';

/** Everything about learning from pictures that is not the pictures. */
export interface PictureRecipe {
  /** From a frame of any size to what the network sees. */
  readonly image: ImageBlock;
  readonly imageReason: string;
  readonly network: NetworkChoice;
  /** Why this network, in sentences for the report. */
  readonly reason: string;
  readonly augment: PictureAugment;
  readonly options: TrainOptions;
}

/** What the recipe is chosen from: the form of the pictures to learn from, never what they show. */
export interface PictureMaterial {
  /** Of each picture. */
  readonly sizes: readonly { readonly width: number; readonly height: number }[];
  /** Share of the pictures that have colour. */
  readonly coloured: number;
  readonly wish: PictureWish;
}

/** What a person asks for. */
export interface PictureWish {
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly colour?: Colour | undefined;
  readonly fit?: Fit | undefined;
  readonly method?: ResizeMethod | undefined;
  /** false: left and right differ in meaning, as in letters and signs of traffic. */
  readonly flip?: boolean | undefined;
  readonly network?: NetworkChoice;
}

/** Pictures this small are seen whole; larger ones are made smaller. */
const smallSide = 40;
const photoSide = 48;
/**
 * So often is each picture seen, in steps of at least 1,250 and at most 2,500: a few hundred
 * photographs are known by heart sooner, thousands take less than their share.
 */
const views = 80;
const stepsLeast = 1250;
const stepsMost = 2500;

/**
 * Defaults for pictures, by their size and number. A Failure says so where the network that was
 * asked for does not take pictures.
 */
export function choosePictureRecipe({ sizes, coloured, wish }: PictureMaterial): PictureRecipe {
  const sides = sizes.map(({ width, height }) => Math.min(width, height)).sort((a, b) => a - b);
  const median = sides[(sides.length - 1) >> 1]!;
  const isSmall = median < smallSide;
  const side = Math.max(8, isSmall ? median : photoSide);
  const [width, height] = [wish.width ?? wish.height ?? side, wish.height ?? wish.width ?? side];
  const colour = wish.colour ?? (coloured >= 0.5 ? 'rgb' : 'grey');
  const image: ImageBlock = {
    kind: 'image',
    version: 1,
    width,
    height,
    colour,
    fit: wish.fit ?? 'fit-short',
    anchor: 'middle-centre',
    method: wish.method ?? 'area',
  };
  const asked = wish.width !== undefined || wish.height !== undefined;
  const augment = isSmall && colour === 'grey' ? mildAugment : photoAugment;
  return {
    image,
    imageReason: asked
      ? 'The size is as asked for.'
      : isSmall
        ? `The pictures are ${median} pixels on the shorter side, which the network sees whole.`
        : `The pictures are ${median} pixels on the shorter side; the network sees them at ${width} by ${height}.`,
    ...networkFor(Math.min(width, height), wish.network),
    augment: { ...augment, flip: wish.flip ?? true },
    options: {
      ...optionsFor(sizes.length, stepsFor(sizes.length), 3),
      keep: 'last',
      refit: false,
    },
  };
}

function stepsFor(count: number): number {
  const wanted = views * batchesPerEpoch(count, defaultTrainOptions.batchSize);
  return Math.min(stepsMost, Math.max(stepsLeast, wanted));
}

/** Residual blocks that end at about six by six pixels, whatever the size. */
function networkFor(side: number, wish: NetworkChoice | undefined) {
  if (wish && formOfNetwork(wish.network) !== 'picture') {
    const others = networksThatTake('picture').join(', ');
    const sentence = `Network ${wish.network} cannot take pictures: take one of ${others}.`;
    throw new Failure('bad-option', sentence);
  }
  if (wish && wish.network !== 'residual') return { network: wish, reason: 'As asked for.' };
  const values =
    side < smallSide
      ? { stem: 12, stemStride: 1, channels: [12, 24, 48, 64], strides: [1, 2, 2, 2] }
      : side < 80
        ? { stem: 16, stemStride: 2, channels: [16, 32, 60, 60], strides: [1, 2, 2, 2] }
        : { stem: 8, stemStride: 2, channels: [16, 24, 48, 64], strides: [2, 2, 2, 2] };
  return {
    network: { network: 'residual', values: { ...values, ...wish?.values } } as const,
    reason: 'Residual blocks of convolutions learn from the pixels.',
  };
}
