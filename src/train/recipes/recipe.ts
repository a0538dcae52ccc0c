import { Failure } from '../../base/failure.ts';
import type { Random } from '../../base/random.ts';
import type { Block, Signal } from '../../dsp/block.ts';
import type { Graph } from '../../graph/op.ts';
import { type Shape, sizeOf } from '../../tensor/tensor.ts';
import type { InputForm } from '../networks/maker.ts';
import {
  formOfNetwork,
  makeNetwork,
  type NetworkChoice,
  networksThatTake,
} from '../networks/makers.ts';
import type { MelForm } from '../sound/mel-form.ts';
import type { SoundAugmentOptions } from '../sound/sound-augment.ts';
import type { TrainOptions } from '../train-options.ts';

/** Everything about learning that is not the data: from windows to a network and its training. */
export interface Recipe {
  /** Why this network and why these features, in sentences for the report. */
  readonly reason: string;
  readonly featureReason: string;
  /** What each input of the network is made of, in order. */
  readonly branches: readonly RecipeBranch[];
  readonly network: NetworkChoice;
  /** Versions of each window to learn from: as recorded, and augmented. */
  readonly copies: number;
  /**
   * Another window that could have been recorded in place of this one; the same stream gives the same. Windows of
   * nothing but background noise may become those of another place.
   */
  readonly augment: (window: Float32Array, random: Random, isNoise: boolean) => Float32Array;
  /** Sound is augmented in its spectrum instead: versions are made anew for each epoch. */
  readonly sound?: { readonly form: MelForm; readonly augment: SoundAugmentOptions };
  readonly options: TrainOptions;
  /**
   * Added to the logits of labels that nobody is told of, as noise and unknown words, once the network is trained:
   * what it will hear of them is more varied than what was recorded.
   */
  readonly unheardLogit?: number;
}

export interface RecipeBranch {
  readonly block: Block;
  /** Features are brought to mean 0 and deviation 1 over the training part. */
  readonly standardized: boolean;
  /** What the row of numbers stands for, such as [height, width, channels]; null: a row. */
  readonly shape: Shape | null;
}

/** What a recipe is chosen from. */
export interface Material {
  readonly signal: Signal;
  /** The training part, each window [length, axes] interleaved. */
  readonly windows: readonly Float32Array[];
  /** The network that a person asked for. */
  readonly wish: NetworkChoice | null;
  /** The features that a person asked for, and what they are for. */
  readonly features?: { readonly block: Block; readonly reason: string } | null;
  /** Of the board that it is for; null: none is known. */
  readonly limits: Limits | null;
}

/** What a board has. */
export interface Limits {
  readonly ramBytes: number;
  readonly flashBytes: number;
}

/** The recipe for one kind of data. */
export interface RecipeRule {
  /** What the data is, for sentences: "windows over time". */
  readonly what: string;
  /** By the form of the data, never by what it shows. */
  readonly fits: (signal: Signal) => boolean;
  /** Networks that this kind of data can be given to. */
  readonly forms: readonly InputForm[];
  readonly make: (material: Material) => Recipe;
}

/** Throws a Failure where the network that was asked for cannot take data of this kind. */
export function requireForm({ what, forms }: RecipeRule, wish: NetworkChoice | null): void {
  if (!wish || forms.includes(formOfNetwork(wish.network))) return;
  const others = networksThatTake(...forms).join(', ');
  const sentence = `Network ${wish.network} cannot take ${what}: take one of ${others}.`;
  throw new Failure('bad-option', sentence);
}

/** The network of a recipe with its first weights, for the graph of its features. */
export function firstNetwork(
  { network, branches }: Recipe,
  name: string,
  features: Graph,
  labels: number,
  random: Random,
): Graph {
  const inputs = features.outputs.map((id, i) => {
    const made = features.values[id]!;
    return { name: made.name, shape: branches[i]!.shape ?? [sizeOf(made.shape)] };
  });
  return makeNetwork(network, { name, inputs, labels }, random);
}
