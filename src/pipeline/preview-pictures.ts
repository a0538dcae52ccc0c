import { Random } from '../base/random.ts';
import type { Task } from '../base/task.ts';
import { boardById } from '../compile/estimate/board.ts';
import { imageOf } from '../dsp/image.ts';
import { parameterCount } from '../graph/print.ts';
import { simplify } from '../graph/simplify.ts';
import type { PictureSample } from '../project/sample.ts';
import { withInt8Input } from '../quantize/int8-input.ts';
import { quantizeUnjudged } from '../quantize/quantize.ts';
import {
  choosePictureRecipe,
  type PictureRecipe,
  type PictureWish,
} from '../train/recipes/pictures.ts';
import { chooseSceneRecipe } from '../train/recipes/scenes.ts';
import { type BoardCost, costOn } from './costs.ts';
import { firstPictureNetwork, realOf, spreadOf } from './learn-pictures.ts';
import { frameOf } from './pictures.ts';

/** What is chosen of pictures before anything is trained. */
export interface PictureChoice {
  /** Of all pictures to learn from, or of some that stand for them. */
  readonly sizes: readonly { readonly width: number; readonly height: number }[];
  /** Share of the pictures that have colour. */
  readonly coloured: number;
  readonly labels: readonly string[];
  /** Whether things are to be found in them, rather than each be one thing. */
  readonly boxed: boolean;
  readonly sample: PictureSample;
  readonly wish: PictureWish;
  readonly weightBits: 8 | 4;
  readonly board: string;
}

export interface PicturePreview {
  readonly cost: BoardCost;
  readonly recipe: PictureRecipe;
  /** The sample as the network sees it, [height, width, channels]. */
  readonly picture: Int8Array;
  readonly parameters: number;
}

/** What a model of pictures would take on a board, as `previewCosts` does it, and what it would see. */
export function previewPictures(choice: PictureChoice, task: Task): PicturePreview {
  const { sizes, coloured, boxed, sample, wish, weightBits } = choice;
  const recipe = boxed
    ? chooseSceneRecipe({ count: sizes.length, coloured, wish })
    : choosePictureRecipe({ sizes, coloured, wish });
  const { image } = recipe;
  const picture = imageOf(image, frameOf(sample));
  const labels = boxed ? ['background', ...choice.labels] : choice.labels;
  const random = new Random(1, 'first weights');
  const first = firstPictureNetwork('network', recipe, labels.length, random);
  const form = spreadOf([picture]);
  const rounding = { weightBits, inputForms: [form] };
  const int8 = quantizeUnjudged(simplify(first), [realOf([picture], form)], task, rounding);
  const network = withInt8Input(int8, form);
  const board = boardById(choice.board);
  const cost = costOn({ kind: 'picture', labels, image, network }, board);
  return { cost, recipe, picture, parameters: parameterCount(first) };
}
