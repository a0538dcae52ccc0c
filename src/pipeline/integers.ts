import type { Task } from '../base/task.ts';
import type { Graph } from '../graph/op.ts';
import { defaultQuantizeOptions, type Quantized, quantize } from '../quantize/quantize.ts';
import type { Quantization } from '../tensor/tensor.ts';
import { joined, type TrainingData } from '../train/data.ts';
import { type TrainWorld, train } from '../train/loop.ts';
import type { TrainOptions } from '../train/train-options.ts';

/** How a trained network becomes one of integers. */
export interface IntegerWish {
  /** 8, or 4 for half the flash. */
  readonly weightBits: 8 | 4;
  /** Whether it is trained on for a while with everything rounded. */
  readonly trainRounded: boolean;
}

/** int8, after training; that is as good as float on nearly every network. */
export const defaultIntegerWish: IntegerWish = { weightBits: 8, trainRounded: false };

/** Share of the training that is added rounded, and of its highest learning rate. */
const roundedShare = 0.2;
const roundedRate = 0.1;

/**
 * The integer form of a trained network. `rows` are plain examples of the training part, packed for
 * each input, by which ranges are found; `data` and `options` are those of the training. `inputForms`
 * are those of inputs that come as integers already.
 */
export async function toIntegers(
  float: Graph,
  rows: readonly Float32Array[],
  data: TrainingData,
  options: TrainOptions,
  { weightBits, trainRounded }: IntegerWish,
  task: Task,
  world: TrainWorld,
  inputForms?: readonly Quantization[],
): Promise<Quantized> {
  const pinned = inputForms && { inputForms };
  const rounding = { ...defaultQuantizeOptions, weightBits, ...pinned };
  const after = quantize(float, rows, task, rounding);
  if (!trainRounded) return after;
  return quantize(await trainedRounded(after, data, options, task, world), rows, task, rounding);
}

/** The rounded network after training on for a while; `world` keeps no checkpoint: it is short. */
export async function trainedRounded(
  { trainable }: Quantized,
  data: TrainingData,
  options: TrainOptions,
  task: Task,
  { store: _store, ...world }: TrainWorld,
): Promise<Graph> {
  const all = data.validation ? joined(data.train, data.validation) : data.train;
  const gently: TrainOptions = {
    ...options,
    epochs: Math.max(1, Math.round(roundedShare * options.epochs)),
    learningRate: roundedRate * options.learningRate,
    patience: 0,
  };
  const again = await train(
    trainable,
    { ...data, train: all, validation: null },
    gently,
    task,
    world,
  );
  return again.network;
}
