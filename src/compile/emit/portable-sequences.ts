import { assert } from '../../base/assert.ts';
import type { Value } from '../../graph/op.ts';
import type { GateWeights, LstmOp, SvdfOp } from '../../graph/op-sequence.ts';
import {
  cellMultipliers,
  gateMultipliers,
  svdfMultipliers,
  zeroOf,
} from '../../graph/quantized-value.ts';
import { sigmoidTable } from '../../graph/sigmoid16.ts';
import { stateOf } from '../../graph/state.ts';
import { elementwise } from '../plan/overlap.ts';
import type { CallKernel, LayerField, LayerTable } from './kernel.ts';
import { callOf, refuseLayer } from './portable-calls.ts';
import { foldedBias, multiplierField } from './weighted.ts';

export function lstmKernel(op: LstmOp, from: Value, to: Value, layer: string): CallKernel {
  const { forget, input, hidden, power, clip } = cellMultipliers(op);
  if (power > 0) refuseLayer('lstm', layer, 'has cells with a scale above 1; quantise it again');
  const [time, cells] = to.shape as [number, number];
  const gates = (['input', 'forget', 'cell', 'output'] as const).map((name) =>
    gateParts(name, op, op.gates[name], from, layer),
  );
  const fields: LayerField[] = [
    { comment: 'time', int: time },
    { comment: 'inputs', int: from.shape[1]! },
    { comment: 'cells', int: cells },
    { comment: 'gates', struct: gates.map(({ field }) => field) },
    multiplierField('forget', forget),
    multiplierField('input', input),
    multiplierField('hidden', hidden),
    { comment: 'cell_shift', int: power + 12 },
    { comment: 'cell_limit', int: op.cellClip > 0 ? clip(op.cellClip) : 32768 },
    { comment: 'zero', int: zeroOf(to) },
    { comment: 'sigmoid', table: 'sigmoid' },
  ];
  const sigmoid: LayerTable = { suffix: 'sigmoid', element: 'uint16_t', values: sigmoidTable };
  const tables = [...gates.flatMap((gate) => gate.tables), sigmoid];
  return {
    // Row t of the output is written after row t of the input was read.
    ...callOf('lstm_s8', 'lstm_s8', fields, {
      tables,
      overlays: [elementwise(0, cells, from.shape[1]!, time)],
    }),
    state: stateOf(op),
    scratch: { element: 'int16_t', bytes: 2 * 4 * cells },
  };
}

function gateParts(
  name: string,
  op: LstmOp,
  gate: GateWeights,
  from: Value,
  layer: string,
): { tables: LayerTable[]; field: LayerField } {
  const { weight, recurrent, bias } = gate;
  assert(weight.type === 'i8' && recurrent.type === 'i8' && bias.type === 'i32', 'int8 weights');
  const [cells, inputs] = weight.shape as [number, number];
  const by = gateMultipliers(gate, from, op.hiddenQuantization!);
  const rowOf = (width: number) => (i: number) => Math.floor(i / width);
  const none = new Int32Array(cells);
  const hiddenZero = op.hiddenQuantization!.zeroPoint;
  const biases = foldedBias(weight.data, bias.data, zeroOf(from), rowOf(inputs), layer);
  const recurrentBiases = foldedBias(recurrent.data, none, hiddenZero, rowOf(cells), layer);
  return {
    tables: [
      { suffix: `${name}_weight`, element: 'int8_t', values: weight.data },
      { suffix: `${name}_bias`, element: 'int32_t', values: biases },
      { suffix: `${name}_recurrent`, element: 'int8_t', values: recurrent.data },
      { suffix: `${name}_recurrent_bias`, element: 'int32_t', values: recurrentBiases },
    ],
    field: {
      comment: name,
      struct: [
        { comment: 'weight', table: `${name}_weight` },
        { comment: 'bias', table: `${name}_bias` },
        multiplierField('scale', by.input),
        { comment: 'recurrent', table: `${name}_recurrent` },
        { comment: 'recurrent_bias', table: `${name}_recurrent_bias` },
        multiplierField('recurrent_scale', by.recurrent),
      ],
    },
  };
}

export function svdfKernel(op: SvdfOp, from: Value, to: Value, layer: string): CallKernel {
  const { featureWeight, timeWeight, bias } = op;
  assert(featureWeight.type === 'i8' && bias.type === 'i32', 'the weights are int8');
  assert(timeWeight.type !== 'f32', 'the weights over time are integers');
  const [filters, inputs] = featureWeight.shape as [number, number];
  const memory = timeWeight.shape[1]!;
  const by = svdfMultipliers(op, from, to);
  const none = new Int32Array(filters);
  const rowOf = (i: number) => Math.floor(i / inputs);
  const featureBias = foldedBias(featureWeight.data, none, zeroOf(from), rowOf, layer);
  const stateZero = op.stateQuantization!.zeroPoint;
  // sums over time go round 32 bits, as the reference's do
  const biases = Int32Array.from(bias.data, (value, unit) => {
    const own = timeWeight.data.subarray(unit * op.rank * memory, (unit + 1) * op.rank * memory);
    return value - stateZero * Array.from(own).reduce((sum, weight) => sum + weight, 0);
  });
  const wide = timeWeight.type === 'i16';
  const fields: LayerField[] = [
    { comment: 'units', int: filters / op.rank },
    { comment: 'rank', int: op.rank },
    { comment: 'inputs', int: inputs },
    { comment: 'memory', int: memory },
    { comment: 'wide', int: wide ? 1 : 0 },
    { comment: 'state_zero', int: stateZero },
    { comment: 'feature_weight', table: 'feature_weight' },
    { comment: 'feature_bias', table: 'feature_bias' },
    { comment: 'time_weight', table: 'time_weight' },
    { comment: 'bias', table: 'bias' },
    multiplierField('feature', by.feature),
    multiplierField('time', by.time),
    { comment: 'zero', int: zeroOf(to) },
  ];
  const tables: LayerTable[] = [
    { suffix: 'feature_weight', element: 'int8_t', values: featureWeight.data },
    { suffix: 'feature_bias', element: 'int32_t', values: featureBias },
    { suffix: 'time_weight', element: wide ? 'int16_t' : 'int8_t', values: timeWeight.data },
    { suffix: 'bias', element: 'int32_t', values: biases },
  ];
  return { ...callOf('svdf_s8', 'svdf_s8', fields, { tables }), state: stateOf(op) };
}
