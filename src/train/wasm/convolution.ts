import type { Fused } from './activation.ts';
import { i32, type Local } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { at, bytesOf, eachBordered, type Picture, type Sliding } from './picture.ts';
import type { Program, Share } from './program.ts';
import { blockOf, blockScratch, type RowSource, type Through } from './through-norm.ts';
import {
  eachPanels,
  eachTile,
  eachTileOf,
  emitTile,
  oneRun,
  panelsOf,
  type Runs,
  type Tile,
} from './tile.ts';

/** What a product of matrices reads and makes; addresses are those of the first example. */
export interface Product {
  readonly source: number;
  readonly through?: Through | undefined;
  readonly target: number;
  /** Panels [columns / 8][k][8] of the weights. */
  readonly panels: number;
  /** Address of a bias for each column; null: none. */
  readonly bias: number | null;
  /** Whether it is added to what the target holds. */
  readonly adds: boolean;
  readonly activation: Fused;
}

/**
 * Rows times a matrix: a dense layer, or a convolution of one pixel.
 *
 *     source [rows][depth] (depth numbers used, `sourceStep` bytes apart)
 *     target [rows][columns]
 *
 * Blocks of rows that fit half of the first cache go along all panels before the next block comes.
 */
export function emitRows(
  f: FunctionBuilder,
  program: Program,
  share: Share,
  product: Product,
  size: { rowsEach: number; depth: number; sourceStep: number; columns: number },
): void {
  const { rowsEach, depth, sourceStep, columns } = size;
  const blockRows = blockRowsOf(sourceStep);
  const block = f.local('i32');
  const [rows, left, panel, bias] = f.locals('i32', 4) as Local<'i32'>[];
  const [a, c] = f.locals('i32', 2) as [Local<'i32'>, Local<'i32'>];
  const last = f.let(i32.mul(share.to, rowsEach));
  f.range(block, i32.mul(share.from, rowsEach), last, blockRows, () => {
    f.set(rows!, i32.minU(i32.sub(last, block), blockRows));
    const first = blockOf(f, program, share, { ...product, sourceStep }, { block, rows: rows! });
    eachPanels(f, columns, panelsOf(f), (panels, column) => {
      f.set(panel!, i32.add(i32.mul(column, depth), product.panels));
      f.set(bias!, i32.add(column, product.bias ?? 0));
      f.set(left!, rows!);
      f.set(a, first);
      f.set(c, i32.add(at(product.target, block, columns * 4), column));
      const steps = [[a, sourceStep] as const, [c, columns * 4] as const];
      eachTileOf(f, left!, steps, (rows) => {
        const place = { a, aStep: sourceStep, b: panel!, bStep: depth * 32, c, cStep: columns * 4 };
        emitTile(f, { rows, panels, runs: oneRun(depth), ...place, ...finish(product, bias!) });
      });
    });
  });
}

function blockRowsOf(sourceStep: number): number {
  return Math.max(12, Math.floor(16384 / sourceStep / 6) * 6);
}

/** Bytes of scratch that `emitRows` takes. */
export function rowsScratch(size: Omit<RowSource, 'source'>): number {
  return blockScratch(size, blockRowsOf(size.sourceStep));
}

/**
 * A convolution as an implicit matrix product: no patches are gathered. Over a picture with its
 * border every number that a place reads lies at a fixed distance from the place's corner, so that
 * a tile of six neighbouring places is six rows of a matrix `stride` pixels apart.
 *
 *     panels [columns / 8][kernel height][kernel width][channels][8]
 */
export function emitConvolution(
  f: FunctionBuilder,
  program: Program,
  share: Share,
  product: Product,
  { from, to, slide }: { from: Picture; to: Picture; slide: Sliding },
): void {
  const pixelBytes = from.channels * 4;
  const bStep = slide.kernel[0] * slide.kernel[1] * from.channels * 32;
  const [top, panel, bias, row, rowEnd] = f.locals('i32', 5) as Local<'i32'>[];
  const [a, c] = f.locals('i32', 2) as [Local<'i32'>, Local<'i32'>];
  eachBordered(
    f,
    program,
    share,
    { source: product.source, through: product.through, from, to, slide },
    (image, picture, rowBytes) => {
      const runs = runsOf(slide, from.channels, rowBytes);
      const lineBytes = slide.stride[0] * rowBytes;
      const blockRows = Math.max(1, Math.floor(20480 / lineBytes));
      f.range(top!, 0, to.height, blockRows, () => {
        f.set(rowEnd!, i32.minU(i32.add(top!, blockRows), to.height));
        eachPanels(f, to.channels, panelsOf(f), (panels, column) => {
          f.set(panel!, i32.add(i32.mul(column, bStep / 32), product.panels));
          f.set(bias!, i32.add(column, product.bias ?? 0));
          f.range(row!, top!, rowEnd!, 1, () => {
            f.set(a, i32.add(i32.mul(row!, lineBytes), picture));
            const line = i32.add(i32.mul(image, to.height), row!);
            f.set(c, i32.add(at(product.target, line, to.width * to.channels * 4), column));
            const aStep = slide.stride[1] * pixelBytes;
            const steps = [[a, aStep] as const, [c, to.channels * 4] as const];
            eachTile(f, to.width, steps, (rows) => {
              const place = { a, aStep, b: panel!, bStep, c, cStep: to.channels * 4 };
              emitTile(f, { rows, panels, runs, ...place, ...finish(product, bias!) });
            });
          });
        });
      });
    },
  );
}

/** What one place of the frame reads, in runs. */
export function runsOf(slide: Sliding, channels: number, rowBytes: number): Runs {
  const [height, width] = slide.kernel;
  const lines = { lines: height, lineStep: slide.dilation[0] * rowBytes };
  if (slide.dilation[1] === 1 || width === 1) {
    return { ...oneRun(width * channels), ...lines };
  }
  const columnStep = slide.dilation[1] * channels * 4;
  return { length: channels, columns: width, columnStep, ...lines };
}

/** How a tile begins and ends. */
function finish(product: Product, bias: Local<'i32'>): Pick<Tile, 'start' | 'activation'> {
  const start = product.adds ? 'add' : product.bias === null ? 'zero' : { bias };
  return { start, activation: product.activation };
}

/** Whether a convolution is a plain product: one pixel, read where it lies. */
export function isPointwise({ kernel, stride, top, left }: Sliding, from: Picture, to: Picture) {
  const one = kernel[0] * kernel[1] * stride[0] * stride[1] === 1;
  return (
    one && top === 0 && left === 0 && bytesOf(from) / from.channels === bytesOf(to) / to.channels
  );
}
