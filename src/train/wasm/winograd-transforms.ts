import { f32x4, type V128 } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';

/**
 * The one-dimensional transforms of F(4, 3): four results of a filter of three taps by six products
 * in place of twelve (Lavin and Gray 2016, section 4.2; points 0, 1, −1, 2, −2 and infinity). In two
 * dimensions 36 products do for 16 results, where 144 would be needed; the rounding errors of
 * float32 grow about fourfold.
 *
 *     y = Aᵀ [(G g) ⊙ (Bᵀ d)]      results y0…y3, taps g0…g2, numbers d0…d5
 */
export type Transform = (f: FunctionBuilder, given: readonly V128[]) => V128[];

const times = (factor: number, value: V128): V128 => f32x4.mul(f32x4.const(factor), value);

/** Bᵀ d: six numbers that lie side by side. */
export const ofInput: Transform = (f, given) => {
  const [d0, d1, d2, d3, d4, d5] = given.map((value) => f.let(value));
  const even = f.let(f.madd(f32x4.const(-4), d2!, d4!));
  const odd = f.let(f.madd(f32x4.const(-4), d1!, d3!));
  const evenHalf = f.let(f32x4.sub(d4!, d2!));
  const oddHalf = f.let(times(2, f32x4.sub(d3!, d1!)));
  return [
    f.madd(f32x4.const(4), d0!, f.madd(f32x4.const(-5), d2!, d4!)),
    f32x4.add(even, odd),
    f32x4.sub(even, odd),
    f32x4.add(evenHalf, oddHalf),
    f32x4.sub(evenHalf, oddHalf),
    f.madd(f32x4.const(4), d1!, f.madd(f32x4.const(-5), d3!, d5!)),
  ];
};

/** Aᵀ m: six sums of products to four results. */
export const ofOutput: Transform = (f, given) => {
  const [m0, m1, m2, m3, m4, m5] = given.map((value) => f.let(value));
  const [ones, differs] = [f.let(f32x4.add(m1!, m2!)), f.let(f32x4.sub(m1!, m2!))];
  const [twos, differsTwo] = [f.let(f32x4.add(m3!, m4!)), f.let(f32x4.sub(m3!, m4!))];
  return [
    f32x4.add(f32x4.add(m0!, ones), twos),
    f.madd(f32x4.const(2), differsTwo, differs),
    f.madd(f32x4.const(4), twos, ones),
    f32x4.add(f.madd(f32x4.const(8), differsTwo, differs), m5!),
  ];
};

/** A y: the way back of `ofOutput`, four gradients to six. */
export const ofOutputGradient: Transform = (f, given) => {
  const [y0, y1, y2, y3] = given.map((value) => f.let(value));
  const [even, odd] = [f.let(f32x4.add(y0!, y2!)), f.let(f32x4.add(y1!, y3!))];
  const evenTwo = f.let(f.madd(f32x4.const(4), y2!, y0!));
  const oddTwo = f.let(f.madd(f32x4.const(8), y3!, times(2, y1!)));
  return [
    y0!,
    f32x4.add(even, odd),
    f32x4.sub(even, odd),
    f32x4.add(evenTwo, oddTwo),
    f32x4.sub(evenTwo, oddTwo),
    y3!,
  ];
};

/** G g: three taps to six. */
export const ofFilter: Transform = (f, given) => {
  const [g0, g1, g2] = given.map((value) => f.let(value));
  const ends = f.let(times(-1 / 6, f32x4.add(g0!, g2!)));
  const middle = f.let(times(1 / 6, g1!));
  const far = f.let(f.madd(f32x4.const(1 / 24), g0!, times(1 / 6, g2!)));
  const farMiddle = f.let(times(1 / 12, g1!));
  return [
    times(1 / 4, g0!),
    f32x4.sub(ends, middle),
    f32x4.add(ends, middle),
    f32x4.add(far, farMiddle),
    f32x4.sub(far, farMiddle),
    g2!,
  ];
};

/** Gᵀ u: the way back of `ofFilter`, six gradients to three. */
export const ofFilterGradient: Transform = (f, given) => {
  const [u0, u1, u2, u3, u4, u5] = given.map((value) => f.let(value));
  const [ones, differs] = [f.let(f32x4.add(u1!, u2!)), f.let(f32x4.sub(u2!, u1!))];
  const [twos, differsTwo] = [f.let(f32x4.add(u3!, u4!)), f.let(f32x4.sub(u3!, u4!))];
  const sixth = f32x4.const(1 / 6);
  return [
    f.madd(f32x4.const(1 / 4), u0!, f.madd(f32x4.const(-1 / 6), ones, times(1 / 24, twos))),
    f.madd(sixth, differs, times(1 / 12, differsTwo)),
    f.madd(sixth, f32x4.sub(twos, ones), u5!),
  ];
};
