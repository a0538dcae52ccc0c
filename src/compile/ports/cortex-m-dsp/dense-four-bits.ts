import type { DenseOp, Value } from '../../../graph/op.ts';
import { sizeOf } from '../../../tensor/tensor.ts';
import type { Routine } from '../../emit/kernel.ts';
import type { Candidate } from '../candidate.ts';
import { type Channel, channelsOf } from '../channel.ts';
import { denseCall } from './dense.ts';
import { type PatchOrder, unrollingOf, wholeTurns } from './patch-order.ts';
import { oneRowScaling, type TwoRowScaling } from './two-row.ts';

/** A dense layer of weights of four bits by thimble_dense_s4_dsp, or why it cannot be one. */
export function fourBitDense(op: DenseOp, from: Value, to: Value): Candidate | string {
  const [outputs, inputs] = op.weight.shape as [number, number];
  if (sizeOf(from.shape) !== inputs) return 'it has several rows';
  const weightsOf = (o: number) => op.weight.data.slice(o * inputs, (o + 1) * inputs) as Int8Array;
  const channels = channelsOf(op, from, to, weightsOf);
  if (typeof channels === 'string') return channels;
  const why = beyond(channels);
  if (why) return why;
  const scaling = oneRowScaling(channels);
  if (typeof scaling === 'string') return scaling;

  const eights = Math.ceil(inputs / 8);
  const unroll = Math.min(4, unrollingOf(eights, 30));
  const taps = Array.from({ length: inputs }, (_, tap) => tap);
  const order = wholeTurns(taps, 2 * unroll);
  const routine: Routine = {
    name: `dense_s4_${unroll}_${scaling.any ? 'any' : scaling.total}`,
    file: 'thimble_dense_s4_dsp.inc',
    macro: 'thimble_dense_s4',
    parameters: [unroll, scaling.total, scaling.any ? 1 : 0],
    type: 'thimble_dense_rows',
  };
  const steps = order.length / 8;
  const perFour = 30 * steps + (3 * steps) / unroll + (scaling.any ? 53 : 45);
  return {
    name: scaling.any ? 'four rows a halfword, any activation' : 'four rows a halfword',
    bound: 'sums stay within 27, 23 and 19 bits in the second, third and fourth of four rows',
    instructions: Math.ceil(outputs / 4) * perFour + 24 * eights + 90,
    kernel: denseCall(op, to, 'thimble_dense_s4_dsp', {
      ...{ order, routine, scratchBytes: 16 + 2 * order.length },
      stream: streamOf(channels, scaling, order),
    }),
  };
}

/** What each of four rows is multiplied with in a halfword. */
const places = [1, 16, 256, 4096] as const;

function beyond(channels: readonly Channel[]): string | null {
  for (const [o, { low, high }] of channels.entries()) {
    const place = places[o % 4]!;
    if (Math.max(-low, high) * place < 2 ** 31) continue;
    return `the sum of channel ${o} may exceed ${32 - Math.log2(place)} bits`;
  }
  return null;
}

/** As thimble_dense_s4_dsp.inc reads it: rows up to a multiple of four, the last of them empty. */
function streamOf(
  channels: readonly Channel[],
  { rows }: TwoRowScaling,
  order: PatchOrder,
): Int32Array {
  const words: number[] = [];
  for (let o = 0; o < channels.length; o += 4) {
    const four = places.map((_, i) => channels[o + i]);
    const sums = places.map((place, i) => place * (four[i]?.bias ?? 0));
    for (const count of [4, 3, 2, 1]) {
      words.push(sums.slice(0, count).reduce((sum, part) => sum + part, 0));
    }
    const half = (tap: number | null | undefined): number =>
      places.reduce((sum, place, i) => {
        const weight = tap === null || tap === undefined ? 0 : (four[i]?.weights[tap] ?? 0);
        return sum + place * (weight + (i < 3 ? 8 : 0));
      }, 0);
    for (let i = 0; i < order.length; i += 4) {
      for (const j of [i, i + 1]) {
        words.push((half(order[j]) & 0xffff) | (half(order[j + 2]) << 16));
      }
    }
    for (let i = o; i < o + 4; i++) {
      const { multiplier, constant, shift } = rows[i] ?? nothing;
      words.push(multiplier, constant, shift);
    }
  }
  return Int32Array.from(words, (word) => word | 0);
}

const nothing = { multiplier: 0, constant: 0, shift: 0 };
