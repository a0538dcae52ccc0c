import type {
  Activation,
  Conv2dOp,
  DenseOp,
  Depthwise2dOp,
  Pad,
  Rounding,
  Value,
} from '../../graph/op.ts';
import { zeroOf } from '../../graph/quantized-value.ts';
import { type Shape, sizeOf } from '../../tensor/tensor.ts';
import {
  fourBitKernel,
  hasFourBits,
  packFourBits,
  sliceBytesMost,
  sliceOf,
} from '../emit/four-bits.ts';
import type { LayerField, LayerTable } from '../emit/kernel.ts';
import { slidingFields } from '../emit/sliding-fields.ts';
import { readsAll, sliding } from '../plan/overlap.ts';
import type { Candidate } from './candidate.ts';
import { type Channel, channelsOf } from './channel.ts';

/** A dense layer by thimble_dense_s8_<port>, or why it cannot be one. */
export function fourRowDense(
  op: DenseOp,
  from: Value,
  to: Value,
  rounding: Rounding,
  form: RowForm,
): Candidate | string {
  const [outputs, inputs] = op.weight.shape as [number, number];
  const rows = rowsOf(op, from, to, inputs, rounding, form, (o) =>
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
  const made: Candidate = {
    name: form.name,
    bound,
    instructions: rows.eachAlone * count + count * (form.take(inputs) + 40) + 60,
    kernel: {
      kind: 'call',
      callee: `thimble_dense_s8_${form.port}`,
      header: `thimble_dense_s8_${form.port}.h`,
      data: {
        tables: rows.tables,
        config: { type: `thimble_dense_s8_${form.port}_config`, fields },
      },
      scratch: { element: 'int8_t', bytes: rows.patchBytes },
      overlays: [readsAll(0, ahead)],
    },
  };
  if (!form.fourBits || !hasFourBits(op)) return made;
  const { pack, instructions } = form.fourBits.dense;
  return {
    ...made,
    name: `${form.name}, four bits`,
    instructions: count * (instructions(outputs, inputs) + form.take(inputs) + 40) + 60,
    kernel: fourBitKernel(made.kernel, 'weight', {
      ...{ packed: pack(rows.weights!), sliceBytes: 0, slices: 1, fields: [] },
    }),
  };
}

/** A convolution by thimble_conv2d_s8_<port>, or why it cannot be one. */
export function fourRowConvolution(
  op: Conv2dOp,
  from: Value,
  to: Value,
  rounding: Rounding,
  form: RowForm,
): Candidate | string {
  const [, height, width, channels] = op.weight.shape as [number, number, number, number];
  const patch = height * width * channels;
  const weightsOf = (o: number) => (op.weight.data as Int8Array).slice(o * patch, (o + 1) * patch);
  return convolution(op, [height, width], from, to, weightsOf, rounding, form);
}

/** A depthwise convolution over a single channel is a convolution of all its taps. */
export function singleChannelConvolution(
  op: Depthwise2dOp,
  from: Value,
  to: Value,
  rounding: Rounding,
  form: RowForm,
): Candidate | string {
  if (from.shape[2] !== 1) return 'each output looks at one of several channels';
  const [height, width, outputs] = op.weight.shape as [number, number, number];
  const weightsOf = (o: number) =>
    Int8Array.from({ length: height * width }, (_, tap) => op.weight.data[tap * outputs + o]!);
  return convolution(op, [height, width], from, to, weightsOf, rounding, form);
}

function convolution(
  op: Conv2dOp | Depthwise2dOp,
  kernel: readonly [height: number, width: number],
  from: Value,
  to: Value,
  weightsOf: (output: number) => Int8Array,
  rounding: Rounding,
  form: RowForm,
): Candidate | string {
  const patch = kernel[0] * kernel[1] * from.shape[2]!;
  const rows = rowsOf(op, from, to, patch, rounding, form, weightsOf);
  if (typeof rows === 'string') return rows;
  const fields: LayerField[] = [
    { comment: 'sliding', struct: slidingFields(from.shape, to.shape, kernel, op) },
    { comment: 'input_zero', int: zeroOf(from) },
    { comment: 'rows', struct: rows.fields },
  ];
  const { stride, dilation, pad } = op;
  const order = { input: from.shape, output: to.shape, kernel, stride, dilation, pad };
  const [height, width, outputs] = to.shape as [number, number, number];
  const taking = form.taking({ ...order, pixels: height * width });
  const made: Candidate = {
    name: form.name,
    bound,
    instructions: taking + rows.all(height * width) + 100,
    kernel: {
      kind: 'call',
      callee: `thimble_conv2d_s8_${form.port}`,
      header: `thimble_conv2d_s8_${form.port}.h`,
      data: {
        tables: rows.tables,
        config: { type: `thimble_conv2d_s8_${form.port}_config`, fields },
      },
      scratch: { element: 'int8_t', bytes: rows.patchBytes },
      overlays: [sliding({ ...order, byChannel: false })],
      rows: 'sliding',
    },
  };
  if (!form.fourBits || !hasFourBits(op)) return made;
  return inFourBits(made, outputs, rows, form.fourBits, taking);
}

/** The same with weights of four bits; `taking` is executed again for each slice of the outputs. */
function inFourBits(
  { name, kernel, instructions, ...rest }: Candidate,
  outputs: number,
  rows: Rows,
  { lanes, unpacking }: FourBitForm,
  taking: number,
): Candidate {
  const weights = rows.weights!;
  const groupBytes = weights.length / Math.ceil(outputs / 4);
  const slice = sliceOf(outputs, 4, groupBytes, sliceBytesMost.enough);
  const slices = Math.ceil(outputs / slice);
  const whole = Math.ceil(slice / 4) * 4;
  return {
    name: `${name}, four bits`,
    ...rest,
    instructions: instructions + unpacking * weights.length + (slices - 1) * taking + 60 * slices,
    kernel: fourBitKernel(kernel, 'weight', {
      packed: packFourBits(weights, lanes),
      sliceBytes: (whole / 4) * groupBytes,
      slices,
      fields: [{ comment: 'slice', int: whole }],
    }),
  };
}

const bound = 'products of 32 bits give the output of every sum';

/** How a port has a matrix of weights and multiplies a patch with it. */
export interface RowForm {
  /** How reports call its kernels. */
  readonly name: string;
  readonly port: 'scalar' | 'mve' | 'vector';
  /** Or a clause that says why not. */
  pack(
    channels: readonly Channel[],
    activation: Activation,
    to: Value,
    patch: number,
  ): Rows | string;
  /** How weights of four bits lie in flash; null: as bytes, unpacked when the library is made. */
  readonly fourBits: FourBitForm | null;
  /** Executed to copy a patch that lies in one piece. */
  take(patch: number): number;
  /** Executed to copy all patches of a convolution. */
  taking(slide: Slide): number;
}

/** How a kernel slides over a picture [height, width, channels]. */
export interface Slide {
  readonly pixels: number;
  readonly input: Shape;
  readonly output: Shape;
  readonly kernel: readonly [height: number, width: number];
  readonly stride: readonly [height: number, width: number];
  readonly dilation: readonly [height: number, width: number];
  readonly pad: Pad;
}

interface FourBitForm {
  /** How the kernel unpacks them: see packFourBits. */
  readonly lanes: number;
  /** Executed for each of them. */
  readonly unpacking: number;
  /** The kernel for dense layers that multiplies with them as they lie. */
  readonly dense: {
    pack(weights: Int8Array): Int32Array;
    /** Executed for all outputs of a patch. */
    instructions(outputs: number, patch: number): number;
  };
}

export interface Rows {
  readonly patchBytes: number;
  /** Executed for all outputs of one patch, and of as many patches as a convolution has. */
  readonly eachAlone: number;
  all(patches: number): number;
  /** In the order of the kernel, 0 where none is; null where none of four bits are packed. */
  readonly weights: Int8Array | null;
  readonly tables: readonly LayerTable[];
  /** The struct thimble_rows_s8_<port>. */
  readonly fields: LayerField[];
}

function rowsOf(
  op: DenseOp | Conv2dOp | Depthwise2dOp,
  from: Value,
  to: Value,
  patch: number,
  rounding: Rounding,
  form: RowForm,
  weightsOf: (output: number) => Int8Array,
): Rows | string {
  const channels = channelsOf(op, from, to, weightsOf, rounding);
  if (typeof channels === 'string') return channels;
  if (patch * 255 * 255 >= 2 ** 31) return 'its patch is so long that bytes sum beyond 31 bits';
  return form.pack(channels, op.activation, to, patch);
}
