import type { DenseOp, Value } from '../../../graph/op.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { CallKernel, LayerField, Routine } from '../../emit/kernel.ts';
import { anywhere } from '../../plan/overlap.ts';
import type { Candidate } from '../candidate.ts';
import { channelsOf } from '../channel.ts';
import { rangeField } from './conv2d.ts';
import { type PatchOrder, unrollingOf, wholeTurns } from './patch-order.ts';
import { denseStream, twoRowScaling } from './two-row.ts';

/** A dense layer by thimble_dense_s8_dsp, or why it cannot be one. */
export function twoRowDense(op: DenseOp, from: Value, to: Value): Candidate | string {
  const [outputs, inputs] = op.weight.shape as [number, number];
  if (sizeOf(from.shape) !== inputs) return 'it has several rows';
  const weightsOf = (o: number) => op.weight.data.slice(o * inputs, (o + 1) * inputs) as Int8Array;
  const channels = channelsOf(op, from, to, weightsOf);
  if (typeof channels === 'string') return channels;
  const scaling = twoRowScaling(channels);
  if (typeof scaling === 'string') return scaling;

  // A step of the routine takes eight inputs; four inputs at most are half a step.
  const eights = Math.ceil(inputs / 8);
  const unroll = inputs <= 4 ? 0 : Math.min(4, unrollingOf(eights, 27));
  const order = wholeTurns(
    Array.from({ length: inputs }, (_, tap) => tap),
    2 * unroll || 1,
  );
  const routine: Routine = {
    name: `dense_${unroll}_${scaling.any ? 'any' : scaling.total}`,
    file: 'thimble_dense_s8_dsp.inc',
    macro: 'thimble_dense',
    parameters: [unroll, scaling.total, scaling.any ? 1 : 0],
    type: 'thimble_dense_rows',
  };
  const steps = order.length / 8;
  const loop = unroll ? (3 * steps) / unroll : 3;
  const perFour = 27 * steps + loop + (scaling.any ? 41 : 36);
  return {
    name: scaling.any ? 'two-row, any activation' : 'two-row',
    bound: 'every second row sums within 23 bits',
    instructions: Math.ceil(outputs / 4) * perFour + 13 * eights + 80,
    kernel: denseCall(op, to, 'thimble_dense_s8_dsp', {
      ...{ order, routine, scratchBytes: 2 * order.length },
      stream: denseStream(channels, scaling, order),
    }),
  };
}

interface DenseParts {
  readonly order: PatchOrder;
  readonly routine: Routine;
  readonly stream: Int32Array;
  readonly scratchBytes: number;
}

/** A call for one row whose routine reads the stream, and the inputs as halfwords in an order. */
export function denseCall(
  { weight, activation }: DenseOp,
  to: Value,
  callee: 'thimble_dense_s8_dsp' | 'thimble_dense_s4_dsp',
  { order, routine, stream, scratchBytes }: DenseParts,
): CallKernel {
  const [outputs, inputs] = weight.shape as [number, number];
  const fields: LayerField[] = [
    { comment: 'inputs', int: inputs },
    { comment: 'outputs', int: outputs },
    { comment: 'patch_bytes', int: 2 * order.length },
    { comment: 'multiply', routine: routine.name },
    { comment: 'stream', table: 'stream' },
    rangeField(activation, to),
  ];
  return {
    kind: 'call',
    callee,
    header: `${callee}.h`,
    data: {
      tables: [{ suffix: 'stream', element: 'int32_t', values: stream }],
      config: { type: 'thimble_dense_s8_dsp_config', fields },
    },
    scratch: { element: 'int8_t', bytes: scratchBytes },
    overlays: [anywhere],
    routines: [routine],
  };
}
