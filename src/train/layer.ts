import type { Shape } from '../tensor/tensor.ts';

/** float32 while training; float64 where a check wants its finite differences sharp. */
export type Numbers = Float32Array | Float64Array;

/** One value of the network for a whole batch, and the gradient of the loss by it. */
export interface Flow {
  /** Of one example. */
  readonly shape: Shape;
  readonly size: number;
  /** [batch, size] */
  readonly data: Numbers;
  /** [batch, size]; null where nobody asks for it: the inputs of the network. */
  readonly gradient: Numbers | null;
}

/** Numbers that training moves, or a running average that it keeps; a part of one long array. */
export interface Parameter {
  readonly value: Numbers;
  readonly gradient: Numbers;
}

/** Where a layer stands: what it reads, writes and may move. */
export interface Place {
  readonly layer: string;
  readonly inputs: readonly Flow[];
  readonly output: Flow;
  /** By the name of the field in the operation: weight, bias, gamma … */
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** Examples in a batch, at most. */
  readonly batch: number;
  /** Of dropout. */
  readonly seed: number;
  /** Memory of the layer's own, in the precision of the network. */
  readonly memory: (size: number) => Numbers;
}

/** What differs from one forward pass to the next. */
export interface Pass {
  /** Batch statistics and dropout are on while training, off when it is judged. */
  readonly training: boolean;
  /** Counts the steps of training: with seed and layer, the key of dropout's random numbers. */
  readonly step: number;
}

/** One operation made ready to run on batches; it allocates nothing from here on. */
export interface Layer {
  /** Fills the output for the first `count` examples. */
  forward(count: number, pass: Pass): void;
  /** Adds to the gradients of inputs and parameters; may spoil the gradient of its output. */
  backward(count: number): void;
}
