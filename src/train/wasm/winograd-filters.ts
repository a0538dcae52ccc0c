import { f32x4, i32, type Local } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import type { FilterForm } from './winograd-form.ts';

/** Bytes of the filters that `emitWinogradFilters` makes: [36][columns / 8][channels][8]. */
export function winogradFilterBytes(channels: number, columns: number): number {
  return 36 * channels * columns * 4;
}

/** G g Gᵀ of panels [columns / 8][3][3][channels][8]. */
export function emitWinogradFilters(
  f: FunctionBuilder,
  { ofFilter }: FilterForm,
  panels: number,
  target: number,
  { channels, columns }: { channels: number; columns: number },
): void {
  const plane = channels * columns * 4;
  const [panel, offset, from, to] = f.locals('i32', 4) as Local<'i32'>[];
  f.range(panel!, 0, columns / 8, 1, () => {
    f.range(offset!, 0, channels * 32, 16, () => {
      f.set(from!, i32.add(i32.mul(panel!, 9 * channels * 32), offset!));
      f.set(to!, i32.add(i32.mul(panel!, channels * 32), offset!));
      const tap = (y: number, x: number) => f32x4.load(from!, panels + (3 * y + x) * channels * 32);
      const down = [0, 1, 2].map((x) =>
        ofFilter(
          f,
          [0, 1, 2].map((y) => tap(y, x)),
        ).map((value) => f.let(value)),
      );
      for (let i = 0; i < 6; i++) {
        const along = ofFilter(
          f,
          down.map((column) => column[i]!),
        );
        for (const [j, value] of along.entries()) {
          f.store(to!, target + (6 * i + j) * plane, value);
        }
      }
    });
  });
}

/** Gᵀ u G, added to panels [columns / 8][3][3][channels][8]. */
export function emitFilterGradient(
  f: FunctionBuilder,
  { ofGradient }: FilterForm,
  filters: Local<'i32'>,
  target: Local<'i32'>,
  { channels, columns }: { channels: number; columns: number },
): void {
  const plane = channels * columns * 4;
  const [panel, offset, from, to] = f.locals('i32', 4) as Local<'i32'>[];
  f.range(panel!, 0, columns / 8, 1, () => {
    f.range(offset!, 0, channels * 32, 16, () => {
      f.set(from!, i32.add(i32.add(i32.mul(panel!, channels * 32), offset!), filters));
      f.set(to!, i32.add(i32.add(i32.mul(panel!, 9 * channels * 32), offset!), target));
      const down = [0, 1, 2, 3, 4, 5].map((j) =>
        ofGradient(
          f,
          [0, 1, 2, 3, 4, 5].map((i) => f32x4.load(from!, (6 * i + j) * plane)),
        ).map((value) => f.let(value)),
      );
      for (let y = 0; y < 3; y++) {
        const along = ofGradient(
          f,
          down.map((column) => column[y]!),
        );
        for (const [x, value] of along.entries()) {
          const place = (3 * y + x) * channels * 32;
          f.store(to!, place, f32x4.add(f32x4.load(to!, place), value));
        }
      }
    });
  });
}
