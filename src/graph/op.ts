import type { Block, Signal } from '../dsp/block.ts';
import type { Quantization, Shape, Tensor, Type } from '../tensor/tensor.ts';

/**
 * One operation. Each reading of a graph (its shape, its value, its gradient, its int8 form, its C)
 * is a table with one rule for each kind: add a kind, and the compiler names every table that lacks it.
 *
 * Shapes are without the batch. Pictures are [height, width, channels]; a signal over time is a
 * picture of height 1, so that a convolution along time is a conv2d with a kernel of height 1.
 */
export type Op =
  | FeaturesOp
  | StandardizeOp
  | QuantizeOp
  | DequantizeOp
  | DenseOp
  | Conv2dOp
  | Depthwise2dOp
  | Pool2dOp
  | BatchNormOp
  | ActivationOp
  | SoftmaxOp
  | ReshapeOp
  | DropoutOp
  | FakeQuantizeOp
  | AddOp
  | ConcatOp;

export type OpKind = Op['kind'];
export type OpOf<K extends OpKind> = Extract<Op, { kind: K }>;

/** What follows an operation in the same step. In int8 it is the range of the output. */
export type Activation = 'none' | 'relu' | 'relu6';

/** A dsp block: window [length, axes] to features [n]. Only in float32. */
export interface FeaturesOp {
  readonly kind: 'features';
  readonly block: Block;
  readonly signal: Signal;
}

/** y = clamp((x − mean) × scale, −limit, limit) along the last dimension, each step rounded to float32. */
export interface StandardizeOp {
  readonly kind: 'standardize';
  readonly mean: Tensor<'f32'>;
  readonly scale: Tensor<'f32'>;
  readonly limit: number;
}

/** float32 to int8 by the output's scale and zero point, halves away from zero. */
export interface QuantizeOp {
  readonly kind: 'quantize';
}

/** int8 to float32 by the input's scale and zero point. */
export interface DequantizeOp {
  readonly kind: 'dequantize';
}

/** y[out] = Σ weight[out, in] x[in] + bias[out] */
export interface DenseOp extends Weighted {
  readonly kind: 'dense';
}

/** weight [out, kernelHeight, kernelWidth, in] over x [height, width, in]. */
export interface Conv2dOp extends Weighted, Sliding {
  readonly kind: 'conv2d';
}

/** weight [kernelHeight, kernelWidth, in × multiplier]; output channel c reads input ⌊c / multiplier⌋. */
export interface Depthwise2dOp extends Weighted, Sliding {
  readonly kind: 'depthwise2d';
  readonly multiplier: number;
}

/** The largest or the mean value under a sliding frame; the mean is over the frame inside the picture. */
export interface Pool2dOp {
  readonly kind: 'pool2d';
  readonly mode: 'max' | 'average';
  readonly size: readonly [height: number, width: number];
  readonly stride: readonly [height: number, width: number];
  readonly pad: Pad;
  readonly activation: Activation;
}

/** y = gamma (x − mean) / √(variance + epsilon) + beta, along the last dimension. */
export interface BatchNormOp {
  readonly kind: 'batchNorm';
  readonly gamma: Tensor<'f32'>;
  readonly beta: Tensor<'f32'>;
  readonly mean: Tensor<'f32'>;
  readonly variance: Tensor<'f32'>;
  readonly epsilon: number;
}

export interface ActivationOp {
  readonly kind: 'activation';
  readonly activation: Exclude<Activation, 'none'>;
}

/** Along the last dimension. Its int8 output always has scale 1/256 and zero point −128. */
export interface SoftmaxOp {
  readonly kind: 'softmax';
}

export interface ReshapeOp {
  readonly kind: 'reshape';
  readonly shape: Shape;
}

/** Zeroes a share of the values while training; nothing afterwards. */
export interface DropoutOp {
  readonly kind: 'dropout';
  readonly rate: number;
}

/**
 * What int8 makes of a value, in float32: the nearest number that its scale and zero point allow.
 * For training a network that is to be quantised; gradients pass wherever nothing is cut off.
 */
export interface FakeQuantizeOp {
  readonly kind: 'fakeQuantize';
  readonly quantization: Quantization;
}

/** Two values of one shape. */
export interface AddOp {
  readonly kind: 'add';
  readonly activation: Activation;
}

/** Values joined along one dimension. */
export interface ConcatOp {
  readonly kind: 'concat';
  readonly axis: number;
}

/** Weights in float32, or int8 or int4 with one scale for each output channel and an int32 bias. */
interface Weighted {
  readonly weight: Tensor<'f32'> | Tensor<'i8'> | Tensor<'i4'>;
  /** For integers: one scale for each output channel, zero point 0. */
  readonly weightQuantization?: Quantization;
  /** For float32 weights that act as the nearest integers of this grid would: see FakeQuantizeOp. */
  readonly grid?: WeightGrid;
  /** float32; or int32 with scale input scale × weight scale. */
  readonly bias: Tensor<'f32'> | Tensor<'i32'>;
  readonly activation: Activation;
}

/** Integers that weights are to become: −127 to 127 for 8 bits, −7 to 7 for 4. */
export interface WeightGrid {
  /** One for each output channel, float32. */
  readonly scales: readonly number[];
  readonly bits: 8 | 4;
}

interface Sliding {
  readonly stride: readonly [height: number, width: number];
  readonly dilation: readonly [height: number, width: number];
  readonly pad: Pad;
}

/** Rows and columns added around a picture. */
export interface Pad {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** An index into `Graph.values`. */
export type ValueId = number;

/** What flows between operations. */
export interface Value {
  readonly name: string;
  readonly type: Type;
  readonly shape: Shape;
  /** For integers: what they stand for, one scale. */
  readonly quantization?: Quantization;
}

export interface Node {
  /** Names the layer in reports and in generated C: a C identifier, unique in its graph. */
  readonly name: string;
  readonly op: Op;
  readonly inputs: readonly ValueId[];
  readonly output: ValueId;
}

/** Operations in the order in which they run; each value is made once, before it is read. */
export interface Graph {
  readonly name: string;
  readonly values: readonly Value[];
  readonly nodes: readonly Node[];
  readonly inputs: readonly ValueId[];
  readonly outputs: readonly ValueId[];
}
