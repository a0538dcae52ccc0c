import type { Op } from '../../graph/op.ts';
import type { GateWeights } from '../../graph/op-sequence.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { OperatorReader } from './operator-reader.ts';
import { biasOf, weightOf } from './operator-rules-layers.ts';
import { activations } from './operators.ts';

/** The places of an LSTM's inputs: four gates in the order input, forget, cell, output. */
const lstm = {
  weight: 1,
  recurrent: 5,
  peephole: 9,
  bias: 12,
  projection: 16,
  hidden: 18,
  cell: 19,
  norm: 20,
};

export function readLstm(reader: OperatorReader): void {
  const activation = activations[reader.option((t) => t.i8(0), 0)];
  if (activation !== 'TANH') reader.refuse(`its activation is ${activation}, where TANH belongs`);
  refuseExtras(reader);
  const { shape } = reader.tensor(0);
  const timeMajor = reader.option((t) => t.bool(3), false);
  const [batch, time, inputs] = timeMajor
    ? [shape[1], shape[0], shape[2]]
    : [shape[0], shape[1], shape[2]];
  if (shape.length !== 3 || batch !== 1) {
    reader.refuse(`its input is [${shape}], where one sequence [time, inputs] belongs`);
  }
  const cells = reader.tensor(lstm.weight + 1).shape[0] ?? 0;
  const gate = (k: number): GateWeights => {
    const weight = weightOf(reader, lstm.weight + k, [cells, inputs!]);
    const recurrent = weightOf(reader, lstm.recurrent + k, [cells, cells]);
    const bias = biasOf(reader, lstm.bias + k, cells, weight.type);
    if (weight.type === 'f32') return { weight, recurrent, bias };
    return {
      weight,
      weightQuantization: oneScale(reader, lstm.weight + k),
      recurrent,
      recurrentQuantization: oneScale(reader, lstm.recurrent + k),
      bias,
    };
  };
  const gates = { input: gate(0), forget: gate(1), cell: gate(2), output: gate(3) };
  const types = Object.values(gates).flatMap((one) => [one.weight.type, one.recurrent.type]);
  if (types.some((type) => type !== reader.type(0))) {
    reader.refuse('its weights and values are of different types (hybrid); quantise both to int8');
  }
  const cellClip = reader.option((t) => t.f32(1), 0);
  if (reader.option((t) => t.f32(2), 0) !== 0)
    reader.refuse('its projection clip is not supported');
  const op: Op = { kind: 'lstm', gates, cellClip, ...stateForms(reader) };
  reader.finish(reader.add(op, [reader.value(0, [time!, inputs!])]));
}

function refuseExtras(reader: OperatorReader): void {
  const extras = [
    ['peephole weights', lstm.peephole, 3],
    ['a projection', lstm.projection, 2],
    ['layer normalisation', lstm.norm, 4],
  ] as const;
  for (const [what, first, count] of extras) {
    for (let i = first; i < first + count; i++) {
      if (reader.has(i)) reader.refuse(`it has ${what}, which is not supported`);
    }
  }
  if (!reader.has(lstm.weight)) {
    reader.refuse('its input and forget gate are coupled (CIFG), which is not supported');
  }
}

/** Only for int8: of the two states. */
function stateForms(reader: OperatorReader) {
  if (reader.type(0) === 'f32') return {};
  if (reader.type(lstm.cell) !== 'i16') reader.refuse('its cell state is not INT16');
  const hiddenQuantization = oneScale(reader, lstm.hidden);
  const cellQuantization = oneScale(reader, lstm.cell);
  const power = Math.log2(cellQuantization.scales[0]!);
  if (!Number.isInteger(power)) reader.refuse('the scale of its cell state is no power of two');
  return { hiddenQuantization, cellQuantization };
}

/** Inputs: the value, its weight, the weight over time, the bias and the state. */
export function readSvdf(reader: OperatorReader): void {
  const rank = reader.option((t) => t.i32(0), 0);
  if (rank < 1) reader.refuse(`its rank is ${rank}`);
  const featureWeight = weightOf(reader, 1);
  const timeWeight = reader.constant(2) as Tensor<'i16'>;
  const [filters, inputs] = featureWeight.shape as [number, number];
  if (reader.tensor(0).shape[0] !== 1) reader.refuse('its batch is larger than 1');
  const bias = biasOf(reader, 3, Math.floor(filters / rank), featureWeight.type);
  const parts = { kind: 'svdf', rank, featureWeight, timeWeight, bias } as const;
  const activation = reader.activation(1);
  const x = reader.value(0, [inputs]);
  if (featureWeight.type !== reader.type(0)) {
    reader.refuse('its weights and values are of different types (hybrid); quantise both to int8');
  }
  if (featureWeight.type === 'f32') {
    reader.finish(reader.add({ ...parts, activation }, [x]));
    return;
  }
  if (reader.type(4) !== reader.type(2)) reader.refuse('its state and time weight differ in type');
  const op: Op = {
    ...parts,
    // in integers the range of the output is the activation, as TensorFlow Lite Micro has it
    activation: 'none',
    featureQuantization: oneScale(reader, 1),
    timeQuantization: oneScale(reader, 2),
    stateQuantization: oneScale(reader, 4),
  };
  reader.finish(reader.add(op, [x]));
}

function oneScale(reader: OperatorReader, input: number) {
  const form = reader.form(input);
  if (form?.scales.length === 1) return form;
  return reader.refuse(`tensor ${reader.tensor(input).name} needs one scale`);
}
