import type { Numbers } from './layer.ts';
import type { Loss } from './loss.ts';
import type { OptimizerKind } from './optimizer.ts';

/** A network that can be asked in batches: inputs are filled by the caller. */
export interface Asked {
  readonly batch: number;
  /** Rows of scores for each example, and scores in a row. */
  readonly rows: number;
  readonly classes: number;
  readonly loss: Loss;
  /** [batch, size] for each input of the network. */
  readonly inputs: readonly Numbers[];
  /** [batch, rows, classes]: what softmax would make into scores; made by `evaluate`. */
  readonly logits: Numbers;
  /** Runs the first `count` examples with running statistics and without dropout. */
  evaluate(count: number): void;
}

/**
 * A network under training, which takes whole steps. There are two: the plain engine, which is the
 * meaning, and the compiled one, which is fast. Both hold float32 numbers.
 */
export interface Trainer extends Asked {
  /** [batch, rows, classes] what it should say (see `Targets`), filled by the caller before a step. */
  readonly shares: Numbers;
  /** How its sums are rounded: the same name promises the same bytes. */
  readonly arithmetic: string;
  /** To be waited for before the first step: its threads are there. */
  readonly ready: Promise<void>;
  /** One batch forward and back, and a move of the optimiser; nothing moves where it is refused. */
  step(count: number, settings: StepSettings): StepResult;
  /** All that a checkpoint must hold. */
  read(): TrainerState;
  write(state: TrainerState): void;
  /** The running average takes the place of the numbers, and they its place. */
  swapAverage(): void;
  /** The first layer where the batch last stepped has a number that is not finite or over `limit`. */
  wildLayer(count: number, limit: number, step: number): string | null;
  /** Lets its threads go. */
  close(): void;
}

export interface StepSettings {
  /** Counted from 0. */
  readonly step: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  /** The largest length of all gradients together. */
  readonly lengthMost: number;
  /** A larger loss, or one that is not a number, is refused. */
  readonly lossMost: number;
  /** Decay of the running average; 0: there is none. */
  readonly averaging: number;
}

export interface StepResult {
  readonly loss: number;
  /** Of all gradients together, before they were clipped. */
  readonly length: number;
  /** Whether the numbers have moved. */
  readonly taken: boolean;
}

/** In the order of the network's slots: see parameters.ts. */
export interface TrainerState {
  readonly numbers: Float32Array;
  /** The optimiser's moments, of the trained numbers only. */
  readonly first: Float32Array;
  readonly second: Float32Array;
  /** Running average of the numbers. */
  readonly average: Float32Array;
}

export interface TrainerOptions {
  readonly batch: number;
  /** Of dropout. */
  readonly seed: number;
  readonly classWeights: Float64Array;
  readonly smoothing: number;
  readonly loss: Loss;
  /** adamW unless told. */
  readonly optimizer?: OptimizerKind;
}
