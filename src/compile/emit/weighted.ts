import { assert } from '../../base/assert.ts';
import { Failure } from '../../base/failure.ts';
import type { Multiplier } from '../../graph/fixed-point.ts';
import type {
  Conv2dOp,
  DenseOp,
  Depthwise2dOp,
  Pad,
  TransposeConv2dOp,
  Value,
} from '../../graph/op.ts';
import { activationRange, weightMultipliers, zeroOf } from '../../graph/quantized-value.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { readsAll, sliding } from '../plan/overlap.ts';
import { fourBitKernel, hasFourBits, packFourBits, sliceBytesMost, sliceOf } from './four-bits.ts';
import type { CallKernel, LayerField, LayerTable, OverlayRule } from './kernel.ts';
import { slidingFields } from './sliding-fields.ts';

/** y = scaled(bias + Σ weight × input), the input's zero point folded into the bias. */
export function denseKernel(op: DenseOp, from: Value, to: Value, layer: string): CallKernel {
  const [outputs, inputs] = op.weight.shape as [number, number];
  const { tables, scaling } = weightParts(op, from, to, layer, (i) => Math.floor(i / inputs));
  const rows = sizeOf(to.shape) / outputs;
  const fields: LayerField[] = [
    { comment: 'rows', int: rows },
    { comment: 'inputs', int: inputs },
    { comment: 'outputs', int: outputs },
    { comment: 'weight', table: 'weight' },
    { comment: 'scaling', struct: scaling },
  ];
  // row r is written while row r is still read
  const ahead = Math.max(outputs, rows * outputs - (rows - 1) * inputs);
  const whole = kernel('thimble_dense_s8', tables, null, fields, readsAll(0, ahead));
  if (!hasFourBits(op)) return whole;
  const { slice, ...parts } = inSlices(op.weight.data, outputs, inputs);
  return fourBitKernel(whole, 'weight', { ...parts, fields: [{ comment: 'slice', int: slice }] });
}

/** A patch is gathered only where the kernel leaves the picture or skips columns. */
export function conv2dKernel(op: Conv2dOp, from: Value, to: Value, layer: string): CallKernel {
  const [outputs, height, width, channels] = op.weight.shape as [number, number, number, number];
  const patch = height * width * channels;
  const { tables, scaling } = weightParts(op, from, to, layer, (i) => Math.floor(i / patch));
  const gathers = isPadded(op.pad) || op.dilation[1] !== 1;
  const fields: LayerField[] = [
    { comment: 'sliding', struct: slidingFields(from.shape, to.shape, [height, width], op) },
    { comment: 'input_zero', int: zeroOf(from) },
    { comment: 'outputs', int: outputs },
    { comment: 'weight', table: 'weight' },
    { comment: 'scaling', struct: scaling },
  ];
  const overlay = sliding({ ...slideOf(op, from, to, [height, width]), byChannel: false });
  const whole = kernel('thimble_conv2d_s8', tables, gathers ? patch : 0, fields, overlay);
  if (!hasFourBits(op)) return { ...whole, rows: 'sliding' };
  const { slice, ...parts } = inSlices(op.weight.data, outputs, patch);
  const sizes: LayerField[] = [
    { comment: 'slice', int: slice },
    { comment: 'slice_bytes', int: parts.sliceBytes },
  ];
  return fourBitKernel(whole, 'weight', { ...parts, fields: sizes });
}

/** Weights [outputs][patch] of four bits, slice after slice. */
function inSlices(weights: DenseOp['weight']['data'], outputs: number, patch: number) {
  const slice = sliceOf(outputs, 1, patch, sliceBytesMost.little);
  const slices = Math.ceil(outputs / slice);
  const packed = Array.from({ length: slices }, (_, i) => [
    ...packFourBits(weights.subarray(i * slice * patch, (i + 1) * slice * patch)),
  ]);
  const sliceBytes = Math.ceil((slice * patch) / 8) * 8;
  return { slice, slices, sliceBytes, packed: Int32Array.from(packed.flat()) };
}

export function depthwise2dKernel(
  op: Depthwise2dOp,
  from: Value,
  to: Value,
  layer: string,
): CallKernel {
  const [height, width, outputs] = op.weight.shape as [number, number, number];
  if (from.shape[2] === 1) return conv2dKernel(overOneChannel(op), from, to, layer);
  const { tables, scaling } = weightParts(op, from, to, layer, (i) => i % outputs);
  const patch = height * width * from.shape[2]!;
  const fields: LayerField[] = [
    { comment: 'sliding', struct: slidingFields(from.shape, to.shape, [height, width], op) },
    { comment: 'input_zero', int: zeroOf(from) },
    { comment: 'multiplier', int: op.multiplier },
    { comment: 'weight', table: 'weight' },
    { comment: 'scaling', struct: scaling },
  ];
  const order = slideOf(op, from, to, [height, width]);
  const overlay = sliding({ ...order, byChannel: op.multiplier === 1 });
  const scratchBytes = isPadded(op.pad) ? patch : 0;
  return {
    ...kernel('thimble_depthwise2d_s8', tables, scratchBytes, fields, overlay),
    rows: 'sliding',
  };
}

/** Over one input channel every output looks at the same values, as those of a convolution do. */
function overOneChannel(op: Depthwise2dOp): Conv2dOp {
  const { weight, multiplier: _multiplier, ...rest } = op;
  const [height, width, outputs] = weight.shape as [number, number, number];
  const turned = weight.data.slice();
  for (const [i, value] of weight.data.entries()) {
    turned[(i % outputs) * height * width + Math.floor(i / outputs)] = value;
  }
  const own = { ...weight, shape: [outputs, height, width, 1], data: turned } as Conv2dOp['weight'];
  return { ...rest, kind: 'conv2d', weight: own };
}

export function multiplierField(comment: string, { multiplier, shift }: Multiplier): LayerField {
  return {
    comment,
    struct: [
      { comment: 'multiplier', int: multiplier },
      { comment: 'shift', int: shift },
    ],
  };
}

function slideOf(
  { stride, dilation, pad }: Conv2dOp | Depthwise2dOp,
  from: Value,
  to: Value,
  kernel: readonly [number, number],
) {
  return { input: from.shape, output: to.shape, kernel, stride, dilation, pad };
}

function isPadded({ top, bottom, left, right }: Pad): boolean {
  return top + bottom + left + right > 0;
}

/** The tables of a layer with weights, and the struct thimble_scaling_s8 over them. */
export function weightParts(
  op: DenseOp | Conv2dOp | Depthwise2dOp | TransposeConv2dOp,
  from: Value,
  to: Value,
  layer: string,
  outputOf: (index: number) => number,
  folds = true,
): { tables: LayerTable[]; scaling: LayerField[] } {
  const { weight, bias } = op;
  assert(weight.type !== 'f32' && bias.type === 'i32', `the weights of ${layer} are integers`);
  const multipliers = weightMultipliers(op, from, to);
  const [low, high] = activationRange(op.activation, to);
  return {
    tables: [
      { suffix: 'weight', element: 'int8_t', values: weight.data },
      {
        suffix: 'bias',
        element: 'int32_t',
        values: foldedBias(
          weight.data,
          bias.data,
          folds ? zeroOf(from) : 0,
          outputOf,
          layer,
          folds ? 128 : 255,
        ),
      },
      {
        suffix: 'multiplier',
        element: 'int32_t',
        values: Int32Array.from(multipliers, ({ multiplier }) => multiplier),
      },
      {
        suffix: 'shift',
        element: 'int8_t',
        values: Int8Array.from(multipliers, ({ shift }) => shift),
      },
    ],
    scaling: [
      { comment: 'bias', table: 'bias' },
      { comment: 'multiplier', table: 'multiplier' },
      { comment: 'shift', table: 'shift' },
      { comment: 'zero', int: zeroOf(to) },
      { comment: 'low', int: low },
      { comment: 'high', int: high },
    ],
  };
}

/**
 * Σ w (x − zero) + bias = Σ w x + (bias − zero Σ w). Proves on the way that no sum of products, in
 * whatever order, leaves 32 bits for any input.
 */
export function foldedBias(
  weight: Int8Array,
  bias: Int32Array,
  zero: number,
  outputOf: (index: number) => number,
  layer: string,
  largest = 128,
): Int32Array {
  const sums = new Float64Array(bias.length);
  const reach = new Float64Array(bias.length);
  for (const [i, w] of weight.entries()) {
    const output = outputOf(i);
    sums[output]! += w;
    reach[output]! += Math.abs(w) * largest;
  }
  const folded = Float64Array.from(bias, (value, output) => value - zero * sums[output]!);
  const over = folded.findIndex((value, output) => Math.abs(value) + reach[output]! >= 2 ** 31);
  if (over >= 0) {
    const way = 'quantise it again with a larger weight scale';
    throw new Failure(
      'bad-graph',
      `Layer ${layer}: the sum of output channel ${over} may exceed 32 bits; ${way}.`,
    );
  }
  return Int32Array.from(folded);
}

function kernel(
  callee: string,
  tables: readonly LayerTable[],
  scratchBytes: number | null,
  fields: readonly LayerField[],
  overlay: OverlayRule,
): CallKernel {
  return {
    kind: 'call',
    callee,
    header: `${callee}.h`,
    data: { tables, config: { type: `${callee}_config`, fields } },
    scratch: scratchBytes === null ? null : { element: 'int8_t', bytes: scratchBytes },
    overlays: [overlay],
  };
}
