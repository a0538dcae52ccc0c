import { emitConvolution, type Product } from './convolution.ts';
import { f32, f32x4, i32, type Local } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { at, borderedFor, bytesOf, type Picture, type Sliding, takeInside } from './picture.ts';
import { type Program, paddedTo8, type Share } from './program.ts';
import { eachPanels, eachTile, emitTile, oneRun, panelsOf } from './tile.ts';

/**
 * How the gradient by the input of a convolution is made. With a stride of 1 it is again a
 * convolution: of dy, with its border, by the kernel turned over ("turned"). Otherwise each pixel
 * of dy is multiplied tap by tap and added where the tap has read ("scattered").
 */
export type Way = 'turned' | 'scattered';

export function wayOf({ kernel, stride, dilation, top, left }: Sliding): Way {
  const fits = (d: 0 | 1, pad: number) => stride[d] === 1 && pad <= (kernel[d] - 1) * dilation[d];
  return fits(0, top) && fits(1, left) ? 'turned' : 'scattered';
}

/** The frame that slides over dy. */
export function turnedSlide({ kernel, dilation, top, left }: Sliding): Sliding {
  return {
    kernel,
    stride: [1, 1],
    dilation,
    top: (kernel[0] - 1) * dilation[0] - top,
    left: (kernel[1] - 1) * dilation[1] - left,
  };
}

/**
 * Panels for the way back, made from those of the way out:
 *
 *     out        [outputs / 8][tap][depth][8]
 *     turned     [depth / 8][taps from last to first][outputs][8]
 *     scattered  [tap][depth / 8][outputs][8]
 *
 * Only the first `depth` rows are copied; what pads them to whole panels stays 0.
 */
export function emitTurnedPanels(
  f: FunctionBuilder,
  panels: number,
  target: number,
  { taps, depth, outputs, way }: { taps: number; depth: number; outputs: number; way: Way },
): void {
  const [tap, k, output, from, to] = f.locals('i32', 5) as Local<'i32'>[];
  const wide = paddedTo8(depth);
  f.range(tap!, 0, taps, 1, () => {
    f.range(k!, 0, depth, 8, () => {
      const last = i32.sub(i32.const(taps - 1), tap!);
      const place =
        way === 'turned'
          ? i32.add(i32.mul(k!, taps * outputs * 4), i32.mul(last, outputs * 32))
          : i32.add(i32.mul(tap!, wide * outputs * 4), i32.mul(k!, outputs * 4));
      f.set(to!, i32.add(place, target));
      f.range(output!, 0, outputs, 1, () => {
        const panel = i32.mul(i32.shrU(output!, 3), taps * depth * 32);
        const row = i32.mul(i32.add(i32.mul(tap!, depth), k!), 32);
        const lane = i32.mul(i32.and(output!, 7), 4);
        f.set(from!, i32.add(i32.add(i32.add(panel, row), lane), panels));
        for (let i = 0; i < 8; i++) {
          const move = () => f.storeF32(to!, 4 * i, f32.load(from!, 32 * i));
          if (depth % 8 > i || depth % 8 === 0) move();
          else f.when(i32.ltU(i32.add(k!, i), depth), move);
        }
        f.step(to!, 32);
      });
    });
  });
}

/** dx (+)= dy scattered by the taps of the kernel; see `Way`. */
export function emitInputGradient(
  f: FunctionBuilder,
  program: Program,
  share: Share,
  product: Product,
  place: { from: Picture; to: Picture; slide: Sliding },
): void {
  const { from, to, slide } = place;
  if (wayOf(slide) === 'turned') {
    const back = { from: to, to: from, slide: turnedSlide(slide) };
    emitConvolution(f, program, share, product, back);
    return;
  }
  const bordered = atLeast(borderedFor(from, to, slide), from, slide);
  const rowBytes = bordered.width * bordered.channels * 4;
  const outputBytes = to.channels * 4;
  const bStep = to.channels * 32;
  const scratch = f.let(i32.add(share.own, program.scratchOffset));
  const [image, row, tap, ky, kx, panel, a, c] = f.locals('i32', 8) as Local<'i32'>[];
  f.range(image!, share.from, share.to, 1, () => {
    f.zero(scratch, bytesOf(bordered));
    f.range(row!, 0, to.height, 1, () => {
      f.set(panel!, i32.const(product.panels));
      f.range(ky!, 0, slide.kernel[0], 1, () => {
        f.range(kx!, 0, slide.kernel[1], 1, () => {
          const down = i32.add(i32.mul(row!, slide.stride[0]), i32.mul(ky!, slide.dilation[0]));
          const along = i32.mul(kx!, slide.dilation[1] * bordered.channels * 4);
          f.set(tap!, i32.add(i32.add(i32.mul(down, rowBytes), along), scratch));
          eachPanels(f, from.channels, panelsOf(f), (panels, column) => {
            const line = i32.add(i32.mul(image!, to.height), row!);
            f.set(a!, at(product.source, line, to.width * outputBytes));
            f.set(c!, i32.add(tap!, column));
            const cStep = slide.stride[1] * bordered.channels * 4;
            const steps = [[a!, outputBytes] as const, [c!, cStep] as const];
            eachTile(f, to.width, steps, (rows) => {
              const places = { a: a!, aStep: outputBytes, b: panel!, bStep, c: c!, cStep };
              const runs = oneRun(to.channels);
              emitTile(f, { ...places, rows, panels, runs, start: 'add', activation: 'none' });
            });
            f.step(panel!, panels * bStep);
          });
        });
      });
    });
    const target = at(product.target, image!, bytesOf(from));
    takeInside(f, { from, bordered, slide }, scratch, target, (to, from, bytes) =>
      product.adds ? emitAdd(f, to, from, bytes) : f.copy(to, from, bytes),
    );
  });
}

/** A border that holds the whole picture, too, where the frame does not reach its far sides. */
export function atLeast(bordered: Picture, from: Picture, { top, left }: Sliding): Picture {
  return {
    ...bordered,
    height: Math.max(bordered.height, from.height + top),
    width: Math.max(bordered.width, from.width + left),
  };
}

/** to[…] += from[…] over whole vectors. */
export function emitAdd(
  f: FunctionBuilder,
  to: Local<'i32'>,
  from: Local<'i32'>,
  bytes: number,
): void {
  const offset = f.local('i32');
  f.range(offset, 0, bytes, 16, () => {
    const place = i32.add(to, offset);
    f.store(place, 0, f32x4.add(f32x4.load(place), f32x4.load(i32.add(from, offset))));
  });
}

/** Bytes of scratch that the way back takes. */
export function inputGradientScratch(from: Picture, to: Picture, slide: Sliding): number {
  if (wayOf(slide) === 'turned') return bytesOf(borderedFor(to, from, turnedSlide(slide)));
  return bytesOf(atLeast(borderedFor(from, to, slide), from, slide));
}
