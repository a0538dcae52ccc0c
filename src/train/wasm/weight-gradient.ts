import { f32x4, type I32, i32, type Local, v128 } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { at, eachBordered, type Picture, type Sliding } from './picture.ts';
import type { Program, Share } from './program.ts';
import { blockOf, type Through } from './through-norm.ts';
import { eachPanels, eachTile, panelsOf, storePairs } from './tile.ts';

/**
 * The micro-kernel of weight gradients: a sum of outer products over pixels,
 *
 *     g[k, column] += Σpixel x[pixel, k] dy[pixel, column]     up to 6 k by 8 columns, or 16
 *
 * x and dy lie pixel by pixel, `xStep` and `dyStep` bytes apart, and so for each of `lines` lines.
 */
interface OuterTile {
  readonly depth: number;
  readonly x: Local<'i32'>;
  readonly xStep: number;
  readonly xLine: number;
  readonly dy: Local<'i32'>;
  readonly dyStep: number;
  readonly dyLine: number;
  readonly pixels: number | Local<'i32'>;
  /** null: one line. */
  readonly lines: Local<'i32'> | null;
  /** [depth][8], or two of them `gStep` bytes apart: see `Tile`. */
  readonly panels: number;
  readonly g: Local<'i32'>;
  readonly gStep: number;
}

export function emitOuterTile(f: FunctionBuilder, tile: OuterTile): void {
  const { depth, xStep, dyStep, panels, g, gStep, lines, pixels } = tile;
  const vectors = f.locals('v128', 2 * panels);
  const sums = f.locals('v128', depth * vectors.length);
  const x = f.let(tile.x);
  const dy = f.let(tile.dy);
  const end = f.local('i32');
  for (const sum of sums) f.set(sum, v128.zero());
  // a single line may also end in the middle of a turn
  const unrolled = lines === null || (typeof pixels === 'number' && pixels % 2 === 0) ? 2 : 1;
  const line = () => {
    const bytes: I32 | number =
      typeof pixels === 'number' ? pixels * dyStep : i32.mul(pixels, dyStep);
    f.set(end, i32.add(dy, bytes));
    f.block(() => {
      f.doWhile(
        () => {
          for (let pixel = 0; pixel < unrolled; pixel++) {
            for (const [i, vector] of vectors.entries()) {
              f.set(vector, f32x4.load(dy, pixel * dyStep + 16 * i));
            }
            for (let k = 0; k < depth; k++) {
              const value = f.let(f32x4.loadSplat(x, pixel * xStep + 4 * k));
              for (const [i, vector] of vectors.entries()) {
                const sum = sums[k * vectors.length + i]!;
                f.set(sum, f.madd(value, vector, sum));
              }
            }
            const next = i32.add(dy, (pixel + 1) * dyStep);
            if (pixel + 1 < unrolled) f.leaveWhen(i32.eq(next, end), 1);
          }
          f.step(x, unrolled * xStep);
          f.step(dy, unrolled * dyStep);
        },
        () => i32.ltU(dy, end),
      );
    });
  };
  if (lines === null) line();
  else {
    const linesLeft = f.let(lines);
    const wide = pixels as number;
    f.doWhile(
      () => {
        line();
        f.step(x, tile.xLine - wide * xStep);
        f.step(dy, tile.dyLine - wide * dyStep);
        f.step(linesLeft, -1);
      },
      () => linesLeft,
    );
  }
  const placeOf = (i: number) => {
    const [k, vector] = [Math.floor(i / vectors.length), i % vectors.length];
    return 32 * k + (vector >> 1) * gStep + 16 * (vector % 2);
  };
  storePairs(f, g, sums, { placeOf, adds: true });
}

/** What a weight gradient is made from: `gradient` is the offset of the panels in the part's own memory. */
export interface WeightGradient {
  readonly x: number;
  readonly through?: Through | undefined;
  readonly dy: number;
  readonly gradient: number;
}

/** Rows whose outer products are added up before the next come. */
export const gradientRows = 64;

/** g[columns / 8][depth][8] += xᵀ dy over the rows of the share, in blocks that stay in the first cache. */
export function emitRowsGradient(
  f: FunctionBuilder,
  program: Program,
  share: Share,
  { x, through, dy, gradient }: WeightGradient,
  size: { rowsEach: number; depth: number; sourceStep: number; columns: number },
): void {
  const { rowsEach, depth, sourceStep, columns } = size;
  const { from, to, own } = share;
  const [block, rows, g, xAt, dyAt] = f.locals('i32', 5) as Local<'i32'>[];
  const last = f.let(i32.mul(to, rowsEach));
  f.range(block!, i32.mul(from, rowsEach), last, gradientRows, () => {
    f.set(rows!, i32.minU(i32.sub(last, block!), gradientRows));
    const read = { source: x, sourceStep, through };
    const first = blockOf(f, program, share, read, { block: block!, rows: rows! });
    eachPanels(f, columns, panelsOf(f), (panels, column) => {
      f.set(g!, i32.add(i32.add(own, gradient), i32.mul(column, depth)));
      f.set(xAt!, first);
      f.set(dyAt!, i32.add(at(dy, block!, columns * 4), column));
      const steps = [[xAt!, 4] as const, [g!, 32] as const];
      eachTile(f, depth, steps, (size) => {
        const places = { x: xAt!, xStep: sourceStep, xLine: 0, dy: dyAt!, dyStep: columns * 4 };
        const target = { g: g!, gStep: depth * 32, panels };
        emitOuterTile(f, {
          depth: size,
          ...places,
          dyLine: 0,
          pixels: rows!,
          lines: null,
          ...target,
        });
      });
    });
  });
}

/** The same for a convolution: g[columns / 8][kernel height][kernel width][channels][8]. */
export function emitConvolutionGradient(
  f: FunctionBuilder,
  program: Program,
  share: Share,
  { x, through, dy, gradient }: WeightGradient,
  { from, to, slide }: { from: Picture; to: Picture; slide: Sliding },
): void {
  const [top, lines, g, xAt, dyAt, ky, kx, corner] = f.locals('i32', 8) as Local<'i32'>[];
  const [height, width] = slide.kernel;
  const taps = height * width * from.channels;
  const dense = slide.dilation[1] === 1 || width === 1;
  const dyLine = to.width * to.channels * 4;
  const bordered = { source: x, through, from, to, slide };
  eachBordered(f, program, share, bordered, (image, picture, rowBytes) => {
    const lineBytes = slide.stride[0] * rowBytes;
    const blockRows = Math.max(1, Math.min(to.height, Math.floor(28672 / (lineBytes + dyLine))));
    f.range(top!, 0, to.height, blockRows, () => {
      f.set(lines!, i32.minU(i32.sub(i32.const(to.height), top!), blockRows));
      eachPanels(f, to.channels, panelsOf(f), (panels, column) => {
        f.set(g!, i32.add(i32.add(share.own, gradient), i32.mul(column, taps)));
        const line = i32.add(i32.mul(image, to.height), top!);
        f.set(dyAt!, i32.add(at(dy, line, dyLine), column));
        f.range(ky!, 0, height, 1, () => {
          const down = i32.mul(ky!, slide.dilation[0] * rowBytes);
          f.set(corner!, i32.add(i32.add(i32.mul(top!, lineBytes), picture), down));
          f.range(kx!, 0, dense ? 1 : width, 1, () => {
            const along = i32.mul(kx!, slide.dilation[1] * from.channels * 4);
            f.set(xAt!, i32.add(corner!, along));
            const steps = [[xAt!, 4] as const, [g!, 32] as const];
            eachTile(f, (dense ? width : 1) * from.channels, steps, (depth) => {
              const xStep = slide.stride[1] * from.channels * 4;
              const places = { x: xAt!, xStep, xLine: lineBytes, dy: dyAt!, dyLine };
              const count = { dyStep: to.channels * 4, pixels: to.width, lines: lines! };
              const target = { g: g!, gStep: taps * 32, panels };
              emitOuterTile(f, { depth, ...places, ...count, ...target });
            });
          });
        });
      });
    });
  });
}

/** g[columns] += Σ dy over the rows of the share: the gradient of a bias. */
export function emitColumnSums(
  f: FunctionBuilder,
  { from, to, own }: Share,
  dy: number,
  gradient: number,
  size: { rowsEach: number; columns: number },
): void {
  const [column, row, last] = f.locals('i32', 3) as Local<'i32'>[];
  const sums = f.locals('v128', 2);
  const bytesEach = size.rowsEach * size.columns * 4;
  f.range(column!, 0, size.columns * 4, 32, () => {
    const g = f.let(i32.add(i32.add(own, gradient), column!));
    for (const [i, sum] of sums.entries()) f.set(sum, f32x4.load(g, 16 * i));
    f.set(last!, i32.add(at(dy, to, bytesEach), column!));
    f.range(row!, i32.add(at(dy, from, bytesEach), column!), last!, size.columns * 4, () => {
      for (const [i, sum] of sums.entries()) f.set(sum, f32x4.add(sum, f32x4.load(row!, 16 * i)));
    });
    for (const [i, sum] of sums.entries()) f.store(g, 16 * i, sum);
  });
}
