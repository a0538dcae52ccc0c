/** One and the same training, wherever it runs: what came out of it, and how fast. */
import { contentHash } from '../../src/base/hash.ts';
import { unwatched } from '../../src/base/task.ts';
import type { Graph } from '../../src/graph/op.ts';
import type { TrainingData } from '../../src/train/data.ts';
import { train } from '../../src/train/loop.ts';
import type { EngineWorld } from '../../src/train/open-trainer.ts';
import { slotsOf } from '../../src/train/parameters.ts';
import type { TrainOptions } from '../../src/train/train-options.ts';

export interface TrainingTask {
  readonly network: Graph;
  readonly data: TrainingData;
  readonly options: TrainOptions;
}

export interface TrainingOutcome {
  /** Of all that was learned. */
  readonly hash: string;
  readonly losses: readonly number[];
  readonly arithmetic: string;
  readonly samplesPerSecond: number;
}

export async function runTraining(
  { network, data, options }: TrainingTask,
  world: EngineWorld,
): Promise<TrainingOutcome> {
  const start = performance.now();
  const result = await train(network, data, options, unwatched, world);
  const seconds = (performance.now() - start) / 1000;
  const hashes = slotsOf(result.network).map(({ initial }) =>
    contentHash(new Uint8Array(initial.data.slice().buffer)),
  );
  return {
    hash: contentHash(hashes.join()),
    losses: result.history.map(({ trainLoss }) => trainLoss),
    arithmetic: result.arithmetic,
    samplesPerSecond: (data.train.labels.length * options.epochs) / seconds,
  };
}
