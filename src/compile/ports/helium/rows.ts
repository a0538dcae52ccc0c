import type { Channel } from '../channel.ts';
import type { RowForm } from '../row-layers.ts';
import type { Steps } from '../steps.ts';

/** Sixteen taps of each of four rows after another: thimble_rows_s8_mve.h. */
export const mveRows: RowForm = {
  port: 'mve',
  name: 'four rows',
  apartOf: ({ bias }) => bias,
  instructions: (outputs, patch) => {
    return Math.ceil(outputs / 4) * (11 * Math.ceil(patch / 16) + 40) + 30;
  },
  take: (patch) => 5 * Math.ceil(patch / 16) + 15,
  fourBits: {
    lanes: 16,
    unpacking: 0.35,
    dense: {
      pack: rowsInPairs,
      instructions: (outputs, patch) => {
        return Math.ceil(outputs / 4) * (10 * Math.ceil(patch / 16) + 45) + 60;
      },
    },
  },
  pack: (channels, steps, patch) => {
    const blocks = Math.ceil(patch / 16);
    const weights = weightBytes(channels, patch, blocks);
    return {
      patchBytes: 16 * blocks,
      weights,
      tables: [
        { suffix: 'weight', element: 'int8_t', values: weights },
        { suffix: 'steps', element: 'int32_t', values: Int32Array.from(stepVectors(steps)) },
      ],
      fields: [
        { comment: 'outputs', int: channels.length },
        { comment: 'blocks', int: blocks },
        { comment: 'weight', table: 'weight' },
        { comment: 'steps', table: 'steps' },
      ],
    };
  },
};

/** Sixteen taps of two rows a vector: low halves plus 8 of one, high halves of the next. */
function rowsInPairs(weights: Int8Array): Int32Array {
  const bytes = Int8Array.from({ length: weights.length / 2 }, (_, i) => {
    const low = 2 * (i - (i % 16)) + (i % 16);
    return 16 * weights[low + 16]! + weights[low]! + 8;
  });
  return new Int32Array(bytes.buffer);
}

/** [outputs / 4][blocks][4][16] */
function weightBytes(channels: readonly Channel[], patch: number, blocks: number): Int8Array {
  const bytes = new Int8Array(Math.ceil(channels.length / 4) * blocks * 64);
  for (const [o, { weights }] of channels.entries()) {
    const start = Math.floor(o / 4) * blocks * 64 + (o % 4) * 16;
    for (let k = 0; k < patch; k++) bytes[start + Math.floor(k / 16) * 64 + (k % 16)] = weights[k]!;
  }
  return bytes;
}

/** The words of thimble_steps_s8_mve.h: six vectors of each four channels, up to a whole four. */
export function stepVectors(steps: readonly Steps[]): number[] {
  const nothing = { apart: 0, least: 0, most: 0, multiplier: 0, constant: 0, shift: 0 };
  const words: number[] = [];
  for (let o = 0; o < steps.length; o += 4) {
    const four = [0, 1, 2, 3].map((i) => steps[o + i] ?? nothing);
    words.push(...four.map(({ apart }) => apart));
    words.push(...four.map(({ least }) => least));
    words.push(...four.map(({ most }) => most));
    words.push(...four.map(({ multiplier }) => multiplier));
    words.push(...four.map(({ constant }) => constant));
    words.push(...four.map(({ shift }) => -shift));
  }
  return words;
}
