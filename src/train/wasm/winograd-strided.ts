import { f32x4, type V128 } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import type { Transform } from './winograd-transforms.ts';

/**
 * The one-dimensional transforms of a filter of three taps that moves on by two, split by phase:
 *
 *     y[i] = g0 d[2i] + g2 d[2i + 2]     two taps over the even numbers: F(4, 2) of Winograd,
 *                                        points 0, 1, −1, 2 and infinity, 5 products for 8
 *          + g1 d[2i + 1]                one tap over the odd numbers: 4 products
 *
 * Nine numbers make four results by nine products in place of twelve; in two dimensions 81 products
 * do for 16 results, where 144 would be needed. The four products of the odd numbers share one tap,
 * so that there are six different taps, as for a stride of 1.
 */

const times = (factor: number, value: V128): V128 => f32x4.mul(f32x4.const(factor), value);

/** Bᵀ of five numbers that lie side by side in their phase. */
function ofPhase(f: FunctionBuilder, given: readonly V128[]): V128[] {
  const [d0, d1, d2, d3, d4] = given as [V128, V128, V128, V128, V128];
  const differs = f.let(f32x4.sub(d3, d1));
  return [
    f.madd(f32x4.const(2), f32x4.sub(d0, d2), differs),
    f.madd(f32x4.const(-2), d1, f32x4.sub(d3, d2)),
    f.madd(f32x4.const(2), d1, f.madd(f32x4.const(-3), d2, d3)),
    differs,
    f.madd(f32x4.const(-2), differs, f32x4.sub(d4, d2)),
  ];
}

/** Aᵀ of five products: four results. */
function ofPhaseOutput(f: FunctionBuilder, given: readonly V128[]): V128[] {
  const [m0, m1, m2, m3, m4] = given as [V128, V128, V128, V128, V128];
  const [ones, differs] = [f.let(f32x4.add(m1, m2)), f.let(f32x4.sub(m1, m2))];
  return [
    f32x4.add(f32x4.add(m0, ones), m3),
    f.madd(f32x4.const(2), m3, differs),
    f.madd(f32x4.const(4), m3, ones),
    f32x4.add(f.madd(f32x4.const(8), m3, differs), m4),
  ];
}

/** Nine numbers side by side to nine: five of the even ones, then the odd ones as they are. */
export const ofStridedInput: Transform = (f, given) => {
  const d = given.map((value) => f.let(value));
  const even = [d[0]!, d[2]!, d[4]!, d[6]!, d[8]!];
  return [...ofPhase(f, even), d[1]!, d[3]!, d[5]!, d[7]!];
};

/** Nine products to four results. */
export const ofStridedOutput: Transform = (f, given) => {
  const m = given.map((value) => f.let(value));
  return ofPhaseOutput(f, m).map((even, i) => f32x4.add(even, m[5 + i]!));
};

/** The way back of `ofStridedOutput`, four gradients to nine. */
export const ofStridedOutputGradient: Transform = (f, given) => {
  const [y0, y1, y2, y3] = given.map((value) => f.let(value));
  const [even, odd] = [f.let(f32x4.add(y0!, y2!)), f.let(f32x4.add(y1!, y3!))];
  const evenTwo = f.madd(f32x4.const(4), y2!, y0!);
  const two = f32x4.add(evenTwo, f.madd(f32x4.const(8), y3!, times(2, y1!)));
  const phase = [y0!, f32x4.add(even, odd), f32x4.sub(even, odd), two, y3!];
  return [...phase, y0!, y1!, y2!, y3!];
};

/**
 * The gradient by the input is made from five gradients that lie side by side: the numbers that two
 * taps have read, those the other way round, and between them those that one tap has read. Which of
 * the five belong to these depends on which come first.
 */
export const ofSpreadInput: Transform = (f, given) => {
  const d = given.map((value) => f.let(value));
  return [...ofPhase(f, d), ...d.slice(1)];
};

/** The same where a border of 1 lay before the picture, so that the numbers of one tap come first. */
export const ofSpreadInputBehindBorder: Transform = (f, given) => {
  const d = given.map((value) => f.let(value));
  return [...ofPhase(f, d), ...d.slice(0, 4)];
};

/** Nine products to eight numbers, those of two taps and of one in turn. */
export const ofSpreadOutput: Transform = (f, given) => {
  const m = given.map((value) => f.let(value));
  return ofPhaseOutput(f, m).flatMap((two, i) => [two, m[5 + i]!]);
};

/** The same with those of one tap first. */
export const ofSpreadOutputBehindBorder: Transform = (f, given) => {
  const m = given.map((value) => f.let(value));
  return ofPhaseOutput(f, m).flatMap((two, i) => [m[5 + i]!, two]);
};

/** Three taps to six: five of the outer two, then the middle one. */
export const ofStridedFilter: Transform = (f, given) => {
  const [g0, g1, g2] = given.map((value) => f.let(value));
  return [
    times(1 / 2, g0!),
    times(-1 / 2, f32x4.add(g0!, g2!)),
    times(1 / 6, f32x4.sub(g2!, g0!)),
    f.madd(f32x4.const(1 / 3), g2!, times(1 / 6, g0!)),
    g2!,
    g1!,
  ];
};

/** The way back of `ofStridedFilter`, six gradients to three. */
export const ofStridedFilterGradient: Transform = (f, given) => {
  const [u0, u1, u2, u3, u4, u5] = given.map((value) => f.let(value));
  const half = f32x4.const(1 / 2);
  const ones = f.let(f.madd(f32x4.const(-1 / 2), u1!, times(1 / 6, u3!)));
  const sixth = f.let(times(1 / 6, u2!));
  return [
    f32x4.sub(f.madd(half, u0!, ones), sixth),
    u5!,
    f32x4.add(f.madd(f32x4.const(1 / 6), u3!, u4!), f32x4.add(ones, sixth)),
  ];
};
