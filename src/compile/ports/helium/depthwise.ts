import type { Depthwise2dOp, Rounding, Value } from '../../../graph/op.ts';
import { zeroOf } from '../../../graph/quantized-value.ts';
import type { LayerField, LayerTable } from '../../emit/kernel.ts';
import { slidingFields } from '../../emit/sliding-fields.ts';
import { sliding } from '../../plan/overlap.ts';
import type { Candidate } from '../candidate.ts';
import { type Channel, channelsOf } from '../channel.ts';
import type { Slide } from '../row-layers.ts';
import { pixelsInside } from './rows.ts';
import { type Form, type LayerScaling, scalingsOf, stepsTable, vectorsOf } from './scaling.ts';

/** A depthwise 3 by 3 convolution by thimble_depthwise3x3_s8_mve, or why it cannot be one. */
export function sixteenChannelDepthwise(
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
    name: 'sixteen channels',
    bound: 'two products fit 16 bits together',
    instructions: finding(slide) + height * width * channelsOfPixel(depth, scaling.form) + 120,
    kernel: {
      kind: 'call',
      callee: 'thimble_depthwise3x3_s8_mve',
      header: 'thimble_depthwise3x3_s8_mve.h',
      data: {
        tables: tablesOf(channels, scaling),
        config: { type: 'thimble_depthwise3x3_s8_mve_config', fields },
      },
      scratch: { element: 'int8_t', bytes: depth },
      overlays: [sliding({ ...order, stride, dilation, pad, byChannel: true })],
      rows: 'sliding',
    },
  };
}

/** Executed to find the taps of all pixels. */
function finding(slide: Slide): number {
  const inside = pixelsInside(slide);
  return 100 * inside + 180 * (slide.pixels - inside);
}

/** Executed for the channels of one pixel. */
function channelsOfPixel(depth: number, form: Form): number {
  const apart = [0, 13, 4][form]!;
  const sixteens = depth >= 16 ? Math.floor(depth / 16) * (119 + apart) + 30 : 0;
  const eight = depth % 16 >= 8 ? 110 + apart / 2 : 0;
  const rest = depth % 8 ? 150 + apart : 0;
  return sixteens + eight + rest + (depth > 16 && depth % 16 ? 45 : 0);
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

/**
 * Weights [9][16] of each sixteen channels, then [9][8] of each eight. The same channels' vectors: of those
 * that are 0, 2, 1 and 3 modulo 4, or of the even and the odd ones.
 */
function tablesOf(channels: readonly Channel[], scaling: LayerScaling): LayerTable[] {
  const nothing = { bias: 0, multiplier: 0, shift: 0 };
  const bytes: number[] = [];
  const vectors: number[][] = [];
  for (let first = 0; first < channels.length; ) {
    const lanes = channels.length - first >= 16 ? 16 : 8;
    for (let tap = 0; tap < 9; tap++) {
      for (let i = 0; i < lanes; i++) bytes.push(channels[first + i]?.weights[tap] ?? 0);
    }
    const order = lanes === 16 ? [0, 2, 1, 3] : [0, 1];
    const parted = order.flatMap((start) =>
      [0, 1, 2, 3].map((k) => scaling.channels[first + start + order.length * k] ?? nothing),
    );
    const own = vectorsOf({ ...scaling, channels: parted });
    for (let which = 0; which < 3; which++) {
      for (let k = 0; k < order.length; k++) vectors.push(own[3 * k + which]!);
    }
    first += lanes;
  }
  const weight: LayerTable = { suffix: 'weight', element: 'int8_t', values: Int8Array.from(bytes) };
  return [weight, stepsTable(vectors)];
}
