import { activated, type Fused } from './activation.ts';
import { f32x4, i32, type Local, type V128, v128 } from './expression.ts';
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

/** A depthwise convolution: weights [kernel height][kernel width][channels]. */
export interface Depthwise {
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
 * Four channels of up to four neighbouring places at a time: four sums, and for each row of the
 * kernel its weights, stay in registers.
 */
export function emitDepthwise(
  f: FunctionBuilder,
  program: Program,
  share: Share,
  source: number,
  target: number,
  op: Depthwise,
): void {
  const { from, to, slide } = op;
  const pixelBytes = from.channels * 4;
  const [row, group, x, y, weights] = f.locals('i32', 5) as Local<'i32'>[];
  eachBordered(f, program, share, { source, from, to, slide }, (image, picture, rowBytes) => {
    f.range(row!, 0, to.height, 1, () => {
      f.range(group!, 0, pixelBytes, 16, () => {
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
  const sums = f.locals('v128', size);
  const bias = op.bias === null ? v128.zero() : f32x4.load(pointers.group, op.bias);
  for (const sum of sums) f.set(sum, bias);
  const x = f.let(pointers.x);
  const w = f.let(pointers.weights);
  const tap = (along: number, weight: V128) => {
    const held = f.let(weight);
    for (const [place, sum] of sums.entries()) {
      const offset = (place * slide.stride[1] + along * slide.dilation[1]) * pixelBytes;
      f.set(sum, f.madd(f32x4.load(x, offset), held, sum));
    }
  };
  f.times(height, () => {
    if (width <= unrolledWidth) {
      for (let along = 0; along < width; along++) {
        tap(along, f32x4.load(i32.add(w, along * weightStep)));
      }
      f.step(w, width * weightStep);
      f.step(x, slide.dilation[0] * pointers.rowBytes);
      return;
    }
    f.times(width, () => {
      tap(0, f32x4.load(w));
      f.step(w, weightStep);
      f.step(x, slide.dilation[1] * pixelBytes);
    });
    f.step(x, slide.dilation[0] * pointers.rowBytes - width * slide.dilation[1] * pixelBytes);
  });
  for (const [place, sum] of sums.entries()) {
    const at = place * pixelBytes;
    const value = op.adds ? f32x4.add(f32x4.load(pointers.y, at), sum) : sum;
    f.store(pointers.y, at, activated(value, op.activation));
  }
}

/**
 * g[kernel height][kernel width][channels] += Σ x dy, one row of the kernel at a time. Two pixels in
 * one turn have sums of their own, so that no multiply-add waits for the one before.
 */
export function emitDepthwiseGradient(
  f: FunctionBuilder,
  program: Program,
  share: Share,
  { x: source, dy, gradient }: { x: number; dy: number; gradient: number },
  place: Pick<Depthwise, 'from' | 'to' | 'slide'>,
): void {
  const { from, to, slide } = place;
  const pixelBytes = from.channels * 4;
  const [height, width] = slide.kernel;
  const [ky, kx, group, x, y, g] = f.locals('i32', 6) as Local<'i32'>[];
  eachBordered(f, program, share, { source, from, to, slide }, (image, picture, rowBytes) => {
    f.range(group!, 0, pixelBytes, 16, () => {
      f.range(ky!, 0, height, 1, () => {
        const taps = (first: Local<'i32'> | null, count: number) => {
          const along = first ? i32.mul(first, slide.dilation[1] * pixelBytes) : i32.const(0);
          const down = i32.mul(ky!, slide.dilation[0] * rowBytes);
          f.set(x!, i32.add(i32.add(i32.add(picture, down), along), group!));
          f.set(y!, i32.add(at(dy, image, to.height * to.width * pixelBytes), group!));
          const sums = emitTapSums(f, place, { x: x!, y: y!, rowBytes }, count);
          const tap = i32.add(i32.mul(ky!, width), first ?? 0);
          f.set(g!, i32.add(i32.add(i32.mul(tap, pixelBytes), group!), share.own));
          for (const [i, sum] of sums.entries()) {
            const offset = gradient + i * pixelBytes;
            f.store(g!, offset, f32x4.add(f32x4.load(g!, offset), sum));
          }
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
  const sums = [0, 1].map(() => f.locals('v128', taps));
  for (const sum of sums.flat()) f.set(sum, v128.zero());
  const add = (pixel: number) => {
    const value = f.let(f32x4.load(y, pixel * pixelBytes));
    for (const [tap, sum] of sums[pixel]!.entries()) {
      const seen = f32x4.load(x, pixel * step + tap * slide.dilation[1] * pixelBytes);
      f.set(sum, f.madd(seen, value, sum));
    }
  };
  const move = (pixels: number) => {
    f.step(x, pixels * step);
    f.step(y, pixels * pixelBytes);
  };
  f.times(to.height, () => {
    f.times(Math.floor(to.width / 2), () => {
      add(0);
      add(1);
      move(2);
    });
    if (to.width % 2 === 1) {
      add(0);
      move(1);
    }
    f.step(x, slide.stride[0] * rowBytes - to.width * step);
  });
  return Array.from({ length: taps }, (_, tap) => f32x4.add(sums[0]![tap]!, sums[1]![tap]!));
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
      f.range(group!, 0, pixelBytes, 16, () => {
        f.range(ky!, 0, height, 1, () => {
          const down = i32.add(i32.mul(row!, slide.stride[0]), i32.mul(ky!, slide.dilation[0]));
          f.set(x!, i32.add(i32.add(i32.mul(down, rowBytes), scratch), group!));
          const line = i32.add(i32.mul(image!, to.height), row!);
          f.set(y!, i32.add(at(source, line, to.width * pixelBytes), group!));
          f.set(w!, i32.add(i32.mul(ky!, width * pixelBytes), group!));
          f.set(end!, i32.add(y!, to.width * pixelBytes));
          f.doWhile(
            () => {
              const value = f.let(f32x4.load(y!));
              for (let tap = 0; tap < width; tap++) {
                const place = tap * slide.dilation[1] * pixelBytes;
                const weight = f32x4.load(w!, op.weights + tap * pixelBytes);
                f.store(x!, place, f.madd(value, weight, f32x4.load(x!, place)));
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
