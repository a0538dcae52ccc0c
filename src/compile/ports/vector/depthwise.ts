import type { Depthwise2dOp, Rounding, Value } from '../../../graph/op.ts';
import { zeroOf } from '../../../graph/quantized-value.ts';
import type { LayerField } from '../../emit/kernel.ts';
import { slidingFields } from '../../emit/sliding-fields.ts';
import { rowByRow } from '../../plan/overlap.ts';
import type { Candidate } from '../candidate.ts';
import { type Channel, channelsOf } from '../channel.ts';
import { allSteps, type Steps } from '../steps.ts';
import { joined, lanes, lastOfGroups, sideBySide, stepWordsOf } from './lanes.ts';

/** A depthwise convolution by thimble_depthwise2d_s8_vector, or why it cannot be one. */
export function linewiseDepthwise(
  op: Depthwise2dOp,
  from: Value,
  to: Value,
  rounding: Rounding,
): Candidate | string {
  const [height, width, depth] = op.weight.shape as [number, number, number];
  const taps = height * width;
  if (op.multiplier !== 1) return 'it has several outputs for a channel';
  if (taps > tapsMost) return `its kernel has more than ${tapsMost} taps`;
  const channels = channelsOf(
    op,
    from,
    to,
    (o) => Int8Array.from({ length: taps }, (_, tap) => op.weight.data[tap * depth + o]!),
    rounding,
  );
  if (typeof channels === 'string') return channels;
  const steps = allSteps(channels, op.activation, to, ({ bias }) => bias);
  if (typeof steps === 'string') return steps;
  const { stride, dilation } = op;
  const [rows, columns] = to.shape as [number, number];
  const padded = (columns - 1) * stride[1] + (width - 1) * dilation[1] + 1;
  const plane = Math.ceil(padded / stride[1]) * depth;
  const held = (height - 1) * dilation[0] + 1;
  const { pixels, blocks } = inBlocks(channels, steps);
  const fields: LayerField[] = [
    { comment: 'sliding', struct: slidingFields(from.shape, to.shape, [height, width], op) },
    { comment: 'input_zero', int: zeroOf(from) },
    { comment: 'plane', int: plane },
    { comment: 'blocks', int: blocks.length },
    { comment: 'pixels', int: pixels },
    { comment: 'weight', table: 'weight' },
    { comment: 'last', table: 'last' },
    { comment: 'steps', table: 'steps' },
  ];
  const sixteens = rows * Math.ceil(columns / pixels) * blocks.length;
  const weights = joined(blocks.map((block) => sideBySide(block.channels, taps, lanes)));
  const last = joined(blocks.map((block) => lastOfGroups(block.channels, taps)));
  const words = blocks.flatMap((block) => stepWordsOf(block.steps));
  return {
    name: 'lines',
    bound: 'products of 32 bits give the output of every sum',
    instructions: sixteens * (9.5 * taps + 75) + from.shape[0]! * (0.4 * padded * depth + 50) + 100,
    kernel: {
      kind: 'call',
      callee: 'thimble_depthwise2d_s8_vector',
      header: 'thimble_depthwise2d_s8_vector.h',
      data: {
        tables: [
          { suffix: 'weight', element: 'int16_t', values: weights },
          { suffix: 'last', element: 'int8_t', values: last },
          { suffix: 'steps', element: 'int32_t', values: Int32Array.from(words) },
        ],
        config: { type: 'thimble_depthwise2d_s8_vector_config', fields },
      },
      scratch: { element: 'int8_t', bytes: 2 * (held * stride[1] * plane + lanes) },
      overlays: [rowByRow(op, from.shape, to.shape)],
      rows: 'sliding',
    },
  };
}

/** thimble_depthwise_taps_vector */
const tapsMost = 64;

interface Block {
  readonly channels: readonly Channel[];
  readonly steps: readonly Steps[];
}

/** Sixteen channels each; where they are fewer and divide it, several pixels with the same channels. */
function inBlocks(
  channels: readonly Channel[],
  steps: readonly Steps[],
): { readonly pixels: number; readonly blocks: readonly Block[] } {
  const depth = channels.length;
  if (depth < lanes && lanes % depth === 0) {
    const again = Array.from({ length: lanes }, (_, lane) => lane % depth);
    const all = {
      channels: again.map((o) => channels[o]!),
      steps: again.map((o) => steps[o]!),
    };
    return { pixels: lanes / depth, blocks: [all] };
  }
  const blocks = Array.from({ length: Math.ceil(depth / lanes) }, (_, b) => ({
    channels: channels.slice(b * lanes, (b + 1) * lanes),
    steps: steps.slice(b * lanes, (b + 1) * lanes),
  }));
  return { pixels: 1, blocks };
}
