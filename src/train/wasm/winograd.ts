import type { Product } from './convolution.ts';
import { f32x4, type I32, i32, type Local } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { at, bytesOf, copyInside } from './picture.ts';
import { aligned, type Program, type Share } from './program.ts';
import {
  eachPanels,
  eachTile,
  eachTileOf,
  emitTile,
  oneRun,
  panelsOf,
  storePairs,
} from './tile.ts';
import { emitOuterTile, type WeightGradient } from './weight-gradient.ts';
import { emitFilterGradient } from './winograd-filters.ts';
import type { WinogradForm, WinogradPlace } from './winograd-form.ts';
import type { Transform } from './winograd-transforms.ts';

/**
 * Convolutions of 3 by 3 by tiles of a form (see winograd-form.ts): with a stride of 1, tiles of 4 by
 * 4 results and n = 6 planes in each dimension; with a stride of 2, n = 9. A few pictures at a time,
 * so that all of it stays in the second cache:
 *
 *     picture with border  → lines   [n][width][channels]     Bᵀ down, one row of tiles
 *                          → planes  [n²][tiles][channels]    then Bᵀ along: plane i × n + j
 *     planes × filters     → results [n²][tiles][columns]     n² products of matrices
 *     results              → rows    [makes][n][columns]      Aᵀ down, one tile
 *                          → target                           then Aᵀ along
 *
 * Planes lie a cache line more apart than they are long: a distance of a power of two would put all
 * of them in the same few sets of the cache.
 */

/** Tiles that are worked on at the same time, at least: enough rows for the products. */
const tilesAtOnce = 32;

/** Filters of each dimension, in all forms. */
const filtersEach = 6;

/** Sizes and offsets within scratch memory. */
function planOf({ from, to, form }: WinogradPlace) {
  const down = to.height / form.makes;
  const along = to.width / form.makes;
  const tiles = down * along;
  const group = Math.ceil(tilesAtOnce / tiles);
  const reached = (count: number) => (count - 1) * form.advance + form.reach;
  const bordered = { ...from, height: reached(down), width: reached(along) };
  const planeBytes = (channels: number) => group * tiles * channels * 4 + 64;
  const borderAt = 0;
  const linesAt = borderAt + aligned(bytesOf(bordered)) + 64;
  const longest = Math.max(to.width, form.makes) * to.channels;
  const lines = Math.max(bordered.width * from.channels, longest);
  const planesAt = linesAt + aligned(form.planes * lines * 4) + 64;
  const planes = form.planes ** 2;
  const resultsAt = planesAt + aligned(planes * planeBytes(from.channels));
  const filtersAt = resultsAt + aligned(planes * planeBytes(to.channels));
  const filterBytes = from.channels * to.channels * 4;
  const plan = { down, along, tiles, group, bordered, planeBytes, filterBytes };
  return {
    ...plan,
    linesAt,
    planesAt,
    resultsAt,
    filtersAt,
    end: filtersAt + filtersEach ** 2 * filterBytes,
  };
}

type Plan = ReturnType<typeof planOf>;

/** Examples that fill the tiles that are worked on at the same time. */
export function winogradAtOnce(place: WinogradPlace): number {
  return planOf(place).group;
}

export function winogradScratch(place: WinogradPlace): number {
  return planOf(place).end;
}

/** target (+)= source by the filters at `product.panels`. */
export function emitWinograd(
  f: FunctionBuilder,
  program: Program,
  share: Share,
  product: Product,
  place: WinogradPlace,
): void {
  const plan = planOf(place);
  const { from, to } = place;
  const scratch = f.let(i32.add(share.own, program.scratchOffset));
  f.zero(scratch, bytesOf(plan.bordered));
  eachGroup(f, share, plan, (first, last, rows) => {
    emitPlanes(f, plan, place, product, { scratch, first, last, own: share.own });
    eachPlane(f, place.form, (plane, filter) => {
      const a = i32.add(i32.mul(plane, plan.planeBytes(from.channels)), plan.planesAt);
      const c = i32.add(i32.mul(plane, plan.planeBytes(to.channels)), plan.resultsAt);
      const b = i32.add(i32.mul(filter, plan.filterBytes), product.panels);
      const places = { a: i32.add(scratch, a), b, c: i32.add(scratch, c), rows };
      emitPlaneProduct(f, places, from.channels, to.channels);
    });
    emitResults(f, plan, place, product, { scratch, first, last });
  });
}

/** gradient += x by dy, as panels [columns / 8][3][3][channels][8]. */
export function emitWinogradGradient(
  f: FunctionBuilder,
  program: Program,
  share: Share,
  { x, through, dy, gradient }: WeightGradient,
  place: WinogradPlace,
): void {
  const plan = planOf(place);
  const { from, to } = place;
  const scratch = f.let(i32.add(share.own, program.scratchOffset));
  const filters = f.let(i32.add(scratch, plan.filtersAt));
  f.zero(filters, filtersEach ** 2 * plan.filterBytes);
  f.zero(scratch, bytesOf(plan.bordered));
  eachGroup(f, share, plan, (first, last, rows) => {
    emitPlanes(f, plan, place, { source: x, through }, { scratch, first, last, own: share.own });
    emitGradientPlanes(f, plan, place, dy, { scratch, first, last });
    eachPlane(f, place.form, (plane, filter) => {
      const a = i32.add(i32.mul(plane, plan.planeBytes(from.channels)), plan.planesAt);
      const d = i32.add(i32.mul(plane, plan.planeBytes(to.channels)), plan.resultsAt);
      const g = f.let(i32.add(filters, i32.mul(filter, plan.filterBytes)));
      const places = { x: f.let(i32.add(scratch, a)), dy: f.let(i32.add(scratch, d)), g, rows };
      emitPlaneGradient(f, places, from.channels, to.channels);
    });
  });
  emitFilterGradient(f, place.form.filter, filters, f.let(i32.add(share.own, gradient)), {
    channels: from.channels,
    columns: to.channels,
  });
}

interface Group {
  readonly scratch: Local<'i32'>;
  readonly first: Local<'i32'>;
  readonly last: Local<'i32'>;
}

function eachGroup(
  f: FunctionBuilder,
  { from, to }: Share,
  { group, tiles }: Plan,
  body: (first: Local<'i32'>, last: Local<'i32'>, rows: Local<'i32'>) => void,
): void {
  const [first, last, rows] = f.locals('i32', 3) as Local<'i32'>[];
  f.range(first!, from, to, group, () => {
    f.set(last!, i32.minU(i32.add(first!, group), to));
    f.set(rows!, i32.mul(i32.sub(last!, first!), tiles));
    body(first!, last!, rows!);
  });
}

/** Runs `body` with the number of each plane and of the filter that belongs to it. */
function eachPlane(
  f: FunctionBuilder,
  { planes }: WinogradForm,
  body: (plane: Local<'i32'>, filter: I32) => void,
): void {
  const [down, along, plane, line] = f.locals('i32', 4) as Local<'i32'>[];
  const last = i32.const(filtersEach - 1);
  f.set(plane!, i32.const(0));
  f.range(down!, 0, planes, 1, () => {
    f.set(line!, i32.mul(i32.minU(down!, last), filtersEach));
    f.range(along!, 0, planes, 1, () => {
      body(plane!, i32.add(line!, i32.minU(along!, last)));
      f.step(plane!, 1);
    });
  });
}

/** Bᵀ d B of every tile of the group's pictures. */
function emitPlanes(
  f: FunctionBuilder,
  plan: Plan,
  { from, slide, form }: WinogradPlace,
  { source, through }: Pick<Product, 'source' | 'through'>,
  { scratch, first, last, own }: Group & { readonly own: Local<'i32'> },
): void {
  const inside = { from, bordered: plan.bordered, slide, through, own };
  const { bordered, along, down, tiles } = plan;
  const pixel = from.channels * 4;
  const row = bordered.width * pixel;
  const inward = { given: form.reach, transform: form.ofInput };
  const [image, tileRow, tile, to, offset, line] = f.locals('i32', 6) as Local<'i32'>[];
  f.range(image!, first, last, 1, () => {
    copyInside(f, inside, at(source, image!, bytesOf(from)), scratch);
    f.range(tileRow!, 0, down, 1, () => {
      f.set(line!, i32.add(scratch, i32.mul(tileRow!, form.advance * row)));
      emitTransform(f, inward, row, {
        from: line!,
        fromStep: row,
        to: f.let(i32.add(scratch, plan.linesAt)),
        toStep: row,
      });
      f.range(tile!, 0, along, 1, () => {
        const number = i32.add(i32.mul(i32.sub(image!, first), tiles), i32.mul(tileRow!, along));
        const place = i32.mul(i32.add(number, tile!), pixel);
        f.set(to!, i32.add(i32.add(place, scratch), plan.planesAt));
        f.set(
          offset!,
          i32.add(i32.add(scratch, plan.linesAt), i32.mul(tile!, form.advance * pixel)),
        );
        f.times(form.planes, () => {
          const steps = {
            from: offset!,
            fromStep: pixel,
            to: to!,
            toStep: plan.planeBytes(from.channels),
          };
          emitTransform(f, inward, pixel, steps);
          f.step(offset!, row);
          f.step(to!, form.planes * plan.planeBytes(from.channels));
        });
      });
    });
  });
}

/** A dy Aᵀ of every tile, into the planes of the results. */
function emitGradientPlanes(
  f: FunctionBuilder,
  plan: Plan,
  { to, form }: WinogradPlace,
  dy: number,
  { scratch, first, last }: Group,
): void {
  const { along, down, tiles } = plan;
  const pixel = to.channels * 4;
  const row = to.width * pixel;
  const plane = plan.planeBytes(to.channels);
  const back = { given: 4, transform: form.ofOutputGradient };
  const [image, tileRow, tile, target, offset, line] = f.locals('i32', 6) as Local<'i32'>[];
  f.range(image!, first, last, 1, () => {
    f.range(tileRow!, 0, down, 1, () => {
      f.set(line!, i32.add(at(dy, image!, bytesOf(to)), i32.mul(tileRow!, 4 * row)));
      const lines = f.let(i32.add(scratch, plan.linesAt));
      emitTransform(f, back, row, {
        from: line!,
        fromStep: row,
        to: lines,
        toStep: row,
      });
      f.range(tile!, 0, along, 1, () => {
        const number = i32.add(i32.mul(i32.sub(image!, first), tiles), i32.mul(tileRow!, along));
        const place = i32.mul(i32.add(number, tile!), pixel);
        f.set(target!, i32.add(i32.add(place, scratch), plan.resultsAt));
        f.set(offset!, i32.add(i32.add(scratch, plan.linesAt), i32.mul(tile!, 4 * pixel)));
        f.times(form.planes, () => {
          const steps = { from: offset!, fromStep: pixel, to: target!, toStep: plane };
          emitTransform(f, back, pixel, steps);
          f.step(offset!, row);
          f.step(target!, form.planes * plane);
        });
      });
    });
  });
}

/** Aᵀ m A of every tile, with bias and activation, to the target. */
function emitResults(
  f: FunctionBuilder,
  plan: Plan,
  { to, form }: WinogradPlace,
  product: Product,
  { scratch, first, last }: Group,
): void {
  const { along, down, tiles } = plan;
  const pixel = to.channels * 4;
  const plane = plan.planeBytes(to.channels);
  const outward = { given: form.planes, transform: form.ofOutput };
  const [image, tileRow, tile, from, target, lines] = f.locals('i32', 6) as Local<'i32'>[];
  f.range(image!, first, last, 1, () => {
    f.range(tileRow!, 0, down, 1, () => {
      f.range(tile!, 0, along, 1, () => {
        const number = i32.add(i32.mul(i32.sub(image!, first), tiles), i32.mul(tileRow!, along));
        f.set(from!, i32.add(i32.mul(i32.add(number, tile!), pixel), scratch));
        f.set(lines!, i32.add(scratch, plan.linesAt));
        const line = form.planes * pixel;
        f.times(form.planes, () => {
          const fromStep = form.planes * plane;
          const steps = { from: f.let(i32.add(from!, plan.resultsAt)), fromStep };
          emitTransform(f, outward, pixel, { ...steps, to: lines!, toStep: line });
          f.step(from!, plane);
          f.step(lines!, pixel);
        });
        f.set(lines!, i32.add(scratch, plan.linesAt));
        const corner = i32.mul(i32.add(i32.mul(tileRow!, to.width), tile!), form.makes);
        const start = i32.add(i32.mul(image!, to.height * to.width), corner);
        f.set(target!, at(product.target, start, pixel));
        f.times(form.makes, () => {
          const steps = { from: lines!, fromStep: pixel, to: target!, toStep: pixel };
          emitTransform(f, outward, pixel, steps, product);
          f.step(lines!, line);
          f.step(target!, to.width * pixel);
        });
      });
    });
  });
}

interface Steps {
  readonly from: Local<'i32'>;
  readonly fromStep: number;
  readonly to: Local<'i32'>;
  readonly toStep: number;
}

/** One transform of every vector of `bytes` bytes; with bias and activation where a product is told. */
function emitTransform(
  f: FunctionBuilder,
  { given, transform }: { readonly given: number; readonly transform: Transform },
  bytes: number,
  { from, fromStep, to, toStep }: Steps,
  product?: Product,
): void {
  // two vectors in one turn would not stay in registers where they are not joined
  const vectors = f.wide ? 2 : 1;
  const offset = f.local('i32');
  const [source, target] = f.locals('i32', 2) as [Local<'i32'>, Local<'i32'>];
  f.set(offset, i32.const(0));
  f.doWhile(
    () => {
      f.set(source, i32.add(from, offset));
      f.set(target, i32.add(to, offset));
      const made = Array.from({ length: vectors }, (_, vector) => {
        const lane = 16 * vector;
        const loads = Array.from({ length: given }, (_, i) =>
          f32x4.load(source, i * fromStep + lane),
        );
        return transform(f, loads).map((value) => {
          const bias = product?.bias ?? null;
          return f.let(bias === null ? value : f32x4.add(value, f32x4.load(offset, bias + lane)));
        });
      });
      for (const i of made[0]!.keys()) {
        const values = made.map((all) => all[i]!);
        storePairs(f, target, values, {
          ...product,
          placeOf: (vector) => i * toStep + 16 * vector,
        });
      }
      f.step(offset, 16 * vectors);
    },
    () => i32.ltU(offset, bytes),
  );
}

/** c[rows, columns] = a[rows, depth] b */
function emitPlaneProduct(
  f: FunctionBuilder,
  the: { a: I32; b: I32; c: I32; rows: Local<'i32'> },
  depth: number,
  columns: number,
): void {
  const [left, a, c] = f.locals('i32', 3) as Local<'i32'>[];
  const [first, result, panel] = [f.let(the.a), f.let(the.c), f.let(the.b)];
  eachPanels(f, columns, panelsOf(f), (panels, column) => {
    f.set(left!, the.rows);
    f.set(a!, first);
    f.set(c!, i32.add(result, column));
    const steps = [[a!, depth * 4] as const, [c!, columns * 4] as const];
    eachTileOf(f, left!, steps, (rows) => {
      const [aStep, bStep, cStep] = [depth * 4, depth * 32, columns * 4];
      const places = { a: a!, aStep, b: panel, bStep, c: c!, cStep };
      const ends = { start: 'zero', activation: 'none' } as const;
      emitTile(f, { rows, panels, runs: oneRun(depth), ...places, ...ends });
    });
    f.step(panel, panels * depth * 32);
  });
}

/** g[columns / 8][depth][8] += xᵀ dy */
function emitPlaneGradient(
  f: FunctionBuilder,
  the: { x: Local<'i32'>; dy: Local<'i32'>; g: Local<'i32'>; rows: Local<'i32'> },
  depth: number,
  columns: number,
): void {
  const [x, dy, g] = f.locals('i32', 3) as Local<'i32'>[];
  eachPanels(f, columns, panelsOf(f), (panels, column) => {
    f.set(dy!, i32.add(the.dy, column));
    f.set(g!, i32.add(the.g, i32.mul(column, depth)));
    f.set(x!, the.x);
    const steps = [[x!, 4] as const, [g!, 32] as const];
    eachTile(f, depth, steps, (size) => {
      const places = { x: x!, xStep: depth * 4, xLine: 0, dy: dy!, dyStep: columns * 4, dyLine: 0 };
      const target = { g: g!, gStep: depth * 32, panels };
      emitOuterTile(f, { depth: size, ...places, pixels: the.rows, lines: null, ...target });
    });
  });
}
