import type { Depthwise2dOp, Rounding, Value } from '../../../graph/op.ts';
import { zeroOf } from '../../../graph/quantized-value.ts';
import type { LayerField } from '../../emit/kernel.ts';
import { slidingFields } from '../../emit/sliding-fields.ts';
import { rowByRow } from '../../plan/overlap.ts';
import type { Candidate } from '../candidate.ts';
import { channelsOf } from '../channel.ts';
import { allSteps, stepWords } from '../steps.ts';
import type { ScalarCost } from './cost.ts';

/** A depthwise 3 by 3 convolution by thimble_depthwise3x3_s8_scalar, or why it cannot be one. */
export function columnwiseDepthwise(
  op: Depthwise2dOp,
  from: Value,
  to: Value,
  rounding: Rounding,
  cost: ScalarCost,
): Candidate | string {
  const why = unfit(op, from, to);
  if (why) return why;
  const channels = channelsOf(
    op,
    from,
    to,
    (o) => Int8Array.from({ length: 9 }, (_, tap) => op.weight.data[tap * to.shape[2]! + o]!),
    rounding,
  );
  if (typeof channels === 'string') return channels;
  const steps = allSteps(channels, op.activation, to, ({ bias }) => bias);
  if (typeof steps === 'string') return steps;
  const words = channels.flatMap(({ weights }, o) => [
    ...columns.map((tap) => weights[tap]!),
    ...stepWords(steps[o]!),
  ]);
  const fields: LayerField[] = [
    { comment: 'sliding', struct: slidingFields(from.shape, to.shape, [3, 3], op) },
    { comment: 'input_zero', int: zeroOf(from) },
    { comment: 'channel', table: 'channel' },
  ];
  const [height, width, depth] = to.shape as [number, number, number];
  const stride = op.stride[0] as 1 | 2;
  return {
    name: 'columns in registers',
    bound: 'products of 32 bits give the output of every sum',
    instructions: height * depth * (width * cost.depthwise[stride] + 90) + 200,
    kernel: {
      kind: 'call',
      callee: `thimble_depthwise3x3_stride${stride}_s8_scalar`,
      header: 'thimble_depthwise3x3_s8_scalar.h',
      data: {
        tables: [{ suffix: 'channel', element: 'int32_t', values: Int32Array.from(words) }],
        config: { type: 'thimble_depthwise3x3_s8_scalar_config', fields },
      },
      scratch: { element: 'int8_t', bytes: from.shape[1]! * depth },
      overlays: [rowByRow(op, from.shape, to.shape)],
      rows: 'sliding',
    },
  };
}

/** Weights as the kernel has them: the three of the first column, of the second, of the third. */
const columns: readonly number[] = [0, 3, 6, 1, 4, 7, 2, 5, 8];

function unfit(op: Depthwise2dOp, from: Value, to: Value): string | null {
  const [height, width] = op.weight.shape as [number, number];
  const { stride, dilation, pad } = op;
  if (height !== 3 || width !== 3) return 'its kernel is not 3 by 3';
  if (op.multiplier !== 1) return 'it has several outputs for a channel';
  if (stride[0] !== stride[1] || stride[0] > 2) return 'its stride is not 1 or 2';
  if (dilation[0] !== 1 || dilation[1] !== 1) return 'it is dilated';
  if (pad.left > 1 || pad.top > 1) return 'it has more than one row or column of padding';
  const reach = (to.shape[1]! - 1) * stride[1] + 3 - pad.left - from.shape[1]!;
  return reach > 1 ? 'it has more than one row or column of padding' : null;
}
