import { Random } from '../../src/base/random.ts';
import { unwatched } from '../../src/base/task.ts';
import { fitFeatures, runFeatures } from '../../src/pipeline/features.ts';
import { cut } from '../../src/pipeline/windows.ts';
import { importFolder } from '../../src/project/import-folder.ts';
import { splitSamples } from '../../src/project/split.ts';
import { chooseWindow } from '../../src/project/windows.ts';
import { simulateGestures } from '../../src/simulate/gestures.ts';
import { chooseRecipe } from '../../src/train/recipes/choose-recipe.ts';
import { firstNetwork } from '../../src/train/recipes/recipe.ts';
import type { TrainingTask } from './training.ts';

/** Training of the network that the recipe for simulated wrist gestures chooses. */
export async function gestureTask(epochs: number): Promise<TrainingTask> {
  const files = [...simulateGestures(1)].map(([path, bytes]) => ({
    path,
    read: async () => bytes,
  }));
  const folder = await importFolder(files, {}, unwatched);
  const split = splitSamples(folder.samples, { seed: 1 });
  const { signal, labels, train, validation } = cut(split, chooseWindow(split.train, {}));
  const recipe = chooseRecipe({ signal, windows: train.windows, wish: null, limits: null });
  const world = { pause: async () => {} };
  const features = await fitFeatures(
    'gesture_features',
    signal,
    recipe.branches,
    train.windows,
    unwatched,
    world,
  );
  const part = async (windows: typeof train) => ({
    inputs: await runFeatures(features, windows.windows, 'Features', unwatched, world),
    labels: windows.labels,
    groups: windows.recordings,
  });
  const random = new Random(1, 'first weights');
  return {
    network: firstNetwork(recipe, 'gestures', features, labels.length, random),
    data: { labels, train: await part(train), validation: await part(validation) },
    options: { ...recipe.options, epochs, mixup: 0.2, refit: false },
  };
}
