import type { Multiplier } from '../../../graph/fixed-point.ts';
import type { Value } from '../../../graph/op.ts';
import type { GateWeights, LstmOp, SvdfOp } from '../../../graph/op-sequence.ts';
import {
  cellMultipliers,
  gateMultipliers,
  svdfMultipliers,
  zeroOf,
} from '../../../graph/quantized-value.ts';
import type { CallKernel, LayerField, LayerTable, Routine } from '../../emit/kernel.ts';
import { multiplierField } from '../../emit/weighted.ts';
import type { Candidate } from '../candidate.ts';
import { halfwords } from './halfwords.ts';
import { sigmoidLines } from './sigmoid-lines.ts';
import { reachOf, sumsStream, type Taps } from './two-row.ts';

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
  if (Math.max(inputs, cells) > widthMost) return `it has more than ${widthMost} inputs or cells`;
  const scales = gatesOf(op).map((gate) => gateMultipliers(gate, from, op.hiddenQuantization!));
  const stream = gateStreams(op, from, scales);
  if (typeof stream === 'string') return stream;
  const step = lstmStep(op, to, inputs, scales);
  if (typeof step === 'string') return step;
  const fields: LayerField[] = [
    { comment: 'time', int: time },
    { comment: 'inputs', int: inputs },
    { comment: 'routine', routine: step.routine.name },
    { comment: 'step', struct: step.fields },
  ];
  const tables: LayerTable[] = [
    { suffix: 'stream', element: 'int32_t', values: stream },
    { suffix: 'curve', element: 'int32_t', values: sigmoidLines() },
  ];
  const fours = Math.ceil(inputs / 4) + Math.ceil(cells / 4);
  return {
    name: 'two-row',
    bound: 'every second row sums within 23 bits',
    instructions: time * (cells * (13.5 * fours + 118) + 7 * fours + 90),
    kernel: {
      kind: 'call',
      callee: 'thimble_lstm_s8_dsp',
      header: 'thimble_lstm_s8_dsp.h',
      data: { tables, config: { type: 'thimble_lstm_s8_dsp_config', fields } },
      scratch: { element: 'int32_t', bytes: 8 * fours },
      overlays: portable.overlays,
      routines: [step.routine],
      ...(portable.state && { state: portable.state }),
    },
  };
}

/** Without a loop, 13 bytes of code an input or cell: little beside its weights, four rows for each cell. */
const widthMost = 512;

type GateScales = ReturnType<typeof gateMultipliers>;

/** Cell by cell its four gates over the inputs, then over the hidden state; or why that cannot be. */
function gateStreams(op: LstmOp, from: Value, scales: readonly GateScales[]): Int32Array | string {
  const gates = gatesOf(op);
  const [cells, inputs] = op.gates.input.weight.shape as [number, number];
  const none = new Int32Array(cells);
  const first = gates.map(({ weight, bias }) =>
    rowsOf(weight.data as Int8Array, bias.data, inputs, zeroOf(from)),
  );
  const second = gates.map(({ recurrent }) =>
    rowsOf(recurrent.data as Int8Array, none, cells, op.hiddenQuantization!.zeroPoint),
  );
  const over = gateStream(
    first,
    foursOf(inputs),
    scales.map(({ input }) => input),
  );
  if (typeof over === 'string') return over;
  const again = gateStream(
    second,
    foursOf(cells),
    scales.map(({ recurrent }) => recurrent),
  );
  if (typeof again === 'string') return again;
  return Int32Array.from(over.flatMap((words, c) => [...words, ...again[c]!]));
}

/** The words of each cell. */
function gateStream(
  rowsOfGate: readonly (readonly Taps[])[],
  order: readonly (number | null)[],
  scales: readonly Multiplier[],
): number[][] | string {
  for (const [gate, rows] of rowsOfGate.entries()) {
    const left = Math.max(0, scales[gate]!.shift);
    if (left > leftMost || rows.some((row) => reachOf(row) * 2 ** left >= 2 ** 30)) {
      return `the scale of its gate ${gate} is too large for its sums`;
    }
  }
  const cells = rowsOfGate[0]!.map((_, c) => rowsOfGate.map((rows) => rows[c]!));
  const stream = sumsStream(cells.flat(), order);
  if (typeof stream === 'string') return stream;
  if (stream.places.some((place, row) => place !== row)) return 'it has weights of −128';
  const size = stream.words.length / cells.length;
  return cells.map((_, c) => [...stream.words.subarray(c * size, (c + 1) * size)]);
}

/** Bits that a sum which arrives times 256 may still go to the left. */
const leftMost = 6;

/** The fields and the routine of one step, or why its scales do not fit them. */
function lstmStep(
  op: LstmOp,
  to: Value,
  inputs: number,
  scales: readonly GateScales[],
): { fields: LayerField[]; routine: Routine } | string {
  const cells = to.shape[1]!;
  const over = scales.map(({ input }) => input);
  const again = scales.map(({ recurrent }) => recurrent);
  const { hidden, power, clip } = cellMultipliers(op);
  if (power < -15) return 'its cells have a scale below 2^-15';
  // its zero point must fit above the shift
  if (!shrinks(hidden) || hidden.shift < -23)
    return 'the scale of its output is not within 2^-30 and 1/64';
  if ([...over, ...again].some(({ shift }) => shift < -30)) return 'one of its gates hardly moves';
  const limit = op.cellClip > 0 ? clip(op.cellClip) : 32768;
  const parameters = [
    Math.ceil(inputs / 4),
    Math.ceil(cells / 4),
    ...[...over, ...again].map(({ shift }) => -shift),
    -power,
    limit,
    -hidden.shift,
  ];
  const routine: Routine = {
    name: `lstm_${parameters.join('_').replaceAll('-', 'm')}`,
    file: 'thimble_lstm_dsp.inc',
    macro: 'thimble_lstm_step',
    parameters,
    type: 'thimble_lstm_routine_dsp',
  };
  const fields: LayerField[] = [
    { comment: 'cells', int: cells },
    { comment: 'stream', table: 'stream' },
    { comment: 'curve', table: 'curve' },
    { comment: 'input', struct: over.map((by) => halfField('gate', by, 0)) },
    { comment: 'hidden', struct: again.map((by) => halfField('gate', by, 0)) },
    halfField('shown', hidden, zeroOf(to)),
  ];
  return { fields, routine };
}

function gatesOf({ gates: { input, forget, cell, output } }: LstmOp): readonly GateWeights[] {
  return [input, forget, cell, output];
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

/** The same with half of what is shifted away, which holds a zero point too. */
function halfField(comment: string, { multiplier, shift }: Multiplier, zero: number): LayerField {
  return {
    comment,
    struct: [
      { comment: 'multiplier', int: multiplier },
      { comment: 'half', int: shift < 0 ? zero * 2 ** -shift + 2 ** (-shift - 1) : 0 },
    ],
  };
}
