import type { Depthwise2dOp, Rounding, Value } from '../../../graph/op.ts';
import { zeroOf } from '../../../graph/quantized-value.ts';
import type { LayerField, LayerTable } from '../../emit/kernel.ts';
import { slidingFields } from '../../emit/sliding-fields.ts';
import { sliding } from '../../plan/overlap.ts';
import type { Candidate } from '../candidate.ts';
import { type Channel, channelsOf } from '../channel.ts';
import { taking } from './rows.ts';
import { type Form, type LayerScaling, scalingsOf, stepsTable, vectorsOf } from './scaling.ts';

/** A depthwise 3 by 3 convolution by thimble_depthwise3x3_s8_mve, or why it cannot be one. */
export function eightChannelDepthwise(
  op: Depthwise2dOp,
  from: Value,
  to: Value,
  rounding: Rounding,
): Candidate | string {
  const [kernelHeight, kernelWidth] = op.weight.shape as [number, number];
  if (kernelHeight !== 3 || kernelWidth !== 3) return 'its kernel is not 3 by 3';
  if (op.multiplier !== 1) return 'it has several outputs for a channel';
  const [height, width, depth] = to.shape as [number, number, number];
  const channels = channelsOf(
    op,
    from,
    to,
    (o) => Int8Array.from({ length: 9 }, (_, tap) => op.weight.data[tap * depth + o]!),
    rounding,
  );
  if (typeof channels === 'string') return channels;
  const wide = channels.findIndex(({ weights }) => pairs.some(([a, b]) => !fits(weights, a, b)));
  if (wide >= 0) return `two products of channel ${wide} may exceed 16 bits`;
  const scaling = scalingsOf(channels, op.activation, to);
  if (typeof scaling === 'string') return scaling;
  const fields: LayerField[] = [
    { comment: 'sliding', struct: slidingFields(from.shape, to.shape, [3, 3], op) },
    { comment: 'input_zero', int: zeroOf(from) },
    { comment: 'weight', table: 'weight' },
    { comment: 'steps', struct: scaling.fields },
  ];
  const { stride, dilation, pad } = op;
  const order = { input: from.shape, output: to.shape, kernel: [3, 3] as const };
  const slide = { ...order, stride, dilation, pad, pixels: height * width };
  return {
    name: 'eight channels',
    bound: 'two products fit 16 bits together',
    instructions: taking(slide, 110, 60) + height * width * groupsOf(depth, scaling.form) + 120,
    kernel: {
      kind: 'call',
      callee: 'thimble_depthwise3x3_s8_mve',
      header: 'thimble_depthwise3x3_s8_mve.h',
      data: {
        tables: tablesOf(channels, scaling),
        config: { type: 'thimble_depthwise3x3_s8_mve_config', fields },
      },
      scratch: { element: 'int8_t', bytes: 9 * depth },
      overlays: [sliding({ ...order, stride, dilation, pad, byChannel: true })],
      rows: 'sliding',
    },
  };
}

/** Executed for one pixel: eight channels at a time, the rest tap by tap. */
function groupsOf(depth: number, form: Form): number {
  const apart = [0, 7, 3][form]!;
  return Math.floor(depth / 8) * (74 + apart) + (depth % 8 ? 130 + apart : 0);
}

/** Taps whose products are added in 16 bits. */
const pairs: readonly (readonly [number, number])[] = [
  [0, 1],
  [2, 3],
  [4, 5],
  [6, 7],
];

/** Of two weights of −128 the products with −128 sum up to 2^15, one beyond. */
function fits(weights: Int8Array, a: number, b: number): boolean {
  return weights[a]! !== -128 || weights[b]! !== -128;
}

/** Weights [channels / 8][9][8]; of each eight channels each vector of the even ones, then of the odd ones. */
function tablesOf(channels: readonly Channel[], scaling: LayerScaling): LayerTable[] {
  const groups = Math.ceil(channels.length / 8);
  const weight = new Int16Array(groups * 72);
  for (const [o, { weights }] of channels.entries()) {
    for (let tap = 0; tap < 9; tap++) {
      weight[Math.floor(o / 8) * 72 + tap * 8 + (o % 8)] = weights[tap]!;
    }
  }
  const nothing = { bias: 0, multiplier: 0, shift: 0 };
  const parted = Array.from({ length: groups }, (_, group) =>
    [0, 2, 4, 6, 1, 3, 5, 7].map((i) => scaling.channels[8 * group + i] ?? nothing),
  );
  const vectors = vectorsOf({ ...scaling, channels: parted.flat() });
  const inTurn = Array.from({ length: groups }, (_, group) =>
    [0, 3, 1, 4, 2, 5].map((i) => vectors[6 * group + i]!),
  );
  return [{ suffix: 'weight', element: 'int16_t', values: weight }, stepsTable(inTurn.flat())];
}
