/** Readings that come as they like become windows of one length at every stride. */
export class WindowStream {
  readonly #length: number;
  readonly #stride: number;
  readonly #axes: number;
  /** The last readings, interleaved, oldest first. */
  #held: Float32Array;
  #count = 0;
  /** Readings seen since the beginning. */
  #seen = 0;
  #next: number;

  /** In readings of each axis. */
  constructor(length: number, stride: number, axes: number) {
    this.#length = length;
    this.#stride = stride;
    this.#axes = axes;
    this.#held = new Float32Array(length * axes);
    this.#next = length;
  }

  /** Windows that these readings complete, each with the reading after its last. */
  push(readings: Float32Array): { readonly end: number; readonly window: Float32Array }[] {
    const windows: { end: number; window: Float32Array }[] = [];
    for (let at = 0; at < readings.length; at += this.#axes) {
      this.#add(readings.subarray(at, at + this.#axes));
      if (this.#seen < this.#next) continue;
      windows.push({ end: this.#seen, window: this.#whole() });
      this.#next += this.#stride;
    }
    return windows;
  }

  #add(reading: Float32Array): void {
    this.#held.set(reading, this.#count * this.#axes);
    this.#count = (this.#count + 1) % this.#length;
    this.#seen++;
  }

  /** The ring from its oldest reading on. */
  #whole(): Float32Array {
    const from = this.#count * this.#axes;
    const window = new Float32Array(this.#held.length);
    window.set(this.#held.subarray(from));
    window.set(this.#held.subarray(0, from), this.#held.length - from);
    return window;
  }
}
