import type { Random } from '../base/random.ts';
import type { Block, Signal } from '../dsp/block.ts';
import { chooseBlock } from '../dsp/choose-block.ts';
import type { RawBlock } from '../dsp/raw.ts';
import type { Graph } from '../graph/op.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { triadsOf } from './augment.ts';
import { batchesPerEpoch } from './batches.ts';
import { mlp, timeConvnet } from './networks.ts';
import { defaultTrainOptions, type TrainOptions } from './train-options.ts';

/** Everything about learning that is not the data: from windows to a network and its training. */
export interface Recipe {
  /** mlp: dense layers over features. conv: convolutions over the window, and features beside them. */
  readonly kind: RecipeKind;
  /** Why this network and why these features, in sentences for the report. */
  readonly reason: string;
  readonly featureReason: string;
  /** What each input of the network is made of; features are brought to mean 0 and deviation 1. */
  readonly branches: readonly { readonly block: Block; readonly standardized: boolean }[];
  /** Versions of each window to learn from: as recorded, and augmented. */
  readonly copies: number;
  /** The network with its first weights, for a graph of these features. */
  readonly network: (name: string, features: Graph, labels: number, random: Random) => Graph;
  readonly options: TrainOptions;
}

export type RecipeKind = 'mlp' | 'conv';

/**
 * Defaults for signals over time, by the form of the window and the size of the training part, never
 * by what they show. `windows` is the training part, `kind` a person's wish.
 */
export function chooseRecipe(
  signal: Signal,
  windows: readonly Float32Array[],
  kind: RecipeKind | null = null,
): Recipe {
  const count = windows.length;
  const chosen = kind ?? fittingKind(signal);
  const strength = Math.max(...deviationsOf(windows, signal.axes.length));
  const simple = chooseBlock(signal, strength);
  const features = { block: simple.block, standardized: true };
  const shared = { kind: chosen, featureReason: simple.reason, copies: copiesFor(count) };
  if (chosen === 'mlp') {
    const reason = 'Two dense layers learn from the features.';
    const options = optionsFor(count, 1500, 10);
    return { ...shared, reason, branches: [features], network: featureNetwork, options };
  }
  const window = { block: normalizedWindow(signal, windows), standardized: false };
  const reason =
    'Convolutions over the form of the window, its strength taken out, learn together with a dense layer over the features.';
  const options = optionsFor(count, 600, 3);
  const network = windowNetwork(signal);
  return { ...shared, reason, branches: [window, features], network, options };
}

/**
 * Slow movements of a body are told apart by their form, for which convolutions are good. Faster
 * signals are told apart by their spectra: on vibration and heart recordings the features alone did
 * better. And a window must be small enough that it and its copy fit a small board.
 */
function fittingKind({ length, axes, sampleRateHz }: Signal): RecipeKind {
  const moves = triadsOf(axes).length > 0 && sampleRateHz <= 128;
  const fits = length >= 32 && length * axes.length <= 2048;
  return moves && fits ? 'conv' : 'mlp';
}

/** Few recordings need many versions; thousands hardly any. */
function copiesFor(count: number): number {
  return Math.max(1, Math.min(20, Math.floor(8000 / count)));
}

function optionsFor(count: number, steps: number, epochsMin: number): TrainOptions {
  const batchSize = Math.min(defaultTrainOptions.batchSize, count);
  const epochs = Math.max(epochsMin, Math.round(steps / batchesPerEpoch(count, batchSize)));
  const checkpointEvery = Math.max(1, Math.round(epochs / 20));
  return { ...defaultTrainOptions, batchSize, epochs, checkpointEvery };
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

function featureNetwork(name: string, features: Graph, labels: number, random: Random): Graph {
  const [inputs] = outputSizes(features) as [number];
  const shape = { name, inputs, labels, hidden: [48, 24] };
  return mlp({ ...shape, inputDropout: 0, dropout: 0.2, batchNorm: true }, random);
}

function windowNetwork({ length, axes }: Signal): Recipe['network'] {
  return (name, features, labels, random) => {
    const [, inputs] = outputSizes(features) as [number, number];
    const shape = { name, length, axes: axes.length, features: inputs, labels };
    const stages = [
      { channels: 24, residual: true },
      { channels: 40, residual: true },
    ];
    // about 64 steps of time are left for the convolutions
    const time = { shrink: Math.max(1, Math.round(length / 64)), stages, kernel: 5, segments: 4 };
    const rest = { featureWidth: 24, featureDropout: 0.1, dropout: 0.2 };
    return timeConvnet({ ...shape, ...time, ...rest }, random);
  };
}

function outputSizes({ outputs, values }: Graph): number[] {
  return outputs.map((id) => sizeOf(values[id]!.shape));
}
