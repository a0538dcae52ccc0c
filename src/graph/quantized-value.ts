import { assert } from '../base/assert.ts';
import type { Quantization } from '../tensor/tensor.ts';
import {
  type Multiplier,
  multiplyByQuantizedMultiplier,
  quantizeMultiplier,
} from './fixed-point.ts';
import type { Activation, Conv2dOp, DenseOp, Depthwise2dOp, Value } from './op.ts';

/** Every constant of int8 kernels that follows from scales: evaluation and generated C share them. */

export function scaleOf(value: Value): number {
  assert(value.quantization?.scales.length === 1, `${value.name} has one scale`);
  return value.quantization.scales[0]!;
}

export function zeroOf(value: Value): number {
  assert(value.quantization !== undefined, `${value.name} is quantised`);
  return value.quantization.zeroPoint;
}

/** A real number as int8, halves away from zero, computed in float32; outside the range the end. */
export function quantizeValue(real: number, { scales, zeroPoint }: Quantization): number {
  const steps = Math.fround(real / scales[0]!);
  const whole = Math.trunc(steps);
  const rest = steps - whole;
  const rounded = rest >= 0.5 ? whole + 1 : rest <= -0.5 ? whole - 1 : whole;
  return Math.min(127, Math.max(-128, rounded + zeroPoint));
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
  op: DenseOp | Conv2dOp | Depthwise2dOp,
  from: Value,
  to: Value,
): Multiplier[] {
  const scales = op.weightQuantization?.scales;
  assert(scales?.length === op.bias.data.length, 'one weight scale for each output channel');
  return scales.map((scale) => quantizeMultiplier((scaleOf(from) * scale) / scaleOf(to)));
}

/** The smallest and the largest int8 that an activation lets through. */
export function activationRange(activation: Activation, to: Value): [low: number, high: number] {
  const at = (real: number) => zeroOf(to) + Math.round(Math.fround(real / scaleOf(to)));
  const low = activation === 'none' ? -128 : Math.max(-128, at(0));
  const high = activation === 'relu6' ? Math.min(127, at(6)) : 127;
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
): (value: number, low: number, high: number) => number {
  const multiplier = requantizeMultiplier(from, to);
  const [zeroFrom, zeroTo] = [zeroOf(from), zeroOf(to)];
  return (value, low, high) => {
    const scaled = multiplyByQuantizedMultiplier(value - zeroFrom, multiplier) + zeroTo;
    return Math.min(high, Math.max(low, scaled));
  };
}

export function requantizeMultiplier(from: Value, to: Value): Multiplier {
  return quantizeMultiplier(scaleOf(from) / scaleOf(to));
}

/** Softmax brings differences to 26 fraction bits; below `differenceMin` the answer is zero. */
export function softmaxScaling(inputScale: number): {
  multiplier: Multiplier;
  differenceMin: number;
} {
  const multiplier = quantizeMultiplier(Math.min(inputScale * 2 ** 26, 2 ** 31 - 1));
  return { multiplier, differenceMin: -Math.floor((31 * 2 ** 26) / 2 ** multiplier.shift) };
}
