import { sizeOf, type Tensor } from '../tensor/tensor.ts';
import { broadcastIndices, stridesOf } from './broadcast.ts';
import type { BatchMatmulOp, Value } from './op.ts';

/** Σ (left − leftZero) (right − rightZero) for each element of a batch of matrix products. */
export function matrixSums(
  { transposeLeft, transposeRight }: BatchMatmulOp,
  left: Tensor,
  right: Tensor,
  to: Value,
  leftZero: number,
  rightZero: number,
): Float64Array {
  const [rows, columns] = to.shape.slice(-2) as [number, number];
  const outer = to.shape.slice(0, -2);
  const inner = left.shape.at(transposeLeft ? -2 : -1)!;
  const starts = [left, right].map((x) => {
    const matrix = sizeOf(x.shape.slice(-2));
    return broadcastIndices(x.shape.slice(0, -2), outer).map((at) => at * matrix);
  });
  const [rowStep, leftStep] = steps(left, transposeLeft);
  const [rightStep, columnStep] = steps(right, transposeRight);
  const sums = new Float64Array(sizeOf(to.shape));
  for (let at = 0; at < sums.length; at++) {
    const column = at % columns;
    const row = Math.floor(at / columns) % rows;
    const batch = Math.floor(at / (rows * columns));
    let l = starts[0]![batch]! + row * rowStep;
    let r = starts[1]![batch]! + column * columnStep;
    for (let k = 0; k < inner; k++, l += leftStep, r += rightStep) {
      sums[at]! += (left.data[l]! - leftZero) * (right.data[r]! - rightZero);
    }
  }
  return sums;
}

/** Elements from row to row and from column to column. */
function steps({ shape }: Tensor, transposed: boolean): [number, number] {
  const [row, column] = stridesOf(shape).slice(-2) as [number, number];
  return transposed ? [column, row] : [row, column];
}
