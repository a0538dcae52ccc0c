import { Random } from '../base/random.ts';
import type { Task } from '../base/task.ts';
import { boardById } from '../compile/estimate/board.ts';
import type { Graph } from '../graph/op.ts';
import { parameterCount, printGraph } from '../graph/print.ts';
import { shiftLogits } from '../graph/shift-logits.ts';
import { simplify } from '../graph/simplify.ts';
import { isHeard, isNoise } from '../project/sound-classes.ts';
import type { Quantized } from '../quantize/quantize.ts';
import type { CheckpointStore } from '../train/checkpoint.ts';
import type { Examples, TrainingData } from '../train/data.ts';
import { type TrainResult, train } from '../train/loop.ts';
import type { EngineWorld } from '../train/open-trainer.ts';
import { chooseRecipe } from '../train/recipes/choose-recipe.ts';
import { firstNetwork, type Recipe } from '../train/recipes/recipe.ts';
import type { TrainOptions } from '../train/train-options.ts';
import type { FeatureWorld, WindowSource } from './feature-tables.ts';
import { fitFeatures, runFeatures } from './features.ts';
import { defaultIntegerWish, toIntegers } from './integers.ts';
import { blockNamed } from './named-block.ts';
import type { BuildSettings } from './settings.ts';
import { soundEpochs } from './sound-epochs.ts';
import type { CutData } from './windows.ts';

/** What is learned from the training part: the features' means and deviations, and the network. */
export interface Learned {
  readonly recipe: Recipe;
  /** Window to the network's inputs. */
  readonly features: Graph;
  /** Trained, in float32, batch norm folded. */
  readonly float: Graph;
  readonly int8: Quantized;
  readonly trained: TrainResult;
  readonly parameters: number;
  readonly printed: string;
}

export interface LearnWorld extends EngineWorld, FeatureWorld {
  readonly checkpoint?: CheckpointStore;
}

/** Fits features and network to the training part; the test part is not looked at. */
export async function learn(
  name: string,
  data: CutData,
  { integers = defaultIntegerWish, ...settings }: LearnSettings,
  task: Task,
  world: LearnWorld,
): Promise<Learned> {
  const lesson = await prepareLesson(name, data, settings, task, world);
  const { recipe, features, examples, options } = lesson;
  const store = world.checkpoint && { store: world.checkpoint };
  const trained = await train(lesson.first, examples, options, task, { ...world, ...store });
  const plain = simplify(trained.network);
  const float = lesson.finish(plain);
  const int8 = await toIntegers(plain, lesson, integers, task, world);
  return {
    recipe,
    features,
    float,
    int8,
    trained,
    parameters: parameterCount(trained.network),
    printed: printGraph(int8.network),
  };
}

/** Where no board is named, none limits what is chosen. */
type LearnSettings = Pick<BuildSettings, 'seed' | 'network' | 'block' | 'integers' | 'training'> & {
  readonly board?: string;
};

/** All that a network is trained with. */
export interface Lesson {
  readonly recipe: Recipe;
  /** Window to the network's inputs. */
  readonly features: Graph;
  /** With its first weights. */
  readonly first: Graph;
  readonly examples: TrainingData;
  readonly options: TrainOptions;
  /** The network's inputs for the training windows as they were recorded, packed for each input. */
  readonly rows: readonly Float32Array[];
  /** What is done to the trained float network in the end. */
  readonly finish: (network: Graph) => Graph;
}

export async function prepareLesson(
  name: string,
  data: CutData,
  { seed, network, block, board, training }: LearnSettings,
  task: Task,
  world: LearnWorld,
): Promise<Lesson> {
  const { signal, labels } = data;
  const { windows } = data.train;
  const recipe = chooseRecipe({
    signal,
    windows,
    wish: network ?? null,
    features: block ? blockNamed(block.name, block.changes, signal, windows) : null,
    limits: board === undefined ? null : boardById(board),
  });
  const { branches, copies } = recipe;
  const graph = `${name}_features`;
  const features = await fitFeatures(graph, signal, branches, windows, task, world);
  const run = (source: WindowSource, stage: string) =>
    runFeatures(features, source, stage, task, world);
  const anew = (part: 'train' | 'validation') =>
    recipe.sound && {
      versionsOf: soundEpochs(data, part, recipe.sound, features, seed, world.pause),
    };
  const examplesOf = async (of: 'train' | 'validation', stage: string): Promise<Examples> => {
    const part = data[of];
    const noisy = Array.from(part.labels, (label) => isNoise(labels[label]!));
    const source = withVersions(part.windows, noisy, recipe, new Random(seed, 'augment', of));
    const inputs = await run(source, stage);
    return { inputs, labels: part.labels, groups: part.recordings, copies, ...anew(of) };
  };
  const train = await examplesOf('train', 'Features');
  const validation =
    data.validation.windows.length > 0
      ? await examplesOf('validation', 'Features, validation')
      : null;
  const random = new Random(seed, 'first weights');
  return {
    recipe,
    features,
    first: firstNetwork(recipe, `${name}_network`, features, labels.length, random),
    examples: { labels, train, validation },
    options: { ...recipe.options, ...training, seed },
    rows: await run(windows, 'Features, plain'),
    finish: (network) => favourUnheard(network, labels, recipe),
  };
}

/**
 * Where some labels are to be heard and others are not. The others' logits fall: where the range of logits is
 * fixed already, the low end may be cut, but not the high.
 */
function favourUnheard(
  network: Graph,
  labels: readonly string[],
  { unheardLogit = 0 }: Recipe,
): Graph {
  const isMixed = labels.some(isHeard) && !labels.every(isHeard);
  if (!isMixed || unheardLogit === 0) return network;
  return shiftLogits(
    network,
    labels.map((label) => (isHeard(label) ? -unheardLogit : 0)),
  );
}

/** Every window followed by its augmented versions; each is made when it is asked for. */
function withVersions(
  windows: readonly Float32Array[],
  noisy: readonly boolean[],
  { copies, augment }: Recipe,
  random: Random,
): WindowSource {
  return {
    length: windows.length * copies,
    *[Symbol.iterator]() {
      for (const [i, window] of windows.entries()) {
        yield window;
        for (let copy = 1; copy < copies; copy++) {
          yield augment(window, random.fork(i, copy), noisy[i]!);
        }
      }
    },
  };
}
