/**
 * Readings at uneven times become readings at an even rate, each on the line between its neighbours.
 * For slow sensors whose clock is not ours; sound is changed by the browser, band-limited.
 */
export class RateChanger {
  readonly #stepS: number;
  #before: { readonly timeS: number; readonly values: readonly number[] } | null = null;
  #next = 0;

  constructor(rateHz: number) {
    this.#stepS = 1 / rateHz;
  }

  /** The even readings up to this one, interleaved; `timeS` must grow. */
  push(timeS: number, values: readonly number[]): Float32Array {
    const before = this.#before;
    this.#before = { timeS, values };
    if (!before) {
      this.#next = timeS;
      return new Float32Array(0);
    }
    const out: number[] = [];
    const span = timeS - before.timeS;
    if (span <= 0) return new Float32Array(0);
    for (; this.#next <= timeS; this.#next += this.#stepS) {
      const share = (this.#next - before.timeS) / span;
      out.push(
        ...values.map((value, i) => before.values[i]! + share * (value - before.values[i]!)),
      );
    }
    return Float32Array.from(out);
  }
}
