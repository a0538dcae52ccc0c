import type { Depthwise2dOp, Value } from '../../../graph/op.ts';
import { zeroOf } from '../../../graph/quantized-value.ts';
import type { LayerField, Routine } from '../../emit/kernel.ts';
import { slidingFields } from '../../emit/sliding-fields.ts';
import type { Candidate, Room } from '../candidate.ts';
import { type Channel, channelsOf } from '../channel.ts';
import { rangeField } from './conv2d.ts';
import { halfwords } from './halfwords.ts';
import { ownScalings, sharedScaling } from './scaling.ts';

/** A depthwise convolution of 3 by 3 by thimble_depthwise3x3_s8_dsp, or why it cannot be one. */
export function tiledDepthwise(
  op: Depthwise2dOp,
  from: Value,
  to: Value,
  room: Room,
): Candidate | string {
  const [, , outputs] = op.weight.shape as [number, number, number];
  const tiling = tilingOf(op, from, to, room);
  if (typeof tiling === 'string') return tiling;
  const channels = channelsOf(op, from, to, (o) =>
    Int8Array.from({ length: 9 }, (_, tap) => op.weight.data[tap * outputs + o]!),
  );
  if (typeof channels === 'string') return channels;
  const scaling = scalingOf(channels);
  if (!scaling) return 'no shift of 16-bit weights serves all channels';
  const { form, total, rows } = scaling;

  const routines = routinesOf(tiling, total, form, room);
  const table = channels.flatMap((channel, o) => {
    const { multiplier, constant, power, last } = rows[o]!;
    const words = tableWords(channel, power, tiling.stride);
    return [...words, multiplier, constant, ...(form === 'shared' ? [] : [last])];
  });
  const odd = routines.find(({ parameters }) => parameters[7] === 1);
  const even = routines.find(({ parameters }) => parameters[7] === 0);
  const fields: LayerField[] = [
    { comment: 'sliding', struct: slidingFields(from.shape, to.shape, [3, 3], op) },
    { comment: 'input_zero', int: zeroOf(from) },
    { comment: 'pitch', int: tiling.pitch },
    { comment: 'strip_rows', int: tiling.stripRows },
    { comment: 'table_words', int: form === 'shared' ? 9 : 10 },
    { comment: 'spread', routine: routines[0]!.name },
    { comment: 'even', routine: (even ?? odd)!.name },
    { comment: 'odd', routine: (odd ?? even)!.name },
    { comment: 'table', table: 'table' },
    rangeField(op.activation, to),
  ];
  const values = Int32Array.from(table, (word) => word | 0);
  return {
    name: names[form],
    bound: 'weights times a power of two fit 16 bits',
    // Strips of few rows spread what they share once more.
    instructions: costOf(tiling, form) * (room === 'little' ? 1.1 : 1),
    kernel: {
      kind: 'call',
      callee: 'thimble_depthwise3x3_s8_dsp',
      header: 'thimble_depthwise3x3_s8_dsp.h',
      data: {
        tables: [{ suffix: 'table', element: 'int32_t', values }],
        config: { type: 'thimble_depthwise3x3_s8_dsp_config', fields },
      },
      scratch: { element: 'int8_t', bytes: scratchBytes(tiling, tiling.stripRows) },
      overlays: [0],
      // Row by row each row is spread once more: only for want of room.
      ...(room === 'little' && { rows: 'sliding' }),
      routines,
    },
  };
}

/** How sums come back to int8: by one shift, by one and a correction below zero, or each by its own. */
type Form = 'shared' | 'any' | 'own';

const names: { readonly [F in Form]: string } = {
  shared: 'halfword planes',
  any: 'halfword planes, any activation',
  own: 'halfword planes, own shifts',
};
const numberOf: { readonly [F in Form]: number } = { shared: 0, any: 1, own: 2 };

interface PlaneScaling {
  readonly form: Form;
  readonly total: number;
  /** Of each channel; `last` is the last word of its table, where the form has one. */
  readonly rows: readonly {
    readonly multiplier: number;
    readonly constant: number;
    readonly power: number;
    readonly last: number;
  }[];
}

function scalingOf(channels: readonly Channel[]): PlaneScaling | null {
  const reach = ({ weights }: Channel) => reachOf(weights);
  const shared = sharedScaling(channels, reach);
  if (shared) {
    const rows = shared.rows.map((row) => ({ ...row, power: row.shift, last: row.belowZero }));
    return { form: shared.any ? 'any' : 'shared', total: shared.total, rows };
  }
  const own = ownScalings(channels, reach);
  if (!own) return null;
  const rows = own.map((row, o) => {
    return { ...row, power: row.shift, last: channels[o]!.right + row.shift - 1 };
  });
  return { form: 'own', total: 1, rows };
}

/** How outputs are cut into tiles of 2 by 2, and channels into planes. */
interface Tiling {
  readonly stride: 1 | 2;
  readonly input: readonly [height: number, width: number, channels: number];
  readonly height: number;
  readonly width: number;
  /** Columns of padding before the picture. */
  readonly before: number;
  /** Bytes of a row of a plane. */
  readonly pitch: number;
  readonly stripRows: number;
  /** Tiles of two columns without a loop between them, and how often. */
  readonly tiles: number;
  readonly turns: number;
}

/** Scratch that a strip of rows may take. */
const scratchBytesMost: { readonly [R in Room]: number } = { enough: 4096, little: 512 };

function tilingOf(op: Depthwise2dOp, from: Value, to: Value, room: Room): Tiling | string {
  const [kernelHeight, kernelWidth] = op.weight.shape as [number, number, number];
  if (kernelHeight !== 3 || kernelWidth !== 3) return 'its kernel is not 3 by 3';
  const [stride] = op.stride;
  if (op.stride[1] !== stride || (stride !== 1 && stride !== 2)) return 'its stride is not 1 or 2';
  if (op.dilation[0] !== 1 || op.dilation[1] !== 1) return 'it is dilated';
  if (op.multiplier !== 1) return 'it has several outputs for a channel';
  const input = from.shape as readonly [number, number, number];
  const [inputHeight, inputWidth, channels] = input;
  if (channels < 4) return 'it has fewer than 4 channels';
  const [height, width] = to.shape as [number, number, number];
  const behind = [
    (height - 1) * stride + 3 - op.pad.top - inputHeight,
    (width - 1) * stride + 3 - op.pad.left - inputWidth,
  ];
  if (Math.max(op.pad.top, op.pad.left, ...behind) > 1) return 'it has more than 1 of padding';
  const pitch = pitchOf(stride, width);
  if (8 * pitch > 1020) return 'its picture is too wide for the offsets of the routine';
  if (Math.max(inputWidth, width + 1) * channels > 4095) {
    return 'a row of its picture is longer than the offsets of the routine';
  }
  const across = Math.floor(width / 2);
  const tiles = [4, 3, 2, 5, 7, 1].find((count) => across % count === 0)!;
  const bare = { stride, input, height, width, before: op.pad.left, pitch } as const;
  const turns = Math.max(1, across / tiles);
  const inTiles = across === 0 ? { tiles: 0, turns: 1 } : { tiles, turns };
  let stripRows = height;
  if (scratchBytes(bare, height) > scratchBytesMost[room]) {
    stripRows = Math.min(height - (height % 2), 16);
    while (stripRows > 2 && scratchBytes(bare, stripRows) > scratchBytesMost[room]) stripRows -= 2;
  }
  return { ...bare, ...inTiles, stripRows };
}

function pitchOf(stride: number, width: number): number {
  return stride === 1 ? 4 * Math.ceil((width + 2) / 2) : 4 * (width + 1);
}

/** Rows of a strip where so wide a layer has this scratch: its picture goes through it strip by strip. */
export function stripRowsOf(stride: number, width: number, scratch: number): number {
  return ((scratch - 8) / (4 * pitchOf(stride, width)) - 3) / stride + 1;
}

function scratchBytes({ stride, pitch }: Pick<Tiling, 'stride' | 'pitch'>, rows: number): number {
  return ((rows - 1) * stride + 3) * 4 * pitch + 8;
}

/** First the one that spreads, then those for even and odd numbers of rows that strips have. */
function routinesOf(tiling: Tiling, total: number, form: Form, room: Room): Routine[] {
  const { stride, input, height, width, before, pitch, stripRows, tiles, turns } = tiling;
  const [, inputWidth, channels] = input;
  const file = 'thimble_depthwise3x3_dsp.inc';
  const spread = [inputWidth, channels, before, pitch];
  const rests = [height % stripRows, ...(height >= stripRows ? [stripRows] : [])].filter(Boolean);
  // Where some rows may be asked for alone, they may be of either number.
  const parities = room === 'little' ? [0, 1] : [...new Set(rests.map((rows) => rows % 2))];
  return [
    {
      name: `depthwise_spread_${spread.join('_')}`,
      file,
      macro: 'thimble_depthwise_spread',
      parameters: spread,
      type: 'thimble_depthwise_spread',
    },
    ...parities.map((odd): Routine => {
      const shape = [stride, width, channels, pitch, tiles, turns, width % 2, odd];
      return {
        name: `depthwise_${[stride, width, channels, odd].join('_')}_${form}_${total}`,
        file,
        macro: 'thimble_depthwise',
        parameters: [...shape, total, numberOf[form]],
        type: 'thimble_depthwise_tiles',
      };
    }),
  ];
}

/** Six words of weights as the routine of the stride reads them, then the bias; all times 2^power. */
function tableWords({ weights, bias }: Channel, power: number, stride: 1 | 2): number[] {
  const scale = 2 ** power;
  const [a, b, c, d, e, f, g, h, i] = Array.from(weights, (w) => w * scale) as number[] as Nine;
  const words =
    stride === 1
      ? [
          halfwords(a, b),
          halfwords(b, c),
          halfwords(d, e),
          halfwords(e, f),
          halfwords(g, h),
          halfwords(h, i),
        ]
      : [halfwords(a, b), halfwords(d, e), halfwords(g, h), halfwords(c, f), halfwords(i, 0), 0];
  return [...words, bias * scale];
}

type Nine = [number, number, number, number, number, number, number, number, number];

function reachOf(weights: Int8Array): number {
  return weights.reduce((most, w) => Math.max(most, w < 0 ? -w : w), 0);
}

function costOf({ stride, input, height, width, pitch, turns }: Tiling, form: Form): number {
  const [inputHeight, , channels] = input;
  const groups = Math.ceil(channels / 4);
  const spread = groups * (inputHeight * ((20 * pitch) / 8 + 6) + 120);
  const more = { shared: 0, any: 10, own: 6 }[form];
  const tile = (stride === 1 ? 43 : 51) + more;
  const [down, across] = [Math.floor(height / 2), Math.floor(width / 2)];
  const half = tile * 0.57;
  const tiles = down * across * tile + down * (width % 2) * half + (height % 2) * across * half;
  return spread + channels * (tiles + down * (6 + 3 * turns) + 12);
}
