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

/** What a network was trained with, as far as rounding it needs that. */
export interface RoundingData {
  /** Plain examples of the training part, packed for each input, by which ranges are found. */
  readonly rows: readonly Float32Array[];
  readonly examples: TrainingData;
  readonly options: TrainOptions;
  /** What is done to the trained float network in the end. */
  readonly finish?: (network: Graph) => Graph;
  /** Of inputs that come as integers already. */
  readonly inputForms?: readonly Quantization[];
}

/** The integer form of a trained network; `float` is not finished yet. */
export async function toIntegers(
  float: Graph,
  { rows, examples, options, finish = (network) => network, inputForms }: RoundingData,
  { weightBits, trainRounded }: IntegerWish,
  task: Task,
  world: TrainWorld,
): Promise<Quantized> {
  const pinned = inputForms && { inputForms };
  const rounding = { ...defaultQuantizeOptions, weightBits, ...pinned };
  if (!trainRounded) return quantize(finish(float), rows, task, rounding);
  const rounded = quantize(float, rows, task, rounding);
  const again = await trainedRounded(rounded, examples, options, task, world);
  return quantize(finish(again), rows, task, rounding);
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
