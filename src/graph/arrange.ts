import { type Shape, sizeOf, type Tensor, type Type, zeros } from '../tensor/tensor.ts';
import { indicesBy, stridesOf } from './broadcast.ts';
import type {
  GatherOp,
  MirrorPadOp,
  PadOp,
  ResizeNearestOp,
  SliceOp,
  TransposeOp,
  Value,
} from './op.ts';

/** An operation that makes its output of elements of its input, as they are. */
export type ArrangeOp = PadOp | MirrorPadOp | TransposeOp | SliceOp | ResizeNearestOp;

/** Operations that only move numbers: the same for every type. */
export function arrange(op: ArrangeOp, x: Tensor, to: Value): Tensor {
  const sources = sourcesOf(op, x.shape, to.shape);
  const made = zeros(x.type, to.shape);
  const outside = op.kind === 'pad' ? op.value : 0;
  for (const [i, source] of sources.entries()) {
    made.data[i] = source < 0 ? outside : x.data[source]!;
  }
  return made;
}

/** For each element of the output: which element of the input it is; −1 where it is padding. */
export function sourcesOf(op: ArrangeOp, from: Shape, to: Shape): Int32Array {
  const strides = stridesOf(from);
  if (op.kind === 'transpose') {
    const steps = op.permutation.map((d) => strides[d]!);
    return indicesBy(to, steps, 0);
  }
  if (op.kind === 'slice') {
    const steps = op.stride.map((step, d) => step * strides[d]!);
    const start = op.begin.reduce((sum, begin, d) => sum + begin * strides[d]!, 0);
    return indicesBy(to, steps, start);
  }
  return alongEach(sidesOf(op, from, to), strides);
}

/** For each dimension, for each index of the output: the input's index, or −1. */
function sidesOf(op: PadOp | MirrorPadOp | ResizeNearestOp, from: Shape, to: Shape): Int32Array[] {
  return to.map((side, d) =>
    Int32Array.from({ length: side }, (_, i) => {
      if (op.kind === 'resizeNearest') return d < 2 ? nearestIndex(op, i, from[d]!, side) : i;
      const at = i - op.pads[d]![0];
      if (at >= 0 && at < from[d]!) return at;
      if (op.kind === 'pad') return -1;
      const edge = op.mode === 'symmetric' ? 1 : 0;
      return at < 0 ? -at - edge : 2 * from[d]! - at - 2 + edge;
    }),
  );
}

/** The input row that an output row shows; every step in float32, as TensorFlow does it. */
export function nearestIndex(
  { alignCorners, halfPixelCenters }: ResizeNearestOp,
  index: number,
  from: number,
  to: number,
): number {
  const scale =
    alignCorners && to > 1 ? Math.fround((from - 1) / (to - 1)) : Math.fround(from / to);
  const place = Math.fround(Math.fround(index + (halfPixelCenters ? 0.5 : 0)) * scale);
  // no place is negative, so halves away from zero are halves upward
  const nearest = alignCorners ? Math.floor(place + 0.5) : Math.floor(place);
  return Math.max(0, Math.min(nearest, from - 1));
}

function alongEach(sides: readonly Int32Array[], strides: readonly number[]): Int32Array {
  let sources = Int32Array.of(0);
  for (const [d, side] of sides.entries()) {
    const wider = new Int32Array(sources.length * side.length);
    for (let i = 0; i < wider.length; i++) {
      const outer = sources[Math.floor(i / side.length)]!;
      const own = side[i % side.length]!;
      wider[i] = outer < 0 || own < 0 ? -1 : outer + own * strides[d]!;
    }
    sources = wider;
  }
  return sources;
}

/** Entries along an axis picked by indices, which are kept within the axis. */
export function gather({ axis }: GatherOp, x: Tensor, picked: Tensor, to: Value): Tensor {
  const made = zeros(x.type, to.shape);
  const run = sizeOf(x.shape.slice(axis + 1));
  const side = x.shape[axis]!;
  const outer = sizeOf(x.shape.slice(0, axis));
  for (let row = 0; row < outer; row++) {
    for (const [k, wished] of picked.data.entries()) {
      const index = Math.min(side - 1, Math.max(0, wished));
      const from = (row * side + index) * run;
      const at = (row * picked.data.length + k) * run;
      made.data.set(x.data.subarray(from, from + run) as never, at);
    }
  }
  return made;
}

/** The index of the first largest entry along an axis. */
export function argMax(axis: number, x: Tensor, to: Value): Tensor<'i32'> {
  const made = zeros('i32', to.shape);
  const run = sizeOf(x.shape.slice(axis + 1));
  const side = x.shape[axis]!;
  for (let at = 0; at < made.data.length; at++) {
    const first = Math.floor(at / run) * side * run + (at % run);
    let best = 0;
    for (let i = 1; i < side; i++) {
      if (x.data[first + i * run]! > x.data[first + best * run]!) best = i;
    }
    made.data[at] = best;
  }
  return made;
}

/** The lowest and the highest number of an integer type. */
export const limits: { readonly [T in Exclude<Type, 'f32'>]: readonly [number, number] } = {
  i8: [-128, 127],
  i4: [-8, 7],
  i16: [-32768, 32767],
  i32: [-(2 ** 31), 2 ** 31 - 1],
};
