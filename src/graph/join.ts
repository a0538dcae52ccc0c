import { sizeOf, type Tensor, zeros } from '../tensor/tensor.ts';
import type { Value } from './op.ts';

/** Tensors of one type laid side by side along one dimension. */
export function joinAlong(axis: number, inputs: readonly Tensor[], to: Value): Tensor {
  const joined = zeros(to.type, to.shape);
  const inner = sizeOf(to.shape.slice(axis + 1));
  const outer = sizeOf(to.shape.slice(0, axis));
  let column = 0;
  for (const { data, shape } of inputs) {
    const run = shape[axis]! * inner;
    for (let row = 0; row < outer; row++) {
      const from = data.subarray(row * run, (row + 1) * run);
      joined.data.set(from as never, row * to.shape[axis]! * inner + column);
    }
    column += run;
  }
  return joined;
}
