import { f32, f32x4, f64, type I32, i32, type Local, type V128, v128 } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { type Picture, pixelsOf } from './picture.ts';
import type { Share } from './program.ts';

/** Layer norm of each pixel over its channels. */
export interface LayerNorm {
  readonly picture: Picture;
  readonly epsilon: number;
  readonly x: number;
  readonly gamma: number;
  readonly beta: number;
}

/** y = γ (x − mean) / deviation + β; padding stays 0, as γ and β are 0 there. */
export function emitLayerNorm(f: FunctionBuilder, share: Share, norm: LayerNorm, y: number): void {
  eachRow(f, share, norm, (row, mean, scale) => {
    eachGroup(f, norm.picture, (group) => {
      const normal = normalOf(f, norm, row, group, mean, scale);
      const value = f32x4.mul(normal, f32x4.load(group, norm.gamma));
      f.store(i32.add(row, group), y, f32x4.add(value, f32x4.load(group, norm.beta)));
    });
  });
}

/** The gradients of γ and β, at offsets of the part's own memory, and dx (+)= …; see the plain rule. */
export function emitLayerNormGradient(
  f: FunctionBuilder,
  share: Share,
  norm: LayerNorm,
  the: { dy: number; dx: number | null; adds: boolean; gamma: number; beta: number },
): void {
  const count = 1 / norm.picture.used;
  const [plain, crossed] = f.locals('v128', 2) as [Local<'v128'>, Local<'v128'>];
  eachRow(f, share, norm, (row, mean, scale) => {
    f.set(plain, v128.zero());
    f.set(crossed, v128.zero());
    const given = (group: I32) => f.let(f32x4.load(i32.add(row, group), the.dy));
    eachGroup(f, norm.picture, (group) => {
      const dy = given(group);
      const normal = f.let(normalOf(f, norm, row, group, mean, scale));
      const own = f.let(i32.add(share.own, group));
      f.store(own, the.beta, f32x4.add(f32x4.load(own, the.beta), dy));
      const moved = f32x4.add(f32x4.load(own, the.gamma), f32x4.mul(dy, normal));
      f.store(own, the.gamma, moved);
      const g = f.let(f32x4.mul(dy, f32x4.load(group, norm.gamma)));
      f.set(plain, f32x4.add(plain, g));
      f.set(crossed, f32x4.add(crossed, f32x4.mul(g, normal)));
    });
    if (the.dx === null) return;
    const target = the.dx;
    const [evenly, slope] = [plain, crossed].map((sum) =>
      f.let(f32x4.splat(f32.mul(lanesOf(sum), f32.const(count)))),
    );
    eachGroup(f, norm.picture, (group) => {
      const normal = normalOf(f, norm, row, group, mean, scale);
      const g = f32x4.mul(given(group), f32x4.load(group, norm.gamma));
      const rest = f32x4.sub(f32x4.sub(g, evenly!), f32x4.mul(normal, slope!));
      const value = maskedPadding(f32x4.mul(rest, scale), norm.picture, group);
      const place = f.let(i32.add(row, group));
      f.store(place, target, the.adds ? f32x4.add(f32x4.load(place, target), value) : value);
    });
  });
}

function normalOf(
  f: FunctionBuilder,
  norm: LayerNorm,
  row: I32,
  group: I32,
  mean: V128,
  scale: V128,
): V128 {
  const away = f32x4.sub(f32x4.load(i32.add(row, group), norm.x), mean);
  return f.let(f32x4.mul(away, scale));
}

/** Every row of the share, with its mean and 1 / deviation in all lanes. */
function eachRow(
  f: FunctionBuilder,
  { from, to }: Share,
  { picture, epsilon, x }: LayerNorm,
  body: (row: Local<'i32'>, mean: Local<'v128'>, scale: Local<'v128'>) => void,
): void {
  const pixels = pixelsOf(picture);
  const bytes = picture.channels * 4;
  const row = f.local('i32');
  const [mean, scale, sum] = f.locals('v128', 3) as Local<'v128'>[];
  const last = f.let(i32.mul(to, pixels * bytes));
  f.range(row, i32.mul(from, pixels * bytes), last, bytes, () => {
    f.set(sum!, v128.zero());
    eachGroup(f, picture, (group) => {
      f.set(sum!, f32x4.add(sum!, f32x4.load(i32.add(row, group), x)));
    });
    const average = f.let(f64.div(f64.fromF32(lanesOf(sum!)), f64.const(picture.used)));
    f.set(mean!, f32x4.splat(f32.fromF64(average)));
    f.set(sum!, v128.zero());
    eachGroup(f, picture, (group) => {
      const away = f32x4.sub(f32x4.load(i32.add(row, group), x), mean!);
      const own = f.let(maskedPadding(away, picture, group));
      f.set(sum!, f32x4.add(sum!, f32x4.mul(own, own)));
    });
    const variance = f64.div(f64.fromF32(lanesOf(sum!)), f64.const(picture.used));
    const deviation = f64.sqrt(f64.add(variance, f64.const(epsilon)));
    f.set(scale!, f32x4.splat(f32.fromF64(f64.div(f64.const(1), deviation))));
    body(row, mean!, scale!);
  });
}

function eachGroup(
  f: FunctionBuilder,
  { channels }: Picture,
  body: (group: Local<'i32'>) => void,
): void {
  const group = f.local('i32');
  f.range(group, 0, channels * 4, 16, () => body(group));
}

/** Zero in the lanes of padding: those are beyond the channels that are used. */
function maskedPadding(value: V128, { used, channels }: Picture, group: I32): V128 {
  if (used === channels) return value;
  const first = f32x4.splat({ type: 'f32', code: [...i32.shrU(group, 2).code, 0xb3] });
  const numbers = f32x4.add(first, f32x4.const(0, 1, 2, 3));
  return v128.and(value, f32x4.lt(numbers, f32x4.const(used)));
}

function lanesOf(sum: V128) {
  const lanes = [0, 1, 2, 3].map((lane) => f32x4.lane(sum, lane));
  return lanes.reduce((a, b) => f32.add(a, b));
}
