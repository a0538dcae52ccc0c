import type { OptimizerKind } from '../optimizer.ts';
import { control, doubles, settings } from './control.ts';
import {
  f32x4,
  f64,
  f64x2,
  type I32,
  i32,
  type Local,
  select,
  type V128,
  v128,
} from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { storePairs } from './tile.ts';

/**
 * Where the numbers of the network lie, and what the optimiser keeps of them. All are in the engine's
 * own order: weights that decay, other trained numbers, statistics.
 *
 *     numbers   | weights | offsets | statistics |      average, in the same order
 *     first     | weights | offsets |                   second, and each part's gradients
 */
export interface Holdings {
  readonly numbers: number;
  readonly average: number;
  readonly first: number;
  readonly second: number;
  /** Offset of the gradients in each part's own memory. */
  readonly gradients: number;
  /** Bytes of the weights, of all trained numbers, and of everything. */
  readonly decayingBytes: number;
  readonly trainedBytes: number;
  readonly bytes: number;
  /** Address of a float64 for each part: Σ gradient². */
  readonly squares: number;
  readonly kind: OptimizerKind;
}

export interface Parts {
  readonly count: number;
  /** Address of the first part's own memory, and from one to the next. */
  readonly ownAt: number;
  readonly ownBytes: number;
  /** Offset of the loss in it. */
  readonly loss: number;
}

/** Part `part` of a stretch of memory, in whole cache lines. */
function stretch(f: FunctionBuilder, part: Local<'i32'>, parts: number, bytes: number) {
  const lines = bytes / 64;
  const begins = (number: I32) => i32.mul(i32.divU(i32.mul(number, lines), parts), 64);
  return [f.let(begins(part)), f.let(begins(i32.add(part, 1)))] as const;
}

/** Adds up the parts' gradients into the first part's, and their squares over this stretch. */
export function emitGather(
  f: FunctionBuilder,
  part: Local<'i32'>,
  parts: Parts,
  { gradients, trainedBytes, squares }: Holdings,
): void {
  const [from, to] = stretch(f, part, parts.count, trainedBytes);
  const place = f.local('i32');
  const sum = f.let(v128.zero());
  const placeOf = (i: number) => parts.ownAt + gradients + 16 * i;
  f.range(place, from, to, 32, () => {
    const totals = [0, 1].map((i) =>
      Array.from({ length: parts.count }, (_, p) =>
        f32x4.load(place, placeOf(i) + p * parts.ownBytes),
      ).reduce((a, b) => f32x4.add(a, b)),
    );
    storePairs(f, place, totals, { placeOf });
    for (const i of [0, 1]) {
      const total = f.let(f32x4.load(place, placeOf(i)));
      for (const lanes of [total, f32x4.shuffle(total, total, [2, 3, 2, 3])]) {
        const two = f.let(f64x2.fromLow(lanes));
        f.set(sum, f64x2.add(sum, f64x2.mul(two, two)));
      }
    }
  });
  f.storeF64(i32.mul(part, 8), squares, f64.add(f64x2.lane(sum, 0), f64x2.lane(sum, 1)));
}

/**
 * A move of the optimiser on this stretch of the numbers, and the running average: the
 * meaning is in ../optimizer.ts. Where the loss or the length of the gradients is not sensible,
 * nothing is moved and the step is marked as refused.
 */
export function emitUpdate(
  f: FunctionBuilder,
  part: Local<'i32'>,
  parts: Parts,
  holdings: Holdings,
): void {
  const { loss, length } = totals(f, parts, holdings.squares);
  f.when(i32.eq(part, 0), () => {
    f.storeF64(i32.const(doubles.loss), 0, loss);
    f.storeF64(i32.const(doubles.length), 0, length);
  });
  const within = f64.lt(loss, f64.load(i32.const(doubles.lossMost)));
  const finite = f64.lt(length, f64.const(Number.POSITIVE_INFINITY));
  f.when(
    i32.and(within, finite),
    () => {
      moveNumbers(f, part, parts, holdings, length);
      f.when(i32.load(i32.const(control.averages)), () => moveAverage(f, part, parts, holdings));
    },
    () => f.storeI32(i32.const(control.refused), 0, i32.const(1)),
  );
}

/** The loss of the batch and the length of all gradients: every thread comes to the same. */
function totals(f: FunctionBuilder, { count, ownAt, ownBytes, loss }: Parts, squares: number) {
  const add = (address: (part: number) => number) =>
    Array.from({ length: count }, (_, p) => f64.load(i32.const(address(p)))).reduce((a, b) =>
      f64.add(a, b),
    );
  return {
    loss: f.let(add((p) => ownAt + p * ownBytes + loss)),
    length: f.let(f64.sqrt(add((p) => squares + 8 * p))),
  };
}

function moveNumbers(
  f: FunctionBuilder,
  part: Local<'i32'>,
  parts: Parts,
  { numbers, first, second, gradients, decayingBytes, trainedBytes, kind }: Holdings,
  length: Local<'f64'>,
): void {
  const word = (address: number) => f.let(f32x4.loadSplat(i32.const(address)));
  const [rate, epsilon, kept] = [settings.rate, settings.epsilon, settings.kept].map(word);
  const scale2 = word(settings.secondScale);
  const [decay1, share1] = [word(settings.firstDecay), word(settings.firstShare)];
  const [decay2, share2] = [word(settings.secondDecay), word(settings.secondShare)];
  const most = f.let(f64.load(i32.const(doubles.lengthMost)));
  const clip = select(f64.div(most, length), f64.const(1), f64.gt(length, most));
  const clipped = f.let(f32x4.splat({ type: 'f32', code: [...clip.code, 0xb6] }));
  const one = f.let(f32x4.const(1));
  const coupled = f.let(f32x4.loadSplat(i32.const(settings.decay)));
  const [from, to] = stretch(f, part, parts.count, trainedBytes);
  const place = f.local('i32');
  /** Velocities, or first and second moments, with what each number is moved by last. */
  const alongMomentum = (g: V128, lane: number) => {
    const velocity = f.let(f32x4.add(f32x4.mul(decay1, f32x4.load(place, first + lane)), g));
    return [velocity, f32x4.mul(rate!, velocity)];
  };
  const alongMoments = (g: V128, lane: number) => {
    const kept1 = f32x4.mul(decay1, f32x4.load(place, first + lane));
    const m = f.let(f32x4.add(kept1, f32x4.mul(share1, g)));
    const kept2 = f32x4.mul(decay2, f32x4.load(place, second + lane));
    const v = f.let(f32x4.add(kept2, f32x4.mul(f32x4.mul(share2, g), g)));
    const deviation = f32x4.add(f32x4.sqrt(f32x4.mul(v, scale2)), epsilon!);
    return [m, v, f32x4.div(f32x4.mul(rate!, m), deviation)];
  };
  const along = kind === 'momentum' ? alongMomentum : alongMoments;
  const targets = kind === 'momentum' ? [first, numbers] : [first, second, numbers];
  const zeros = [v128.zero(), v128.zero()];
  f.range(place, from, to, 32, () => {
    // weights that decay end with a cache line
    const decays = f.let(i32.ltU(place, decayingBytes));
    const factor = f.let(select(kept!, one, decays));
    const slopes = f.let(select(coupled, f.let(v128.zero()), decays));
    const pair = [0, 16].map((lane) => {
      const value = f.let(f32x4.load(place, numbers + lane));
      const g = f.let(f32x4.mul(f32x4.load(place, parts.ownAt + gradients + lane), clipped));
      if (kind === 'adam') f.set(g, f32x4.add(g, f32x4.mul(slopes, value)));
      const made = along(g, lane).map((value) => f.let(value));
      return [...made.slice(0, -1), f32x4.sub(f32x4.mul(factor, value), made.at(-1)!)];
    });
    for (const [i, at] of targets.entries()) {
      const values = pair.map((made) => made[i]!);
      storePairs(f, place, values, { placeOf: (vector) => at + 16 * vector });
    }
    for (let p = 0; p < parts.count; p++) {
      const at = parts.ownAt + p * parts.ownBytes + gradients;
      storePairs(f, place, zeros, { placeOf: (vector) => at + 16 * vector });
    }
  });
}

/** Statistics belong to all: the last part's stretch ends with them. */
function moveAverage(
  f: FunctionBuilder,
  part: Local<'i32'>,
  parts: Parts,
  { numbers, average, trainedBytes, bytes }: Holdings,
): void {
  const kept = f.let(f32x4.loadSplat(i32.const(settings.averageKept)));
  const share = f.let(f32x4.loadSplat(i32.const(settings.averageShare)));
  const [from, to] = stretch(f, part, parts.count, trainedBytes);
  const last = f.let(select(i32.const(bytes), to, i32.eq(part, parts.count - 1)));
  const place = f.local('i32');
  f.range(place, from, last, 16, () => {
    const old = f32x4.mul(kept, f32x4.load(place, average));
    f.store(place, average, f32x4.add(old, f32x4.mul(share, f32x4.load(place, numbers))));
  });
}
