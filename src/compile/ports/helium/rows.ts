import type { Activation, Value } from '../../../graph/op.ts';
import type { Channel } from '../channel.ts';
import type { RowForm, Rows, Slide } from '../row-layers.ts';
import { type Form, scalingsOf, stepsTable, vectorsOf } from './scaling.ts';

/** Sixteen taps of each of four rows after another, times one patch: thimble_rows_s8_mve.h. */
export const mveRows: RowForm = {
  name: 'four rows',
  port: 'mve',
  take,
  taking,
  fourBits: {
    lanes: 16,
    unpacking: 0.35,
    dense: {
      pack: rowsInPairs,
      instructions: (outputs, patch) => {
        return Math.ceil(outputs / 4) * (10 * Math.ceil(patch / 16) + 30) + 60;
      },
    },
  },
  pack: (channels, activation, to, patch) => packRows(channels, activation, to, patch, 1),
};

/** The same times two patches, for convolutions. */
export const mvePairs: RowForm = {
  ...mveRows,
  name: 'four rows, two pixels',
  pack: (channels, activation, to, patch) => packRows(channels, activation, to, patch, 2),
};

function packRows(
  channels: readonly Channel[],
  activation: Activation,
  to: Value,
  patch: number,
  lanes: 1 | 2,
): Rows | string {
  const scaling = scalingsOf(channels, activation, to);
  if (typeof scaling === 'string') return scaling;
  const blocks = Math.ceil(patch / 16);
  const weights = weightBytes(channels, patch, blocks);
  const alone = instructionsAlone(channels.length, blocks, scaling.form);
  const pair = instructionsOfTwo(channels.length, blocks, scaling.form);
  return {
    patchBytes: 16 * blocks * lanes,
    eachAlone: alone,
    all: (patches) =>
      lanes === 1 ? patches * alone : Math.floor(patches / 2) * pair + (patches % 2) * alone,
    weights,
    tables: [
      { suffix: 'weight', element: 'int8_t', values: weights },
      stepsTable(vectorsOf(scaling)),
    ],
    fields: [
      { comment: 'outputs', int: channels.length },
      { comment: 'blocks', int: blocks },
      { comment: 'weight', table: 'weight' },
      { comment: 'lanes', int: lanes },
      { comment: 'steps', struct: scaling.fields },
    ],
  };
}

/** By thimble_rows_multiply_s8_mve, counted in its assembly; outputs that are no whole four take a call more. */
function instructionsAlone(outputs: number, blocks: number, form: Form): number {
  const rest = outputs % 4 ? 50 + 4 * (outputs % 4) : 0;
  return Math.ceil(outputs / 4) * (16 + 10 * blocks + [0, 5, 3][form]!) + rest + 45;
}

/** By thimble_rows_multiply_two_s8_mve. */
function instructionsOfTwo(outputs: number, blocks: number, form: Form): number {
  const rest = outputs % 4 ? 60 + 8 * (outputs % 4) : 0;
  const turns = Math.ceil((blocks - 1) / 4);
  return Math.ceil(outputs / 4) * (26 + 14 * blocks + 2 * turns + [0, 7, 3][form]!) + rest + 70;
}

function take(bytes: number): number {
  return 3 * Math.ceil(bytes / 16) + 8;
}

/** Patches are copied in rows, dilated ones tap by tap. */
function taking(slide: Slide): number {
  const { input, output, kernel, stride, dilation, pixels } = slide;
  const [channels, [height, width]] = [input[2]!, kernel];
  const isPointwise = height * width === 1 && stride[0] === 1 && stride[1] === 1;
  if (isPointwise && input[1] === output[1]) return pixels * (take(channels) + 4);
  const whole = dilation[1] === 1 ? pixelsInside(slide) : 0;
  const row = dilation[1] === 1 ? take(width * channels) + 32 : 20 + width * (take(channels) + 8);
  return whole * (40 + height * take(width * channels)) + (pixels - whole) * (65 + height * row);
}

/** Output pixels no tap of which lies in the padding. */
export function pixelsInside({ input, output, kernel, stride, dilation, pad }: Slide): number {
  const places = ([0, 1] as const).map((d) => {
    const before = d ? pad.left : pad.top;
    const reach = (kernel[d] - 1) * dilation[d];
    const firsts = Array.from({ length: output[d]! }, (_, i) => i * stride[d] - before);
    return firsts.filter((first) => first >= 0 && first + reach < input[d]!).length;
  });
  return places[0]! * places[1]!;
}

/** Sixteen taps of two rows a vector: low halves plus 8 of one, high halves of the next. */
function rowsInPairs(weights: Int8Array): Int32Array {
  const bytes = Int8Array.from({ length: weights.length / 2 }, (_, i) => {
    const low = 2 * (i - (i % 16)) + (i % 16);
    return 16 * weights[low + 16]! + weights[low]! + 8;
  });
  return new Int32Array(bytes.buffer);
}

/** [outputs / 4][blocks][4][16] */
function weightBytes(channels: readonly Channel[], patch: number, blocks: number): Int8Array {
  const bytes = new Int8Array(Math.ceil(channels.length / 4) * blocks * 64);
  for (const [o, { weights }] of channels.entries()) {
    const start = Math.floor(o / 4) * blocks * 64 + (o % 4) * 16;
    for (let k = 0; k < patch; k++) bytes[start + Math.floor(k / 16) * 64 + (k % 16)] = weights[k]!;
  }
  return bytes;
}
