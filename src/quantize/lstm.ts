import { assert } from '../base/assert.ts';
import { floatRules } from '../graph/evaluate-float.ts';
import type { Value } from '../graph/op.ts';
import type { GateWeights, LstmOp } from '../graph/op-sequence.ts';
import { initialSlots } from '../graph/state.ts';
import { gridLimit, toGrid } from '../graph/weight-grid.ts';
import { type Quantization, sizeOf, type Tensor, tensor } from '../tensor/tensor.ts';
import { scaleForBias } from './weights.ts';

/**
 * The integer form of long short-term memory by the rules of TensorFlow Lite: weights in int8,
 * symmetric, one scale for each matrix of a gate; the hidden state in the form of the output; the
 * cell in int16 by a power of two (`cell`, see cellFormOf).
 */
export function quantizeLstm(
  op: LstmOp,
  input: Quantization,
  output: Quantization,
  cell: Quantization,
): LstmOp {
  const { input: take, forget, cell: news, output: show } = op.gates;
  const of = (gate: GateWeights) => quantizeGate(gate, input.scales[0]!);
  return {
    ...op,
    gates: { input: of(take), forget: of(forget), cell: of(news), output: of(show) },
    hiddenQuantization: output,
    cellQuantization: cell,
  };
}

/**
 * The int16 form of a float cell over all `sequences`, packed, [examples, time, in]: the smallest
 * power of two that nothing seen goes beyond. Below 1 and above 64, where tanh is at its end, no
 * integer kernel has a form.
 */
export function cellFormOf(op: LstmOp, from: Value, sequences: Float32Array): Quantization {
  const width = from.shape[1]!;
  const cells = op.gates.input.bias.data.length;
  const size = sizeOf(from.shape);
  const to = { name: 'step', type: 'f32', shape: [1, cells] } as const;
  let largest = 0;
  for (let start = 0; start < sequences.length; start += size) {
    const state = initialSlots(op);
    for (let at = start; at < start + size; at += width) {
      const x = tensor('f32', [1, width], sequences.subarray(at, at + width));
      floatRules.lstm(op, [x], to, [from], { rounding: 'double', state });
      for (const value of state[1]!.data) largest = Math.max(largest, Math.abs(value));
    }
  }
  const power = Math.min(6, Math.max(0, Math.ceil(Math.log2(largest))));
  return { scales: [2 ** (power - 15)], zeroPoint: 0, axis: null };
}

function quantizeGate({ weight, recurrent, bias }: GateWeights, inputScale: number): GateWeights {
  assert(weight.type === 'f32' && recurrent.type === 'f32', 'weights are float32 so far');
  const largestBias = largestOf(bias);
  const scale = scaleForBias(largestOf(weight) / gridLimit[8] || 1, largestBias, inputScale);
  const [weightScale, recurrentScale] = [
    Math.fround(scale),
    Math.fround(largestOf(recurrent) / gridLimit[8] || 1),
  ];
  const step = Math.fround(inputScale * weightScale);
  return {
    weight: onGrid(weight, weightScale),
    weightQuantization: symmetric(weightScale),
    recurrent: onGrid(recurrent, recurrentScale),
    recurrentQuantization: symmetric(recurrentScale),
    bias: tensor(
      'i32',
      bias.shape,
      Array.from(bias.data, (b) => Math.round(b / step)),
    ),
  };
}

function symmetric(scale: number): Quantization {
  return { scales: [scale], zeroPoint: 0, axis: null };
}

function onGrid({ shape, data }: Tensor, scale: number): Tensor<'i8'> {
  return tensor(
    'i8',
    shape,
    Array.from(data, (w) => toGrid(w, scale, gridLimit[8])),
  );
}

function largestOf({ data }: Tensor): number {
  let most = 0;
  for (const value of data) most = Math.max(most, Math.abs(value));
  return most;
}
