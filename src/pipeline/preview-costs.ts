import { Random } from '../base/random.ts';
import type { Task } from '../base/task.ts';
import { boardById } from '../compile/estimate/board.ts';
import type { Signal } from '../dsp/block.ts';
import { parameterCount } from '../graph/print.ts';
import { simplify } from '../graph/simplify.ts';
import { quantizeUnjudged } from '../quantize/quantize.ts';
import type { NetworkChoice } from '../train/networks/makers.ts';
import { chooseRecipe } from '../train/recipes/choose-recipe.ts';
import { firstNetwork, type Recipe } from '../train/recipes/recipe.ts';
import { type BoardCost, costOn } from './costs.ts';
import { fitFeatures, runFeatures } from './features.ts';
import { blockNamed } from './named-block.ts';

/** What is chosen before anything is trained. */
export interface PreviewChoice {
  readonly signal: Signal;
  readonly labels: readonly string[];
  /** A few windows of the data, [length, axes] interleaved. */
  readonly windows: readonly Float32Array[];
  readonly strideReadings: number;
  readonly block: { readonly name: string; readonly changes: ReadonlyMap<string, string> } | null;
  readonly network: NetworkChoice | null;
  readonly weightBits: 8 | 4;
  readonly board: string;
}

export interface Preview {
  readonly cost: BoardCost;
  readonly recipe: Pick<Recipe, 'reason' | 'featureReason' | 'network' | 'branches'>;
  /** Numbers that the network gets. */
  readonly features: number;
  readonly parameters: number;
}

/**
 * What a model of these choices would take on a board: the network as it is before it has learned
 * anything, in whole numbers, compiled. Learning changes weights, not sizes, but for channels that come
 * out constant and are left away.
 */
export async function previewCosts(choice: PreviewChoice, task: Task): Promise<Preview> {
  const { signal, labels, windows, strideReadings, block, network, weightBits, board } = choice;
  const recipe = chooseRecipe({
    signal,
    windows,
    wish: network,
    features: block && blockNamed(block.name, block.changes, signal, windows),
    limits: boardById(board),
  });
  const world = { pause: () => Promise.resolve() };
  const features = await fitFeatures('features', signal, recipe.branches, windows, task, world);
  // sizes do not depend on ranges: one window is enough to find some
  const rows = await runFeatures(features, windows.slice(0, 1), 'Features', task, world);
  const random = new Random(1, 'first weights');
  const first = firstNetwork(recipe, 'network', features, labels.length, random);
  const int8 = quantizeUnjudged(simplify(first), rows, task, { weightBits });
  const cost = costOn(
    { kind: 'signal', labels, signal, strideReadings, features, network: int8 },
    boardById(board),
  );
  return {
    cost,
    recipe,
    features: rows.reduce((sum, row) => sum + row.length, 0),
    parameters: parameterCount(first),
  };
}
