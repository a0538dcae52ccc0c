import type { Fused } from './activation.ts';
import { f32x4, type I32, i32, type Local } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import type { Program, Share } from './program.ts';
import { storePairs } from './tile.ts';

/**
 * A batch norm whose result is never written as a whole: memory holds what it was given, x, and each
 * reader makes activation(x × scale + shift) of the few rows that it copies anyway, or that its next
 * block needs. That spares a way to memory and back, and half of what a step keeps for its way back.
 */
export interface Through {
  /**
   * Offset of [channels] scales, and of as many shifts behind them, in each part's own memory; set
   * when the norm gets that memory.
   */
  scales: number;
  readonly channels: number;
  readonly activation: Fused;
}

/** Channels are taken eight at a time, over so few pixels that these stay in the first cache. */
const chunkBytes = 4096;

/** to[…] = activation(from[…] × scale + shift) for whole pixels of `bytes` together, at least one. */
export function emitThrough(
  f: FunctionBuilder,
  own: Local<'i32'>,
  { scales, channels, activation }: Through,
  { from, to, bytes }: { from: I32; to: I32; bytes: number | I32 },
): void {
  const pixel = channels * 4;
  const chunk = Math.max(1, Math.floor(chunkBytes / pixel)) * pixel;
  const [start, end, group, place] = f.locals('i32', 4) as Local<'i32'>[];
  const distance = f.let(i32.sub(to, from));
  const last = f.let(i32.add(from, bytes));
  f.range(start!, from, last, chunk, () => {
    f.set(end!, i32.minU(i32.add(start!, chunk), last));
    f.range(group!, 0, pixel, 32, () => {
      const held = f.let(i32.add(own, group!));
      const lanes = [0, 16].map((lane) => ({
        lane,
        scale: f.let(f32x4.load(held, scales + lane)),
        shift: f.let(f32x4.load(held, scales + pixel + lane)),
      }));
      f.set(place!, i32.add(start!, group!));
      f.doWhile(
        () => {
          const values = lanes.map(({ lane, scale, shift }) =>
            f.let(f.madd(f32x4.load(place!, lane), scale, shift)),
          );
          const target = f.let(i32.add(place!, distance));
          storePairs(f, target, values, { placeOf: (i) => 16 * i, activation });
          f.step(place!, pixel);
        },
        () => i32.ltU(place!, end!),
      );
    });
  });
}

/** What reads rows of a value, block by block. */
export interface RowSource {
  readonly source: number;
  readonly sourceStep: number;
  readonly through?: Through | undefined;
}

/** Bytes at the beginning of scratch that `blockOf` fills. */
export function blockScratch({ sourceStep, through }: Omit<RowSource, 'source'>, rows: number) {
  return through ? rows * sourceStep : 0;
}

/** Where `rows` rows from number `block` can be read: where they lie, or in scratch. */
export function blockOf(
  f: FunctionBuilder,
  program: Program,
  { own }: Share,
  { source, sourceStep, through }: RowSource,
  { block, rows }: { block: I32; rows: I32 },
): Local<'i32'> {
  const from = f.let(i32.add(i32.mul(block, sourceStep), source));
  if (!through) return from;
  const to = f.let(i32.add(own, program.scratchOffset));
  emitThrough(f, own, through, { from, to, bytes: i32.mul(rows, sourceStep) });
  return to;
}
