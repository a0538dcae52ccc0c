import type { Op } from '../../graph/op.ts';
import { eachVector } from './elementwise.ts';
import { f32, f32x4, i32, i32x4, type Local, type V128, v128 } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { type Picture, pixelsOf } from './picture.ts';
import type { Share } from './program.ts';

/** Operations that bend every number by one curve. */
export type Curve = Extract<Op, { kind: 'logistic' | 'tanh' | 'hardSwish' | 'leakyRelu' }>;

/** y = curve(x); padding stays 0. */
export function emitCurve(
  f: FunctionBuilder,
  share: Share,
  { source, target, picture }: { source: number; target: number; picture: Picture },
  op: Curve,
): void {
  const bytesEach = pixelsOf(picture) * picture.channels * 4;
  eachVector(f, share, bytesEach, (offset) => {
    f.store(offset, target, curveOf(f, f.let(f32x4.load(offset, source)), op));
  });
  // only the logistic of 0 is not 0
  if (op.kind === 'logistic') zeroPadding(f, share, target, picture);
}

/** target (+)= dy × slope */
export function emitCurveGradient(
  f: FunctionBuilder,
  share: Share,
  the: { x: number; y: number; dy: number; target: number; adds: boolean; bytesEach: number },
  op: Curve,
): void {
  eachVector(f, share, the.bytesEach, (offset) => {
    const slope = slopeOf(
      f,
      () => f32x4.load(offset, the.x),
      () => f32x4.load(offset, the.y),
      op,
    );
    const value = f32x4.mul(f32x4.load(offset, the.dy), slope);
    f.store(
      offset,
      the.target,
      the.adds ? f32x4.add(f32x4.load(offset, the.target), value) : value,
    );
  });
}

/** The curve of four numbers. */
export function curveOf(f: FunctionBuilder, x: Local<'v128'>, op: Curve): V128 {
  const one = f32x4.const(1);
  if (op.kind === 'leakyRelu') {
    const below = f32x4.lt(x, v128.zero());
    return v128.select(f32x4.mul(x, f32x4.const(op.alpha)), x, below);
  }
  if (op.kind === 'hardSwish') {
    const shifted = f32x4.pmax(f32x4.add(x, f32x4.const(3)), v128.zero());
    const gate = f32x4.pmin(shifted, f32x4.const(6));
    return f32x4.mul(f32x4.mul(x, gate), f32x4.const(1 / 6));
  }
  // e^−|x| is at most 1, so that nothing overflows
  const twice = op.kind === 'tanh' ? 2 : 1;
  const tail = exponential(f, f32x4.mul(f32x4.abs(x), f32x4.const(-twice)));
  if (op.kind === 'tanh') {
    const size = f32x4.div(f32x4.sub(one, tail), f32x4.add(one, tail));
    return v128.or(size, v128.and(x, f32x4.const(-0)));
  }
  const above = f.let(f32x4.div(one, f32x4.add(one, tail)));
  return v128.select(f32x4.sub(one, above), above, f32x4.lt(x, v128.zero()));
}

function slopeOf(f: FunctionBuilder, loadX: () => V128, loadY: () => V128, op: Curve): V128 {
  const one = f32x4.const(1);
  if (op.kind === 'leakyRelu') {
    return v128.select(f32x4.const(op.alpha), one, f32x4.lt(loadX(), v128.zero()));
  }
  if (op.kind === 'hardSwish') {
    const x = f.let(loadX());
    const third = f32x4.mul(f32x4.add(f32x4.add(x, x), f32x4.const(3)), f32x4.const(1 / 6));
    const inside = v128.select(third, one, f32x4.lt(x, f32x4.const(3)));
    return v128.and(inside, f32x4.gt(x, f32x4.const(-3)));
  }
  const y = f.let(loadY());
  const square = f32x4.mul(y, y);
  return op.kind === 'tanh' ? f32x4.sub(one, square) : f32x4.sub(y, square);
}

/**
 * e^x for x ≤ 0 in float32, as our own polynomial: 2^k e^r with |r| ≤ ln 2 / 2, e^r by its Taylor
 * series to the 7th power. Below −87 the answer is that of −87, about 10^−38.
 */
export function exponential(f: FunctionBuilder, x: V128): Local<'v128'> {
  const cut = f.let(f32x4.max(x, f32x4.const(-87)));
  const k = f.let(f32x4.nearest(f32x4.mul(cut, f32x4.const(1 / Math.LN2))));
  // ln 2 in two parts: the first has few bits, so that its multiples are exact
  const high = f32x4.sub(cut, f32x4.mul(k, f32x4.const(0.693359375)));
  const r = f.let(f32x4.add(high, f32x4.mul(k, f32x4.const(2.1219444e-4))));
  const series = [5040, 720, 120, 24, 6, 2, 1, 1].reduce<V128>(
    (sum, factorial) => f32x4.add(f32x4.mul(sum, r), f32x4.const(1 / factorial)),
    v128.zero(),
  );
  const power = i32x4.shl(i32x4.add(i32x4.fromF32(k), i32x4.const(127)), 23);
  return f.let(f32x4.mul(series, power));
}

/** Zero for what fills pixels up to whole vectors. */
export function zeroPadding(
  f: FunctionBuilder,
  { from, to }: Share,
  target: number,
  picture: Picture,
): void {
  const { used, channels } = picture;
  if (used === channels) return;
  const row = f.local('i32');
  const bytes = channels * 4;
  const pixels = pixelsOf(picture);
  const last = f.let(i32.mul(to, pixels * bytes));
  f.range(row, i32.mul(from, pixels * bytes), last, bytes, () => {
    for (let c = used; c < channels; c++) f.storeF32(row, target + 4 * c, f32.const(0));
  });
}
