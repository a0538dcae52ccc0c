import type { Channel } from '../channel.ts';
import type { RowForm, Rows } from '../row-layers.ts';
import { allSteps, type Steps } from '../steps.ts';
import { joined, lanes, lastOfGroups, sideBySide, stepWordsOf } from './lanes.ts';

/**
 * Weights of 16 bits, sixteen outputs side by side for four patches at a time, or 64 outputs for one:
 * thimble_rows_s8_vector.h. Weights of four bits are unpacked when the library is made.
 */
export function vectorRows(patches: number): RowForm {
  const tile = patches > 2 ? 4 : 1;
  const width = tile === 4 ? lanes : 4 * lanes;
  const each = tile === 4 ? patchesOf4 : patchesOf1;
  return {
    port: 'vector',
    name: tile === 4 ? 'sixteen outputs' : 'sixty-four outputs',
    fourBits: null,
    take,
    taking: ({ pixels, input, kernel: [height, width] }) =>
      pixels * (take(height * width * input[2]!) + 30 * height + 90),
    pack: (channels, activation, to, patch) => {
      const steps = allSteps(channels, activation, to, ({ bias }) => bias);
      if (typeof steps === 'string') return steps;
      const blocks = Math.ceil(channels.length / width);
      const alone = blocks * (each.tap * patch + each.block) + 30 / tile;
      return {
        ...packed(channels, steps, patch, tile, width),
        eachAlone: alone,
        all: (patches) => patches * alone,
      };
    },
  };
}

const take = (patch: number): number => 0.3 * patch + 20;

/** Instructions of one patch for a block of outputs, about as counted on aarch64. */
const patchesOf4 = { tap: 7, block: 60 };
const patchesOf1 = { tap: 28, block: 240 };

function packed(
  channels: readonly Channel[],
  steps: readonly Steps[],
  patch: number,
  tile: number,
  width: number,
): Omit<Rows, 'eachAlone' | 'all'> {
  const blocks = Array.from({ length: Math.ceil(channels.length / width) }, (_, b) =>
    channels.slice(b * width, (b + 1) * width),
  );
  const weights = joined(blocks.map((block) => sideBySide(block, patch, width)));
  const last = joined(blocks.map((block) => lastOfGroups(block, patch)));
  const words = Array.from({ length: (blocks.length * width) / lanes }, (_, i) =>
    stepWordsOf(steps.slice(i * lanes, (i + 1) * lanes)),
  );
  return {
    patchBytes: 2 * tile * patch,
    weights: null,
    tables: [
      { suffix: 'weight', element: 'int16_t', values: weights },
      { suffix: 'last', element: 'int8_t', values: last },
      { suffix: 'steps', element: 'int32_t', values: Int32Array.from(words.flat()) },
    ],
    fields: [
      { comment: 'outputs', int: channels.length },
      { comment: 'taps', int: patch },
      { comment: 'patches', int: tile },
      { comment: 'weight', table: 'weight' },
      { comment: 'last', table: 'last' },
      { comment: 'steps', table: 'steps' },
    ],
  };
}
