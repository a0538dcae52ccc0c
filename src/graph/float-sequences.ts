import { sizeOf, type Tensor, tensor } from '../tensor/tensor.ts';
import type { Run } from './evaluate.ts';
import { activated, logistic } from './float-pictures.ts';
import type { Value } from './op.ts';
import type { GateWeights, GruOp, LstmOp, SvdfOp } from './op-sequence.ts';

export function lstmFloat(
  { gates, cellClip }: LstmOp,
  [x]: readonly Tensor[],
  to: Value,
  _from: readonly Value[],
  { state: [hidden, cell] }: Run,
): Tensor {
  const answer = new Float32Array(sizeOf(to.shape));
  const [time, cells] = to.shape as [number, number];
  const limit = cellClip > 0 ? cellClip : Number.POSITIVE_INFINITY;
  for (let t = 0; t < time; t++) {
    const sums = (gate: GateWeights) => gateSums(gate, x!, t, hidden!.data);
    const forget = sums(gates.forget).map(logistic);
    const input = sums(gates.input).map(logistic);
    const news = sums(gates.cell).map(Math.tanh);
    const output = sums(gates.output).map(logistic);
    for (let c = 0; c < cells; c++) {
      const kept = forget[c]! * cell!.data[c]! + input[c]! * news[c]!;
      cell!.data[c] = Math.min(limit, Math.max(-limit, kept));
      hidden!.data[c] = output[c]! * Math.tanh(cell!.data[c]!);
    }
    answer.set(hidden!.data as Float32Array, t * cells);
  }
  return tensor('f32', to.shape, answer);
}

export function gruFloat(op: GruOp, [x]: readonly Tensor[], to: Value): Tensor {
  const answer = new Float32Array(sizeOf(to.shape));
  const [time, cells] = to.shape as [number, number];
  const hidden = new Float32Array(cells);
  for (let t = 0; t < time; t++) {
    const update = gateSums(op.update, x!, t, hidden).map(logistic);
    const reset = gateSums(op.reset, x!, t, hidden).map(logistic);
    const fresh = inputSums(op.candidate, x!, t);
    const old = Float64Array.from(op.recurrentBias.data);
    addProducts(op.candidate.recurrent, hidden, 0, old);
    for (let c = 0; c < cells; c++) {
      const news = Math.tanh(fresh[c]! + reset[c]! * old[c]!);
      hidden[c] = update[c]! * hidden[c]! + (1 - update[c]!) * news;
    }
    answer.set(hidden, t * cells);
  }
  return tensor('f32', to.shape, answer);
}

export function svdfFloat(
  op: SvdfOp,
  [x]: readonly Tensor[],
  to: Value,
  _from: readonly Value[],
  { state: [memory] }: Run,
): Tensor {
  const [filters, length] = op.timeWeight.shape as [number, number];
  const projected = new Float64Array(filters);
  addProducts(op.featureWeight, x!.data, 0, projected);
  const sums = Float64Array.from(op.bias.data);
  for (let f = 0; f < filters; f++) {
    const own = memory!.data.subarray(f * length, (f + 1) * length);
    own.copyWithin(0, 1);
    own[length - 1] = projected[f]!;
    const unit = Math.floor(f / op.rank);
    for (let i = 0; i < length; i++) sums[unit]! += own[i]! * op.timeWeight.data[f * length + i]!;
  }
  return tensor(
    'f32',
    to.shape,
    Float32Array.from(sums, (sum) => activated(sum, op.activation)),
  );
}

/** W x + R h + b at one step of time. */
function gateSums(
  gate: GateWeights,
  x: Tensor,
  t: number,
  hidden: ArrayLike<number>,
): Float64Array {
  const sums = inputSums(gate, x, t);
  addProducts(gate.recurrent, hidden, 0, sums);
  return sums;
}

function inputSums({ weight, bias }: GateWeights, x: Tensor, t: number): Float64Array {
  const sums = new Float64Array(bias.data);
  addProducts(weight, x.data, t * x.shape[1]!, sums);
  return sums;
}

function addProducts(
  weight: Tensor,
  x: ArrayLike<number>,
  start: number,
  sums: Float64Array,
): void {
  const width = weight.shape[1]!;
  const weights = weight.data;
  for (let row = 0; row < sums.length; row++) {
    const first = row * width;
    let sum = sums[row]!;
    for (let i = 0; i < width; i++) sum += weights[first + i]! * x[start + i]!;
    sums[row] = sum;
  }
}
