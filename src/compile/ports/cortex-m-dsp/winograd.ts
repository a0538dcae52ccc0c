import type { Conv2dOp, Value } from '../../../graph/op.ts';
import { zeroOf } from '../../../graph/quantized-value.ts';
import { hasFourBits, packFourBits } from '../../emit/four-bits.ts';
import type { LayerField, LayerTable, OverlayRule, Routine } from '../../emit/kernel.ts';
import { slidingFields } from '../../emit/sliding-fields.ts';
import type { Candidate } from '../candidate.ts';
import { type Channel, channelsOf } from '../channel.ts';
import { rangeField } from './conv2d.ts';
import { halfwords } from './halfwords.ts';
import { type SharedScaling, sharedScaling } from './scaling.ts';

/**
 * A dense 3 by 3 convolution by thimble_winograd3x3_s8_dsp, or why it cannot be one. Its transformed
 * weights stand in flash, or are made in the scratch, as many outputs at a time as `madeBytes` holds.
 */
export function winogradConvolution(
  op: Conv2dOp,
  from: Value,
  to: Value,
  madeBytes: number | null,
): Candidate | string {
  const why = unfit(op, from, to);
  if (why) return why;
  if (madeBytes === null && hasFourBits(op)) return 'transformed weights have 16 bits, not four';
  if (madeBytes !== null && op.stride[0] === 2) return 'with stride 2 weights come transformed';
  const [outputs, , , channels] = op.weight.shape as [number, number, number, number];
  const patch = 9 * channels;
  const each = channelsOf(op, from, to, (o) =>
    (op.weight.data as Int8Array).slice(o * patch, (o + 1) * patch),
  );
  if (typeof each === 'string') return each;
  const form = op.stride[0] === 1 ? stride1 : stride2;
  const transformed = each.map(({ weights }) => form.transform(weights, channels));
  const reach = new Map(
    each.map((one, o) => [one, madeBytes === null ? reachOf(transformed[o]!) / form.factor : 0]),
  );
  const scaling = sharedScaling(each, (one) => reach.get(one)!);
  if (!scaling) return 'no shift of transformed 16-bit weights serves all channels';

  const fourBits = hasFourBits(op);
  const made =
    madeBytes === null ? null : madeParts(each, scaling, channels, outputs, madeBytes, fourBits);
  const routines = routinesOf(form, op, from, to, scaling, made !== null);
  const stored = (): LayerTable => {
    const values = streamOf(form, each, transformed, scaling, channels);
    return { suffix: 'u', element: 'int32_t', values };
  };
  const fields: LayerField[] = [
    { comment: 'sliding', struct: slidingFields(from.shape, to.shape, [3, 3], op) },
    { comment: 'input_zero', int: zeroOf(from) },
    { comment: 'outputs', int: outputs },
    { comment: 'along', routine: routines[0]!.name },
    { comment: 'multiply', routine: routines[1]!.name },
    { comment: 'u', table: 'u' },
    made ? { comment: 'make', routine: routines[2]!.name } : { comment: 'make', table: 'make' },
    made?.packed ? { comment: 'weight', symbol: 'NULL' } : { comment: 'weight', table: 'weight' },
    made?.packed ? { comment: 'packed', table: 'weight' } : { comment: 'packed', symbol: 'NULL' },
    { comment: 'ends', table: 'ends' },
    { comment: 'end_words', int: made?.endWords ?? 0 },
    { comment: 'made_outputs', int: made?.outputs ?? 0 },
    rangeField(op.activation, to),
  ];
  const nothing = (suffix: string): LayerTable => {
    return { suffix, element: 'int32_t', values: new Int32Array(0) };
  };
  const tables = made
    ? [nothing('u'), ...made.tables]
    : [stored(), nothing('make'), nothing('weight'), nothing('ends')];
  const passes = made ? Math.ceil(outputs / made.outputs) : 1;
  const bits = fourBits ? ', four bits' : '';
  const name = made ? `Winograd, weights transformed on the device${bits}` : 'Winograd';
  return {
    name: scaling.any ? `${name}, any activation` : name,
    bound: 'transformed weights fit 16 bits',
    instructions: costOf(form, op, from, to, scaling.any, made ? passes : 0),
    kernel: {
      kind: 'call',
      callee: `thimble_winograd3x3_stride${op.stride[0]}_s8_dsp`,
      header: 'thimble_winograd3x3_s8_dsp.h',
      data: { tables, config: { type: 'thimble_winograd3x3_s8_dsp_config', fields } },
      scratch: { element: 'int8_t', bytes: scratchBytes(form, from) + (made?.bytes ?? 0) },
      overlays: passes > 1 ? [] : [overlayOf(op, from, to)],
      routines,
    },
  };
}

/** What a layer keeps to transform its weights on the device. */
interface MadeParts {
  readonly tables: readonly LayerTable[];
  /** Whether the weights have four bits. */
  readonly packed: boolean;
  readonly endWords: number;
  /** Whose transformed weights stand in the scratch at a time. */
  readonly outputs: number;
  readonly bytes: number;
}

function madeParts(
  channels: readonly Channel[],
  { any, rows }: SharedScaling,
  depth: number,
  outputs: number,
  bytesMost: number,
  packed: boolean,
): MadeParts {
  const endWords = any ? 10 : 8;
  const pairBytes = 4 * (16 * depth + endWords);
  const pairs = Math.max(1, Math.min(outputs / 2, Math.floor(bytesMost / pairBytes)));
  const ends: number[] = [];
  for (let o = 0; o < channels.length; o += 2) {
    const pair = [o, o + 1].map((i) => ({ ...rows[i]!, bias: 4 * channels[i]!.bias }));
    ends.push(...pair.map(({ bias }) => bias));
    for (const { multiplier, constant, belowZero } of pair) {
      ends.push(multiplier, constant, ...(any ? [belowZero] : []));
    }
    ends.push(...pair.map(({ shift }) => Math.max(0, shift - 2)));
  }
  const weight = new Int8Array(channels.length * 9 * depth);
  for (const [o, { weights }] of channels.entries()) weight.set(weights, o * 9 * depth);
  return {
    tables: [
      packed
        ? { suffix: 'weight', element: 'int32_t', values: packFourBits(weight) }
        : { suffix: 'weight', element: 'int8_t', values: weight },
      { suffix: 'ends', element: 'int32_t', values: Int32Array.from(ends, (word) => word | 0) },
    ],
    packed,
    endWords,
    outputs: 2 * pairs,
    bytes: pairs * pairBytes + (packed ? 18 * depth : 0),
  };
}

function reachOf(us: Int32Array): number {
  return us.reduce((most, u) => Math.max(most, u < 0 ? -u : u), 0);
}

/**
 * All rows under two rows of output are transformed before the first of those is written, so the
 * output may follow the rows that the next two still need.
 */
function overlayOf({ stride, pad }: Conv2dOp, from: Value, to: Value): OverlayRule {
  const [inLine, outLine] = [from, to].map(({ shape }) => shape[1]! * shape[2]!);
  let aheadMin = Number.NEGATIVE_INFINITY;
  for (let y = 0; y + 2 < to.shape[0]!; y += 2) {
    const next = (y + 2) * stride[0] - pad.top;
    aheadMin = Math.max(aheadMin, (y + 2) * outLine! - next * inLine!);
  }
  return { input: 0, aheadMin, aheadMax: Number.POSITIVE_INFINITY };
}

/** What transforms along the rows, what multiplies, and what transforms the weights if they are made. */
function routinesOf(
  { columns }: Form,
  op: Conv2dOp,
  from: Value,
  to: Value,
  { any, total }: SharedScaling,
  made: boolean,
): Routine[] {
  const [stride] = op.stride;
  const [, width, channels] = from.shape as [number, number, number];
  const outputs = to.shape[2]!;
  const file = 'thimble_winograd3x3_dsp.inc';
  const along = [channels, 2 * (width + columns) * channels];
  const shape = [channels, to.shape[1]! * outputs, outputs];
  const form = `${any ? 'any_' : ''}${made ? 'made_' : ''}${total}`;
  const turn = turnOf(channels / 4);
  const routines: Routine[] = [
    {
      name: `winograd${stride}_along_${along.join('_')}`,
      file,
      macro: `thimble_winograd${stride}_along`,
      parameters: along,
      type: 'thimble_winograd_along',
    },
    {
      name: `winograd${stride}_${shape.join('_')}_${form}`,
      file,
      macro: 'thimble_winograd',
      parameters: [stride, ...shape, turn, total, any ? 1 : 0, made ? 1 : 0],
      type: 'thimble_winograd',
    },
  ];
  if (!made) return routines;
  return [
    ...routines,
    {
      name: `winograd_make_${channels}`,
      file,
      macro: 'thimble_winograd_make',
      parameters: [channels],
      type: 'thimble_winograd_make',
    },
  ];
}

/** One of the two transforms. */
interface Form {
  readonly rows: number;
  /** Columns of padding beside the picture. */
  readonly columns: number;
  /** What the products of a tile are multiples of. */
  readonly factor: number;
  /** In the order of the routine: which row of a column stands where. */
  readonly order: readonly number[];
  /** Positions [row][column][channel] of one output's weights; rows that count negative negated. */
  readonly transform: (weights: Int8Array, channels: number) => Int32Array;
}

/** 4 G g G' with G = [1 0 0, ½ ½ ½, ½ −½ ½, 0 0 1], the last row negated. */
const stride1: Form = {
  rows: 4,
  columns: 2,
  factor: 4,
  order: [1, 2, 0, 3],
  transform: (weights, channels) => {
    const along = ([a, b, c]: Three): number[] => [2 * a, a + b + c, a - b + c, 2 * c];
    return transformed(weights, channels, along, [1, 1, 1, -1]);
  },
};

/** Even taps as F(2,2): w0, w0 + w2, w2; the odd tap twice; the third row negated. */
const stride2: Form = {
  rows: 5,
  columns: 1,
  factor: 1,
  order: [1, 0, 3, 2, 4],
  transform: (weights, channels) => {
    const along = ([a, b, c]: Three): number[] => [a, a + c, c, b, b];
    return transformed(weights, channels, along, [1, 1, -1, 1, 1]);
  },
};

type Three = readonly [number, number, number];

function transformed(
  weights: Int8Array,
  channels: number,
  along: (taps: Three) => number[],
  signs: readonly number[],
): Int32Array {
  const side = signs.length;
  const made = new Int32Array(side * side * channels);
  for (let c = 0; c < channels; c++) {
    const tap = (row: number, column: number) => weights[(row * 3 + column) * channels + c]!;
    const down = [0, 1, 2].map((j) => along([tap(0, j), tap(1, j), tap(2, j)]));
    for (let i = 0; i < side; i++) {
      const row = along([down[0]![i]!, down[1]![i]!, down[2]![i]!]);
      for (let j = 0; j < side; j++) made[(i * side + j) * channels + c] = signs[i]! * row[j]!;
    }
  }
  return made;
}

function unfit(op: Conv2dOp, from: Value, to: Value): string | null {
  const [outputs, kernelHeight, kernelWidth, channels] = op.weight.shape as number[];
  if (kernelHeight !== 3 || kernelWidth !== 3) return 'its kernel is not 3 by 3';
  const [stride, other] = op.stride;
  if (stride !== other || stride > 2) return 'its stride is not 1 or 2';
  if (op.dilation[0] !== 1 || op.dilation[1] !== 1) return 'it is dilated';
  const powers = [8, 16, 32, 64];
  if (!powers.includes(channels!)) return 'its channels are no power of two from 8 to 64';
  if (stride === 2 && channels === 64) return 'its channels are beyond the offsets of the routine';
  const line = 2 * (from.shape[1]! + 2) * channels!;
  if (line - 2 * channels! > 4095) return 'its picture is too wide for the offsets of the routine';
  if (outputs! % 2 || outputs! < 2) return 'its outputs are odd';
  const [height, width] = to.shape as [number, number];
  if (height % 2 || width % 4) return 'its output is not made of blocks of 2 by 4';
  const before = stride === 1 ? 1 : 0;
  const inside = from.shape[0] === stride * height && from.shape[1] === stride * width;
  if (!inside || op.pad.top !== before || op.pad.left !== before) {
    return stride === 1 ? 'its padding is not 1 on all sides' : 'its padding is not 1 at the end';
  }
  return width * outputs! + 4 * outputs! <= 4095 ? null : 'a row of its output is too long';
}

/** Steps without a loop: as many as make the code about 5 KB. */
function turnOf(steps: number): number {
  return Math.min(steps, 8);
}

/** For each pair of outputs: column after column, the biases before the second column. */
function streamOf(
  { rows, order }: Form,
  channels: readonly Channel[],
  us: readonly Int32Array[],
  scaling: SharedScaling,
  depth: number,
): Int32Array {
  const words: number[] = [];
  const factor = rows === 4 ? 4 : 1;
  for (let o = 0; o < channels.length; o += 2) {
    const pair = [0, 1].map((i) => {
      const row = scaling.rows[o + i]!;
      const scale = 2 ** row.shift / factor;
      return { ...row, bias: channels[o + i]!.bias * 2 ** row.shift, us: us[o + i]!, scale };
    });
    for (let column = 0; column < rows; column++) {
      if (column === 1) words.push(...pair.map(({ bias }) => bias));
      for (const row of order) {
        const start = (row * rows + column) * depth;
        for (let c = start; c < start + depth; c += 4) {
          for (const { us: own, scale } of pair) {
            const half = (at: number) => (own[at]! === 0 ? 0 : own[at]! * scale);
            words.push(halfwords(half(c), half(c + 2)), halfwords(half(c + 1), half(c + 3)));
          }
        }
      }
    }
    for (const { multiplier, constant, belowZero } of pair) {
      words.push(multiplier, constant, ...(scaling.any ? [belowZero] : []));
    }
  }
  return Int32Array.from(words, (word) => word | 0);
}

function scratchBytes({ rows, columns }: Form, { shape }: Value): number {
  const [, width, channels] = shape as [number, number, number];
  const transformedRows = 2 * rows * (width + columns) * channels;
  return width * channels + transformedRows + 4 * channels * (rows * rows + 1);
}

/** `passes` over the picture where weights are made; 0 where they stand in flash. */
function costOf(
  { rows }: Form,
  op: Conv2dOp,
  from: Value,
  to: Value,
  any: boolean,
  passes: number,
): number {
  const [height, width, outputs] = to.shape as [number, number, number];
  const [, inputWidth, channels] = from.shape as [number, number, number];
  const steps = channels / 4;
  const loops = 5 * Math.max(0, steps / turnOf(steps) - 1);
  const positions = rows * rows;
  const stride = op.stride[0];
  const late = passes > 0 ? 20 : 0;
  const ends = stride === 1 ? 166 : 142;
  const pair = positions * (10 * steps + loops) + ends + (any ? 32 : 0) + late;
  const along = rows * (steps * (stride === 1 ? 33 : 31) + 8) + 50;
  const down = 37.5 * inputWidth * steps + 100;
  const pass = (height / 2) * ((width / 4) * along + down);
  const blocks = (height / 2) * (width / 4) * (outputs / 2) * pair;
  const making = passes > 0 ? outputs * (steps * 172 + 24) : 0;
  return blocks + pass * Math.max(1, passes) + making + 200;
}
