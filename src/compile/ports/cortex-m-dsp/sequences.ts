import type { Multiplier } from '../../../graph/fixed-point.ts';
import type { Value } from '../../../graph/op.ts';
import type { LstmOp, SvdfOp } from '../../../graph/op-sequence.ts';
import {
  cellMultipliers,
  gateMultipliers,
  svdfMultipliers,
  zeroOf,
} from '../../../graph/quantized-value.ts';
import { sigmoidTable } from '../../../graph/sigmoid16.ts';
import type { CallKernel, LayerField, LayerTable, Routine } from '../../emit/kernel.ts';
import { multiplierField } from '../../emit/weighted.ts';
import type { Candidate } from '../candidate.ts';
import { halfwords } from './halfwords.ts';
import { type SumsStream, sumsStream, type Taps } from './two-row.ts';

/** Layers that remember, with their sums by pairs of rows. `portable` has refused what cannot be. */

/** Long short-term memory by thimble_lstm_s8_dsp, or why it cannot be. */
export function twoRowLstm(
  op: LstmOp,
  from: Value,
  to: Value,
  portable: CallKernel,
): Candidate | string {
  const [time, cells] = to.shape as [number, number];
  const inputs = from.shape[1]!;
  const gates = (['input', 'forget', 'cell', 'output'] as const).map((name) => op.gates[name]);
  const hiddenZero = op.hiddenQuantization!.zeroPoint;
  const first = gates.flatMap(({ weight, bias }) =>
    rowsOf(weight.data as Int8Array, bias.data, inputs, zeroOf(from)),
  );
  const second = gates.flatMap(({ recurrent }) =>
    rowsOf(recurrent.data as Int8Array, new Int32Array(cells), cells, hiddenZero),
  );
  const inputStream = sumsStream(first, foursOf(inputs));
  if (typeof inputStream === 'string') return inputStream;
  const hiddenStream = sumsStream(second, foursOf(cells));
  if (typeof hiddenStream === 'string') return hiddenStream;
  const inOrder = ({ places }: SumsStream) => places.every((place, row) => place === row);
  if (!inOrder(inputStream) || !inOrder(hiddenStream)) return 'it has weights of −128';
  const scales = gates.map((gate) => gateMultipliers(gate, from, op.hiddenQuantization!));
  const { forget, input, hidden, power, clip } = cellMultipliers(op);
  const all = [...scales.flatMap((by) => [by.input, by.recurrent]), forget, input, hidden];
  if (!all.every(shrinks)) return 'one of its scales is above a half';
  if (Math.max(inputs, cells) > 4 * foursMost) return 'it has more than 64 inputs or cells';

  const routines = [sumsRoutine(inputs), sumsRoutine(cells)];
  const fields: LayerField[] = [
    { comment: 'time', int: time },
    { comment: 'inputs', int: inputs },
    { comment: 'cells', int: cells },
    { comment: 'input_sums', routine: routines[0]!.name },
    { comment: 'input_stream', table: 'input_stream' },
    { comment: 'hidden_sums', routine: routines[1]!.name },
    { comment: 'hidden_stream', table: 'hidden_stream' },
    { comment: 'input_scale', struct: scales.map((by) => shrinkField('gate', by.input)) },
    { comment: 'hidden_scale', struct: scales.map((by) => shrinkField('gate', by.recurrent)) },
    shrinkField('forget', forget),
    shrinkField('input', input),
    shrinkField('hidden', hidden),
    { comment: 'cell_shift', int: power + 12 },
    { comment: 'cell_limit', int: op.cellClip > 0 ? clip(op.cellClip) : 32768 },
    { comment: 'zero', int: zeroOf(to) },
    { comment: 'sigmoid', table: 'sigmoid' },
  ];
  const tables: LayerTable[] = [
    { suffix: 'input_stream', element: 'int32_t', values: inputStream.words },
    { suffix: 'hidden_stream', element: 'int32_t', values: hiddenStream.words },
    { suffix: 'sigmoid', element: 'uint16_t', values: sigmoidTable },
  ];
  const sums = cells * (sumsCost(inputs) + sumsCost(cells));
  return {
    name: 'two-row',
    bound: 'every second row sums within 23 bits',
    instructions: time * (sums + 200 * cells + 3 * (inputs + cells) + 60),
    kernel: {
      kind: 'call',
      callee: 'thimble_lstm_s8_dsp',
      header: 'thimble_lstm_s8_dsp.h',
      data: { tables, config: { type: 'thimble_lstm_s8_dsp_config', fields } },
      scratch: {
        element: 'int32_t',
        bytes: 8 * (Math.ceil(inputs / 4) + Math.ceil(cells / 4)) + 32 * cells,
      },
      overlays: [],
      routines,
      ...(portable.state && { state: portable.state }),
    },
  };
}

/** A filter over time by thimble_svdf_s8_dsp, or why it cannot be. */
export function twoRowSvdf(
  op: SvdfOp,
  from: Value,
  to: Value,
  portable: CallKernel,
): Candidate | string {
  const [filters, inputs] = op.featureWeight.shape as [number, number];
  const memory = op.timeWeight.shape[1]!;
  const wide = op.timeWeight.type === 'i16';
  const perWord = wide ? 2 : 4;
  if (memory > 128) return 'it remembers more than 128 numbers';
  if (memory % perWord) return 'its memory is not of whole words';
  if (inputs > 4 * foursMost) return `it has more than ${4 * foursMost} inputs`;
  const { feature, time } = svdfMultipliers(op, from, to);
  if (!shrinks(feature)) return 'the scale of its projections is above a half';
  const none = new Int32Array(filters);
  const stream = sumsStream(
    rowsOf(op.featureWeight.data as Int8Array, none, inputs, zeroOf(from)),
    foursOf(inputs),
  );
  if (typeof stream === 'string') return stream;
  const bias = portable.data.tables.find(({ suffix }) => suffix === 'bias')!;
  const w = op.timeWeight.data;
  const pairs: number[] = [];
  for (let i = 0; i < w.length; i += perWord) {
    if (wide) pairs.push(halfwords(w[i]!, w[i + 1]!));
    else pairs.push(halfwords(w[i]!, w[i + 2]!), halfwords(w[i + 1]!, w[i + 3]!));
  }
  const routine = sumsRoutine(inputs);
  const words = [memory / perWord, wide ? 1 : 0];
  const remember: Routine = {
    name: `svdf_${words.join('_')}`,
    file: 'thimble_svdf_dsp.inc',
    macro: 'thimble_svdf',
    parameters: words,
    type: 'thimble_svdf',
  };
  const whole = Math.ceil(filters / 4) * 4;
  const fields: LayerField[] = [
    { comment: 'units', int: filters / op.rank },
    { comment: 'rank', int: op.rank },
    { comment: 'inputs', int: inputs },
    { comment: 'wide', int: wide ? 1 : 0 },
    { comment: 'remember', routine: remember.name },
    { comment: 'filters', int: whole },
    { comment: 'state_zero', int: op.stateQuantization!.zeroPoint },
    { comment: 'project', routine: routine.name },
    { comment: 'stream', table: 'stream' },
    { comment: 'places', table: 'places' },
    { comment: 'time_weight', table: 'time_weight' },
    { comment: 'bias', table: 'bias' },
    shrinkField('feature', feature),
    multiplierField('time', time),
    { comment: 'zero', int: zeroOf(to) },
  ];
  return {
    name: 'two-row',
    bound: 'every second row sums within 23 bits',
    instructions:
      filters * (sumsCost(inputs) / 4 + (11 * memory) / perWord + 35) + 3 * inputs + 100,
    kernel: {
      kind: 'call',
      callee: 'thimble_svdf_s8_dsp',
      header: 'thimble_svdf_s8_dsp.h',
      data: {
        tables: [
          { suffix: 'stream', element: 'int32_t', values: stream.words },
          { suffix: 'places', element: 'int16_t', values: Int16Array.from(stream.places) },
          { suffix: 'time_weight', element: 'int32_t', values: Int32Array.from(pairs) },
          bias,
        ],
        config: { type: 'thimble_svdf_s8_dsp_config', fields },
      },
      scratch: { element: 'int32_t', bytes: 8 * Math.ceil(inputs / 4) + 8 * whole },
      overlays: [],
      routines: [routine, remember],
      ...(portable.state && { state: portable.state }),
    },
  };
}

/** Four inputs after four without a loop: about a kilobyte of code at most. */
const foursMost = 24;

/** Rows with the zero point of what they multiply folded into their bias. */
function rowsOf(weights: Int8Array, bias: ArrayLike<number>, inputs: number, zero: number): Taps[] {
  return Array.from({ length: weights.length / inputs }, (_, row) => {
    const own = weights.slice(row * inputs, (row + 1) * inputs);
    return { weights: own, bias: bias[row]! - zero * own.reduce((sum, w) => sum + w, 0) };
  });
}

function foursOf(inputs: number): (number | null)[] {
  const lanes = Math.ceil(inputs / 4) * 4;
  return Array.from({ length: lanes }, (_, i) => (i < inputs ? i : null));
}

function sumsRoutine(inputs: number): Routine {
  const fours = Math.ceil(inputs / 4);
  return {
    name: `dense_sums_${fours}`,
    file: 'thimble_dense_s8_dsp.inc',
    macro: 'thimble_dense_sums',
    parameters: [fours],
    type: 'thimble_dense_sums',
  };
}

/** Of four rows. */
function sumsCost(inputs: number): number {
  return Math.ceil(inputs / 4) * 13.5 + 14;
}

function shrinks({ shift, multiplier }: Multiplier): boolean {
  return shift <= -1 && shift >= -30 && multiplier > 0;
}

function shrinkField(comment: string, { multiplier, shift }: Multiplier): LayerField {
  return {
    comment,
    struct: [
      { comment: 'multiplier', int: multiplier },
      { comment: 'right', int: -shift },
    ],
  };
}
