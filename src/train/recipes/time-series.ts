import type { Signal } from '../../dsp/block.ts';
import { chooseBlock } from '../../dsp/choose-block.ts';
import type { RawBlock } from '../../dsp/raw.ts';
import { augment, triadsOf } from '../augment.ts';
import { formOfNetwork, type NetworkChoice } from '../networks/makers.ts';
import type { Material, Recipe, RecipeBranch, RecipeRule } from './recipe.ts';
import { copiesFor, optionsFor } from './training-length.ts';

/** Inertial signals, vibration, hearts: readings of a few axes at an even rate. */
export const timeSeriesRule: RecipeRule = {
  what: 'windows of readings over time',
  fits: () => true,
  forms: ['features', 'time'],
  make: timeSeriesRecipe,
};

function timeSeriesRecipe({ signal, windows, wish }: Material): Recipe {
  const count = windows.length;
  const network = wish ?? { network: fittingNetwork(signal), values: {} };
  const strength = Math.max(...deviationsOf(windows, signal.axes.length));
  const simple = chooseBlock(signal, strength);
  const features: RecipeBranch = { block: simple.block, standardized: true, shape: null };
  const shared = {
    featureReason: simple.reason,
    copies: copiesFor(count),
    augment: (window, random) => augment(window, signal.axes, random),
  } satisfies Partial<Recipe>;
  if (formOfNetwork(network.network) === 'features') {
    const reason = 'Dense layers learn from the features.';
    const options = optionsFor(count, 1500, 10);
    return { ...shared, reason, branches: [features], network, options };
  }
  const { length, axes } = signal;
  const shape = [1, length, axes.length];
  const window = { block: normalizedWindow(signal, windows), standardized: false, shape };
  const reason =
    'Convolutions over the form of the window, its strength taken out, learn together with a dense layer over the features.';
  const options = optionsFor(count, 600, 3);
  const branches = [window, features];
  return { ...shared, reason, branches, network: fitted(network, signal), options };
}

/** About 64 steps of time are left for the convolutions, unless a person wants it otherwise. */
function fitted({ network, values }: NetworkChoice, { length }: Signal): NetworkChoice {
  if (network !== 'conv') return { network, values };
  return { network, values: { shrink: Math.max(1, Math.round(length / 64)), ...values } };
}

/**
 * Slow movements of a body are told apart by their form, for which convolutions are good. Faster
 * signals are told apart by their spectra: on vibration and heart recordings the features alone did
 * better. And a window must be small enough that it and its copy fit a small board.
 */
function fittingNetwork({ length, axes, sampleRateHz }: Signal): NetworkChoice['network'] {
  const moves = triadsOf(axes).length > 0 && sampleRateHz <= 128;
  const fits = length >= 32 && length * axes.length <= 2048;
  return moves && fits ? 'conv' : 'mlp';
}

/** Mean taken away, axes made alike in strength over the training part, each sensor's strength out. */
function normalizedWindow({ axes }: Signal, windows: readonly Float32Array[]): RawBlock {
  const groups = axes.map((_, axis) => axis);
  for (const [x, y, z] of triadsOf(axes)) {
    groups[y] = groups[x]!;
    groups[z] = groups[x]!;
  }
  const numbers = [...new Set(groups)];
  return {
    kind: 'raw',
    version: 1,
    removeMean: true,
    scales: deviationsOf(windows, axes.length).map((deviation) => Math.fround(1 / deviation)),
    groups: groups.map((group) => numbers.indexOf(group)),
    quiet: 0.01,
  };
}

/** Root mean square of each axis about the mean of each window; 1 where an axis never moves. */
function deviationsOf(windows: readonly Float32Array[], width: number): number[] {
  const squares = new Float64Array(width);
  let readings = 0;
  for (const window of windows) {
    const length = window.length / width;
    const means = new Float64Array(width);
    for (let i = 0; i < window.length; i++) means[i % width] += window[i] / length;
    for (let i = 0; i < window.length; i++)
      squares[i % width] += (window[i] - means[i % width]) ** 2;
    readings += length;
  }
  return Array.from(squares, (sum) => Math.max(Math.sqrt(sum / readings), 1e-6) || 1);
}
