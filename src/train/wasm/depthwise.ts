import type { Fused } from './activation.ts';
import { f32x4, type I32, i32, type Local, type V128, v128 } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { atLeast, emitAdd } from './input-gradient.ts';
import {
  at,
  borderedFor,
  bytesOf,
  eachBordered,
  type Picture,
  type Sliding,
  takeInside,
} from './picture.ts';
import type { Program, Share } from './program.ts';
import type { Through } from './through-norm.ts';
import { storePairs } from './tile.ts';
import type { WeightGradient } from './weight-gradient.ts';

/** A depthwise convolution: weights [kernel height][kernel width][channels]. */
export interface Depthwise {
  /** What the picture is read through. */
  readonly through?: Through | undefined;
  readonly from: Picture;
  readonly to: Picture;
  readonly slide: Sliding;
  /** Address of the weights. */
  readonly weights: number;
  /** Whether the kernel is turned over, as the way back wants it. */
  readonly turned: boolean;
  /** Address of a bias for each channel; null: none. */
  readonly bias: number | null;
  readonly adds: boolean;
  readonly activation: Fused;
}

/** Kernels at most this wide stand in the code tap by tap; wider ones are looped over. */
const unrolledWidth = 5;

/**
 * Vectors of channels that are worked on at a time: one, so that the sums of five places, the seven
 * pixels that they read and three weights stay in registers; or two that are joined.
 */
function vectorsOf({ wide }: FunctionBuilder): number {
  return wide ? 2 : 1;
}

/** Up to five neighbouring places of a few channels at a time: see `vectorsOf`. */
export function emitDepthwise(
  f: FunctionBuilder,
  program: Program,
  share: Share,
  source: number,
  target: number,
  op: Depthwise,
): void {
  const { from, to, slide, through } = op;
  const pixelBytes = from.channels * 4;
  const bordered = { source, through, from, to, slide };
  const [row, group, x, y, weights] = f.locals('i32', 5) as Local<'i32'>[];
  eachBordered(f, program, share, bordered, (image, picture, rowBytes) => {
    f.range(row!, 0, to.height, 1, () => {
      f.range(group!, 0, pixelBytes, 16 * vectorsOf(f), () => {
        const down = i32.mul(row!, slide.stride[0] * rowBytes);
        f.set(x!, i32.add(i32.add(picture, down), group!));
        const line = i32.add(i32.mul(image, to.height), row!);
        f.set(y!, i32.add(at(target, line, to.width * pixelBytes), group!));
        const last = op.turned ? (slide.kernel[0] * slide.kernel[1] - 1) * pixelBytes : 0;
        f.set(weights!, i32.add(group!, op.weights + last));
        placesOf(to.width).forEach(({ count, size }) => {
          f.times(count, () => {
            emitPlaces(f, op, size, { x: x!, y: y!, weights: weights!, group: group!, rowBytes });
            f.step(x!, size * slide.stride[1] * pixelBytes);
            f.step(y!, size * pixelBytes);
          });
        });
      });
    });
  });
}

function placesOf(width: number): { count: number; size: number }[] {
  const size = width % 5 === 0 ? 5 : 4;
  const rest = width % size;
  const whole = { count: Math.floor(width / size), size };
  return rest === 0 ? [whole] : [whole, { count: 1, size: rest }];
}

interface Pointers {
  readonly x: Local<'i32'>;
  readonly y: Local<'i32'>;
  readonly weights: Local<'i32'>;
  readonly group: Local<'i32'>;
  readonly rowBytes: number;
}

function emitPlaces(f: FunctionBuilder, op: Depthwise, size: number, pointers: Pointers): void {
  const { slide, from } = op;
  const [height, width] = slide.kernel;
  const pixelBytes = from.channels * 4;
  const weightStep = op.turned ? -pixelBytes : pixelBytes;
  const vectors = vectorsOf(f);
  const sums = f.locals('v128', size * vectors);
  for (const [i, sum] of sums.entries()) {
    const lane = 16 * (i % vectors);
    f.set(sum, op.bias === null ? v128.zero() : f32x4.load(pointers.group, op.bias + lane));
  }
  const x = f.let(pointers.x);
  const w = f.let(pointers.weights);
  const tap = (along: number, weights: readonly V128[], seen: (offset: number) => V128) => {
    const held = weights.map((weight) => f.let(weight));
    for (const [i, sum] of sums.entries()) {
      const [place, vector] = [Math.floor(i / vectors), i % vectors];
      const pixel = place * slide.stride[1] + along * slide.dilation[1];
      f.set(sum, f.madd(seen(pixel * pixelBytes + 16 * vector), held[vector]!, sum));
    }
  };
  const weightsAt = (place: I32) =>
    Array.from({ length: vectors }, (_, i) => f32x4.load(place, 16 * i));
  f.times(height, () => {
    const seen = loadedOnce(f, x);
    if (width <= unrolledWidth) {
      for (let along = 0; along < width; along++) {
        tap(along, weightsAt(i32.add(w, along * weightStep)), seen);
      }
      f.step(w, width * weightStep);
      f.step(x, slide.dilation[0] * pointers.rowBytes);
      return;
    }
    f.times(width, () => {
      tap(0, weightsAt(w), (offset) => f32x4.load(x, offset));
      f.step(w, weightStep);
      f.step(x, slide.dilation[1] * pixelBytes);
    });
    f.step(x, slide.dilation[0] * pointers.rowBytes - width * slide.dilation[1] * pixelBytes);
  });
  const placeOf = (i: number) => Math.floor(i / vectors) * pixelBytes + 16 * (i % vectors);
  storePairs(f, pointers.y, sums, { placeOf, adds: op.adds, activation: op.activation });
}

/** Vectors by their offset from a place, each loaded when it is first asked for. */
function loadedOnce(f: FunctionBuilder, place: Local<'i32'>): (offset: number) => V128 {
  const loaded = new Map<number, V128>();
  return (offset) => {
    const value = loaded.get(offset) ?? f.let(f32x4.load(place, offset));
    loaded.set(offset, value);
    return value;
  };
}

/**
 * g[kernel height][kernel width][channels] += Σ x dy, one row of the kernel at a time. Every other
 * pixel has sums of its own, so that no multiply-add waits for the one before.
 */
export function emitDepthwiseGradient(
  f: FunctionBuilder,
  program: Program,
  share: Share,
  { x: source, through, dy, gradient }: WeightGradient,
  place: Pick<Depthwise, 'from' | 'to' | 'slide'>,
): void {
  const { from, to, slide } = place;
  const pixelBytes = from.channels * 4;
  const [height, width] = slide.kernel;
  const [ky, kx, group, x, y, g] = f.locals('i32', 6) as Local<'i32'>[];
  const bordered = { source, through, from, to, slide };
  eachBordered(f, program, share, bordered, (image, picture, rowBytes) => {
    f.range(group!, 0, pixelBytes, 16 * vectorsOf(f), () => {
      f.range(ky!, 0, height, 1, () => {
        const taps = (first: Local<'i32'> | null, count: number) => {
          const along = first ? i32.mul(first, slide.dilation[1] * pixelBytes) : i32.const(0);
          const down = i32.mul(ky!, slide.dilation[0] * rowBytes);
          f.set(x!, i32.add(i32.add(i32.add(picture, down), along), group!));
          f.set(y!, i32.add(at(dy, image, to.height * to.width * pixelBytes), group!));
          const sums = emitTapSums(f, place, { x: x!, y: y!, rowBytes }, count);
          const tap = i32.add(i32.mul(ky!, width), first ?? 0);
          f.set(g!, i32.add(i32.add(i32.mul(tap, pixelBytes), group!), share.own));
          const vectors = vectorsOf(f);
          const placeOf = (i: number) => Math.floor(i / vectors) * pixelBytes + 16 * (i % vectors);
          storePairs(f, g!, sums, { placeOf: (i) => gradient + placeOf(i), adds: true });
        };
        if (width <= unrolledWidth) taps(null, width);
        else f.range(kx!, 0, width, 1, () => taps(kx!, 1));
      });
    });
  });
}

/** Σ x dy over all places, for `taps` neighbouring taps of one row of the kernel. */
function emitTapSums(
  f: FunctionBuilder,
  { from, to, slide }: Pick<Depthwise, 'from' | 'to' | 'slide'>,
  { x, y, rowBytes }: Omit<Pointers, 'weights' | 'group'>,
  taps: number,
): V128[] {
  const pixelBytes = from.channels * 4;
  const step = slide.stride[1] * pixelBytes;
  const vectors = vectorsOf(f);
  const sums = [f.locals('v128', taps * vectors), f.locals('v128', taps * vectors)] as const;
  for (const sum of sums.flat()) f.set(sum, v128.zero());
  f.times(to.height, () => {
    for (const { count, size } of placesOf(to.width)) {
      f.times(count, () => {
        const seen = loadedOnce(f, x);
        for (let pixel = 0; pixel < size; pixel++) {
          const values = Array.from({ length: vectors }, (_, i) =>
            f.let(f32x4.load(y, pixel * pixelBytes + 16 * i)),
          );
          for (const [i, sum] of sums[(pixel % 2) as 0 | 1].entries()) {
            const [tap, vector] = [Math.floor(i / vectors), i % vectors];
            const place = pixel * step + tap * slide.dilation[1] * pixelBytes + 16 * vector;
            f.set(sum, f.madd(seen(place), values[vector]!, sum));
          }
        }
        f.step(x, size * step);
        f.step(y, size * pixelBytes);
      });
    }
    f.step(x, slide.stride[0] * rowBytes - to.width * step);
  });
  return sums[0].map((even, i) => f32x4.add(even, sums[1][i]!));
}

/** dx (+)= dy scattered over the taps, for strides above 1. */
export function emitDepthwiseScatter(
  f: FunctionBuilder,
  program: Program,
  share: Share,
  source: number,
  target: number,
  op: Pick<Depthwise, 'from' | 'to' | 'slide' | 'weights' | 'adds'>,
): void {
  const { from, to, slide } = op;
  const pixelBytes = from.channels * 4;
  const bordered = atLeast(borderedFor(from, to, slide), from, slide);
  const rowBytes = bordered.width * pixelBytes;
  const scratch = f.let(i32.add(share.own, program.scratchOffset));
  const [image, row, group, ky, x, y, w, end] = f.locals('i32', 8) as Local<'i32'>[];
  const [height, width] = slide.kernel;
  f.range(image!, share.from, share.to, 1, () => {
    f.zero(scratch, bytesOf(bordered));
    f.range(row!, 0, to.height, 1, () => {
      f.range(group!, 0, pixelBytes, 32, () => {
        f.range(ky!, 0, height, 1, () => {
          const down = i32.add(i32.mul(row!, slide.stride[0]), i32.mul(ky!, slide.dilation[0]));
          f.set(x!, i32.add(i32.add(i32.mul(down, rowBytes), scratch), group!));
          const line = i32.add(i32.mul(image!, to.height), row!);
          f.set(y!, i32.add(at(source, line, to.width * pixelBytes), group!));
          f.set(w!, i32.add(i32.mul(ky!, width * pixelBytes), group!));
          f.set(end!, i32.add(y!, to.width * pixelBytes));
          f.doWhile(
            () => {
              const values = [0, 16].map((lane) => f.let(f32x4.load(y!, lane)));
              for (let tap = 0; tap < width; tap++) {
                const place = tap * slide.dilation[1] * pixelBytes;
                const weight = op.weights + tap * pixelBytes;
                const sums = values.map((value, i) => {
                  const before = f32x4.load(x!, place + 16 * i);
                  return f.madd(value, f32x4.load(w!, weight + 16 * i), before);
                });
                storePairs(f, x!, sums, { placeOf: (i) => place + 16 * i });
              }
              f.step(x!, slide.stride[1] * pixelBytes);
              f.step(y!, pixelBytes);
            },
            () => i32.ltU(y!, end!),
          );
        });
      });
    });
    const place = at(target, image!, bytesOf(from));
    takeInside(f, { from, bordered, slide }, scratch, place, (to, from, bytes) =>
      op.adds ? emitAdd(f, to, from, bytes) : f.copy(to, from, bytes),
    );
  });
}
