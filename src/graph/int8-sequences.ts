import { sizeOf, type Tensor, tensor } from '../tensor/tensor.ts';
import type { Run } from './evaluate.ts';
import { type Multiplier, multiplyByQuantizedMultiplier } from './fixed-point.ts';
import type { Rounding, Value } from './op.ts';
import type { GateWeights, LstmOp, SvdfOp } from './op-sequence.ts';
import { cellMultipliers, gateMultipliers, svdfMultipliers, zeroOf } from './quantized-value.ts';
import { sigmoid16, tanh16 } from './sigmoid16.ts';

/** Inputs and hidden state in int8, gates and cell in int16. */
export function lstmInt8(
  op: LstmOp,
  [x]: readonly Tensor[],
  to: Value,
  [from]: readonly Value[],
  { rounding, state: [hidden, cell] }: Run,
): Tensor {
  const answer = new Int8Array(sizeOf(to.shape));
  const [time, cells] = to.shape as [number, number];
  const { forget, input, hidden: toHidden, power, clip } = cellMultipliers(op);
  const limit = op.cellClip > 0 ? clip(op.cellClip) : 32767;
  const times = (a: number, b: number, by: Multiplier) =>
    multiplyByQuantizedMultiplier(a * b, by, rounding);
  const gates = gatesOf(op, from!, rounding);
  for (let t = 0; t < time; t++) {
    const sums = (gate: (typeof gates)['input']) => gate(x!, t, hidden!);
    const forgets = sums(gates.forget).map(sigmoid16);
    const takes = sums(gates.input).map(sigmoid16);
    const news = sums(gates.cell).map((value) => tanh16(value, -12));
    const shows = sums(gates.output).map(sigmoid16);
    for (let c = 0; c < cells; c++) {
      const kept = saturate16(times(forgets[c]!, cell!.data[c]!, forget));
      const added = saturate16(times(takes[c]!, news[c]!, input));
      const value = saturate16(kept + added);
      cell!.data[c] = op.cellClip > 0 ? Math.min(limit, Math.max(-limit, value)) : value;
      const shown = times(tanh16(cell!.data[c]!, power), shows[c]!, toHidden);
      hidden!.data[c] = Math.min(127, Math.max(-128, shown + zeroOf(to)));
    }
    answer.set(hidden!.data as Int8Array, t * cells);
  }
  return tensor('i8', to.shape, answer);
}

type GateSums = (x: Tensor, t: number, hidden: Tensor) => Int16Array;

function gatesOf(
  op: LstmOp,
  from: Value,
  rounding: Rounding,
): { [K in keyof LstmOp['gates']]: GateSums } {
  const of = (gate: GateWeights) => gateSums(op, gate, from, rounding);
  const { input, forget, cell, output } = op.gates;
  return { input: of(input), forget: of(forget), cell: of(cell), output: of(output) };
}

/** W x + b and R h, each rounded and saturated to 16 bits with 12 fraction bits, then added. */
function gateSums(op: LstmOp, gate: GateWeights, from: Value, rounding: Rounding): GateSums {
  const by = gateMultipliers(gate, from, op.hiddenQuantization!);
  const [cells, inputs] = gate.weight.shape as [number, number];
  const noBias = new Int32Array(cells);
  return (x, t, hidden) => {
    const part = (
      weight: Tensor,
      data: Tensor,
      start: number,
      zero: number,
      bias: Tensor['data'],
    ) => rowSums(weight, data.data, start, zero, bias);
    const first = part(gate.weight, x, t * inputs, zeroOf(from), gate.bias.data);
    const second = part(gate.recurrent, hidden, 0, op.hiddenQuantization!.zeroPoint, noBias);
    const scaled = (sum: number, multiplier: Multiplier) =>
      saturate16(multiplyByQuantizedMultiplier(sum, multiplier, rounding));
    const sums = new Int16Array(cells);
    for (let c = 0; c < cells; c++) {
      sums[c] = saturate16(scaled(first[c]!, by.input) + scaled(second[c]!, by.recurrent));
    }
    return sums;
  };
}

/** The state of a filter is its last projections, the newest last. */
export function svdfInt8(
  op: SvdfOp,
  [x]: readonly Tensor[],
  to: Value,
  [from]: readonly Value[],
  { rounding, state: [memory] }: Run,
): Tensor {
  const [filters, length] = op.timeWeight.shape as [number, number];
  const by = svdfMultipliers(op, from!, to);
  const zero = op.stateQuantization!.zeroPoint;
  const [low, high] = op.timeWeight.type === 'i8' ? [-128, 127] : [-32768, 32767];
  const none = new Int32Array(filters);
  const projected = rowSums(op.featureWeight, x!.data, 0, zeroOf(from!), none);
  const sums = Int32Array.from(op.bias.data);
  for (let f = 0; f < filters; f++) {
    const own = memory!.data.subarray(f * length, (f + 1) * length);
    own.copyWithin(0, 1);
    const newest = multiplyByQuantizedMultiplier(projected[f]!, by.feature, rounding) + zero;
    own[length - 1] = Math.min(high, Math.max(low, newest));
    const unit = Math.floor(f / op.rank);
    for (let i = 0; i < length; i++) {
      sums[unit]! += (own[i]! - zero) * op.timeWeight.data[f * length + i]!;
    }
  }
  const answer = Int8Array.from(sums, (sum) => {
    const value = multiplyByQuantizedMultiplier(sum, by.time, rounding) + zeroOf(to);
    return Math.min(127, Math.max(-128, value));
  });
  return tensor('i8', to.shape, answer);
}

/** bias + Σ weight × (data − zero), for each row of a weight. */
function rowSums(
  weight: Tensor,
  data: ArrayLike<number>,
  start: number,
  zero: number,
  bias: ArrayLike<number>,
): Int32Array {
  const width = weight.shape[1]!;
  const weights = weight.data;
  const sums = new Int32Array(bias);
  for (let row = 0; row < sums.length; row++) {
    const first = row * width;
    let sum = sums[row]!;
    for (let i = 0; i < width; i++) sum += weights[first + i]! * (data[start + i]! - zero);
    sums[row] = sum;
  }
  return sums;
}

function saturate16(value: number): number {
  return Math.min(32767, Math.max(-32768, value));
}
