import { assert } from '../../../base/assert.ts';
import type { Channel } from '../channel.ts';
import { anyScaling, powersFor, type Scaling, uniformScaling } from './scaling.ts';

/**
 * Weights of two output rows in one halfword, 256 high + low, with what brings their sums to int8:
 * the streams of thimble_two_row_dsp.inc and thimble_dense_s8_dsp.inc.
 */
export interface TwoRowScaling {
  readonly any: boolean;
  /** The shift that all low rows share; of no use where `any`. */
  readonly total: number;
  /** Of each row; for a high row as the routine wants it. */
  readonly rows: readonly Scaling[];
}

/**
 * The scalings of all rows in one form, or a clause that says which bound does not hold. `isAny`: each
 * row by its own shift where that can be, so that one routine serves layers of any.
 */
export function twoRowScaling(channels: readonly Channel[], isAny = false): TwoRowScaling | string {
  for (let o = 0; o + 1 < channels.length; o += 2) {
    const why = unfitPair(channels[o]!, channels[o + 1]!, o);
    if (why) return why;
  }
  if (isAny) {
    const any = byOwnShifts(channels);
    if (typeof any !== 'string') return any;
  }
  return scalingBy(channels, (one, total, row) => (row % 2 ? highRow(one) : plainRow(one, total)));
}

/** The same for rows of which each arrives by itself. */
export function oneRowScaling(channels: readonly Channel[]): TwoRowScaling | string {
  return scalingBy(channels, plainRow);
}

/** By the first shift that all rows can share, else each by its own. */
function scalingBy(
  channels: readonly Channel[],
  fit: (one: Channel, total: number, row: number) => Scaling | null,
): TwoRowScaling | string {
  for (const total of totals) {
    const rows = channels.map((one, row) => fit(one, total, row));
    if (rows.every((row) => row !== null)) return { any: false, total, rows };
  }
  return byOwnShifts(channels);
}

function byOwnShifts(channels: readonly Channel[]): TwoRowScaling | string {
  const rows = channels.map(anyScaling);
  const without = rows.indexOf(null);
  if (without >= 0) return `channel ${without} cannot be scaled by one product`;
  return { any: true, total: 0, rows: rows as Scaling[] };
}

/** Few values for all layers, so that layers share routines. */
const totals: readonly number[] = [12, 13, 11, 14, 10, 15, 9, 16, 8, 17];

/** A row whose sum is shifted to the left first. */
function plainRow(one: Channel, total: number): Scaling | null {
  for (const power of powersFor(one, total)) {
    if (power > powerMost && one.thresholds.length > 0) continue;
    const scaling = uniformScaling(one, power, total);
    if (scaling) return scaling;
  }
  return null;
}

/** Channels whose sums grow on their way to int8 need more than the 8 bits of a high row. */
const powerMost = 12;

/** SMMLA, then the product's own shift to the right. */
function highRow(one: Channel): Scaling | null {
  const total = one.right + 7;
  const scaling = uniformScaling(one, 8, total);
  // a channel that is constant may have more than what 32 bits can be shifted by
  return scaling && { ...scaling, shift: Math.min(total, 31) };
}

/** The high row's sum must stay within 23 bits, and both weights within one halfword. */
function unfitPair(low: Channel, high: Channel, at: number): string | null {
  const reach = Math.max(Math.abs(high.low), Math.abs(high.high));
  if (reach >= 2 ** 23) return `the sum of channel ${at + 1} may exceed 23 bits`;
  if (fitsAbove(high, low)) return null;
  return `weights of −128 in channels ${at} and ${at + 1} do not fit one halfword`;
}

/**
 * The stream of a convolution. `order` gives, four to a step, the tap of each lane: a tap's index, or
 * null for a lane that is read and has no weight.
 */
export function convolutionStream(
  channels: readonly Channel[],
  { rows }: TwoRowScaling,
  order: readonly (number | null)[],
): Int32Array {
  const words: number[] = [];
  for (let o = 0; o < channels.length; o += 2) {
    const [low, high] = [channels[o]!, channels[o + 1]];
    if (high) words.push(256 * high.bias + low.bias);
    words.push(low.bias);
    words.push(...weightWords(low, high, order));
    words.push(...scalingWords(rows[o]!));
    if (high) words.push(...scalingWords(rows[o + 1]!));
  }
  return Int32Array.from(words, (word) => word | 0);
}

/**
 * The same with weights of four bits: a step's two words in one, whose bytes hold the weights plus 8 of
 * the first in their low halves and of the second in their high ones.
 */
export function fourBitStream(stream: Int32Array, outputs: number, steps: number): Int32Array {
  const words: number[] = [];
  let at = 0;
  const take = (count: number) => {
    words.push(...stream.subarray(at, at + count));
    at += count;
  };
  for (let o = 0; o < outputs; o += 2) {
    const rows = Math.min(2, outputs - o);
    take(rows);
    for (let step = 0; step < steps; step++, at += 2) {
      words.push(plus8(stream[at]!) | (plus8(stream[at + 1]!) << 4));
    }
    take(3 * rows);
  }
  return Int32Array.from(words);
}

/** Both halfwords, 256 high + low, as bytes of high + 8 and low + 8. */
function plus8(word: number): number {
  const halves = [(word << 16) >> 16, word >> 16].map((half) => half + 0x0808);
  assert(
    halves.every((half) => (half & ~0x0f0f) === 0),
    'weights fit four bits',
  );
  return halves[0]! | (halves[1]! << 16);
}

/** The stream of a dense layer: rows up to a multiple of four, the last of them empty. */
export function denseStream(
  channels: readonly Channel[],
  { rows }: TwoRowScaling,
  order: readonly (number | null)[],
): Int32Array {
  const nothing = { multiplier: 0, constant: 0, shift: 0 };
  return fourRowStream(channels, order, (o) => scalingWords(rows[o] ?? nothing));
}

export interface SumsStream {
  readonly words: Int32Array;
  /** Where the sum of each row comes: rows are paired anew where a weight of −128 stands in the way. */
  readonly places: readonly number[];
}

/** The same for thimble_dense_sums, which gives the sums: or why some row does not fit. */
export function sumsStream(
  rows: readonly Taps[],
  order: readonly (number | null)[],
): SumsStream | string {
  const ordered = pairedRows(rows);
  if (!ordered) return 'weights of −128 find no second row for their halfwords';
  const reaches = ordered.map((row) => reachOf(rows[row]!));
  const far = reaches.findIndex((reach, o) => reach >= (o % 2 ? 2 ** 23 : 2 ** 30));
  if (far >= 0) return `the sum of row ${ordered[far]} may exceed ${far % 2 ? 23 : 30} bits`;
  const taps = ordered.map((row) => rows[row]!);
  const places = rows.map((_, row) => ordered.indexOf(row));
  return { words: fourRowStream(taps, order, () => []), places };
}

/** What the sum of a row stays within for every input. */
export function reachOf({ weights, bias }: Taps): number {
  return weights.reduce((sum, w) => sum + 128 * (w < 0 ? -w : w), bias < 0 ? -bias : bias);
}

/** Each row with the next that may stand above it or below it; null where one is left without. */
function pairedRows(rows: readonly Taps[]): number[] | null {
  const waiting = rows.map((_, row) => row);
  const ordered: number[] = [];
  for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
    const own = rows[row]!;
    const partner = waiting.find((other) => {
      return fitsAbove(rows[other]!, own) || fitsAbove(own, rows[other]!);
    });
    if (partner === undefined) {
      if (waiting.length > 0) return null;
      ordered.push(row);
      continue;
    }
    waiting.splice(waiting.indexOf(partner), 1);
    ordered.push(...(fitsAbove(rows[partner]!, own) ? [row, partner] : [partner, row]));
  }
  return ordered;
}

function fitsAbove(high: Taps, low: Taps): boolean {
  return !high.weights.some((w, k) => 256 * w + low.weights[k]! < -32768);
}

function fourRowStream(
  rows: readonly Taps[],
  order: readonly (number | null)[],
  behind: (row: number) => readonly number[],
): Int32Array {
  const words: number[] = [];
  const empty = { weights: new Int8Array(rows[0]!.weights.length), bias: 0 };
  for (let o = 0; o < rows.length; o += 4) {
    const four = [0, 1, 2, 3].map((i) => rows[o + i] ?? empty);
    const [a, b, c, d] = four as unknown as readonly [Taps, Taps, Taps, Taps];
    words.push(256 * b.bias + a.bias, a.bias, 256 * d.bias + c.bias, c.bias);
    const [first, second] = [weightWords(a, b, order), weightWords(c, d, order)];
    for (let i = 0; i < first.length; i += 2) {
      words.push(first[i]!, first[i + 1]!, second[i]!, second[i + 1]!);
    }
    for (let i = 0; i < 4; i++) words.push(...behind(o + i));
  }
  return Int32Array.from(words, (word) => word | 0);
}

export type Taps = Pick<Channel, 'weights' | 'bias'>;

/** Two words for each step: lanes 0 and 2, lanes 1 and 3. */
function weightWords(
  low: Taps,
  high: Taps | undefined,
  order: readonly (number | null)[],
): number[] {
  const words: number[] = [];
  const half = (tap: number | null | undefined): number =>
    tap === null || tap === undefined ? 0 : 256 * (high?.weights[tap] ?? 0) + low.weights[tap]!;
  for (let i = 0; i < order.length; i += 4) {
    for (const j of [i, i + 1]) {
      words.push((half(order[j]) & 0xffff) | (half(order[j + 2]) << 16));
    }
  }
  return words;
}

function scalingWords({ multiplier, constant, shift }: Scaling): number[] {
  return [multiplier, constant, shift];
}
