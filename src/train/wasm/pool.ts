import { activated, type Fused } from './activation.ts';
import { f32x4, type I32, i32, type Local, type V128, v128 } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { at, bytesOf, type Picture, type Sliding } from './picture.ts';
import type { Share } from './program.ts';

/**
 * Pooling never leaves the picture: the frame is cut at its border, as the mean counts only pixels
 * inside. Places are walked one by one, four channels at a time.
 */
export interface Pooling {
  readonly mode: 'max' | 'average';
  readonly from: Picture;
  readonly to: Picture;
  readonly slide: Sliding;
  readonly activation: Fused;
}

export function emitPool(
  f: FunctionBuilder,
  share: Share,
  source: number,
  target: number,
  pool: Pooling,
): void {
  const most = pool.mode === 'max';
  const sum = f.local('v128');
  eachPlace(f, share, source, target, pool, (frame) => {
    f.set(sum, most ? f32x4.const(Number.NEGATIVE_INFINITY) : v128.zero());
    eachTap(f, pool, frame, (pixel) => {
      const value = f.let(f32x4.load(pixel));
      // a NaN must win, so that it is not lost on its way to the loss
      const larger = v128.select(sum, value, f32x4.gt(sum, value));
      f.set(sum, most ? larger : f32x4.add(sum, value));
    });
    const value = most ? sum : f32x4.div(sum, countOf(f, frame));
    f.store(frame.y, 0, activated(value, pool.activation));
  });
}

/** dx += dy at the first of the largest, or shared by all; `gradient` must begin with zeros. */
export function emitPoolGradient(
  f: FunctionBuilder,
  share: Share,
  { source, target, dx, dy }: { source: number; target: number; dx: number; dy: number },
  pool: Pooling,
): void {
  const open = f.local('v128');
  const toDx = i32.const(dx - source);
  eachPlace(f, share, source, target, pool, (frame) => {
    const gradient = f.let(f32x4.load(i32.add(frame.y, i32.const(dy - target))));
    if (pool.mode === 'average') {
      f.set(gradient, f32x4.div(gradient, countOf(f, frame)));
      eachTap(f, pool, frame, (pixel) => {
        const place = f.let(i32.add(pixel, toDx));
        f.store(place, 0, f32x4.add(f32x4.load(place), gradient));
      });
      return;
    }
    const winner = f.local('v128');
    f.set(winner, f32x4.const(Number.NEGATIVE_INFINITY));
    eachTap(f, pool, frame, (pixel) => f.set(winner, f32x4.max(winner, f32x4.load(pixel))));
    f.set(open, f32x4.eq(winner, winner));
    eachTap(f, pool, frame, (pixel) => {
      const hit = f.let(v128.and(open, f32x4.eq(f32x4.load(pixel), winner)));
      f.set(open, v128.andNot(open, hit));
      const place = f.let(i32.add(pixel, toDx));
      f.store(place, 0, f32x4.add(f32x4.load(place), v128.and(gradient, hit)));
    });
  });
}

/** A frame cut at the border: rows [top, bottom) and columns [left, right) of the picture. */
interface CutFrame {
  readonly picture: Local<'i32'>;
  readonly y: Local<'i32'>;
  readonly top: Local<'i32'>;
  readonly bottom: Local<'i32'>;
  readonly left: Local<'i32'>;
  readonly right: Local<'i32'>;
}

function countOf(f: FunctionBuilder, { top, bottom, left, right }: CutFrame): V128 {
  const pixels = i32.mul(i32.sub(bottom, top), i32.sub(right, left));
  return f.let(f32x4.splat({ type: 'f32', code: [...pixels.code, 0xb3] }));
}

function eachPlace(
  f: FunctionBuilder,
  share: Share,
  source: number,
  target: number,
  { from, to, slide }: Pooling,
  body: (frame: CutFrame) => void,
): void {
  const [image, row, column, group, picture, y] = f.locals('i32', 6) as Local<'i32'>[];
  const [top, bottom, left, right] = f.locals('i32', 4) as Local<'i32'>[];
  const frame = {
    picture: picture!,
    y: y!,
    top: top!,
    bottom: bottom!,
    left: left!,
    right: right!,
  };
  f.range(image!, share.from, share.to, 1, () => {
    f.range(row!, 0, to.height, 1, () => {
      cut(f, row!, slide.stride[0], slide.top, slide.kernel[0], from.height, [top!, bottom!]);
      f.range(column!, 0, to.width, 1, () => {
        cut(f, column!, slide.stride[1], slide.left, slide.kernel[1], from.width, [left!, right!]);
        f.range(group!, 0, from.channels * 4, 16, () => {
          f.set(picture!, i32.add(at(source, image!, bytesOf(from)), group!));
          const line = i32.add(i32.mul(image!, to.height), row!);
          const place = i32.add(i32.mul(line, to.width), column!);
          f.set(y!, i32.add(at(target, place, to.channels * 4), group!));
          body(frame);
        });
      });
    });
  });
}

/** [place × stride − pad, … + kernel), cut to [0, side). */
function cut(
  f: FunctionBuilder,
  place: I32,
  stride: number,
  pad: number,
  kernel: number,
  side: number,
  [low, high]: readonly [Local<'i32'>, Local<'i32'>],
): void {
  // shifted by the pad, so that nothing is negative
  const start = f.let(i32.mul(place, stride));
  f.set(high, i32.sub(i32.minU(i32.add(start, kernel), side + pad), pad));
  f.when(
    i32.ltU(start, pad),
    () => f.set(low, i32.const(0)),
    () => f.set(low, i32.sub(start, pad)),
  );
}

function eachTap(
  f: FunctionBuilder,
  { from }: Pooling,
  { picture, top, bottom, left, right }: CutFrame,
  body: (pixel: Local<'i32'>) => void,
): void {
  const pixelBytes = from.channels * 4;
  const [row, pixel, end] = f.locals('i32', 3) as Local<'i32'>[];
  f.range(row!, top, bottom, 1, () => {
    const line = f.let(i32.add(i32.mul(row!, from.width * pixelBytes), picture));
    f.set(end!, i32.add(line, i32.mul(right, pixelBytes)));
    f.range(pixel!, i32.add(line, i32.mul(left, pixelBytes)), end!, pixelBytes, () => body(pixel!));
  });
}
