import { type Fused, maskedBy } from './activation.ts';
import { control } from './control.ts';
import {
  f32,
  f32x4,
  f64,
  f64x2,
  type I32,
  i32,
  type Local,
  type V128,
  v128,
} from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { at } from './picture.ts';
import type { Share } from './program.ts';
import { storePairs } from './tile.ts';

/** One batch norm over [examples × pixels][channels]; sums meet across parts between two phases. */
export interface BatchNorm {
  readonly rowsEach: number;
  /** Padded to 8; the padding has gamma 0. */
  readonly channels: number;
  readonly epsilon: number;
  readonly activation: Fused;
  readonly x: number;
  /** Addresses of the parameters and running statistics. */
  readonly gamma: number;
  readonly beta: number;
  readonly mean: number;
  readonly variance: number;
  /**
   * For each part, float64: [channels] its mean and [channels] its sum of squared differences from
   * that, then on the way back [channels] Σ dy and [channels] Σ dy (x − mean).
   */
  readonly partial: number;
  readonly parts: number;
  /** In each part's own memory, [5][channels] float32: see `Row`; then 16 for sums. */
  readonly own: number;
}

/** Rows of the part's own memory: y = x × scale + shift, and dx = dy × scale + x × slope + rest. */
export const Row = { mean: 0, scale: 1, shift: 2, slope: 3, rest: 4 } as const;

/** Bytes of `own` and of `partial`. */
export function batchNormOwnBytes(channels: number): number {
  return 5 * channels * 4 + 64;
}
export function batchNormPartialBytes(channels: number, parts: number): number {
  return parts * 2 * channels * 8;
}

/** Rows whose sums are taken in float32 before they are added up in float64. */
function blockRows(channels: number): number {
  return Math.max(1, Math.floor(16384 / (channels * 4)));
}

/**
 * Sums of this part, about its own first row, which spares a second pass and stays exact where the
 * mean is large beside the deviation (Chan, Golub and LeVeque 1983).
 */
export function emitStatistics(
  f: FunctionBuilder,
  share: Share,
  norm: BatchNorm,
  part: Local<'i32'>,
): void {
  const { rowsEach, channels, x } = norm;
  const bytes = channels * 4;
  const [begin, end] = partRange(f, norm, part);
  const row = f.let(at(x, begin, rowsEach * bytes));
  const first = f.let(i32.mul(share.from, rowsEach * bytes));
  const last = f.let(i32.mul(share.to, rowsEach * bytes));
  const to = sumsOf(f, norm, share, part, begin);
  f.when(i32.ltU(begin, end), () => {
    sumOverBlocks(f, norm, share, { first, last, to }, (place, group, lane) => {
      const shift = f.let(f32x4.load(i32.add(row, group), lane));
      return () => {
        const away = f.let(f32x4.sub(f32x4.load(place, x + lane), shift));
        return [away, away];
      };
    });
    const all = { begin, end, row };
    f.when(i32.eq(share.to, end), () => meanAndSpread(f, norm, all, to));
  });
}

/** All examples of the part, of which a phase may have only some. */
function partRange(f: FunctionBuilder, { parts }: BatchNorm, part: Local<'i32'>) {
  const count = f.let(i32.load(i32.const(control.count)));
  const begins = (number: I32) => i32.divU(i32.mul(count, number), parts);
  return [f.let(begins(part)), f.let(begins(i32.add(part, 1)))] as const;
}

/** Where this part's sums are; zero before its first examples. */
function sumsOf(
  f: FunctionBuilder,
  { channels, partial }: BatchNorm,
  share: Share,
  part: Local<'i32'>,
  begin: Local<'i32'>,
): Local<'i32'> {
  const to = f.let(i32.add(i32.mul(part, channels * 16), partial));
  f.when(i32.eq(share.from, begin), () => f.zero(to, channels * 16));
  return to;
}

/** Turns [Σ (x − s), Σ (x − s)²] into the part's mean and its Σ (x − mean)². */
function meanAndSpread(
  f: FunctionBuilder,
  { channels, rowsEach }: BatchNorm,
  { begin, end, row }: { begin: Local<'i32'>; end: Local<'i32'>; row: Local<'i32'> },
  to: Local<'i32'>,
): void {
  const c = f.local('i32');
  const count = f.let(f64.fromI32(i32.mul(i32.sub(end, begin), rowsEach)));
  f.range(c, 0, channels * 8, 8, () => {
    const place = f.let(i32.add(to, c));
    const sum = f.let(f64.load(place));
    const mean = f.let(f64.div(sum, count));
    const squares = f64.load(place, channels * 8);
    f.storeF64(place, channels * 8, f64.max(f64.sub(squares, f64.mul(sum, mean)), f64.const(0)));
    const shift = f64.fromF32(f32.load(i32.add(row, i32.shrU(c, 1))));
    f.storeF64(place, 0, f64.add(mean, shift));
  });
}

/**
 * Scale and shift for this part's own use: by the statistics of all parts while training, and by the
 * running ones otherwise. The first part also moves the running statistics.
 */
export function emitScale(
  f: FunctionBuilder,
  share: Share,
  norm: BatchNorm,
  { training, part, count }: { training: Local<'i32'>; part: Local<'i32'>; count: Local<'i32'> },
): void {
  const { channels, epsilon, rowsEach } = norm;
  const c = f.local('i32');
  const rows = f.let(f64.fromI32(i32.mul(count, rowsEach)));
  const [mean, spread] = f.locals('f64', 2) as [Local<'f64'>, Local<'f64'>];
  f.range(c, 0, channels * 4, 4, () => {
    f.when(
      training,
      () => {
        joinParts(f, norm, { c, count, rows, mean, spread });
        f.when(i32.eq(part, 0), () => {
          const unbiased = f64.div(spread, f64.max(f64.sub(rows, f64.const(1)), f64.const(1)));
          moveRunning(f, i32.add(c, norm.mean), mean);
          moveRunning(f, i32.add(c, norm.variance), f.let(unbiased));
        });
        f.set(spread, f64.div(spread, rows));
      },
      () => {
        f.set(mean, f64.fromF32(f32.load(c, norm.mean)));
        f.set(spread, f64.fromF32(f32.load(c, norm.variance)));
      },
    );
    const own = f.let(i32.add(i32.add(share.own, norm.own), c));
    const deviation = f64.sqrt(f64.add(spread, f64.const(epsilon)));
    const scale = f.let(f64.div(f64.fromF32(f32.load(c, norm.gamma)), deviation));
    f.storeF32(own, Row.mean * channels * 4, f32.fromF64(mean));
    f.storeF32(own, Row.scale * channels * 4, f32.fromF64(scale));
    const shift = f64.sub(f64.fromF32(f32.load(c, norm.beta)), f64.mul(mean, scale));
    f.storeF32(own, Row.shift * channels * 4, f32.fromF64(shift));
    // kept for the way back: 1 / deviation
    f.storeF32(own, Row.slope * channels * 4, f32.fromF64(f64.div(f64.const(1), deviation)));
  });
}

/** The mean and the sum of squared differences over all parts, part after part. */
function joinParts(
  f: FunctionBuilder,
  { parts, partial, channels, rowsEach }: BatchNorm,
  the: {
    c: Local<'i32'>;
    count: Local<'i32'>;
    rows: Local<'f64'>;
    mean: Local<'f64'>;
    spread: Local<'f64'>;
  },
): void {
  const place = f.let(i32.add(i32.mul(the.c, 2), partial));
  const rowsOf = (part: number) => {
    const begins = (p: number) => i32.divU(i32.mul(the.count, p), parts);
    return f64.fromI32(i32.mul(i32.sub(begins(part + 1), begins(part)), rowsEach));
  };
  f.set(the.mean, f64.const(0));
  for (let part = 0; part < parts; part++) {
    const sum = f64.mul(f64.load(place, part * channels * 16), rowsOf(part));
    f.set(the.mean, f64.add(the.mean, sum));
  }
  f.set(the.mean, f64.div(the.mean, the.rows));
  f.set(the.spread, f64.const(0));
  for (let part = 0; part < parts; part++) {
    const away = f.let(f64.sub(f64.load(place, part * channels * 16), the.mean));
    const between = f64.mul(f64.mul(away, away), rowsOf(part));
    const within = f64.load(place, part * channels * 16 + channels * 8);
    f.set(the.spread, f64.add(f64.add(the.spread, within), between));
  }
}

/** Share of each step's batch in the running statistics. */
const momentum = 0.1;

function moveRunning(
  f: FunctionBuilder,
  place: { type: 'i32'; code: readonly number[] },
  value: Local<'f64'>,
) {
  const old = f.let(f64.fromF32(f32.load(place)));
  const move = f64.mul(f64.sub(value, old), f64.const(momentum));
  f.storeF32(place, 0, f32.fromF64(f64.add(old, move)));
}

/** y = activation(x × scale + shift) */
export function emitNormalized(f: FunctionBuilder, share: Share, norm: BatchNorm, y: number): void {
  const rows = [Row.scale, Row.shift];
  const target = { at: y, activation: norm.activation };
  eachPair(f, share, norm, rows, target, (place, lane, [scale, shift]) =>
    f.madd(f32x4.load(place, norm.x + lane), scale!, shift!),
  );
}

/** Σ dy and Σ dy (x − mean) of this part, dy being 0 where the activation lets nothing through. */
export function emitGradientSums(
  f: FunctionBuilder,
  share: Share,
  norm: BatchNorm,
  dy: number,
  part: Local<'i32'>,
): void {
  const { rowsEach, channels, x } = norm;
  const bytes = channels * 4;
  const first = f.let(i32.mul(share.from, rowsEach * bytes));
  const last = f.let(i32.mul(share.to, rowsEach * bytes));
  const [begin] = partRange(f, norm, part);
  const to = sumsOf(f, norm, share, part, begin);
  sumOverBlocks(f, norm, share, { first, last, to }, (row, group, lane) => {
    const own = i32.add(i32.add(share.own, norm.own), group);
    const [mean, scale, shift] = [Row.mean, Row.scale, Row.shift].map((kind) =>
      f.let(f32x4.load(own, kind * bytes + lane)),
    );
    return () => {
      const value = f.let(f32x4.load(row, x + lane));
      const passed = f.madd(value, scale!, shift!);
      const gradient = f32x4.load(row, dy + lane);
      const masked = f.let(maskedBy(f, gradient, passed, norm.activation));
      return [masked, f32x4.sub(value, mean!)];
    };
  });
}

/** The numbers of `Row.slope` and `Row.rest`; the first part also has the gradients of gamma and beta. */
export function emitGradientScale(
  f: FunctionBuilder,
  share: Share,
  norm: BatchNorm,
  { part, count }: { part: Local<'i32'>; count: Local<'i32'> },
  gradients: { readonly gamma: number; readonly beta: number },
): void {
  const { channels, parts, partial, rowsEach } = norm;
  const c = f.local('i32');
  const rows = f.let(f64.fromI32(i32.mul(count, rowsEach)));
  f.range(c, 0, channels * 4, 4, () => {
    const place = f.let(i32.add(i32.mul(c, 2), partial));
    const sumOf = (offset: number) =>
      Array.from({ length: parts }, (_, p) => f64.load(place, p * channels * 16 + offset)).reduce(
        (sum, next) => f64.add(sum, next),
      );
    const plain = f.let(sumOf(0));
    const crossed = f.let(sumOf(channels * 8));
    const own = f.let(i32.add(i32.add(share.own, norm.own), c));
    const load = (row: number) => f64.fromF32(f32.load(own, row * channels * 4));
    const deviation = f.let(load(Row.slope)); // its inverse, from the way out
    f.when(i32.eq(part, 0), () => {
      const g = f.let(i32.add(share.own, c));
      f.storeF32(g, gradients.gamma, f32.fromF64(f64.mul(crossed, deviation)));
      f.storeF32(g, gradients.beta, f32.fromF64(plain));
    });
    // dx = scale (dy − Σdy / n − x̂ Σ dy x̂ / n), x̂ = (x − mean) / deviation
    const share1 = f64.div(f64.mul(f64.mul(crossed, deviation), deviation), rows);
    const slope = f.let(f64.neg(f64.mul(load(Row.scale), share1)));
    const evenly = f64.mul(load(Row.scale), f64.div(plain, rows));
    const rest = f64.sub(f64.neg(evenly), f64.mul(slope, load(Row.mean)));
    f.storeF32(own, Row.rest * channels * 4, f32.fromF64(rest));
    f.storeF32(own, Row.slope * channels * 4, f32.fromF64(slope));
  });
}

/** dx (+)= dy × scale + x × slope + rest; dx may take the place of dy. */
export function emitNormGradient(
  f: FunctionBuilder,
  share: Share,
  norm: BatchNorm,
  { dy, dx, adds }: { dy: number; dx: number; adds: boolean },
): void {
  const rows = [Row.scale, Row.shift, Row.slope, Row.rest];
  eachPair(f, share, norm, rows, { at: dx, adds }, (place, lane, [scale, shift, slope, rest]) => {
    const x = f.let(f32x4.load(place, norm.x + lane));
    const passed = f.madd(x, scale!, shift!);
    const masked = maskedBy(f, f32x4.load(place, dy + lane), passed, norm.activation);
    return f.madd(masked, scale!, f.madd(x, slope!, rest!));
  });
}

/**
 * to[channels] += Σ first, to[channels…] += Σ first × second over the rows from `first` to `last`,
 * bytes from the address of a value; 8 channels at a time, a block of rows in float32, the blocks in
 * float64. `terms` gets the channel of the first lane and the bytes from it, 0 or 16.
 */
function sumOverBlocks(
  f: FunctionBuilder,
  { channels, own }: BatchNorm,
  share: Share,
  { first, last, to }: Readonly<Record<'first' | 'last' | 'to', Local<'i32'>>>,
  terms: (row: Local<'i32'>, group: Local<'i32'>, lane: number) => () => readonly [V128, V128],
): void {
  const bytes = channels * 4;
  const block = blockRows(channels) * bytes;
  const sums = f.let(i32.add(share.own, own + 5 * bytes));
  const [start, end, group, row] = f.locals('i32', 4) as Local<'i32'>[];
  const plain = f.locals('v128', 2);
  const crossed = f.locals('v128', 2);
  f.range(start!, first, last, block, () => {
    f.set(end!, i32.minU(i32.add(start!, block), last));
    f.range(group!, 0, bytes, 32, () => {
      for (const sum of [...plain, ...crossed]) f.set(sum, v128.zero());
      f.set(row!, i32.add(start!, group!));
      const each = [0, 16].map((lane) => terms(row!, group!, lane));
      f.doWhile(
        () => {
          for (const [i, both] of each.entries()) {
            const [one, other] = both();
            f.set(plain[i]!, f32x4.add(plain[i]!, one));
            f.set(crossed[i]!, f.madd(one, other, crossed[i]!));
          }
          f.step(row!, bytes);
        },
        () => i32.ltU(row!, end!),
      );
      // through memory, as V8 joins only vectors that are stored side by side
      storePairs(f, sums, [...plain, ...crossed], { placeOf: (i) => 16 * i });
      const place = f.let(i32.add(i32.mul(group!, 2), to));
      for (const i of [0, 1]) {
        addDoubles(f, place, 32 * i, f.let(f32x4.load(sums, 16 * i)));
        addDoubles(f, place, channels * 8 + 32 * i, f.let(f32x4.load(sums, 32 + 16 * i)));
      }
    });
  });
}

function addDoubles(
  f: FunctionBuilder,
  place: Local<'i32'>,
  offset: number,
  four: Local<'v128'>,
): void {
  const high = f32x4.shuffle(four, four, [2, 3, 2, 3]);
  for (const [i, two] of [four, high].entries()) {
    const at = offset + 16 * i;
    f.store(place, at, f64x2.add(f32x4.load(place, at), f64x2.fromLow(two)));
  }
}

/**
 * Makes a value of every 8 channels of the share: `made` gets the place of the first lane from the
 * address of a value, and 0 or 16 bytes from it, with rows of the part's own memory in registers.
 */
function eachPair(
  f: FunctionBuilder,
  share: Share,
  { rowsEach, channels, own }: BatchNorm,
  rows: readonly number[],
  target: { readonly at: number; readonly adds?: boolean; readonly activation?: Fused },
  made: (place: Local<'i32'>, lane: number, held: readonly Local<'v128'>[]) => V128,
): void {
  const bytes = channels * 4;
  const block = Math.max(1, Math.floor(8192 / bytes)) * bytes;
  const [start, end, group, place] = f.locals('i32', 4) as Local<'i32'>[];
  const last = f.let(i32.mul(share.to, rowsEach * bytes));
  f.range(start!, i32.mul(share.from, rowsEach * bytes), last, block, () => {
    f.set(end!, i32.minU(i32.add(start!, block), last));
    f.range(group!, 0, bytes, 32, () => {
      const held = f.let(i32.add(i32.add(share.own, own), group!));
      const lanes = [0, 16].map(
        (lane) => [lane, rows.map((row) => f.let(f32x4.load(held, row * bytes + lane)))] as const,
      );
      f.set(place!, i32.add(start!, group!));
      f.doWhile(
        () => {
          const values = lanes.map(([lane, held]) => f.let(made(place!, lane, held)));
          storePairs(f, place!, values, { ...target, placeOf: (i) => target.at + 16 * i });
          f.step(place!, bytes);
        },
        () => i32.ltU(place!, end!),
      );
    });
  });
}
