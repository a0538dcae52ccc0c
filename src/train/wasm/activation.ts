import type { Activation } from '../../graph/op.ts';
import { activationLimits } from '../../graph/quantized-value.ts';
import { f32x4, type V128, v128 } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';

/** What is done to a value before it is stored for the first time: it is cut to a range. */
export type Fused = Activation;

/** The value with the activation applied; a NaN stays one, and 0 stays 0. */
export function activated(value: V128, activation: Fused): V128 {
  if (activation === 'none') return value;
  const [least, most] = activationLimits[activation];
  const above = f32x4.pmax(value, f32x4.const(least));
  return most === Number.POSITIVE_INFINITY ? above : f32x4.pmin(above, f32x4.const(most));
}

/** The gradient where the activation lets it through, 0 elsewhere; by its result, or by what it was given. */
export function maskedBy(f: FunctionBuilder, gradient: V128, value: V128, activation: Fused): V128 {
  if (activation === 'none') return gradient;
  const [least, most] = activationLimits[activation];
  if (most === Number.POSITIVE_INFINITY) {
    return v128.and(gradient, f32x4.gt(value, f32x4.const(least)));
  }
  const seen = f.let(value);
  const inside = v128.and(f32x4.gt(seen, f32x4.const(least)), f32x4.lt(seen, f32x4.const(most)));
  return v128.and(gradient, inside);
}
