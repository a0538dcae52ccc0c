import { batchesPerEpoch } from '../batches.ts';
import { defaultTrainOptions, type TrainOptions } from '../train-options.ts';

/** Few recordings need many versions; thousands hardly any. */
export function copiesFor(count: number): number {
  return Math.max(1, Math.min(20, Math.floor(8000 / count)));
}

/** The number of steps matters, not that of epochs; but each example should be seen a few times. */
export function optionsFor(count: number, steps: number, epochsMin: number): TrainOptions {
  const batchSize = Math.min(defaultTrainOptions.batchSize, count);
  const epochs = Math.max(epochsMin, Math.round(steps / batchesPerEpoch(count, batchSize)));
  const checkpointEvery = Math.max(1, Math.round(epochs / 20));
  return { ...defaultTrainOptions, batchSize, epochs, checkpointEvery };
}
