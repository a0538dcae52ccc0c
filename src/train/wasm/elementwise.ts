import { type Fused, maskedBy } from './activation.ts';
import { f32x4, type I32, i32, i32x4, type Local, type V128, v128 } from './expression.ts';
import type { FunctionBuilder } from './function-builder.ts';
import { at, type Picture, pixelsOf } from './picture.ts';
import type { Share } from './program.ts';
import { storePairs } from './tile.ts';

/** Calls with the offset of every vector of the share in a value of `bytesEach` an example. */
export function eachVector(
  f: FunctionBuilder,
  { from, to }: Share,
  bytesEach: number,
  body: (offset: Local<'i32'>) => void,
): void {
  const offset = f.local('i32');
  const last = f.let(i32.mul(to, bytesEach));
  f.range(offset, i32.mul(from, bytesEach), last, 16, () => body(offset));
}

/** y = activation(a + b), or of a alone. */
export function emitSum(
  f: FunctionBuilder,
  share: Share,
  { sources, target, bytesEach, activation }: Elementwise,
): void {
  eachPairStored(f, share, bytesEach, { at: target, activation }, (offset, lane) =>
    sources.map((source) => f32x4.load(offset, source + lane)).reduce((a, b) => f32x4.add(a, b)),
  );
}

/** The same for two neighbouring vectors at a time, of which `made` tells what is stored (or added). */
function eachPairStored(
  f: FunctionBuilder,
  { from, to }: Share,
  bytesEach: number,
  target: { readonly at: number; readonly adds?: boolean; readonly activation?: Fused },
  made: (offset: Local<'i32'>, lane: number) => V128,
): void {
  const offset = f.local('i32');
  f.range(offset, i32.mul(from, bytesEach), f.let(i32.mul(to, bytesEach)), 32, () => {
    const pair = [0, 16].map((lane) => made(offset, lane));
    storePairs(f, offset, pair, { ...target, placeOf: (i) => target.at + 16 * i });
  });
}

export interface Elementwise {
  readonly sources: readonly number[];
  readonly target: number;
  /** A multiple of 32. */
  readonly bytesEach: number;
  readonly activation: Fused;
}

/** target (+)= dy where the activation that made y lets it through; target may be dy itself. */
export function emitMasked(
  f: FunctionBuilder,
  share: Share,
  the: {
    dy: number;
    y: number;
    target: number;
    adds: boolean;
    bytesEach: number;
    activation: Fused;
  },
): void {
  const target = { at: the.target, adds: the.adds };
  eachPairStored(f, share, the.bytesEach, target, (offset, lane) => {
    const y = f32x4.load(offset, the.y + lane);
    return maskedBy(f, f32x4.load(offset, the.dy + lane), y, the.activation);
  });
}

/**
 * target (+)= source × gain, a gain being 0 with chance `rate` and otherwise 1 / (1 − rate). Which,
 * is decided by the counter-based numbers of base/random.ts: number i of the batch, counted without
 * padding, has counter i + 1 under the key of this layer and step.
 */
export function emitDropout(
  f: FunctionBuilder,
  share: Share,
  the: {
    source: number;
    target: number;
    adds: boolean;
    picture: Picture;
    rate: number;
    /** The key of the step. */
    key: I32;
    /** Not 0 while training. */
    training: I32;
  },
): void {
  const { picture, rate, source, target, adds } = the;
  const key = f.let(i32x4.splat(the.key));
  const kept = f32x4.const(1 / (1 - rate));
  const fewest = f.let(i32x4.const(Math.ceil(rate * 2 ** 32) | 0));
  const always = f.let(i32x4.splat(i32.sub(i32.ne(the.training, 0), 1)));
  const [row, group, place] = f.locals('i32', 3) as Local<'i32'>[];
  const pixels = pixelsOf(picture);
  f.range(row!, i32.mul(share.from, pixels), i32.mul(share.to, pixels), 1, () => {
    f.range(group!, 0, picture.channels, 4, () => {
      const first = i32.add(i32.mul(row!, picture.used), group!);
      const counter = f.let(i32x4.add(i32x4.splat(first), i32x4.const(1, 2, 3, 4)));
      const bits = mixed(f, i32x4.add(mixed(f, v128.xor(counter, key)), key));
      const dropped = v128.andNot(i32x4.ltU(bits, fewest), always);
      f.set(place!, i32.add(i32.mul(row!, picture.channels * 4), i32.mul(group!, 4)));
      const value = f.let(f32x4.load(place!, source));
      const gained = v128.select(value, f32x4.mul(value, kept), always);
      const result = v128.andNot(gained, dropped);
      f.store(place!, target, adds ? f32x4.add(f32x4.load(place!, target), result) : result);
    });
  });
}

/** The finaliser of MurmurHash3 (Appleby 2011) on four numbers at once. */
function mixed(f: FunctionBuilder, value: V128): V128 {
  const h = f.let(value);
  f.set(h, i32x4.mul(v128.xor(h, i32x4.shrU(h, 16)), i32x4.const(0x85ebca6b | 0)));
  f.set(h, i32x4.mul(v128.xor(h, i32x4.shrU(h, 13)), i32x4.const(0xc2b2ae35 | 0)));
  return f.let(v128.xor(h, i32x4.shrU(h, 16)));
}

/** Zero for the examples of the share. */
export function emitZero(
  f: FunctionBuilder,
  { from, to }: Share,
  target: number,
  bytesEach: number,
) {
  f.zero(at(target, from, bytesEach), i32.mul(i32.sub(to, from), bytesEach));
}
