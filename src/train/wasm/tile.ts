import { activated, type Fused } from './activation.ts';
import { f32x4, i32, type Local, v128 } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';

/**
 * The micro-kernel of every matrix product: up to 6 rows by 8 columns of
 *
 *     c[row, column] = Σk a[row, k] b[k, column]
 *
 *     a   rows anywhere, `aStep` bytes apart; the k of one row in runs (see `Runs`)
 *     b   a panel [k][8]: 32 bytes for each k, in the order of the runs
 *     c   rows `cStep` bytes apart, 8 numbers of each
 *
 * Twelve sums, two vectors of b and one number of a, spread over four lanes, are the 15 vector
 * registers that V8 leaves of x64's 16; eight sums would wait for each other (a fused multiply-add
 * takes four cycles, and two begin in each). V8 moves all loads of a basic block to its front, so that a longer block would
 * spill: where two steps of k stand in one turn, a test parts them.
 */
export interface Tile {
  readonly rows: number;
  readonly a: Local<'i32'>;
  readonly aStep: number;
  readonly runs: Runs;
  readonly b: Local<'i32'>;
  readonly c: Local<'i32'>;
  readonly cStep: number;
  /** What the sums begin with: nothing, what c holds, or 8 biases. */
  readonly start: 'zero' | 'add' | { readonly bias: Local<'i32'> };
  readonly activation: Fused;
}

/**
 * Where the numbers of one row lie: `length` of them side by side, that `columns` times
 * `columnStep` bytes apart, and all that `lines` times `lineStep` bytes apart.
 */
export interface Runs {
  readonly length: number;
  readonly columns: number;
  readonly columnStep: number;
  readonly lines: number;
  readonly lineStep: number;
}

export function oneRun(length: number): Runs {
  return { length, columns: 1, columnStep: 0, lines: 1, lineStep: 0 };
}

export function emitTile(f: FunctionBuilder, tile: Tile): void {
  const { rows, aStep, runs, c, cStep, start, activation } = tile;
  const sums = f.locals('v128', rows * 2);
  const [left, right] = f.locals('v128', 2) as [Local<'v128'>, Local<'v128'>];
  const a = f.let(tile.a);
  const b = f.let(tile.b);
  const end = f.local('i32');
  for (const [i, sum] of sums.entries()) {
    const from = typeof start === 'object' ? f32x4.load(start.bias, 16 * (i % 2)) : v128.zero();
    f.set(sum, from);
  }
  const unrolled = runs.length % 2 === 0 ? 2 : 1;
  f.times(runs.lines, () => {
    f.times(runs.columns, () => {
      f.set(end, i32.add(a, 4 * runs.length));
      f.block(() => {
        f.doWhile(
          () => {
            for (let k = 0; k < unrolled; k++) {
              f.set(left, f32x4.load(b, 32 * k));
              f.set(right, f32x4.load(b, 32 * k + 16));
              for (let row = 0; row < rows; row++) {
                const value = f.let(f32x4.loadSplat(a, row * aStep + 4 * k));
                f.set(sums[2 * row]!, f.madd(value, left, sums[2 * row]!));
                f.set(sums[2 * row + 1]!, f.madd(value, right, sums[2 * row + 1]!));
              }
              if (k + 1 < unrolled) f.leaveWhen(i32.eq(i32.add(a, 4 * (k + 1)), end), 1);
            }
            f.step(b, 32 * unrolled);
            f.step(a, 4 * unrolled);
          },
          () => i32.ltU(a, end),
        );
      });
      if (runs.columns > 1) f.step(a, runs.columnStep - 4 * runs.length);
    });
    if (runs.lines > 1) {
      const walked = runs.columns > 1 ? runs.columns * runs.columnStep : 4 * runs.length;
      f.step(a, runs.lineStep - walked);
    }
  });
  for (const [i, sum] of sums.entries()) {
    const at = Math.floor(i / 2) * cStep + 16 * (i % 2);
    const value = start === 'add' ? f32x4.add(f32x4.load(c, at), sum) : sum;
    f.store(c, at, activated(value, activation));
  }
}

/** Rows of a tile at most. */
const mostRows = 6;

/**
 * Numbers cut into pieces of `most` at most: as few as can be, and of sizes that differ by one at most.
 * So rows are cut into tiles, since one of few rows leaves the multipliers waiting for its few sums.
 */
export function sizesOf(
  all: number,
  most: number,
): { readonly count: number; readonly size: number }[] {
  const pieces = Math.ceil(all / most);
  const size = Math.floor(all / pieces);
  const larger = all % pieces;
  return [
    { count: larger, size: size + 1 },
    { count: pieces - larger, size },
  ].filter(({ count }) => count > 0);
}

type Pointers = readonly (readonly [Local<'i32'>, bytes: number])[];

/** Runs `body` for every tile of a row of `rows`, moving pointers on by the bytes of each row. */
export function eachTile(
  f: FunctionBuilder,
  rows: number,
  pointers: Pointers,
  body: (size: number) => void,
): void {
  for (const { count, size } of sizesOf(rows, mostRows)) {
    f.times(count, () => {
      body(size);
      for (const [pointer, bytes] of pointers) f.step(pointer, size * bytes);
    });
  }
}

/** The same for a number of rows that only the step knows; `rows` counts down to 0. */
export function eachTileOf(
  f: FunctionBuilder,
  rows: Local<'i32'>,
  pointers: Pointers,
  body: (size: number) => void,
): void {
  for (const size of [mostRows, 4, 2, 1]) {
    f.whileTrue(
      () => i32.geU(rows, size),
      () => {
        body(size);
        for (const [pointer, bytes] of pointers) f.step(pointer, size * bytes);
        f.step(rows, -size);
      },
    );
  }
}
