import type { AddOp, Value } from '../../../graph/op.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { LayerField } from '../../emit/kernel.ts';
import { elementwise } from '../../plan/overlap.ts';
import type { Candidate } from '../candidate.ts';
import { lineOf } from '../sum-line.ts';
import { rangeField } from './conv2d.ts';

/** An addition by thimble_add_s8_dsp, or why it cannot be one. */
export function linearAdd(op: AddOp, from: readonly Value[], to: Value): Candidate | string {
  if (from.some(({ type, shape }) => type !== 'i8' || shape.join() !== to.shape.join())) {
    return 'its inputs are not int8 of one shape';
  }
  const line = lineOf(from[0]!, from[1]!, to);
  if (!line) return 'no line gives its sums for all pairs of inputs';
  const { left, right, constant, shift } = line;
  const routine = {
    name: `add_${shift}`,
    file: 'thimble_add_s8_dsp.inc',
    macro: 'thimble_add',
    parameters: [shift],
    type: 'thimble_add_words',
  };
  const size = sizeOf(to.shape);
  const fields: LayerField[] = [
    { comment: 'size', int: size },
    {
      comment: 'line',
      struct: [
        { comment: 'left', int: left },
        { comment: 'right', int: right },
        { comment: 'constant', int: constant },
      ],
    },
    { comment: 'words', routine: routine.name },
    rangeField(op.activation, to),
  ];
  return {
    name: 'line',
    bound: 'one line gives the sums of all 65,536 pairs of inputs',
    instructions: Math.ceil(size / 4) * 28 + 60,
    kernel: {
      kind: 'call',
      callee: 'thimble_add_s8_dsp',
      header: 'thimble_add_s8_dsp.h',
      data: { tables: [], config: { type: 'thimble_add_s8_dsp_config', fields } },
      scratch: null,
      overlays: [elementwise(0), elementwise(1)],
      rows: 'size',
      routines: [routine],
    },
  };
}
