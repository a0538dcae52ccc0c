import type { Conv2dOp, Value } from '../../../graph/op.ts';
import type { LayerField, Routine } from '../../emit/kernel.ts';
import type { Candidate } from '../candidate.ts';
import { channelsOf } from '../channel.ts';
import { rangeField } from './conv2d.ts';
import { halfwords } from './halfwords.ts';
import { sharedScaling } from './scaling.ts';

/** Pixels whose halfwords stand in the scratch at a time. */
const strip = 48;

/** A pointwise convolution of eight channels by thimble_pointwise8_s8_dsp, or why it cannot be one. */
export function heldPointwise(op: Conv2dOp, from: Value, to: Value): Candidate | string {
  const [outputs, height, width, channels] = op.weight.shape as [number, number, number, number];
  const { pad, stride } = op;
  if (height * width * stride[0] * stride[1] !== 1) return 'it looks at more than single pixels';
  if (pad.top + pad.bottom + pad.left + pad.right > 0) return 'it is padded';
  if (channels !== 8) return 'it has not 8 channels';
  if (outputs < 8 || outputs > 255) return 'its outputs are not 8 to 255';
  const pixels = to.shape[0]! * to.shape[1]!;
  if (pixels % 4) return 'its pixels are no multiple of four';
  const each = channelsOf(op, from, to, (o) =>
    (op.weight.data as Int8Array).slice(o * channels, (o + 1) * channels),
  );
  if (typeof each === 'string') return each;
  const scaling = sharedScaling(each, ({ weights }) =>
    weights.reduce((most, w) => Math.max(most, w < 0 ? -w : w), 0),
  );
  if (!scaling || scaling.any) return 'no single product scales its sums';

  const table = each.flatMap(({ weights, bias }, o) => {
    const { multiplier, constant, shift } = scaling.rows[o]!;
    const [a, b, c, d, e, f, g, h] = Array.from(weights, (w) => w * 2 ** shift) as number[];
    const words = [halfwords(a!, c!), halfwords(b!, d!), halfwords(e!, g!), halfwords(f!, h!)];
    return [...words, bias * 2 ** shift, multiplier, constant];
  });
  const file = 'thimble_pointwise8_dsp.inc';
  const routines: Routine[] = [
    { name: 'spread8', file, macro: 'thimble_spread8', parameters: [], type: 'thimble_spread8' },
    {
      name: `pointwise8_${outputs}_${scaling.total}`,
      file,
      macro: 'thimble_pointwise8',
      parameters: [outputs, scaling.total],
      type: 'thimble_pointwise8',
    },
  ];
  const fields: LayerField[] = [
    { comment: 'pixels', int: pixels },
    { comment: 'outputs', int: outputs },
    { comment: 'strip', int: strip },
    { comment: 'spread', routine: routines[0]!.name },
    { comment: 'multiply', routine: routines[1]!.name },
    { comment: 'table', table: 'table' },
    rangeField(op.activation, to),
  ];
  const strips = Math.ceil(pixels / strip);
  return {
    name: 'held weights',
    bound: 'weights times a power of two fit 16 bits',
    instructions: pixels * (8 * outputs + 8) + (outputs * pixels) / 2 + strips * (9 * outputs + 60),
    kernel: {
      kind: 'call',
      callee: 'thimble_pointwise8_s8_dsp',
      header: 'thimble_pointwise8_s8_dsp.h',
      data: {
        tables: [
          {
            suffix: 'table',
            element: 'int32_t',
            values: Int32Array.from(table, (word) => word | 0),
          },
        ],
        config: { type: 'thimble_pointwise8_s8_dsp_config', fields },
      },
      scratch: { element: 'int8_t', bytes: 16 * Math.min(strip, pixels) },
      // Strips go backwards and pixels do not shrink.
      overlays: [{ input: 0, aheadMin: Number.NEGATIVE_INFINITY, aheadMax: 0 }],
      // some rows alone are a multiple of four pixels only where each is
      ...(to.shape[1]! % 4 === 0 && { rows: 'pixels' as const }),
      routines,
    },
  };
}
