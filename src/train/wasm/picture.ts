import { type I32, i32, type Local } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { type Program, paddedTo8, type Share } from './program.ts';
import { emitThrough, type Through } from './through-norm.ts';

/**
 * A value of the network for one example: height × width pixels of `channels` numbers, of which the
 * first `used` are the network's own and the others stay 0, so that vectors never end in the middle.
 *
 *     pixel 0                    pixel 1
 *     | c0 c1 … cUsed 0 … 0 |    | c0 c1 …
 *     `------ channels -----'
 */
export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly used: number;
}

/** A frame that slides over a picture. */
export interface Sliding {
  readonly kernel: readonly [height: number, width: number];
  readonly stride: readonly [height: number, width: number];
  readonly dilation: readonly [height: number, width: number];
  readonly top: number;
  readonly left: number;
}

export function pictureOf(shape: readonly number[], padded: boolean): Picture {
  const used = shape.at(-1) ?? 1;
  const width = shape.at(-2) ?? 1;
  const height = shape.slice(0, -2).reduce((product, side) => product * side, 1);
  return { height, width, channels: padded ? paddedTo8(used) : used, used };
}

export function pixelsOf({ height, width }: Picture): number {
  return height * width;
}

export function bytesOf({ height, width, channels }: Picture): number {
  return height * width * channels * 4;
}

/** The picture with its border, as large as the frame reaches: what a place reads is always inside. */
export function borderedFor(from: Picture, to: Picture, slide: Sliding): Picture {
  const reach = (d: 0 | 1) => (slide.kernel[d] - 1) * slide.dilation[d] + 1;
  return {
    ...from,
    height: (to.height - 1) * slide.stride[0] + reach(0),
    width: (to.width - 1) * slide.stride[1] + reach(1),
  };
}

/** Whether the frame never leaves the picture, so that it can be read where it lies. */
export function staysInside(from: Picture, to: Picture, slide: Sliding): boolean {
  const { height, width } = borderedFor(from, to, slide);
  return slide.top === 0 && slide.left === 0 && height <= from.height && width <= from.width;
}

/**
 * Calls `body` for every example of the share, with a pointer to its picture and the width of a row
 * in bytes: the picture itself where the frame stays inside, a copy with a border of `border` in
 * scratch memory otherwise. `scratchAt` is the offset of that copy from the start of scratch.
 */
export function eachBordered(
  f: FunctionBuilder,
  program: Program,
  { from: first, to: last, own }: Share,
  { source, through, from, to, slide }: Bordered,
  body: (image: Local<'i32'>, picture: Local<'i32'>, rowBytes: number) => void,
): void {
  const image = f.local('i32');
  const picture = f.local('i32');
  const whole = bytesOf(from);
  if (staysInside(from, to, slide)) {
    f.range(image, first, last, 1, () => {
      f.set(picture, at(source, image, whole));
      body(image, picture, from.width * from.channels * 4);
    });
    return;
  }
  const bordered = borderedFor(from, to, slide);
  f.set(picture, i32.add(own, program.scratchOffset));
  f.zero(picture, bytesOf(bordered));
  f.range(image, first, last, 1, () => {
    copyInside(f, { from, bordered, slide, through, own }, at(source, image, whole), picture);
    body(image, picture, bordered.width * bordered.channels * 4);
  });
}

export interface Bordered {
  /** Address of the first example. */
  readonly source: number;
  readonly from: Picture;
  readonly to: Picture;
  readonly slide: Sliding;
  /** Only where the frame leaves the picture. */
  readonly through?: Through | undefined;
}

/** Bytes of scratch that `eachBordered` takes. */
export function borderBytes(from: Picture, to: Picture, slide: Sliding): number {
  return staysInside(from, to, slide) ? 0 : bytesOf(borderedFor(from, to, slide));
}

/** Where example `image` begins. */
export function at(address: number, image: I32, bytesEach: number): I32 {
  return i32.add(i32.mul(image, bytesEach), address);
}

interface Inside {
  readonly from: Picture;
  readonly bordered: Picture;
  readonly slide: Pick<Sliding, 'top' | 'left'>;
}

/** Rows and bytes of a row of the picture that have a place in the bordered one. */
function overlap({ from, bordered, slide }: Inside) {
  const rows = Math.max(0, Math.min(from.height, bordered.height - slide.top));
  const columns = Math.max(0, Math.min(from.width, bordered.width - slide.left));
  const offset = (slide.top * bordered.width + slide.left) * bordered.channels * 4;
  return { rows, bytes: columns * from.channels * 4, offset };
}

/** Copies the picture to its place inside the border, through a batch norm where one is told. */
export function copyInside(
  f: FunctionBuilder,
  inside: Inside & { readonly through: Through | undefined; readonly own: Local<'i32'> },
  source: I32,
  bordered: I32,
): void {
  const { through, own } = inside;
  const { rows, bytes, offset } = overlap(inside);
  if (rows === 0 || bytes === 0) return;
  const from = f.let(source);
  const to = f.let(i32.add(bordered, offset));
  f.times(rows, () => {
    if (through) emitThrough(f, own, through, { from, to, bytes });
    else f.copy(to, from, bytes);
    f.step(from, inside.from.width * inside.from.channels * 4);
    f.step(to, inside.bordered.width * inside.bordered.channels * 4);
  });
}

/** The other way: the inside of a bordered picture becomes the picture, or is added to it. */
export function takeInside(
  f: FunctionBuilder,
  inside: Inside,
  bordered: I32,
  target: I32,
  add: (to: Local<'i32'>, from: Local<'i32'>, bytes: number) => void,
): void {
  const { rows, bytes, offset } = overlap(inside);
  if (rows === 0 || bytes === 0) return;
  const from = f.let(i32.add(bordered, offset));
  const to = f.let(target);
  f.times(rows, () => {
    add(to, from, bytes);
    f.step(from, inside.bordered.width * inside.bordered.channels * 4);
    f.step(to, inside.from.width * inside.from.channels * 4);
  });
}
