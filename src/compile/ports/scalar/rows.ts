import type { Channel } from '../channel.ts';
import type { RowForm } from '../row-layers.ts';
import { allSteps, stepWords } from '../steps.ts';
import type { ScalarCost } from './cost.ts';

/** Weights plus 128 as bytes, four rows of a tap after another: thimble_rows_s8_scalar.h. */
export function scalarRows(cost: ScalarCost): RowForm {
  const tapsOf = (patch: number) => Math.ceil(patch / 4) * 4;
  return {
    name: 'four rows',
    port: 'scalar',
    take: (patch) => cost.take * patch,
    taking: ({ pixels, input, kernel: [height, width] }) =>
      pixels * (cost.take * height * width * input[2]! + 30 * height + 90),
    fourBits: {
      lanes: 4,
      unpacking: 1.35,
      dense: {
        pack: pairsApart,
        instructions: (outputs, patch) => cost.fourBitRow(outputs, tapsOf(patch)),
      },
    },
    pack: (channels, activation, to, patch) => {
      const steps = allSteps(channels, activation, to, sumApart);
      if (typeof steps === 'string') return steps;
      const taps = tapsOf(patch);
      const weights = inOrder(channels, patch, taps);
      const each = cost.row(channels.length, taps);
      const words = Int32Array.from(steps.flatMap(stepWords));
      return {
        patchBytes: taps * cost.lanes,
        eachAlone: each,
        all: (patches) => patches * each,
        weights,
        tables: [
          { suffix: 'weight', element: 'int8_t', values: weights.map((w) => w + 128) },
          { suffix: 'steps', element: 'int32_t', values: words },
        ],
        fields: [
          { comment: 'outputs', int: channels.length },
          { comment: 'taps', int: taps },
          { comment: 'lanes', int: cost.lanes },
          { comment: 'weight', table: 'weight' },
          { comment: 'steps', table: 'steps' },
        ],
      };
    },
  };
}

/** The kernel sums weight × (input + 128). */
function sumApart({ weights, bias }: Channel): number {
  return bias - 128 * weights.reduce((sum, w) => sum + w, 0);
}

/** Two taps of four rows a word, as thimble_dense_s4_scalar.h draws them. */
function pairsApart(weights: Int8Array): Int32Array {
  const places = [0, 16, 4, 20, 8, 24, 12, 28];
  return Int32Array.from({ length: weights.length / 8 }, (_, i) =>
    places.reduce((word, place, k) => word | ((weights[8 * i + k]! + 8) << place), 0),
  );
}

/** [outputs / 4][taps][4] */
function inOrder(channels: readonly Channel[], patch: number, taps: number): Int8Array {
  const groups = Math.ceil(channels.length / 4);
  const bytes = new Int8Array(groups * taps * 4);
  for (const [o, { weights }] of channels.entries()) {
    const start = Math.floor(o / 4) * taps * 4 + (o % 4);
    for (let k = 0; k < patch; k++) bytes[start + 4 * k] = weights[k]!;
  }
  return bytes;
}
