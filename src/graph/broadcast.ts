import { type Shape, sizeOf } from '../tensor/tensor.ts';

/** The shape of two values side by side, aligned at the end; null where they do not fit. */
export function broadcastShape(a: Shape, b: Shape): Shape | null {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let d = 0; d < rank; d++) {
    const [left, right] = [sideAt(a, rank, d), sideAt(b, rank, d)];
    if (left !== right && left !== 1 && right !== 1) return null;
    shape.push(left === 1 ? right : left);
  }
  return shape;
}

/** For each element of `to`: the element of `from` that stands there, a side of 1 repeated. */
export function broadcastIndices(from: Shape, to: Shape): Int32Array {
  const strides = stridesOf(from);
  const missing = to.length - from.length;
  const steps = to.map((_, d) => ((from[d - missing] ?? 1) > 1 ? strides[d - missing]! : 0));
  return indicesBy(to, steps, 0);
}

/** Elements from one index to the next, for each dimension. */
export function stridesOf(shape: Shape): number[] {
  return shape.map((_, d) => sizeOf(shape.slice(d + 1)));
}

/** start + Σ index × step over all indices of a shape, last dimension fastest. */
export function indicesBy(shape: Shape, steps: readonly number[], start: number): Int32Array {
  let indices = Int32Array.of(start);
  for (const [d, side] of shape.entries()) {
    const wider = new Int32Array(indices.length * side);
    for (let i = 0; i < wider.length; i++) {
      wider[i] = indices[Math.floor(i / side)]! + (i % side) * steps[d]!;
    }
    indices = wider;
  }
  return indices;
}

function sideAt(shape: Shape, rank: number, d: number): number {
  return shape[d - (rank - shape.length)] ?? 1;
}
