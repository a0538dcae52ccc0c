import { f32, f32x4, i32, type Local } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { at, type Picture, pixelsOf } from './picture.ts';
import type { Share } from './program.ts';

/** Numbers that lie side by side in both of two values: offsets within one example, in floats. */
export interface Run {
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

/**
 * The runs that a value keeps when its numbers are seen in another shape: padding makes their
 * places differ. Neighbouring runs are joined.
 */
export function reshapeRuns(from: Picture, to: Picture): Run[] {
  const place = ({ used, channels }: Picture, i: number) =>
    Math.floor(i / used) * channels + (i % used);
  const size = pixelsOf(from) * from.used;
  const runs: Run[] = [];
  for (let i = 0; i < size; ) {
    const length = Math.min(from.used - (i % from.used), to.used - (i % to.used));
    runs.push({ from: place(from, i), to: place(to, i), length });
    i += length;
  }
  return joinedRuns(runs);
}

/** The runs of one input of a concatenation: `rows` rows of `width` numbers from column `start`. */
export function concatRuns(from: Picture, to: Picture, axis: number, rank: number, start: number) {
  if (axis === rank - 1) {
    const rows = Array.from({ length: pixelsOf(from) }, (_, row) => row);
    return rows.map((row) => ({
      from: row * from.channels,
      to: row * to.channels + start,
      length: from.used,
    }));
  }
  // along the rows or columns of pictures of one channel count: whole pixels move
  const [inner, toInner, outer] =
    axis === rank - 2
      ? [from.width, to.width, from.height]
      : [from.height * from.width, to.height * to.width, 1];
  const perStart = axis === rank - 2 ? 1 : from.width;
  return Array.from({ length: outer }, (_, row) => ({
    from: row * inner * from.channels,
    to: (row * toInner + start * perStart) * to.channels,
    length: inner * from.channels,
  }));
}

function joinedRuns(runs: readonly Run[]): Run[] {
  const result: Run[] = [];
  for (const run of runs) {
    const last = result.at(-1);
    if (last && last.from + last.length === run.from && last.to + last.length === run.to) {
      result[result.length - 1] = { ...last, length: last.length + run.length };
    } else result.push(run);
  }
  return result;
}

/** Equal runs at equal distances, which a loop can walk. */
interface Walk extends Run {
  readonly count: number;
  readonly fromStep: number;
  readonly toStep: number;
}

function walksOf(runs: readonly Run[]): Walk[] {
  const walks: Walk[] = [];
  for (const run of runs) {
    const last = walks.at(-1);
    if (last && last.length === run.length) {
      const fromStep = run.from - (last.from + (last.count - 1) * last.fromStep);
      const toStep = run.to - (last.to + (last.count - 1) * last.toStep);
      if (last.count === 1 || (fromStep === last.fromStep && toStep === last.toStep)) {
        walks[walks.length - 1] = { ...last, count: last.count + 1, fromStep, toStep };
        continue;
      }
    }
    walks.push({ ...run, count: 1, fromStep: 0, toStep: 0 });
  }
  return walks;
}

/** target[to …] (+)= source[from …] for every run of every example of the share. */
export function emitMoves(
  f: FunctionBuilder,
  share: Share,
  the: {
    source: number;
    sourceBytes: number;
    target: number;
    targetBytes: number;
    runs: readonly Run[];
    adds: boolean;
  },
): void {
  const [image, from, to] = f.locals('i32', 3) as Local<'i32'>[];
  f.range(image!, share.from, share.to, 1, () => {
    for (const walk of walksOf(the.runs)) {
      f.set(from!, i32.add(at(the.source, image!, the.sourceBytes), walk.from * 4));
      f.set(to!, i32.add(at(the.target, image!, the.targetBytes), walk.to * 4));
      f.times(walk.count, () => {
        emitRun(f, from!, to!, walk.length, the.adds);
        f.step(from!, walk.fromStep * 4);
        f.step(to!, walk.toStep * 4);
      });
    }
  });
}

function emitRun(
  f: FunctionBuilder,
  from: Local<'i32'>,
  to: Local<'i32'>,
  length: number,
  adds: boolean,
): void {
  const vectors = length - (length % 4);
  const vector = (place: Local<'i32'>, source: Local<'i32'>, offset: number) => {
    const value = f32x4.load(source, offset);
    f.store(place, offset, adds ? f32x4.add(f32x4.load(place, offset), value) : value);
  };
  if (vectors > 32) {
    const [place, source, end] = [f.let(to), f.let(from), f.let(i32.add(to, vectors * 4))];
    f.doWhile(
      () => {
        vector(place, source, 0);
        f.step(place, 16);
        f.step(source, 16);
      },
      () => i32.ltU(place, end),
    );
  } else for (let i = 0; i < vectors; i += 4) vector(to, from, 4 * i);
  for (let i = vectors; i < length; i++) {
    const value = f32.load(from, 4 * i);
    f.storeF32(to, 4 * i, adds ? f32.add(f32.load(to, 4 * i), value) : value);
  }
}

/**
 * Each channel `times` times, side by side, as a depthwise convolution with a multiplier reads it;
 * or, `back`, the sum of those copies added to the channel: source and target are then the spread
 * and the plain value.
 */
export function emitSpread(
  f: FunctionBuilder,
  share: Share,
  { source, target }: { source: number; target: number },
  { plain, spread, back }: { plain: Picture; spread: Picture; back: boolean },
): void {
  const times = spread.used / plain.used;
  const [pixel, channel, one, many] = f.locals('i32', 4) as Local<'i32'>[];
  const pixels = pixelsOf(plain);
  const [at1, at2] = back ? [target, source] : [source, target];
  f.range(pixel!, i32.mul(share.from, pixels), i32.mul(share.to, pixels), 1, () => {
    f.range(channel!, 0, plain.used, 1, () => {
      const place = i32.add(i32.mul(pixel!, plain.channels), channel!);
      f.set(one!, i32.mul(place, 4));
      const copies = i32.add(i32.mul(pixel!, spread.channels), i32.mul(channel!, times));
      f.set(many!, i32.mul(copies, 4));
      const values = Array.from({ length: times }, (_, i) => f32.load(many!, at2 + 4 * i));
      if (back)
        f.storeF32(
          one!,
          at1,
          values.reduce((a, b) => f32.add(a, b), f32.load(one!, at1)),
        );
      else for (let i = 0; i < times; i++) f.storeF32(many!, at2 + 4 * i, f32.load(one!, at1));
    });
  });
}
