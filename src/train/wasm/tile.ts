import { activated, type Fused } from './activation.ts';
import { f32x4, i32, type Local, type V128, v128 } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';

/**
 * The micro-kernel of every matrix product: up to 6 rows by 8 columns, or 16, of
 *
 *     c[row, column] = Σk a[row, k] b[k, column]
 *
 *     a   rows anywhere, `aStep` bytes apart; the k of one row in runs (see `Runs`)
 *     b   one panel [k][8] or two, `bStep` bytes apart: 32 bytes for each k, in the order of the runs
 *     c   rows `cStep` bytes apart, 8 numbers of each for each panel
 *
 * Twelve sums, two vectors of b and one number of a, spread over four lanes, are the 15 vector
 * registers that V8 leaves of x64's 16; eight sums would wait for each other (a fused multiply-add
 * takes four cycles, and two begin in each). V8 moves all loads of a basic block to its front, so
 * that a longer block would spill: where two steps of k stand in one turn, a test parts them. Two
 * panels are for modules whose vectors are joined in pairs: the same fifteen registers, twice as long.
 */
export interface Tile {
  readonly rows: number;
  readonly a: Local<'i32'>;
  readonly aStep: number;
  readonly runs: Runs;
  readonly panels: number;
  readonly b: Local<'i32'>;
  readonly bStep: number;
  readonly c: Local<'i32'>;
  readonly cStep: number;
  /** What the sums begin with: nothing, what c holds, or 8 biases for each panel. */
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
  const { rows, aStep, runs, panels, bStep, c, cStep, start, activation } = tile;
  const vectors = f.locals('v128', 2 * panels);
  const sums = f.locals('v128', rows * vectors.length);
  const a = f.let(tile.a);
  const b = f.let(tile.b);
  const end = f.local('i32');
  for (const [i, sum] of sums.entries()) {
    const from =
      typeof start === 'object' ? f32x4.load(start.bias, 16 * (i % vectors.length)) : v128.zero();
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
              for (const [i, vector] of vectors.entries()) {
                f.set(vector, f32x4.load(b, 32 * k + (i >> 1) * bStep + 16 * (i % 2)));
              }
              for (let row = 0; row < rows; row++) {
                const value = f.let(f32x4.loadSplat(a, row * aStep + 4 * k));
                for (const [i, vector] of vectors.entries()) {
                  const sum = sums[row * vectors.length + i]!;
                  f.set(sum, f.madd(value, vector, sum));
                }
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
  storePairs(f, c, sums, {
    placeOf: (i) => Math.floor(i / vectors.length) * cStep + 16 * (i % vectors.length),
    adds: start === 'add',
    activation,
  });
}

/**
 * Stores values two by two, added to what is there where `adds`. Both of a pair are read before either
 * is written: V8 joins no vectors that a store stands between.
 */
export function storePairs(
  f: FunctionBuilder,
  target: Local<'i32'>,
  values: readonly V128[],
  { placeOf, adds = false, activation = 'none' }: StoredPairs,
): void {
  for (let first = 0; first < values.length; first += 2) {
    const pair = values.slice(first, first + 2).map((value, i) => {
      const whole = adds ? f32x4.add(f32x4.load(target, placeOf(first + i)), value) : value;
      return f.let(activated(whole, activation));
    });
    for (const [i, value] of pair.entries()) f.store(target, placeOf(first + i), value);
  }
}

interface StoredPairs {
  /** Bytes from the target to the place of a value. */
  readonly placeOf: (i: number) => number;
  readonly adds?: boolean;
  readonly activation?: Fused;
}

/** Panels of a tile. */
export function panelsOf({ wide }: FunctionBuilder): number {
  return wide ? 2 : 1;
}

/**
 * Calls `body` for groups of at most `most` panels of eight columns that cover all columns, with the
 * bytes of one row of the columns before.
 */
export function eachPanels(
  f: FunctionBuilder,
  columns: number,
  most: number,
  body: (panels: number, column: Local<'i32'>) => void,
): void {
  const column = f.let(i32.const(0));
  for (const { count, size } of sizesOf(columns / 8, most)) {
    f.times(count, () => {
      body(size, column);
      f.step(column, size * 32);
    });
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
