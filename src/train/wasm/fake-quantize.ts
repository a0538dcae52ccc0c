import type { FakeQuantizeOp } from '../../graph/op.ts';
import { rangeOfQuantization } from '../../graph/quantized-value.ts';
import { channelsOf, gridLimit, type WeightedOp } from '../../graph/weight-grid.ts';
import { eachVector } from './elementwise.ts';
import { f32x4, i32, type Local, type V128, v128 } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { paddedTo8, type Share } from './program.ts';

/** y = the number of int8 nearest to x: the meaning is in ../gradient-fake-quantize.ts. */
export function emitFakeQuantize(
  f: FunctionBuilder,
  share: Share,
  { source, target, bytesEach }: { source: number; target: number; bytesEach: number },
  { quantization }: FakeQuantizeOp,
): void {
  const zero = quantization.zeroPoint;
  const scale = f.let(f32x4.const(quantization.scales[0]!));
  eachVector(f, share, bytesEach, (offset) => {
    const steps = f.let(f32x4.div(f32x4.load(offset, source), scale));
    const whole = f.let(f32x4.trunc(steps));
    const rest = f.let(f32x4.sub(steps, whole));
    const one = f32x4.const(1);
    // halves away from zero; the difference is exact
    const up = v128.and(f32x4.ge(rest, f32x4.const(0.5)), one);
    const down = v128.and(f32x4.le(rest, f32x4.const(-0.5)), one);
    const nearest = f32x4.sub(f32x4.add(whole, up), down);
    const least = f32x4.pmax(nearest, f32x4.const(-128 - zero));
    const inside = f32x4.pmin(least, f32x4.const(127 - zero));
    f.store(offset, target, f32x4.mul(scale, inside));
  });
}

/** dx (+)= dy where x lies within what int8 can hold, and half a step beyond. */
export function emitFakeQuantizeGradient(
  f: FunctionBuilder,
  share: Share,
  the: { x: number; dy: number; target: number; adds: boolean; bytesEach: number },
  { quantization }: FakeQuantizeOp,
): void {
  const half = quantization.scales[0]! / 2;
  const [low, high] = rangeOfQuantization(quantization);
  eachVector(f, share, the.bytesEach, (offset) => {
    const x = f.let(f32x4.load(offset, the.x));
    const above = f32x4.ge(x, f32x4.const(low - half));
    const inside = v128.and(above, f32x4.le(x, f32x4.const(high + half)));
    const passed = v128.and(f32x4.load(offset, the.dy), inside);
    const value = the.adds ? f32x4.add(f32x4.load(offset, the.target), passed) : passed;
    f.store(offset, the.target, value);
  });
}

/** Weights as their memory lies: rows of 8 outputs in panels, or rows of all channels. */
export interface WeightRows {
  /** Rows, and floats in each; a row holds one number for each of some channels. */
  readonly groups: number;
  readonly rows: number;
  readonly width: number;
}

export function weightRowsOf(op: WeightedOp, floats: number): WeightRows {
  const { channels } = channelsOf(op);
  const padded = paddedTo8(channels);
  if (op.kind === 'depthwise2d') return { groups: 1, rows: floats / padded, width: padded };
  return { groups: padded / 8, rows: floats / padded, width: 8 };
}

/** near = the grid's number nearest to each weight; `scales` is the address of one for each channel. */
export function emitNearWeights(
  f: FunctionBuilder,
  { weights, near, scales }: { weights: number; near: number; scales: number },
  rows: WeightRows,
  bits: 8 | 4,
): void {
  const limit = gridLimit[bits];
  eachWeight(f, rows, scales, (place, scale) => {
    const steps = f.let(f32x4.div(f32x4.load(place, weights), scale));
    const whole = f.let(f32x4.floor(steps));
    // halves upwards, as in graph/weight-grid.ts
    const half = f32x4.ge(f32x4.sub(steps, whole), f32x4.const(0.5));
    const nearest = f32x4.add(whole, v128.and(half, f32x4.const(1)));
    const least = f32x4.pmax(nearest, f32x4.const(-limit));
    f.store(place, near, f32x4.mul(scale, f32x4.pmin(least, f32x4.const(limit))));
  });
}

/** Takes the gradients of weights that lie beyond the grid. */
export function emitGridMask(
  f: FunctionBuilder,
  { own }: Share,
  { weights, gradient, scales }: { weights: number; gradient: number; scales: number },
  rows: WeightRows,
  bits: 8 | 4,
): void {
  const reach = gridLimit[bits] + 0.5;
  eachWeight(f, rows, scales, (place, scale) => {
    const steps = f32x4.abs(f32x4.div(f32x4.load(place, weights), scale));
    const inside = f32x4.le(steps, f32x4.const(reach));
    const g = f.let(i32.add(own, place));
    f.store(g, gradient, v128.and(f32x4.load(g, gradient), inside));
  });
}

function eachWeight(
  f: FunctionBuilder,
  { groups, rows, width }: WeightRows,
  scales: number,
  body: (place: Local<'i32'>, scale: V128) => void,
): void {
  const [group, lane, row, place] = f.locals('i32', 4) as Local<'i32'>[];
  f.range(group!, 0, groups, 1, () => {
    f.range(lane!, 0, width * 4, 16, () => {
      const scale = f.let(f32x4.load(i32.add(i32.mul(group!, width * 4), lane!), scales));
      f.set(place!, i32.add(i32.mul(group!, rows * width * 4), lane!));
      f.range(row!, 0, rows, 1, () => {
        body(place!, scale);
        f.step(place!, width * 4);
      });
    });
  });
}
