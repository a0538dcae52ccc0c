import { Failure } from '../base/failure.ts';
import type { ClassBalance, Loss } from './loss.ts';
import type { OptimizerKind } from './optimizer.ts';
import type { Schedule } from './schedule.ts';

/** How to train; what to train and on what is told apart. */
export interface TrainOptions {
  /** Of order, versions, mixing and dropout. The network comes with its own first weights. */
  readonly seed: number;
  /** Each sees every training example once. */
  readonly epochs: number;
  readonly batchSize: number;
  /** The highest rate. */
  readonly learningRate: number;
  /** Share of all steps in which the rate rises. */
  readonly warmUp: number;
  /** How it rises and falls: see Schedule. */
  readonly schedule: Schedule['schedule'];
  readonly optimizer: OptimizerKind;
  /** Of weights, not of biases and batch norm; per step, times the learning rate. */
  readonly weightDecay: number;
  /** The largest length of all gradients together. 0: no bound. */
  readonly clipGradients: number;
  readonly labelSmoothing: number;
  readonly loss: Loss;
  readonly classWeights: ClassBalance;
  /** alpha of Beta(alpha, alpha); 0: examples are not mixed. */
  readonly mixup: number;
  /** Decay of the running average of all that is learned, which is what is kept. 0: no average. */
  readonly averaging: number;
  /** Stop after so many epochs without a lower validation loss. 0: never. */
  readonly patience: number;
  /**
   * Which epoch's network is kept: that of the lowest validation loss, or the last. Where the rate
   * falls to 0 and weights are averaged the last is as good, and a small validation part picks by luck.
   */
  readonly keep: 'best' | 'last';
  /**
   * Once it is known which epoch that is, start again and learn from training and validation examples
   * together for as many epochs. More examples make a better network; what is told of it by the
   * validation part is then told of the one before.
   */
  readonly refit: boolean;
  /** Epochs between checkpoints. */
  readonly checkpointEvery: number;
}

export const defaultTrainOptions: TrainOptions = {
  seed: 1,
  epochs: 100,
  batchSize: 32,
  learningRate: 0.004,
  warmUp: 0.1,
  schedule: 'cosine',
  optimizer: 'adamW',
  weightDecay: 0.05,
  clipGradients: 5,
  labelSmoothing: 0.1,
  loss: { kind: 'crossEntropy' },
  classWeights: 'sqrt',
  mixup: 0,
  averaging: 0.995,
  patience: 0,
  keep: 'best',
  refit: true,
  checkpointEvery: 10,
};

/** Throws a Failure that names the setting and its range. */
export function requireSensible(options: TrainOptions, examples: number): void {
  for (const [name, low, high, kind] of ranges) {
    const value = options[name];
    const fits = value >= low && value <= high && (kind === 'any' || Number.isInteger(value));
    if (fits) continue;
    const wanted = kind === 'whole' ? `a whole number from ${low}` : `from ${low}`;
    const sentence = `Training option ${name} is ${value}; it must be ${wanted} to ${high}.`;
    throw new Failure('bad-option', sentence);
  }
  if (options.batchSize > examples) {
    const sentence = `A batch of ${options.batchSize} is larger than the training set of ${examples} examples: set batchSize to ${examples} at most, or add recordings.`;
    throw new Failure('bad-option', sentence);
  }
}

type NumericOption = Exclude<
  keyof TrainOptions,
  'classWeights' | 'loss' | 'schedule' | 'optimizer' | 'refit' | 'refitEpochs' | 'keep'
>;

const ranges: readonly [NumericOption, low: number, high: number, kind: 'whole' | 'any'][] = [
  ['seed', 0, Number.MAX_SAFE_INTEGER, 'whole'],
  ['epochs', 1, 1e6, 'whole'],
  ['batchSize', 1, 1e6, 'whole'],
  ['learningRate', 0, 1e9, 'any'],
  ['warmUp', 0, 1, 'any'],
  ['weightDecay', 0, 10, 'any'],
  ['clipGradients', 0, Number.MAX_VALUE, 'any'],
  ['labelSmoothing', 0, 0.99, 'any'],
  ['mixup', 0, 1, 'any'],
  ['averaging', 0, 0.99999, 'any'],
  ['patience', 0, 1e6, 'whole'],
  ['checkpointEvery', 1, 1e6, 'whole'],
];
