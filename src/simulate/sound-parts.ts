import type { Random } from '../base/random.ts';

/** A digital resonator of two poles (Klatt 1980, equation 1), of gain 1 at 0 Hz. */
export class Resonance {
  readonly #rate: number;
  #a = 1;
  #b = 0;
  #c = 0;
  #last = 0;
  #before = 0;

  constructor(rate: number) {
    this.#rate = rate;
  }

  tune(hz: number, bandwidthHz: number): void {
    this.#c = -Math.exp((-2 * Math.PI * bandwidthHz) / this.#rate);
    this.#b =
      2 *
      Math.exp((-Math.PI * bandwidthHz) / this.#rate) *
      Math.cos((2 * Math.PI * hz) / this.#rate);
    this.#a = 1 - this.#b - this.#c;
  }

  next(value: number): number {
    const out = this.#a * value + this.#b * this.#last + this.#c * this.#before;
    this.#before = this.#last;
    this.#last = out;
    return out;
  }
}

/** Noise of mean square 1 whose neighbours are alike: 0 is white, towards 1 it is lower and duller. */
export function coloured(count: number, alike: number, random: Random): Float32Array {
  const own = Math.sqrt(1 - alike * alike);
  let last = random.normal();
  return Float32Array.from({ length: count }, () => {
    last = alike * last + own * random.normal();
    return last;
  });
}

/** Towards low sounds below 0, towards high ones above: each reading with a share of the one before. */
export function fadedTo(values: Float32Array, tilt: number): Float32Array {
  let last = 0;
  return values.map((value) => {
    const out = value - tilt * last;
    last = value;
    return out;
  });
}

/** A room by four combs and two all-pass filters (Schroeder 1962), mixed in by `share`. */
export function inRoom(
  values: Float32Array,
  rate: number,
  share: number,
  seconds: number,
): Float32Array {
  const wet = new Float32Array(values.length);
  for (const ms of [29.7, 37.1, 41.1, 43.7]) {
    const delay = Math.round((ms * rate) / 1000);
    const gain = 10 ** ((-3 * ms) / 1000 / seconds);
    const comb = new Float32Array(values.length);
    for (let i = 0; i < values.length; i++) {
      comb[i] = values[i]! + (i >= delay ? gain * comb[i - delay]! : 0);
      wet[i]! += comb[i]! / 4;
    }
  }
  for (const ms of [5, 1.7]) {
    const delay = Math.round((ms * rate) / 1000);
    const into = wet.slice();
    for (let i = 0; i < wet.length; i++) {
      const [x, y] = i >= delay ? [into[i - delay]!, wet[i - delay]!] : [0, 0];
      wet[i] = -0.7 * into[i]! + x + 0.7 * y;
    }
  }
  return values.map((value, i) => value + share * wet[i]!);
}
