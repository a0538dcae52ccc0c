import type { Conv2dOp, DenseOp, Depthwise2dOp, Rounding, Value } from '../../../graph/op.ts';
import { zeroOf } from '../../../graph/quantized-value.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { LayerField, LayerTable } from '../../emit/kernel.ts';
import { slidingFields } from '../../emit/sliding-fields.ts';
import { readsAll, sliding } from '../../plan/overlap.ts';
import type { Candidate } from '../cortex-m-dsp/candidate.ts';
import { type Channel, channelsOf } from '../cortex-m-dsp/channel.ts';
import type { ScalarCost } from './cost.ts';
import { allSteps, stepWords } from './steps.ts';

/** A dense layer by thimble_dense_s8_scalar, or why it cannot be one. */
export function fourRowDense(
  op: DenseOp,
  from: Value,
  to: Value,
  rounding: Rounding,
  cost: ScalarCost,
): Candidate | string {
  const [outputs, inputs] = op.weight.shape as [number, number];
  const rows = rowsOf(op, from, to, inputs, rounding, (o) =>
    (op.weight.data as Int8Array).slice(o * inputs, (o + 1) * inputs),
  );
  if (typeof rows === 'string') return rows;
  const count = sizeOf(to.shape) / outputs;
  const fields: LayerField[] = [
    { comment: 'count', int: count },
    { comment: 'inputs', int: inputs },
    { comment: 'rows', struct: rows.fields },
  ];
  // row r is written when row r is copied
  const ahead = Math.max(0, count * outputs - count * inputs, outputs - inputs);
  return {
    name: 'four rows',
    bound,
    instructions: count * (cost.row(outputs, rows.taps) + cost.take * inputs + 40) + 60,
    kernel: {
      kind: 'call',
      callee: 'thimble_dense_s8_scalar',
      header: 'thimble_dense_s8_scalar.h',
      data: { tables: rows.tables, config: { type: 'thimble_dense_s8_scalar_config', fields } },
      scratch: { element: 'int8_t', bytes: rows.taps },
      overlays: [readsAll(0, ahead)],
    },
  };
}

/** A convolution by thimble_conv2d_s8_scalar, or why it cannot be one. */
export function fourRowConvolution(
  op: Conv2dOp,
  from: Value,
  to: Value,
  rounding: Rounding,
  cost: ScalarCost,
): Candidate | string {
  const [, height, width, channels] = op.weight.shape as [number, number, number, number];
  const patch = height * width * channels;
  const weightsOf = (o: number) => (op.weight.data as Int8Array).slice(o * patch, (o + 1) * patch);
  return convolution(op, [height, width], from, to, weightsOf, rounding, cost);
}

/** A depthwise convolution over a single channel is a convolution of all its taps. */
export function singleChannelConvolution(
  op: Depthwise2dOp,
  from: Value,
  to: Value,
  rounding: Rounding,
  cost: ScalarCost,
): Candidate | string {
  if (from.shape[2] !== 1) return 'each output looks at one of several channels';
  const [height, width, outputs] = op.weight.shape as [number, number, number];
  const weightsOf = (o: number) =>
    Int8Array.from({ length: height * width }, (_, tap) => op.weight.data[tap * outputs + o]!);
  return convolution(op, [height, width], from, to, weightsOf, rounding, cost);
}

function convolution(
  op: Conv2dOp | Depthwise2dOp,
  kernel: readonly [height: number, width: number],
  from: Value,
  to: Value,
  weightsOf: (output: number) => Int8Array,
  rounding: Rounding,
  cost: ScalarCost,
): Candidate | string {
  const patch = kernel[0] * kernel[1] * from.shape[2]!;
  const rows = rowsOf(op, from, to, patch, rounding, weightsOf);
  if (typeof rows === 'string') return rows;
  const fields: LayerField[] = [
    { comment: 'sliding', struct: slidingFields(from.shape, to.shape, kernel, op) },
    { comment: 'input_zero', int: zeroOf(from) },
    { comment: 'rows', struct: rows.fields },
  ];
  const { stride, dilation, pad } = op;
  const order = { input: from.shape, output: to.shape, kernel, stride, dilation, pad };
  const [height, width, outputs] = to.shape as [number, number, number];
  const taking = cost.take * patch + 30 * kernel[0] + 90;
  return {
    name: 'four rows',
    bound,
    instructions: height * width * (taking + cost.row(outputs, rows.taps)) + 100,
    kernel: {
      kind: 'call',
      callee: 'thimble_conv2d_s8_scalar',
      header: 'thimble_conv2d_s8_scalar.h',
      data: { tables: rows.tables, config: { type: 'thimble_conv2d_s8_scalar_config', fields } },
      scratch: { element: 'int8_t', bytes: rows.taps },
      overlays: [sliding({ ...order, byChannel: false })],
      rows: 'sliding',
    },
  };
}

const bound = 'products of 32 bits give the output of every sum';

interface Rows {
  readonly taps: number;
  readonly tables: readonly LayerTable[];
  readonly fields: LayerField[];
}

/** The struct thimble_rows_s8_scalar. */
function rowsOf(
  op: DenseOp | Conv2dOp | Depthwise2dOp,
  from: Value,
  to: Value,
  patch: number,
  rounding: Rounding,
  weightsOf: (output: number) => Int8Array,
): Rows | string {
  const channels = channelsOf(op, from, to, weightsOf, rounding);
  if (typeof channels === 'string') return channels;
  if (patch * 255 * 255 >= 2 ** 31) return 'its patch is so long that bytes sum beyond 31 bits';
  const steps = allSteps(channels, op.activation, to, sumApart);
  if (typeof steps === 'string') return steps;
  const taps = Math.ceil(patch / 4) * 4;
  return {
    taps,
    tables: [
      { suffix: 'weight', element: 'int8_t', values: weightBytes(channels, patch, taps) },
      { suffix: 'steps', element: 'int32_t', values: Int32Array.from(steps.flatMap(stepWords)) },
    ],
    fields: [
      { comment: 'outputs', int: channels.length },
      { comment: 'taps', int: taps },
      { comment: 'weight', table: 'weight' },
      { comment: 'steps', table: 'steps' },
    ],
  };
}

/** The kernel sums weight × (input + 128). */
function sumApart({ weights, bias }: Channel): number {
  return bias - 128 * weights.reduce((sum, w) => sum + w, 0);
}

/** [outputs / 4][taps][4], plus 128 as bytes without a sign. */
function weightBytes(channels: readonly Channel[], patch: number, taps: number): Int8Array {
  const groups = Math.ceil(channels.length / 4);
  const bytes = new Int8Array(groups * taps * 4);
  for (const [o, { weights }] of channels.entries()) {
    const start = Math.floor(o / 4) * taps * 4 + (o % 4);
    for (let k = 0; k < patch; k++) bytes[start + 4 * k] = weights[k]! + 128;
  }
  return bytes;
}
