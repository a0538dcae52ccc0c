import type { Product } from './convolution.ts';
import { f32x4, i8x16, i32, i32x4, type Local, v128 } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { at } from './picture.ts';
import type { Program, Share } from './program.ts';
import { blockOf, blockScratch, type RowSource } from './through-norm.ts';
import { eachPanels, storePairs } from './tile.ts';
import type { WeightGradient } from './weight-gradient.ts';

/**
 * Matrix products that leave out the zeros of their left side. About half of what a rectifier lets
 * through is 0; finding the others costs an eighth of what multiplying by them all would.
 *
 * A run of numbers becomes a list of those that are not 0, and of the places of the rows of the right
 * side that they belong to:
 *
 *     run      0.5  0   0   2   0   1   …
 *     values   0.5  2   1   …                 float32
 *     places   0    3s  5s  …                 bytes, s from row to row of the right side
 *
 * A NaN is not 0 and stays. Terms that are left out are exact zeros, so that a sum has the same bits
 * as the one of the tile.
 */
export interface RowSizes {
  readonly rowsEach: number;
  readonly depth: number;
  readonly sourceStep: number;
  readonly columns: number;
}

/** Rows whose lists are made before they are used. */
const blockRows = 64;

/** Panels of eight columns that one pass over a list fills: twelve sums, joined in pairs where they are. */
function mostPanels({ wide }: FunctionBuilder): number {
  return wide ? 12 : 6;
}

/** Whether there are enough columns to make up for the lists. */
export function isWorthSparing({ depth, columns, sourceStep }: RowSizes): boolean {
  return depth >= 32 && columns >= 32 && sourceStep % 16 === 0;
}

/** Bytes of scratch: for a block of rows, lists, their ends, and columns turned into runs. */
export function sparseScratch({ sourceStep, through }: Omit<RowSource, 'source'>): number {
  const wide = sourceStep / 4;
  const ofRows = blockRows * listBytes(wide);
  const ofColumns = wide * listBytes(blockRows);
  const lists = Math.max(ofRows, ofColumns) + endsBytes(wide) + wide * turnedBytes;
  return blockScratch({ sourceStep, through }, blockRows) + lists;
}

/** Address of what `emitList` needs of constants. */
export function sparseTables(program: Program): number {
  return program.constant(compressions());
}

/** Values and places of a run, with room for the last store of four. */
function listBytes(length: number): number {
  return 2 * placesAt(length);
}
function placesAt(length: number): number {
  return Math.ceil((length * 4 + 16) / 16) * 16;
}
function endsBytes(depth: number): number {
  return Math.ceil(Math.max(blockRows, depth) / 16) * 64;
}

/** A column of a block as a run; apart so that columns do not fall on the same cache sets. */
const turnedBytes = blockRows * 4 + 16;

/** Rows times panels, as `emitRows`, by lists of each row. */
export function emitSparseRows(
  f: FunctionBuilder,
  program: Program,
  share: Share,
  product: Product,
  sizes: RowSizes & { readonly tables: number },
): void {
  const { rowsEach, depth, sourceStep, columns, tables } = sizes;
  const { from, to, own } = share;
  const wide = sourceStep / 4; // with padding, which is 0
  const read = { ...product, sourceStep };
  const ends = f.let(i32.add(own, program.scratchOffset + blockScratch(read, blockRows)));
  const lists = f.let(i32.add(ends, endsBytes(wide)));
  const [block, rows, row, list, end, a, c] = f.locals('i32', 7) as Local<'i32'>[];
  const last = f.let(i32.mul(to, rowsEach));
  f.range(block!, i32.mul(from, rowsEach), last, blockRows, () => {
    f.set(rows!, i32.minU(i32.sub(last, block!), blockRows));
    f.set(a!, blockOf(f, program, share, read, { block: block!, rows: rows! }));
    f.set(list!, lists);
    f.range(row!, 0, rows!, 1, () => {
      const made = emitList(f, { run: a!, length: wide, list: list!, step: 32, tables });
      f.storeI32(i32.add(ends, i32.shl(row!, 2)), 0, made);
      f.step(a!, sourceStep);
      f.step(list!, listBytes(wide));
    });
    eachPanels(f, columns, mostPanels(f), (panels, column) => {
      f.set(list!, lists);
      f.set(c!, i32.add(at(product.target, block!, columns * 4), column));
      const panel = f.let(i32.add(i32.mul(column, depth), product.panels));
      const bias = product.bias === null ? null : f.let(i32.add(column, product.bias));
      f.range(row!, 0, rows!, 1, () => {
        f.set(end!, i32.load(i32.add(ends, i32.shl(row!, 2))));
        emitListProduct(f, {
          ...{ list: list!, end: end!, distance: placesAt(wide), panels },
          ...{ b: panel, bStep: depth * 32, c: c!, cStep: 32 },
          start: product.adds ? 'add' : bias ? { bias } : 'zero',
          activation: product.activation,
        });
        f.step(c!, columns * 4);
        f.step(list!, listBytes(wide));
      });
    });
  });
}

/** Gradients of weights, as `emitRowsGradient`, by lists of each column of x. */
export function emitSparseGradient(
  f: FunctionBuilder,
  program: Program,
  share: Share,
  { x, through, dy, gradient }: WeightGradient,
  sizes: RowSizes & { readonly tables: number },
): void {
  const { rowsEach, depth, sourceStep, columns, tables } = sizes;
  const { from, to, own } = share;
  const wide = sourceStep / 4; // with padding, which is 0
  const read = { source: x, sourceStep, through };
  const ends = f.let(i32.add(own, program.scratchOffset + blockScratch(read, blockRows)));
  const turned = f.let(i32.add(ends, endsBytes(wide)));
  const lists = f.let(i32.add(turned, wide * turnedBytes));
  const [block, rows, k, list, end, run, g] = f.locals('i32', 7) as Local<'i32'>[];
  const last = f.let(i32.mul(to, rowsEach));
  f.range(block!, i32.mul(from, rowsEach), last, blockRows, () => {
    f.set(rows!, i32.minU(i32.sub(last, block!), blockRows));
    const first = blockOf(f, program, share, read, { block: block!, rows: rows! });
    emitTurn(f, { x: first, sourceStep, wide, rows: rows!, turned });
    f.set(run!, turned);
    f.set(list!, lists);
    f.range(k!, 0, depth, 1, () => {
      const step = columns * 4;
      const made = emitList(f, { run: run!, length: rows!, list: list!, step, tables });
      f.storeI32(i32.add(ends, i32.shl(k!, 2)), 0, made);
      f.step(run!, turnedBytes);
      f.step(list!, listBytes(blockRows));
    });
    eachPanels(f, columns, mostPanels(f), (panels, column) => {
      f.set(list!, lists);
      f.set(g!, i32.add(i32.add(own, gradient), i32.mul(column, depth)));
      const b = f.let(i32.add(at(dy, block!, columns * 4), column));
      f.range(k!, 0, depth, 1, () => {
        f.set(end!, i32.load(i32.add(ends, i32.shl(k!, 2))));
        emitListProduct(f, {
          ...{ list: list!, end: end!, distance: placesAt(blockRows), panels },
          ...{ b, bStep: 32, c: g!, cStep: depth * 32 },
          start: 'add',
          activation: 'none',
        });
        f.step(g!, 32);
        f.step(list!, listBytes(blockRows));
      });
    });
  });
}

interface ListProduct {
  /** Where values begin and end; places are `distance` bytes further. */
  readonly list: Local<'i32'>;
  readonly end: Local<'i32'>;
  readonly distance: number;
  /** How many panels; where the first row of the first is, and bytes from one to the next. */
  readonly panels: number;
  readonly b: Local<'i32'>;
  readonly bStep: number;
  /** Where the eight sums of the first panel go, and bytes to those of the next. */
  readonly c: Local<'i32'>;
  readonly cStep: number;
  readonly start: 'zero' | 'add' | { readonly bias: Local<'i32'> };
  readonly activation: Product['activation'];
}

/** c[panel] (+)= Σ values × rows of b at their places. */
function emitListProduct(f: FunctionBuilder, the: ListProduct): void {
  const { list, end, distance, panels, b, bStep, c, cStep, start } = the;
  const sums = f.locals('v128', 2 * panels);
  const entry = f.let(list);
  const row = f.local('i32');
  const never = f.let(i32.load(i32.const(0)));
  const placeOf = (i: number) => (i >> 1) * cStep + 16 * (i % 2);
  for (const [i, sum] of sums.entries()) {
    f.set(sum, typeof start === 'object' ? f32x4.load(start.bias, 16 * i) : v128.zero());
  }
  f.whileTrue(
    () => i32.ltU(entry, end),
    () => {
      f.block(() => {
        f.set(row, i32.add(b, i32.load(entry, distance)));
        const value = f.let(f32x4.loadSplat(entry));
        for (let panel = 0; panel < panels; panel++) {
          const [left, right] = [2 * panel, 2 * panel + 1].map((i) => sums[i]!) as typeof sums;
          const [one, other] = [0, 16].map((lane) => f.let(f32x4.load(row, panel * bStep + lane)));
          f.set(left!, f.madd(value, one!, left!));
          f.set(right!, f.madd(value, other!, right!));
          // parts the loads, all of which V8 would move to the front of one long block
          if (panel + 1 < panels) f.leaveWhen(never, 0);
        }
      });
      f.step(entry, 4);
    },
  );
  storePairs(f, c, sums, { placeOf, adds: start === 'add', activation: the.activation });
}

/** Lists what is not 0 of a run whose length is made up to a multiple of 4 by zeros: the values' end. */
function emitList(
  f: FunctionBuilder,
  the: {
    readonly run: Local<'i32'>;
    readonly length: number | Local<'i32'>;
    readonly list: Local<'i32'>;
    /** Bytes from row to row of the right side. */
    readonly step: number;
    readonly tables: number;
  },
): Local<'i32'> {
  const { list, step, tables, length } = the;
  const distance = typeof length === 'number' ? placesAt(length) : placesAt(blockRows);
  const bytes = typeof length === 'number' ? length * 4 : i32.shl(length, 2);
  const from = f.let(the.run);
  const end = f.let(i32.add(from, bytes));
  const to = f.let(list);
  const places = f.let(i32x4.const(0, step, 2 * step, 3 * step));
  const next = f.let(i32x4.const(4 * step));
  f.doWhile(
    () => {
      const four = f.let(f32x4.load(from));
      const kept = f.let(i32x4.bitmask(f32x4.ne(four, v128.zero())));
      const moves = f.let(f32x4.load(i32.shl(kept, 4), tables));
      f.store(to, 0, i8x16.swizzle(four, moves));
      f.store(to, distance, i8x16.swizzle(places, moves));
      f.set(places, i32x4.add(places, next));
      f.step(to, i32.shl(i32.popcnt(kept), 2));
      f.step(from, 16);
    },
    () => i32.ltU(from, end),
  );
  return to;
}

/** For each of 16 masks the bytes that bring the lanes that it keeps to the front. */
function compressions(): Float32Array {
  const bytes = new Uint8Array(16 * 16);
  for (let mask = 0; mask < 16; mask++) {
    const lanes = [0, 1, 2, 3].filter((lane) => mask & (1 << lane));
    for (const [i, lane] of lanes.entries()) {
      for (let byte = 0; byte < 4; byte++) bytes[16 * mask + 4 * i + byte] = 4 * lane + byte;
    }
  }
  return new Float32Array(bytes.buffer);
}

interface Turn {
  readonly x: Local<'i32'>;
  readonly sourceStep: number;
  readonly wide: number;
  readonly rows: Local<'i32'>;
  readonly turned: Local<'i32'>;
}

/** turned[k][row] = x[row][k], four by four; rows that are missing to a multiple of 4 become 0. */
function emitTurn(f: FunctionBuilder, { x, sourceStep, wide, rows, turned }: Turn): void {
  const left = f.let(rows);
  const [from, to] = [f.let(x), f.let(turned)];
  const [a, b, k] = f.locals('i32', 3) as [Local<'i32'>, Local<'i32'>, Local<'i32'>];
  const four = (present: number) => {
    f.set(a, from);
    f.set(b, to);
    f.range(k, 0, wide, 4, () => {
      const x = [0, 1, 2, 3].map((row) =>
        f.let(row < present ? f32x4.load(a, row * sourceStep) : v128.zero()),
      ) as [Local<'v128'>, Local<'v128'>, Local<'v128'>, Local<'v128'>];
      const [low, high] = [[0, 4, 1, 5] as const, [2, 6, 3, 7] as const];
      const [first, second] = [low, high].map((lanes) => f.let(f32x4.shuffle(x[0], x[1], lanes)));
      const [third, fourth] = [low, high].map((lanes) => f.let(f32x4.shuffle(x[2], x[3], lanes)));
      f.store(b, 0, f32x4.shuffle(first!, third!, [0, 1, 4, 5]));
      f.store(b, turnedBytes, f32x4.shuffle(first!, third!, [2, 3, 6, 7]));
      f.store(b, 2 * turnedBytes, f32x4.shuffle(second!, fourth!, [0, 1, 4, 5]));
      f.store(b, 3 * turnedBytes, f32x4.shuffle(second!, fourth!, [2, 3, 6, 7]));
      f.step(a, 16);
      f.step(b, 4 * turnedBytes);
    });
  };
  f.whileTrue(
    () => i32.geU(left, 4),
    () => {
      four(4);
      f.step(from, 4 * sourceStep);
      f.step(to, 16);
      f.step(left, -4);
    },
  );
  for (const present of [1, 2, 3]) f.when(i32.eq(left, present), () => four(present));
}
