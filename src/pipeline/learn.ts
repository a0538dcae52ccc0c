import { Random } from '../base/random.ts';
import type { Task } from '../base/task.ts';
import type { Graph } from '../graph/op.ts';
import { parameterCount, printGraph } from '../graph/print.ts';
import { simplify } from '../graph/simplify.ts';
import { type Quantized, quantize } from '../quantize/quantize.ts';
import type { CheckpointStore } from '../train/checkpoint.ts';
import { type TrainResult, train } from '../train/loop.ts';
import type { EngineWorld } from '../train/open-trainer.ts';
import { chooseRecipe } from '../train/recipes/choose-recipe.ts';
import { firstNetwork, type Recipe } from '../train/recipes/recipe.ts';
import { fitFeatures, runFeatures } from './features.ts';
import type { BuildSettings } from './settings.ts';
import type { CutData, Windows } from './windows.ts';

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

export interface LearnWorld extends EngineWorld {
  readonly checkpoint?: CheckpointStore;
  readonly pause: () => Promise<void>;
}

/** Fits features and network to the training part; the test part is not looked at. */
export async function learn(
  name: string,
  data: CutData,
  { seed, network }: Pick<BuildSettings, 'seed' | 'network'>,
  task: Task,
  world: LearnWorld,
): Promise<Learned> {
  const { signal, labels } = data;
  const { pause } = world;
  const recipe = chooseRecipe({ signal, windows: data.train.windows, wish: network ?? null });
  const features = await fitFeatures(
    `${name}_features`,
    signal,
    recipe.branches,
    data.train.windows,
    task,
    pause,
  );
  const run = (windows: WindowSource, stage: string) =>
    runFeatures(features, windows, stage, task, pause);
  const augmented = (part: string, { windows }: Windows) =>
    withVersions(windows, recipe, new Random(seed, 'augment', part));

  const { copies } = recipe;
  const trainRows = await run(augmented('train', data.train), 'Features');
  const validationRows = await run(
    augmented('validation', data.validation),
    'Features, validation',
  );
  const first = firstNetwork(
    recipe,
    `${name}_network`,
    features,
    labels.length,
    new Random(seed, 'first weights'),
  );
  const trained = await train(
    first,
    {
      labels,
      train: examples(trainRows, data.train, copies),
      validation:
        data.validation.windows.length > 0
          ? examples(validationRows, data.validation, copies)
          : null,
    },
    { ...recipe.options, seed },
    task,
    { ...world, ...(world.checkpoint && { store: world.checkpoint }) },
  );

  const float = simplify(trained.network);
  const plainRows = await run(data.train.windows, 'Features, plain');
  const int8 = quantize(float, plainRows, task);
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

type WindowSource = Iterable<Float32Array> & { readonly length: number };

/** Every window followed by its augmented versions; each is made when it is asked for. */
function withVersions(
  windows: readonly Float32Array[],
  { copies, augment }: Recipe,
  random: Random,
): WindowSource {
  return {
    length: windows.length * copies,
    *[Symbol.iterator]() {
      for (const [i, window] of windows.entries()) {
        yield window;
        for (let copy = 1; copy < copies; copy++) yield augment(window, random.fork(i, copy));
      }
    },
  };
}

function examples(rows: readonly Float32Array[], part: Windows, copies: number) {
  return { inputs: rows, labels: part.labels, groups: part.recordings, copies };
}
