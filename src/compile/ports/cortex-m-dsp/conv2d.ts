import { noPad } from '../../../graph/builder.ts';
import type { Conv2dOp, DenseOp, Depthwise2dOp, Value } from '../../../graph/op.ts';
import { activationRange, zeroOf } from '../../../graph/quantized-value.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import { fourBitKernel, hasFourBits, sliceBytesMost, sliceOf } from '../../emit/four-bits.ts';
import type { LayerField, OverlayRule, Routine } from '../../emit/kernel.ts';
import { slidingFields } from '../../emit/sliding-fields.ts';
import { anywhere, sliding } from '../../plan/overlap.ts';
import type { Candidate, Room } from '../candidate.ts';
import { channelsOf } from '../channel.ts';
import {
  type Gathering,
  gatheringOf,
  isGatherable,
  unrollingOf,
  wholeTurns,
} from './patch-order.ts';
import { convolutionStream, fourBitStream, type TwoRowScaling, twoRowScaling } from './two-row.ts';

/** A convolution by thimble_conv2d_s8_dsp, or why it cannot be one. */
export function twoRowConvolution(
  op: Conv2dOp,
  from: Value,
  to: Value,
  room: Room,
  writing: Writing,
): Candidate | string {
  const [, height, width, channels] = op.weight.shape as [number, number, number, number];
  const patch = height * width * channels;
  const weightsOf = (o: number) => op.weight.data.slice(o * patch, (o + 1) * patch) as Int8Array;
  return convolution(op, [height, width], from, to, weightsOf, room, writing);
}

/** A dense layer over several rows is a convolution of single pixels. */
export function rowwiseDense(
  op: DenseOp,
  from: Value,
  to: Value,
  writing: Writing,
): Candidate | string {
  const [outputs, inputs] = op.weight.shape as [number, number];
  const rows = sizeOf(to.shape) / outputs;
  const picture = (value: Value, channels: number): Value => {
    return { ...value, shape: [1, rows, channels] };
  };
  const { weight, bias, activation, weightQuantization } = op;
  const pixels: Conv2dOp = {
    kind: 'conv2d',
    weight: { ...weight, shape: [outputs, 1, 1, inputs] },
    bias,
    activation,
    ...(weightQuantization && { weightQuantization }),
    stride: [1, 1],
    dilation: [1, 1],
    pad: noPad,
  };
  return twoRowConvolution(pixels, picture(from, inputs), picture(to, outputs), 'enough', writing);
}

/** A depthwise convolution over a single channel is a convolution of all its taps. */
export function singleChannelConvolution(
  op: Depthwise2dOp,
  from: Value,
  to: Value,
  room: Room,
  writing: Writing,
): Candidate | string {
  if (from.shape[2] !== 1) return 'each output looks at one of several channels';
  const [height, width, outputs] = op.weight.shape as [number, number, number];
  const weightsOf = (o: number) =>
    Int8Array.from({ length: height * width }, (_, tap) => op.weight.data[tap * outputs + o]!);
  return convolution(op, [height, width], from, to, weightsOf, room, writing);
}

function convolution(
  op: Conv2dOp | Depthwise2dOp,
  kernel: readonly [height: number, width: number],
  from: Value,
  to: Value,
  weightsOf: (output: number) => Int8Array,
  room: Room,
  writing: Writing,
): Candidate | string {
  if (op.dilation[1] !== 1 && kernel[1] > 1) return 'its taps lie apart in a row';
  const layout = layoutOf(op, kernel, from, to, room);
  if (!isGatherable(kernel[0], layout.run, layout.pitch)) return 'its picture is too wide';
  const channels = channelsOf(op, from, to, weightsOf);
  if (typeof channels === 'string') return channels;
  const scaling = twoRowScaling(channels, writing === 'short');
  if (typeof scaling === 'string') return scaling;

  const gathering = gatheringOf(kernel[0], layout.run, layout.pitch);
  const steps = gathering.order.length / 4;
  const unroll = turnOf(steps, writing);
  // layers of one turn share the loop of the others where routines are short
  const loops = writing === 'short' || steps > unroll;
  const order = wholeTurns(gathering.order, unroll);
  const routines = [
    gatherRoutine(gathering.macro, kernel[0], layout),
    multiplyRoutine(unroll, loops, scaling, channels.length),
  ];
  const outputs = channels.length;
  const patchesBytes = 6 * order.length;
  const fields: LayerField[] = [
    { comment: 'sliding', struct: slidingFields(from.shape, to.shape, kernel, op) },
    { comment: 'input_zero', int: zeroOf(from) },
    { comment: 'outputs', int: outputs },
    { comment: 'made', int: outputs },
    { comment: 'pad_bottom', int: layout.padBottom },
    { comment: 'pad_right', int: layout.padRight },
    { comment: 'frame_bytes', int: layout.frameBytes },
    { comment: 'patches_bytes', int: patchesBytes },
    {
      comment: 'shape',
      struct: [
        { comment: 'pitch', int: outputs },
        { comment: 'twice_pitch', int: 2 * outputs },
        { comment: 'pairs', int: outputs - (outputs % 2) },
        { comment: 'turns', int: order.length / 4 / unroll },
      ],
    },
    { comment: 'multiply', routine: routines[1]!.name },
    { comment: 'gather', routine: routines[0]!.name },
    { comment: 'stream', table: 'stream' },
    rangeField(op.activation, to),
  ];
  const stream = convolutionStream(channels, scaling, order);
  const made: Candidate = {
    name: scaling.any ? 'two-row, any activation' : 'two-row',
    bound: 'every second row sums within 23 bits',
    instructions: costOf(layout, to, outputs, order.length / 4, unroll, loops, gathering, scaling),
    kernel: {
      kind: 'call',
      callee: `thimble_conv2d_${layout.kind}_s8_dsp`,
      header: 'thimble_conv2d_s8_dsp.h',
      data: {
        tables: [{ suffix: 'stream', element: 'int32_t', values: stream }],
        config: { type: 'thimble_conv2d_s8_dsp_config', fields },
      },
      scratch: { element: 'int8_t', bytes: layout.frameBytes + patchesBytes + 3 * outputs },
      overlays: [overlayOf(op, kernel, layout, from, to)],
      // A frame is made for the whole picture; a band is made for each row.
      ...(layout.kind !== 'framed' && { rows: 'sliding' }),
      routines,
    },
  };
  if (!hasFourBits(op)) return made;
  const again = readingOf(layout, to, gathering);
  return inFourBits(made, stream, outputs, order.length / 4, again, room);
}

/** The same with weights of four bits; `again` is executed once more for each slice of the outputs. */
function inFourBits(
  { name, kernel, instructions, ...rest }: Candidate,
  stream: Int32Array,
  outputs: number,
  steps: number,
  again: number,
  room: Room,
): Candidate {
  const pairBytes = 4 * (2 * steps + 8);
  // the routine for odd outputs makes all of them
  const most = outputs % 2 ? Number.POSITIVE_INFINITY : sliceBytesMost[room];
  const slice = sliceOf(outputs, 2, pairBytes, most);
  const slices = Math.ceil(outputs / slice);
  const sliceBytes = Math.ceil(slice / 2) * pairBytes;
  const unpacking = (outputs / 2) * (11 * steps + 60);
  return {
    name: `${name}, four bits`,
    ...rest,
    instructions: instructions + unpacking + (slices - 1) * again + 60 * slices,
    kernel: fourBitKernel(kernel, 'stream', {
      packed: fourBitStream(stream, outputs, steps),
      sliceBytes,
      slices,
      fields: [
        { comment: 'slice', int: slice },
        { comment: 'stream_bytes', int: sliceBytes },
        { comment: 'steps', int: steps },
      ],
    }),
  };
}

/** Where the output may lie over the input, by the order in which blocks of pixels are made. */
function overlayOf(
  { stride, dilation, pad }: Conv2dOp | Depthwise2dOp,
  kernel: readonly [number, number],
  { kind }: Layout,
  from: Value,
  to: Value,
): OverlayRule {
  // The whole picture is in the frame before the first output is written.
  if (kind === 'framed') return anywhere;
  const pixelWise = kernel[0] * kernel[1] * stride[0] * stride[1] === 1;
  if (kind === 'open' && pixelWise && to.shape[2]! > from.shape[2]!) {
    // Pixels that grow are made from the last to the first.
    return { input: 0, aheadMin: Number.NEGATIVE_INFINITY, aheadMax: 0 };
  }
  // A block is read before it is written, so it keeps at least the distance that single pixels need.
  const order = { input: from.shape, output: to.shape, kernel, stride, dilation, pad };
  return sliding({ ...order, byChannel: false });
}

export function rangeField(activation: Conv2dOp['activation'], to: Value): LayerField {
  const [low, high] = activationRange(activation, to);
  return {
    comment: 'range',
    struct: [
      { comment: 'low', int: low },
      { comment: 'high', int: high },
    ],
  };
}

/** Where the patches are read from: the input itself, or a frame of zeros around it or a part of it. */
interface Layout {
  readonly kind: 'open' | 'framed' | 'banded';
  readonly frameBytes: number;
  readonly frameRows: number;
  /** Bytes from one row of the kernel to the next. */
  readonly pitch: number;
  /** Bytes of one row of the kernel. */
  readonly run: number;
  readonly padBottom: number;
  readonly padRight: number;
}

/** Room that a frame of the whole picture may take beyond a band, to save blocks that are not whole. */
const frameBytesMore = 1024;

function layoutOf(
  { pad, stride, dilation }: Conv2dOp | Depthwise2dOp,
  kernel: readonly [number, number],
  from: Value,
  to: Value,
  room: Room,
): Layout {
  const more = room === 'little' ? 0 : frameBytesMore;
  const [height, width, channels] = from.shape as [number, number, number];
  const reach = (d: 0 | 1) => (to.shape[d]! - 1) * stride[d] + (kernel[d] - 1) * dilation[d] + 1;
  const padBottom = Math.max(0, reach(0) - pad.top - height);
  const padRight = Math.max(0, reach(1) - pad.left - width);
  const run = kernel[1] * channels;
  const around = { padBottom, padRight, run };
  if (pad.top + pad.left + padBottom + padRight === 0) {
    return {
      kind: 'open',
      frameBytes: 0,
      frameRows: 0,
      pitch: dilation[0] * width * channels,
      ...around,
    };
  }
  const line = (pad.left + width + padRight) * channels;
  const [wholeRows, bandRows] = [pad.top + height + padBottom, (kernel[0] - 1) * dilation[0] + 1];
  const [whole, band] = [roundUp(wholeRows * line), roundUp(bandRows * line)];
  const framed = whole <= band || (to.shape[1]! % 3 !== 0 && whole <= band + more);
  const pitch = dilation[0] * line;
  return framed
    ? { kind: 'framed', frameBytes: whole, frameRows: wholeRows, pitch, ...around }
    : { kind: 'banded', frameBytes: band, frameRows: bandRows, pitch, ...around };
}

/** To copy rows into a frame. */
export function framingCost(rows: number, bytes: number): number {
  return 90 * rows + 0.42 * bytes;
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / 4) * 4;
}

function gatherRoutine(
  macro: 'thimble_gather' | 'thimble_gather_long',
  rows: number,
  { run, pitch }: Layout,
): Routine {
  const parameters = [rows, run, rows === 1 ? run : pitch];
  return {
    name: `gather_${parameters.join('_')}`,
    file: 'thimble_gather_dsp.inc',
    macro,
    parameters,
    type: 'thimble_gather',
  };
}

/** Whether a routine is as long as makes it fast, or short and the same for as many layers as can be. */
export type Writing = 'long' | 'short';

/** Steps of a patch that need no loop: up to about a kilobyte of code. */
const stepsUnrolledMost = 16;

/** Steps of one turn of a short routine. */
const shortTurn = 4;

/** Steps that a routine goes without a loop. */
function turnOf(steps: number, writing: Writing): number {
  if (writing === 'short') return shortTurn;
  return steps <= stepsUnrolledMost ? steps : unrollingOf(steps, 17);
}

function multiplyRoutine(
  unroll: number,
  loops: boolean,
  { any, total }: TwoRowScaling,
  outputs: number,
): Routine {
  const odd = outputs % 2;
  return {
    name: `two_row_${unroll}${loops ? 's' : ''}_${any ? 'any' : total}${odd ? '_odd' : ''}`,
    file: 'thimble_two_row_dsp.inc',
    macro: 'thimble_two_row',
    parameters: [unroll, loops ? 1 : 0, total, any ? 1 : 0, odd],
    type: 'thimble_two_row',
  };
}

/** Executed to read the whole picture, whatever is made of it. */
function readingOf(
  { kind, frameBytes, frameRows }: Layout,
  { shape }: Value,
  gathering: Gathering,
): number {
  const [height, width] = shape as [number, number, number];
  const banded = kind === 'banded';
  const blocks = banded ? height * Math.ceil(width / 3) : Math.ceil((height * width) / 3);
  const overhead = gathering.macro === 'thimble_gather' ? 48 : 70;
  const frames = kind === 'open' ? 0 : kind === 'framed' ? 1 : height;
  return blocks * (gathering.instructions + overhead) + frames * framingCost(frameRows, frameBytes);
}

function costOf(
  layout: Layout,
  to: Value,
  outputs: number,
  steps: number,
  unroll: number,
  loops: boolean,
  gathering: Gathering,
  { any }: TwoRowScaling,
): number {
  const [height, width] = to.shape as [number, number, number];
  const blocks =
    layout.kind === 'banded' ? height * Math.ceil(width / 3) : Math.ceil((height * width) / 3);
  const turns = loops ? (2 * steps) / unroll + 1 : 0;
  const pairs = Math.floor(outputs / 2) * (17 * steps + turns + (any ? 52 : 41));
  const rest = outputs % 2 ? 9 * steps + turns + (any ? 26 : 20) : 0;
  return blocks * (pairs + rest) + readingOf(layout, to, gathering) + 100;
}
