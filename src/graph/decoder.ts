import { assert } from '../base/assert.ts';
import { Failure } from '../base/failure.ts';

/**
 * How the scores of one window after the other become detections: their moving average must reach a
 * threshold, and after a detection nothing is told of for a while. All in whole numbers, the same in
 * runtime/nn/thimble_decoder.c.
 */
export interface Decoder {
  /** So many windows are averaged, from 1; those before the beginning count as 0. */
  readonly windows: number;
  /** What the mean score must reach, in 256ths: 1 to 255. */
  readonly threshold: number;
  /** After a detection so many windows are passed over. */
  readonly suppression: number;
  /** One for each label: whether it is told of. Noise and unknown words are not. */
  readonly heard: readonly boolean[];
}

export const DECODER_WINDOWS_MAX = 64;

/** Throws a Failure that names the setting and its range. */
export function requireDecoder(decoder: Decoder, labels: number): void {
  const { windows, threshold, suppression, heard } = decoder;
  const refuse = (sentence: string): never => {
    throw new Failure('bad-option', sentence);
  };
  const within = (value: number, low: number, high: number) =>
    Number.isInteger(value) && value >= low && value <= high;
  if (!within(windows, 1, DECODER_WINDOWS_MAX)) {
    refuse(
      `A decoder averages 1 to ${DECODER_WINDOWS_MAX} windows, not ${windows}: take a shorter time or a longer stride.`,
    );
  }
  if (!within(threshold, 1, 255)) {
    refuse(`A decoder's threshold is ${threshold} of 256: give 1 to 255.`);
  }
  if (!within(suppression, 0, 100_000)) {
    refuse(`A decoder passes over ${suppression} windows: give 0 to 100000.`);
  }
  if (heard.length !== labels || !heard.includes(true)) {
    refuse(`A decoder says for each of ${labels} labels whether it is told of; one must be.`);
  }
}

/** A decoder at work on one stream. */
export class StreamDecoder {
  readonly #decoder: Decoder;
  /** [windows, labels] in 256ths */
  readonly #history: Uint8Array;
  readonly #sums: Int32Array;
  #next = 0;
  #quiet = 0;

  constructor(decoder: Decoder) {
    this.#decoder = decoder;
    this.#history = new Uint8Array(decoder.windows * decoder.heard.length);
    this.#sums = new Int32Array(decoder.heard.length);
  }

  /** Takes the scores of the next window, [labels] from 0 to 1; gives the label heard, or null. */
  push(scores: ArrayLike<number>): number | null {
    const { windows, threshold, suppression, heard } = this.#decoder;
    assert(scores.length === heard.length, 'one score for each label');
    const sums = this.#sums;
    const row = this.#next * heard.length;
    for (let label = 0; label < heard.length; label++) {
      const score = Math.max(0, Math.min(255, Math.trunc(256 * scores[label]!)));
      sums[label]! += score - this.#history[row + label]!;
      this.#history[row + label] = score;
    }
    this.#next = (this.#next + 1) % windows;
    if (this.#quiet > 0) {
      this.#quiet--;
      return null;
    }
    let best = 0;
    for (let label = 1; label < sums.length; label++) if (sums[label]! > sums[best]!) best = label;
    if (!heard[best] || sums[best]! < threshold * windows) return null;
    this.#quiet = suppression;
    return best;
  }
}
