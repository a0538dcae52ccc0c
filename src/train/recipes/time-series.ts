import type { Signal } from '../../dsp/block.ts';
import { chooseBlock } from '../../dsp/choose-block.ts';
import type { RawBlock } from '../../dsp/raw.ts';
import { augment, augmentFor, swingsIn, triadsOf } from '../augment.ts';
import { formOfNetwork, type NetworkChoice } from '../networks/makers.ts';
import { upright, uprightOf } from './gravity.ts';
import type { Limits, Material, Recipe, RecipeBranch, RecipeRule } from './recipe.ts';
import { copiesFor, optionsFor } from './training-length.ts';

/** Inertial signals, vibration, hearts: readings of a few axes at an even rate. */
export const timeSeriesRule: RecipeRule = {
  what: 'windows of readings over time',
  fits: () => true,
  forms: ['features', 'time'],
  make: timeSeriesRecipe,
};

/** So many, however many recordings there are: bench/results/accuracy.md. */
const steps = 1500;
/** What goes on without end is learned from for longer, and not by heart. */
const goingSteps = 3000;

function timeSeriesRecipe({ signal, windows, wish, limits, features: asked }: Material): Recipe {
  const count = windows.length;
  const fitting = fittingNetwork(signal, limits);
  const network = wish ?? { network: fitting.network, values: {} };
  const strength = Math.max(...deviationsOf(windows, signal.axes.length));
  const simple = asked ?? chooseBlock(signal, strength);
  const features: RecipeBranch = { block: simple.block, standardized: true, shape: null };
  const changes = augmentFor(windows, signal.axes.length);
  const going = swingsIn(windows, signal.axes.length) >= manySwings;
  const shared = {
    featureReason: simple.reason,
    copies: copiesFor(count),
    augment: (window, random) => augment(window, signal.axes, random, changes),
    options: { ...optionsFor(count, going ? goingSteps : steps, 3), keep: 'last' },
  } satisfies Partial<Recipe>;
  if (formOfNetwork(network.network) === 'features') {
    const why = wish ? '' : ` ${fitting.reason}`;
    const reason = `Dense layers learn from the features.${why}`;
    return { ...shared, reason, branches: [features], network };
  }
  const { length, axes } = signal;
  const shape = [1, length, axes.length];
  const block = normalizedWindow(signal, windows);
  const window = { block, standardized: false, shape };
  const turned = block.upright ? ', turned so that gravity comes from where it usually does,' : '';
  const learning = network.network === 'lstm' ? 'Layers with a memory' : 'Convolutions';
  const reason = `${learning} over the form of the window${turned} learn together with a dense layer over its features.`;
  const options = { ...shared.options, mixup: 0.3 };
  const branches = [window, features];
  return { ...shared, reason, branches, network: fitted(network, signal, going), options };
}

/** From so many swings in a window on it shows what goes on, such as vibration, and no event. */
const manySwings = 25;

/**
 * 128 to 256 steps of time are left for convolutions or a memory, unless a person wants it otherwise; when
 * something was seen does not matter where all goes on alike.
 */
function fitted(
  { network, values }: NetworkChoice,
  { length }: Signal,
  going: boolean,
): NetworkChoice {
  if (network !== 'conv' && network !== 'lstm') return { network, values };
  const shrink = Math.max(1, Math.ceil(length / 270));
  return { network, values: { shrink, ...(going && { segments: 1 }), ...values } };
}

/**
 * Convolutions where there is a form to see and room for it: the window and its copy, both float32,
 * and about half as much again for the layers, in half of the board's memory.
 */
function fittingNetwork(
  { length, axes }: Signal,
  limits: Limits | null,
): { network: NetworkChoice['network']; reason: string } {
  const needed = 10 * length * axes.length;
  if (length < 32) {
    return { network: 'mlp', reason: `Windows of ${length} readings are too short for more.` };
  }
  if (limits && needed > limits.ramBytes / 2) {
    const reason = `Convolutions over the window would take about ${needed} bytes of memory, more than half of the board's ${limits.ramBytes}.`;
    return { network: 'mlp', reason };
  }
  return { network: 'conv', reason: '' };
}

/**
 * What is added to the strength before it is taken out, over the usual strength. How strongly three
 * axes of one sensor move depends on how it is mounted, and is told by the features beside. A channel
 * that stands alone says much by its strength, and keeps a part of it.
 */
const quietOfSensor = 0.01;
const quietOfChannel = 0.3;

/** Turned upright, mean taken away, axes made alike in strength over the training part, each sensor's strength out. */
function normalizedWindow({ axes }: Signal, windows: readonly Float32Array[]): RawBlock {
  const how = uprightOf(axes, windows);
  const seen = how ? windows.map((window) => upright(window, axes.length, how)) : windows;
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
    scales: deviationsOf(seen, axes.length).map((deviation) => Math.fround(1 / deviation)),
    groups: groups.map((group) => numbers.indexOf(group)),
    quiet: triadsOf(axes).length > 0 ? quietOfSensor : quietOfChannel,
    ...(how && { upright: how }),
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
