import { type I32, i32, type Local } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import type { Share } from './program.ts';
import { eachPanels, eachTileOf, emitTile, oneRun, panelsOf } from './tile.ts';

/** Of a recurrent layer: values are [time][cells], an example after the other. */
export interface RecurrentSizes {
  readonly time: number;
  /** Cells of the network's own, and with those that fill vectors. */
  readonly used: number;
  readonly cells: number;
}

/** One row of each example of the share, the first of them at `first`. */
export interface Rows {
  readonly first: I32;
  readonly bytesEach: number;
}

interface Across {
  readonly from: Rows;
  readonly to: Rows;
  readonly depth: number;
  readonly columns: number;
  /** [columns / 8][depth][8] */
  readonly panels: number;
  /** Address of what the sums begin with; null: with what the target holds. */
  readonly bias: number | null;
}

/** to (+)= from × panels, a row for each example. */
export function emitAcross(f: FunctionBuilder, share: Share, product: Across): void {
  const { from, to, depth, columns, panels } = product;
  const [left, panel, bias, a, c] = f.locals('i32', 5) as Local<'i32'>[];
  const [source, target] = [f.let(from.first), f.let(to.first)];
  eachPanels(f, columns, panelsOf(f), (count, column) => {
    f.set(panel!, i32.add(i32.mul(column, depth), panels));
    f.set(bias!, i32.add(column, product.bias ?? 0));
    f.set(left!, i32.sub(share.to, share.from));
    f.set(a!, source);
    f.set(c!, i32.add(target, column));
    const steps = [[a!, from.bytesEach] as const, [c!, to.bytesEach] as const];
    eachTileOf(f, left!, steps, (rows) => {
      const [aStep, bStep, cStep] = [from.bytesEach, depth * 32, to.bytesEach];
      const places = { a: a!, aStep, b: panel!, bStep, c: c!, cStep };
      const start = product.bias === null ? 'add' : { bias: bias! };
      emitTile(f, {
        rows,
        panels: count,
        runs: oneRun(depth),
        ...places,
        start,
        activation: 'none',
      });
    });
  });
}

/** Every vector of one step of all examples: its offset in [time][cells] and in [cells]. */
export function eachCell(
  f: FunctionBuilder,
  { from, to }: Share,
  { bytesEach, stepBytes }: { readonly bytesEach: number; readonly stepBytes: number },
  step: Local<'i32'>,
  body: (place: Local<'i32'>, cell: Local<'i32'>) => void,
): void {
  const [example, place, cell, end] = f.locals('i32', 4) as Local<'i32'>[];
  f.range(example!, from, to, 1, () => {
    f.set(place!, i32.add(i32.mul(example!, bytesEach), step));
    f.set(cell!, i32.mul(example!, stepBytes));
    f.set(end!, i32.add(cell!, stepBytes));
    f.doWhile(
      () => {
        body(place!, cell!);
        f.step(place!, 16);
        f.step(cell!, 16);
      },
      () => i32.ltU(cell!, end!),
    );
  });
}
