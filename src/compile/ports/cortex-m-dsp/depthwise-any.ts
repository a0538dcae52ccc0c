import type { Depthwise2dOp, Value } from '../../../graph/op.ts';
import { zeroOf } from '../../../graph/quantized-value.ts';
import type { LayerField } from '../../emit/kernel.ts';
import { slidingFields } from '../../emit/sliding-fields.ts';
import { sliding } from '../../plan/overlap.ts';
import type { Candidate } from '../candidate.ts';
import { type Channel, channelsOf } from '../channel.ts';
import { framingCost, rangeField } from './conv2d.ts';
import { halfwords } from './halfwords.ts';
import { anyScaling, type Scaling, sharedScaling } from './scaling.ts';

/** A depthwise convolution of any kernel by thimble_depthwise2d_s8_dsp, or why it cannot be one. */
export function pixelwiseDepthwise(op: Depthwise2dOp, from: Value, to: Value): Candidate | string {
  const place = placeOf(op, from, to);
  if (typeof place === 'string') return place;
  const [height, width, outputs] = op.weight.shape as [number, number, number];
  const taps = height * width;
  const channels = channelsOf(op, from, to, (o) =>
    Int8Array.from({ length: taps }, (_, tap) => op.weight.data[tap * outputs + o]!),
  );
  if (typeof channels === 'string') return channels;
  const scaling = scalingOf(channels);
  if (typeof scaling === 'string') return scaling;
  const { any, total } = scaling;

  const words = (from: number) => groupWords(channels.slice(from, from + 4), scaling, from);
  const whole = Array.from({ length: Math.floor(outputs / 4) }, (_, i) => words(4 * i)).flat();
  const last = outputs % 4 ? words(outputs - 4) : [];
  const name = `depthwise_pixel_${[height, width, place.step, place.line].join('_')}_${any ? 'any' : total}`;
  const fields: LayerField[] = [
    { comment: 'sliding', struct: slidingFields(from.shape, to.shape, [height, width], op) },
    { comment: 'input_zero', int: zeroOf(from) },
    { comment: 'pad_right', int: place.padRight },
    { comment: 'framed', int: place.frameBytes > 0 ? 1 : 0 },
    { comment: 'pixel', routine: name },
    { comment: 'table', table: 'table' },
    { comment: 'last', table: 'last' },
    rangeField(op.activation, to),
  ];
  const table = (suffix: string, values: readonly number[]) => {
    const rounded = Int32Array.from(values, (word) => word | 0);
    return { suffix, element: 'int32_t', values: rounded } as const;
  };
  const { stride, dilation, pad } = op;
  const order = { input: from.shape, output: to.shape, kernel: [height, width] as const };
  const overlay = sliding({ ...order, stride, dilation, pad, byChannel: false });
  return {
    name: any ? 'pixel by pixel, any activation' : 'pixel by pixel',
    bound: any ? 'sums fit 30 bits' : `weights times 2^(${total + 1} - shift) fit 16 bits`,
    instructions: costOf(taps, to, any, place),
    kernel: {
      kind: 'call',
      callee: 'thimble_depthwise2d_s8_dsp',
      header: 'thimble_depthwise2d_s8_dsp.h',
      data: {
        tables: [table('table', whole), table('last', last)],
        config: { type: 'thimble_depthwise2d_s8_dsp_config', fields },
      },
      scratch: { element: 'int8_t', bytes: place.frameBytes },
      overlays: [overlay],
      rows: 'sliding',
      routines: [
        {
          name,
          file: 'thimble_depthwise2d_dsp.inc',
          macro: 'thimble_depthwise_pixel',
          parameters: [height, width, place.step, place.line, total, any ? 1 : 0],
          type: 'thimble_depthwise_pixel',
        },
      ],
    },
  };
}

/** Where the taps of a pixel lie: in the picture itself or in a frame of the rows under the kernel. */
interface Place {
  readonly step: number;
  readonly line: number;
  readonly padRight: number;
  readonly frameBytes: number;
  readonly frameRows: number;
}

/** Taps that are written out without a loop. */
const tapsMost = 64;

function placeOf(op: Depthwise2dOp, from: Value, to: Value): Place | string {
  const [height, width] = op.weight.shape as [number, number, number];
  const [inputHeight, inputWidth, channels] = from.shape as [number, number, number];
  if (op.multiplier !== 1) return 'it has several outputs for a channel';
  if (channels < 4) return 'it has fewer than 4 channels';
  if (height * width > tapsMost) return `its kernel has more than ${tapsMost} taps`;
  const { stride, dilation, pad } = op;
  const reach = (to.shape[0]! - 1) * stride[0] + (height - 1) * dilation[0] + 1;
  const padBottom = Math.max(0, reach - pad.top - inputHeight);
  const across = (to.shape[1]! - 1) * stride[1] + (width - 1) * dilation[1] + 1;
  const padRight = Math.max(0, across - pad.left - inputWidth);
  const framed = pad.top + pad.left + padBottom + padRight > 0;
  const line = (framed ? pad.left + inputWidth + padRight : inputWidth) * channels;
  const rows = (height - 1) * dilation[0] + 1;
  const far = (height - 1) * dilation[0] * line + (width - 1) * dilation[1] * channels;
  if (far > 4095) return 'its taps lie further apart than the offsets of the routine';
  return {
    step: dilation[1] * channels,
    line: dilation[0] * line,
    padRight,
    frameBytes: framed ? rows * line : 0,
    frameRows: framed ? rows : 0,
  };
}

interface PixelScaling {
  readonly any: boolean;
  readonly total: number;
  /** Of each channel; `power` is what its weights and bias are multiplied by. */
  readonly rows: readonly (Scaling & { readonly power: number })[];
}

function scalingOf(channels: readonly Channel[]): PixelScaling | string {
  const shared = sharedScaling(channels, ({ weights }) =>
    weights.reduce((most, w) => Math.max(most, w < 0 ? -w : w), 0),
  );
  if (shared && !shared.any) {
    const rows = shared.rows.map((row) => ({ ...row, power: row.shift }));
    return { any: false, total: shared.total, rows };
  }
  const rows = channels.map(anyScaling);
  const without = rows.indexOf(null);
  if (without >= 0) return `channel ${without} cannot be scaled by one product`;
  return { any: true, total: 0, rows: rows.map((row) => ({ ...row!, power: 0 })) };
}

function groupWords(
  four: readonly Channel[],
  { any, rows }: PixelScaling,
  first: number,
): number[] {
  const scales = four.map((_, i) => 2 ** rows[first + i]!.power);
  const weight = (i: number, tap: number) => four[i]!.weights[tap]! * scales[i]!;
  const words = four.map(({ bias }, i) => bias * scales[i]!);
  const taps = four[0]!.weights.length;
  for (let tap = 0; tap + 1 < taps; tap += 2) {
    for (let i = 0; i < 4; i++) words.push(halfwords(weight(i, tap), weight(i, tap + 1)));
  }
  if (taps % 2) {
    const [a, b, c, d] = [0, 1, 2, 3].map((i) => weight(i, taps - 1));
    words.push(halfwords(a!, b!), halfwords(c!, d!));
  }
  for (let i = 0; i < 4; i++) {
    const { multiplier, constant, shift } = rows[first + i]!;
    words.push(multiplier, constant, ...(any ? [shift] : []));
  }
  return words;
}

function costOf(taps: number, to: Value, any: boolean, place: Place): number {
  const [height, width, channels] = to.shape as [number, number, number];
  const group = 13 * Math.floor(taps / 2) + 8 * (taps % 2) + (any ? 28 : 16) + 6;
  const { frameRows, frameBytes } = place;
  const frame = frameBytes > 0 ? framingCost(frameRows, frameBytes) : 10;
  const pixel = Math.ceil(channels / 4) * group + 20 + (channels % 4 ? 12 : 0);
  return height * (width * pixel + frame) + 60;
}
