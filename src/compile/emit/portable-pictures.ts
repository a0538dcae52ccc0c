import { broadcastIndices, stridesOf } from '../../graph/broadcast.ts';
import { bilinearPlaces } from '../../graph/int8-pictures.ts';
import type {
  ArgMaxOp,
  BatchMatmulOp,
  ResizeBilinearOp,
  Rounding,
  TransposeConv2dOp,
  Value,
} from '../../graph/op.ts';
import { matmulMultiplier, zeroOf } from '../../graph/quantized-value.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { elementwise } from '../plan/overlap.ts';
import type { CallKernel, LayerField } from './kernel.ts';
import { callOf, refuseLayer } from './portable-calls.ts';
import { multiplierField, weightParts } from './weighted.ts';

export function transposeConv2dKernel(
  op: TransposeConv2dOp,
  from: Value,
  to: Value,
  layer: string,
): CallKernel {
  const [outputs, height, width, channels] = op.weight.shape as [number, number, number, number];
  const kernel = height * width * channels;
  const outputOf = (i: number) => Math.floor(i / kernel);
  const { tables, scaling } = weightParts(op, from, to, layer, outputOf, false);
  const sizes = {
    input_height: from.shape[0]!,
    input_width: from.shape[1]!,
    channels,
    output_height: op.size[0],
    output_width: op.size[1],
    outputs,
    kernel_height: height,
    kernel_width: width,
    stride_height: op.stride[0],
    stride_width: op.stride[1],
    pad_top: op.pad.top,
    pad_left: op.pad.left,
    input_zero: zeroOf(from),
  };
  const fields: LayerField[] = [
    ...Object.entries(sizes).map(([comment, int]) => ({ comment, int })),
    { comment: 'weight', table: 'weight' },
    { comment: 'scaling', struct: scaling },
  ];
  return callOf('transpose_conv2d_s8', 'transpose_conv2d_s8', fields, { tables });
}

export function resizeBilinearKernel(
  op: ResizeBilinearOp,
  from: Value,
  rounding: Rounding,
): CallKernel {
  const [height, width, channels] = from.shape as [number, number, number];
  const table = (suffix: string, side: number, into: number) => ({
    suffix,
    element: 'int32_t' as const,
    values: Int32Array.from(
      bilinearPlaces(op, side, into).flatMap(({ low, high, share }) => [low, high, share]),
    ),
  });
  const fields: LayerField[] = [
    { comment: 'input_width', int: width },
    { comment: 'channels', int: channels },
    { comment: 'output_height', int: op.size[0] },
    { comment: 'output_width', int: op.size[1] },
    { comment: 'upward', int: rounding === 'single' ? 1 : 0 },
    { comment: 'rows', table: 'rows' },
    { comment: 'columns', table: 'columns' },
  ];
  const tables = [table('rows', height, op.size[0]), table('columns', width, op.size[1])];
  return callOf('resize_bilinear_s8', 'resize_bilinear_s8', fields, { tables });
}

export function argMaxKernel({ axis }: ArgMaxOp, from: Value, layer: string): CallKernel {
  if (from.type !== 'i8' && from.type !== 'f32') {
    refuseLayer('argMax', layer, `looks at ${from.type}; requantise to int8 before it`);
  }
  const callee = from.type === 'f32' ? 'arg_max_f32' : 'arg_max_s8';
  return callOf(callee, 'arg_max', [
    { comment: 'outer', int: sizeOf(from.shape.slice(0, axis)) },
    { comment: 'side', int: from.shape[axis]! },
    { comment: 'inner', int: sizeOf(from.shape.slice(axis + 1)) },
  ]);
}

/** No sum of so many products of two int8 numbers, less their zero points, leaves 32 bits. */
const productsMax = Math.floor((2 ** 31 - 1) / 255 ** 2);

export function matmulKernel(
  op: BatchMatmulOp,
  [a, b]: readonly Value[],
  to: Value,
  layer: string,
): CallKernel {
  const inner = a!.shape.at(op.transposeLeft ? -2 : -1)!;
  if (inner > productsMax) refuseLayer('batchMatmul', layer, `sums ${inner} products`);
  const outer = to.shape.slice(0, -2);
  const starts = (suffix: string, { shape }: Value) => ({
    suffix,
    element: 'int32_t' as const,
    values: broadcastIndices(shape.slice(0, -2), outer).map((at) => at * sizeOf(shape.slice(-2))),
  });
  const steps = ({ shape }: Value, transposed: boolean) => {
    const [row, column] = stridesOf(shape).slice(-2) as [number, number];
    return transposed ? [column, row] : [row, column];
  };
  const [leftRow, leftInner] = steps(a!, op.transposeLeft);
  const [rightInner, rightColumn] = steps(b!, op.transposeRight);
  const sizes = {
    batches: sizeOf(outer),
    rows: to.shape.at(-2)!,
    inner,
    columns: to.shape.at(-1)!,
    left_row: leftRow!,
    left_inner: leftInner!,
    right_inner: rightInner!,
    right_column: rightColumn!,
    left_zero: zeroOf(a!),
    right_zero: zeroOf(b!),
  };
  const fields: LayerField[] = [
    ...Object.entries(sizes).map(([comment, int]) => ({ comment, int })),
    multiplierField('scale', matmulMultiplier(a!, b!, to)),
    { comment: 'zero', int: zeroOf(to) },
    { comment: 'left_starts', table: 'left_starts' },
    { comment: 'right_starts', table: 'right_starts' },
  ];
  const tables = [starts('left_starts', a!), starts('right_starts', b!)];
  return callOf('batch_matmul_s8', 'batch_matmul_s8', fields, { tables });
}

export function l2NormKernel(from: Value, layer: string): CallKernel {
  const width = from.shape.at(-1)!;
  if (width > productsMax) refuseLayer('l2Norm', layer, `sums ${width} squares`);
  const fields: LayerField[] = [
    { comment: 'rows', int: sizeOf(from.shape) / width },
    { comment: 'width', int: width },
    { comment: 'input_zero', int: zeroOf(from) },
  ];
  return callOf('l2_norm_s8', 'l2_norm_s8', fields, { overlays: [elementwise(0)] });
}
