import type { Activation } from '../../graph/op.ts';
import { f32x4, type V128, v128 } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';

/** What is done to a value before it is stored for the first time. */
export type Fused = Activation;

/** The value with the activation applied; a NaN stays one. */
export function activated(value: V128, activation: Fused): V128 {
  if (activation === 'none') return value;
  const positive = f32x4.pmax(value, v128.zero());
  return activation === 'relu' ? positive : f32x4.pmin(positive, f32x4.const(6));
}

/** The gradient where the activation lets it through, 0 elsewhere; by its result, or by what it was given. */
export function maskedBy(f: FunctionBuilder, gradient: V128, value: V128, activation: Fused): V128 {
  if (activation === 'none') return gradient;
  if (activation === 'relu') return v128.and(gradient, f32x4.gt(value, v128.zero()));
  const seen = f.let(value);
  const inside = v128.and(f32x4.gt(seen, v128.zero()), f32x4.lt(seen, f32x4.const(6)));
  return v128.and(gradient, inside);
}
