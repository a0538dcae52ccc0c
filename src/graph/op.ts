import type { Block, Signal } from '../dsp/block.ts';
import type { Quantization, Shape, Tensor, Type } from '../tensor/tensor.ts';
import type { GruOp, LstmOp, SvdfOp } from './op-sequence.ts';

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
  | ConcatOp
  | TransposeConv2dOp
  | BinaryOp<'sub'>
  | BinaryOp<'mul'>
  | BinaryOp<'maximum'>
  | BinaryOp<'minimum'>
  | MeanOp
  | CurveOp<'logistic'>
  | CurveOp<'tanh'>
  | CurveOp<'hardSwish'>
  | LeakyReluOp
  | PreluOp
  | PadOp
  | MirrorPadOp
  | TransposeOp
  | SliceOp
  | GatherOp
  | ResizeNearestOp
  | ResizeBilinearOp
  | ArgMaxOp
  | BatchMatmulOp
  | L2NormOp
  | LayerNormOp
  | LstmOp
  | GruOp
  | SvdfOp
  | ConstantOp;

export type OpKind = Op['kind'];
export type OpOf<K extends OpKind> = Extract<Op, { kind: K }>;

/** What follows an operation in the same step. In int8 it is the range of the output. */
export type Activation = 'none' | 'relu' | 'relu6' | 'reluN1To1';

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

/**
 * float32 to int8 or int16 by the output's scale and zero point, halves away from zero; or from one
 * integer type, scale and zero point to another (int8, int16, int32).
 */
export interface QuantizeOp {
  readonly kind: 'quantize';
}

/** An integer to float32 by the input's scale and zero point. */
export interface DequantizeOp {
  readonly kind: 'dequantize';
}

/** y[…, out] = Σ weight[out, in] x[…, in] + bias[out], for each row of x. */
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

/**
 * Along the last dimension. Its int8 output always has scale 1/256 and zero point −128; of int8 it
 * may also make int16, of scale 1/65536 and zero point −32768.
 */
export interface SoftmaxOp {
  readonly kind: 'softmax';
  /** Scores are multiplied by it first; 1 unless told. */
  readonly beta?: number;
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

/** Two values of one shape, or of shapes that broadcast: aligned at the end, a side of 1 repeats. */
export interface AddOp {
  readonly kind: 'add';
  readonly activation: Activation;
}

/** Values joined along one dimension. */
export interface ConcatOp {
  readonly kind: 'concat';
  readonly axis: number;
}

/**
 * Spreads each input pixel over the output by the kernel, the gradient of a convolution: input pixel
 * (i, j) adds weight [out, kernelHeight, kernelWidth, in] at rows i × stride − pad.top + k. What
 * falls outside the output [height, width] is lost.
 */
export interface TransposeConv2dOp extends Weighted {
  readonly kind: 'transposeConv2d';
  readonly size: readonly [height: number, width: number];
  readonly stride: readonly [height: number, width: number];
  /** Only top and left count; the rest follows from `size`. */
  readonly pad: Pad;
}

/**
 * Element by element over shapes that broadcast as those of `add` do. The int8 maximum and minimum
 * compare integers as they are: inputs and output have one scale and zero point.
 */
export interface BinaryOp<K extends 'sub' | 'mul' | 'maximum' | 'minimum'> {
  readonly kind: K;
  readonly activation: Activation;
}

/** The mean over some dimensions, which become 1 or go. */
export interface MeanOp {
  readonly kind: 'mean';
  /** Rising. */
  readonly axes: readonly number[];
  readonly keepDimensions: boolean;
}

/**
 * 1 / (1 + e^−x), whose int8 output has scale 1/256 and zero point −128; tanh x, whose int8 output
 * has scale 1/128 and zero point 0; or x × clamp(x + 3, 0, 6) / 6.
 */
export interface CurveOp<K extends 'logistic' | 'tanh' | 'hardSwish'> {
  readonly kind: K;
}

/** x where it is not negative, else alpha × x. */
export interface LeakyReluOp {
  readonly kind: 'leakyRelu';
  readonly alpha: number;
}

/** As leakyRelu, with learned alphas whose shape broadcasts to the input's. */
export interface PreluOp {
  readonly kind: 'prelu';
  readonly alpha: Tensor<'f32'> | Tensor<'i8'>;
  /** For int8: one scale. */
  readonly alphaQuantization?: Quantization;
}

/** Surrounds a value with a constant: [before, after] for each dimension. */
export interface PadOp {
  readonly kind: 'pad';
  readonly pads: readonly (readonly [before: number, after: number])[];
  /** As it is stored: for integers the integer itself. */
  readonly value: number;
}

/** Surrounds a value with its own mirror image, without ('reflect') or with its edge. */
export interface MirrorPadOp {
  readonly kind: 'mirrorPad';
  readonly mode: 'reflect' | 'symmetric';
  readonly pads: readonly (readonly [before: number, after: number])[];
}

/** Dimension i of the output is dimension permutation[i] of the input. */
export interface TransposeOp {
  readonly kind: 'transpose';
  readonly permutation: readonly number[];
}

/** Output index i reads input index begin + i × stride, in each dimension; strides may be negative. */
export interface SliceOp {
  readonly kind: 'slice';
  readonly begin: readonly number[];
  readonly stride: readonly number[];
  readonly shape: Shape;
}

/** Inputs: a value and int32 indices. Along `axis` the value's entries are picked by the indices. */
export interface GatherOp {
  readonly kind: 'gather';
  readonly axis: number;
}

/** A picture of another size, each pixel that of the nearest place. */
export interface ResizeNearestOp extends Resize {
  readonly kind: 'resizeNearest';
}

/** A picture of another size, each pixel a weighted mean of its four neighbours. */
export interface ResizeBilinearOp extends Resize {
  readonly kind: 'resizeBilinear';
}

/** The two ways in which TensorFlow lays one grid of pixels over another; never both. */
interface Resize {
  readonly size: readonly [height: number, width: number];
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** The index of the first largest entry along one dimension, which goes; int32. */
export interface ArgMaxOp {
  readonly kind: 'argMax';
  readonly axis: number;
}

/** The matrices [m, k] and [k, n] in the last two dimensions, for each of the dimensions before. */
export interface BatchMatmulOp {
  readonly kind: 'batchMatmul';
  /** Whether the last two dimensions of an input change places first. */
  readonly transposeLeft: boolean;
  readonly transposeRight: boolean;
}

/** Rows along the last dimension divided by their length. Its int8 output has scale 1/128, zero 0. */
export interface L2NormOp {
  readonly kind: 'l2Norm';
}

/** y = gamma (x − mean) / √(variance + epsilon) + beta, over the last dimension of each row. */
export interface LayerNormOp {
  readonly kind: 'layerNorm';
  readonly gamma: Tensor<'f32'>;
  readonly beta: Tensor<'f32'>;
  readonly epsilon: number;
}

/** A value that is always the same; no inputs. */
export interface ConstantOp {
  readonly kind: 'constant';
  readonly value: Tensor;
}

/** Weights in float32, or int8 or int4 with an int32 bias. */
interface Weighted {
  readonly weight: Tensor<'f32'> | Tensor<'i8'> | Tensor<'i4'>;
  /** For integers: one scale for each output channel, or one for all; zero point 0. */
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
  /** For integers: what they stand for, one scale; indices have none. */
  readonly quantization?: Quantization;
}

export interface Node {
  /** Names the layer in reports and in generated C: a C identifier, unique in its graph. */
  readonly name: string;
  readonly op: Op;
  readonly inputs: readonly ValueId[];
  readonly output: ValueId;
}

/**
 * How a 32-bit sum is brought back to int8: 'double' rounds after the multiplication and again after
 * the shift, as TensorFlow Lite Micro and CMSIS-NN do; 'single' rounds once, as LiteRT and XNNPACK.
 */
export type Rounding = 'double' | 'single';

/** Operations in the order in which they run; each value is made once, before it is read. */
export interface Graph {
  readonly name: string;
  /** Of int8 operations; double unless told. */
  readonly rounding?: Rounding;
  readonly values: readonly Value[];
  readonly nodes: readonly Node[];
  readonly inputs: readonly ValueId[];
  readonly outputs: readonly ValueId[];
}
