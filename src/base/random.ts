/**
 * Counter-based random numbers: the value depends only on the key and the counter, so that nothing
 * depends on the order of calls or on the number of threads.
 *
 * The mixing is the finaliser of MurmurHash3 (Appleby 2011) applied twice over key and counter.
 */
export class Random {
  readonly #key: number;
  #counter = 0;

  /** The same seed and stream names give the same numbers on every machine. */
  constructor(seed: number, ...stream: readonly (string | number)[]) {
    let key = mix(seed >>> 0);
    key = mix(key ^ Math.floor(seed / 2 ** 32));
    for (const part of stream) {
      for (const code of Array.from(String(part), (c) => c.codePointAt(0)!)) key = mix(key ^ code);
      key = mix(key ^ 0x9e3779b9);
    }
    this.#key = key;
  }

  /** Names the stream to those who draw its numbers in parallel: number i is made of key and i + 1. */
  get key(): number {
    return this.#key;
  }

  /** 32 random bits, as an unsigned integer. */
  bits(): number {
    this.#counter = (this.#counter + 1) >>> 0;
    return mix(mix(this.#counter ^ this.#key) + this.#key);
  }

  /** Uniform in [0, 1), 32 bits fine. */
  uniform(): number {
    return this.bits() / 2 ** 32;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** A whole number in [0, count). */
  below(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  /** Mean 0, standard deviation 1 (Box and Muller 1958; one of the pair is used). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** A new array with the same items in random order (Fisher and Yates). */
  shuffled<T>(items: readonly T[]): T[] {
    const order = [...items];
    for (let i = order.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    return order;
  }

  /** A stream of its own below this one, independent of how far this one has been read. */
  fork(...stream: readonly (string | number)[]): Random {
    return new Random(this.#key, ...stream);
  }
}

function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
