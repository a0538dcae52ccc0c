import type { LogMelBlock, LogMelPlan } from './log-mel.ts';

/**
 * Log-mel features slice by slice: readings of any number go in, each frame is computed once, and the
 * newest window's features equal those of the block over the same readings. Its C twin is
 * thimble_log_mel_stream.
 */
export class LogMelStream {
  readonly #block: LogMelBlock;
  readonly #plan: LogMelPlan;
  readonly #held: Int16Array;
  /** Rows of a ring. */
  readonly #grid: Int16Array;
  /** Readings held; below 0: so many are passed over between frames that do not touch. */
  #filled = 0;
  #next = 0;
  #count = 0;

  constructor(block: LogMelBlock, plan: LogMelPlan) {
    this.#block = block;
    this.#plan = plan;
    this.#held = new Int16Array(block.frameLength);
    this.#grid = new Int16Array(plan.frames * block.bands);
  }

  /** Takes 16-bit readings; returns how many frames they completed. */
  push(slice: Int16Array): number {
    const { frameLength, hop, bands } = this.#block;
    let frames = 0;
    for (let at = 0; at < slice.length; ) {
      const wanted = this.#filled < 0 ? -this.#filled : frameLength - this.#filled;
      const taken = slice.subarray(at, at + wanted);
      if (this.#filled >= 0) this.#held.set(taken, this.#filled);
      this.#filled += taken.length;
      at += taken.length;
      if (this.#filled < frameLength) continue;
      this.#plan.frameBands(this.#held, 0, this.#grid, this.#next * bands);
      this.#next = (this.#next + 1) % this.#plan.frames;
      this.#count = Math.min(this.#count + 1, this.#plan.frames);
      this.#held.copyWithin(0, hop);
      this.#filled = frameLength - hop;
      frames++;
    }
    return frames;
  }

  /** [frames, width] in 1/256 of log2; null while the first window is not full. */
  features(): Int16Array | null {
    if (this.#count < this.#plan.frames) return null;
    const split = this.#next * this.#block.bands;
    const ordered = new Int16Array(this.#grid.length);
    ordered.set(this.#grid.subarray(split));
    ordered.set(this.#grid.subarray(0, split), this.#grid.length - split);
    return this.#plan.finish(ordered);
  }
}
