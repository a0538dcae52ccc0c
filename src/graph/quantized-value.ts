import { assert } from '../base/assert.ts';
import type { Quantization } from '../tensor/tensor.ts';
import {
  type Multiplier,
  multiplyByQuantizedMultiplier,
  quantizeMultiplier,
} from './fixed-point.ts';
import type {
  Activation,
  Conv2dOp,
  DenseOp,
  Depthwise2dOp,
  PreluOp,
  Rounding,
  TransposeConv2dOp,
  Value,
} from './op.ts';
import type { GateWeights, LstmOp, SvdfOp } from './op-sequence.ts';

/** Every constant of int8 kernels that follows from scales: evaluation and generated C share them. */

export function scaleOf(value: Value): number {
  assert(value.quantization?.scales.length === 1, `${value.name} has one scale`);
  return value.quantization.scales[0]!;
}

export function zeroOf(value: Value): number {
  assert(value.quantization !== undefined, `${value.name} is quantised`);
  return value.quantization.zeroPoint;
}

/** A real number as an integer, halves away from zero, in float32; outside the range the end. */
export function quantizeValue(
  real: number,
  { scales, zeroPoint }: Quantization,
  [low, high]: readonly [number, number] = [-128, 127],
): number {
  const steps = Math.fround(real / scales[0]!);
  const whole = Math.trunc(steps);
  const rest = steps - whole;
  const rounded = rest >= 0.5 ? whole + 1 : rest <= -0.5 ? whole - 1 : whole;
  return Math.min(high, Math.max(low, rounded + zeroPoint));
}

/** The real number that an int8 stands for. */
export function realValue(integer: number, { scales, zeroPoint }: Quantization): number {
  return scales[0]! * (integer - zeroPoint);
}

/** The smallest and the largest real number that int8 has. */
export function rangeOfQuantization(form: Quantization): [low: number, high: number] {
  return [realValue(-128, form), realValue(127, form)];
}

/** For each output channel: input scale × weight scale / output scale. */
export function weightMultipliers(
  op: DenseOp | Conv2dOp | Depthwise2dOp | TransposeConv2dOp,
  from: Value,
  to: Value,
): Multiplier[] {
  const scales = op.weightQuantization?.scales;
  const outputs = op.bias.data.length;
  assert(scales?.length === outputs || scales?.length === 1, 'one weight scale for each output');
  if (op.kind === 'dense' && scales.length === 1) {
    return new Array<Multiplier>(outputs).fill(productMultiplier(scaleOf(from), scales[0]!, to));
  }
  return Array.from({ length: outputs }, (_, o) =>
    quantizeMultiplier((scaleOf(from) * scales[scales.length > 1 ? o : 0]!) / scaleOf(to)),
  );
}

/** TensorFlow Lite rounds the product of two scales to float32 where a whole matrix has one scale. */
function productMultiplier(a: number, b: number, to: Value): Multiplier {
  return quantizeMultiplier(Math.fround(a * b) / scaleOf(to));
}

/** The smallest and the largest real number that an activation lets through. */
export const activationLimits: {
  readonly [A in Activation]: readonly [low: number, high: number];
} = {
  none: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
  relu: [0, Number.POSITIVE_INFINITY],
  relu6: [0, 6],
  reluN1To1: [-1, 1],
};

/** The smallest and the largest int8 that an activation lets through. */
export function activationRange(activation: Activation, to: Value): [low: number, high: number] {
  const at = (real: number) => zeroOf(to) + roundedAway(Math.fround(real / scaleOf(to)));
  const [least, most] = activationLimits[activation];
  const low = least === Number.NEGATIVE_INFINITY ? -128 : Math.max(-128, at(least));
  const high = most === Number.POSITIVE_INFINITY ? 127 : Math.min(127, at(most));
  return [low, high];
}

/** Both inputs are brought to twice the larger scale with 20 more bits, added, and scaled back. */
export function addMultipliers(
  a: Value,
  b: Value,
  to: Value,
): { left: Multiplier; right: Multiplier; sum: Multiplier } {
  const twice = 2 * Math.max(scaleOf(a), scaleOf(b));
  return {
    left: quantizeMultiplier(scaleOf(a) / twice),
    right: quantizeMultiplier(scaleOf(b) / twice),
    sum: quantizeMultiplier(twice / (2 ** 20 * scaleOf(to))),
  };
}

/** From one scale and zero point to another, within a range. */
export function requantizer(
  from: Value,
  to: Value,
  rounding: Rounding,
): (value: number, low: number, high: number) => number {
  const multiplier = requantizeMultiplier(from, to);
  const [zeroFrom, zeroTo] = [zeroOf(from), zeroOf(to)];
  return (value, low, high) => {
    const scaled = multiplyByQuantizedMultiplier(value - zeroFrom, multiplier, rounding) + zeroTo;
    return Math.min(high, Math.max(low, scaled));
  };
}

/** Of a ReLU between two scales: TensorFlow Lite's quotient is float32 here. */
export function activationMultiplier(from: Value, to: Value): Multiplier {
  return quantizeMultiplier(Math.fround(scaleOf(from) / scaleOf(to)));
}

export function requantizeMultiplier(from: Value, to: Value): Multiplier {
  return quantizeMultiplier(scaleOf(from) / scaleOf(to));
}

/**
 * Softmax brings differences to 26 fraction bits; below `differenceMin` the answer is zero.
 * `scale` is that of the input, times beta.
 */
export function softmaxScaling(scale: number): {
  multiplier: Multiplier;
  differenceMin: number;
} {
  const multiplier = quantizeMultiplier(Math.min(scale * 2 ** 26, 2 ** 31 - 1));
  return { multiplier, differenceMin: -inputRadius(5, multiplier.shift) };
}

/** Logistic and tanh bring their input to 27 fraction bits; from `radius` on the answer is the end. */
export function logisticScaling(from: Value): { multiplier: Multiplier; radius: number } {
  const multiplier = quantizeMultiplier(scaleOf(from) * 2 ** 27);
  return { multiplier, radius: inputRadius(4, multiplier.shift) };
}

/** The integer whose real number is the end of what a fixed point of 31 bits holds. */
function inputRadius(integerBits: number, shift: number): number {
  return Math.floor(((2 ** integerBits - 1) * 2 ** (31 - integerBits)) / 2 ** shift);
}

/** Of a product of two values: left scale × right scale / output scale. */
export function mulMultiplier(a: Value, b: Value, to: Value): Multiplier {
  return quantizeMultiplier((scaleOf(a) * scaleOf(b)) / scaleOf(to));
}

/** Of a product of matrices. */
export function matmulMultiplier(a: Value, b: Value, to: Value): Multiplier {
  return productMultiplier(scaleOf(a), scaleOf(b), to);
}

/** What a leaky ReLU multiplies with above and below zero; quotients are float32. */
export function leakyReluMultipliers(
  alpha: number,
  from: Value,
  to: Value,
): { above: Multiplier; below: Multiplier } {
  const scaled = Math.fround(scaleOf(from) * Math.fround(alpha));
  return {
    above: quantizeMultiplier(Math.fround(scaleOf(from) / scaleOf(to))),
    below: quantizeMultiplier(Math.fround(scaled / scaleOf(to))),
  };
}

export function preluMultipliers(
  { alphaQuantization }: PreluOp,
  from: Value,
  to: Value,
): { above: Multiplier; below: Multiplier } {
  assert(alphaQuantization?.scales.length === 1, 'alphas have one scale');
  return {
    above: quantizeMultiplier(scaleOf(from) / scaleOf(to)),
    below: quantizeMultiplier((scaleOf(from) * alphaQuantization.scales[0]!) / scaleOf(to)),
  };
}

/** Of one gate of an LSTM: sums of W x and of R h become 16 bits with 12 of them fraction. */
export function gateMultipliers(
  { weightQuantization, recurrentQuantization }: GateWeights,
  from: Value,
  hidden: Quantization,
): { input: Multiplier; recurrent: Multiplier } {
  const of = (scale: number, weight: Quantization | undefined) => {
    assert(weight?.scales.length === 1, 'the weights of a gate have one scale');
    return quantizeMultiplier(Math.fround(scale * weight.scales[0]!) * 2 ** 12);
  };
  return {
    input: of(scaleOf(from), weightQuantization),
    recurrent: of(hidden.scales[0]!, recurrentQuantization),
  };
}

/** Of the products inside an LSTM cell, whose gates have 15 fraction bits. */
export function cellMultipliers({ hiddenQuantization, cellQuantization }: LstmOp): {
  forget: Multiplier;
  input: Multiplier;
  hidden: Multiplier;
  /** The cell's scale is 2^power. */
  power: number;
  /** In steps of the cell's scale; 0: none. */
  clip: (real: number) => number;
} {
  const cell = cellQuantization!.scales[0]!;
  const power = Math.round(Math.log2(cell));
  return {
    forget: quantizeMultiplier((2 ** -15 * cell) / cell),
    input: quantizeMultiplier(2 ** -30 / cell),
    hidden: quantizeMultiplier(2 ** -30 / hiddenQuantization!.scales[0]!),
    power,
    clip: (real) => Math.trunc(Math.min(32767, Math.max(-32768, Math.fround(real / cell)))),
  };
}

/** Of both halves of an SVDF: products and quotients of scales are float32. */
export function svdfMultipliers(
  { featureQuantization, timeQuantization, stateQuantization }: SvdfOp,
  from: Value,
  to: Value,
): { feature: Multiplier; time: Multiplier } {
  const [feature, time, state] = [featureQuantization, timeQuantization, stateQuantization].map(
    (form) => {
      assert(form?.scales.length === 1, 'the weights of an SVDF have one scale');
      return form.scales[0]!;
    },
  ) as [number, number, number];
  const f = Math.fround;
  return {
    feature: quantizeMultiplier(f(f(scaleOf(from) * feature) / state)),
    time: quantizeMultiplier(f(f(state * time) / scaleOf(to))),
  };
}

/** Of hard swish: 16-bit multipliers with their exponents. */
export function hardSwishMultipliers(
  from: Value,
  to: Value,
): { output: Multiplier; reluish: Multiplier } {
  const fine = scaleOf(from) / 128;
  const reluishScale = Math.fround(3 / 32768);
  return {
    output: to16Bits(quantizeMultiplier(Math.fround(fine / scaleOf(to)))),
    reluish: to16Bits(quantizeMultiplier(Math.fround(fine / reluishScale))),
  };
}

function to16Bits({ multiplier, shift }: Multiplier): Multiplier {
  const most = 2 ** 31 - 1 - 2 ** 15;
  return { multiplier: multiplier >= most ? 32767 : (multiplier + 2 ** 15) >> 16, shift };
}

/** Of a mean over `count` numbers: the division is part of the multiplier. */
export function meanMultiplier(from: Value, to: Value, count: number): Multiplier {
  const { multiplier, shift } = requantizeMultiplier(from, to);
  const more = Math.min(Math.floor(Math.log2(count)), 32, 31 + shift);
  const divided = Number((BigInt(multiplier) << BigInt(more)) / BigInt(count));
  return { multiplier: divided, shift: shift - more };
}

/** Halves away from zero. */
function roundedAway(value: number): number {
  return Math.sign(value) * Math.floor(Math.abs(value) + 0.5);
}
