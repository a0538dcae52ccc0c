import type { AddOp, Rounding, Value } from '../../graph/op.ts';
import { activationRange } from '../../graph/quantized-value.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { LayerField } from '../emit/kernel.ts';
import { elementwise } from '../plan/overlap.ts';
import type { Candidate } from './candidate.ts';
import { lineOf } from './sum-line.ts';

/** An addition by thimble_add_s8_<port>, or why it cannot be one. */
export function linearAdd(
  op: AddOp,
  from: readonly Value[],
  to: Value,
  rounding: Rounding,
  port: 'scalar' | 'mve' | 'vector',
  instructionsEach: number,
): Candidate | string {
  if (from.some(({ type, shape }) => type !== 'i8' || shape.join() !== to.shape.join())) {
    return 'its inputs are not int8 of one shape';
  }
  const line = lineOf(from[0]!, from[1]!, to, rounding);
  if (!line) return 'no line gives its sums for all pairs of inputs';
  const [low, high] = activationRange(op.activation, to);
  const size = sizeOf(to.shape);
  const fields: LayerField[] = [
    { comment: 'size', int: size },
    { comment: 'left', int: line.left },
    { comment: 'right', int: line.right },
    { comment: 'constant', int: line.constant },
    { comment: 'shift', int: line.shift },
    { comment: 'low', int: low },
    { comment: 'high', int: high },
  ];
  return {
    name: 'line',
    bound: 'one line gives the sums of all 65,536 pairs of inputs',
    instructions: size * instructionsEach + 40,
    kernel: {
      kind: 'call',
      callee: `thimble_add_s8_${port}`,
      header: `thimble_add_s8_${port}.h`,
      data: { tables: [], config: { type: 'thimble_add_s8_scalar_config', fields } },
      scratch: null,
      overlays: [elementwise(0), elementwise(1)],
      rows: 'size',
    },
  };
}
