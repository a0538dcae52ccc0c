import type { FunctionBuilder } from '../../base/wasm/module.ts';
import { twiddles } from '../fft.ts';

/** What is done to a frame before and after its transform: numbers as thimble_power_frames_config has. */
export interface FrameWork {
  readonly fftLength: number;
  readonly taken: number;
  readonly hop: number;
  readonly preShift: number;
  /** Whether emphasis sees the readings before a frame; else its first stands for them. */
  readonly looksBack: boolean;
  readonly scale: number;
  readonly preEmphasis: number;
  readonly powerScale: number;
  /** Empty: none. */
  readonly window: Float32Array;
}

/** Weighted sums of powers; null: the powers themselves. */
export interface PowerSums {
  readonly firsts: Int16Array;
  readonly counts: Int16Array;
  readonly weights: Float32Array;
}

/** What becomes of each power or sum: it stays, becomes 0 to 1 (decibels.ts), or its natural logarithm. */
export type Finish =
  | { readonly kind: 'none' }
  | { readonly kind: 'natural log' }
  | { readonly kind: 'decibels'; readonly noiseFloorDb: number };

export const vectorBytes = 16;
/** Readings copied into the module at a time, in bytes. */
export const sliceBytes = 1 << 19;

/** Where the tables and buffers of the module lie, in bytes. */
export interface Layout {
  readonly window: number;
  readonly places: number;
  /** Of each pass of radix 4 and each k: cos and −sin of one, two and three turns. */
  readonly turns: number;
  readonly splits: number;
  readonly bank: number;
  readonly weights: number;
  readonly sums: number;
  readonly powers: number;
  /** What comes out: rows of four frames. */
  readonly rows: number;
  readonly room: number;
  readonly audio: number;
  readonly end: number;
}

export function makeLayout({ fftLength }: FrameWork, sums: PowerSums | null): Layout {
  let at = 0;
  const take = (bytes: number) => {
    const start = at;
    at += (bytes + 15) & ~15;
    return start;
  };
  return {
    window: take(4 * fftLength + 16),
    places: take(2 * fftLength),
    turns: take(24 * fftLength),
    splits: take(8 * fftLength),
    bank: take(sums ? 8 * sums.counts.length : 0),
    weights: take(sums ? 4 * sums.weights.length : 0),
    sums: take(sums ? vectorBytes * (sums.counts.length + 3) : 0),
    powers: take(vectorBytes * (fftLength / 2 + 4)),
    rows: take(vectorBytes * (Math.max(fftLength / 2 + 1, sums?.counts.length ?? 0) + 1)),
    room: take(vectorBytes * (fftLength + 4)),
    audio: take(sliceBytes + 64),
    end: at,
  };
}

/** The sizes of the transforms that each pass of radix 4 makes. */
export function sizesOf(count: number): number[] {
  const sizes: number[] = [];
  const isPowerOfFour = Math.log2(count) % 2 === 0;
  for (let size = isPowerOfFour ? 4 : 8; size <= count; size *= 4) sizes.push(size);
  return sizes;
}

export function fillTables(
  { fftLength, window }: FrameWork,
  sums: PowerSums | null,
  layout: Layout,
  memory: WebAssembly.Memory,
): void {
  const floats = new Float32Array(memory.buffer);
  const words = new Int32Array(memory.buffer);
  const count = fftLength / 2;
  const table = twiddles(fftLength);
  floats.set(window, layout.window / 4);
  const bits = Math.log2(count);
  for (let j = 0; j < count; j++) {
    let place = 0;
    for (let bit = 0; bit < bits; bit++) place |= ((j >> bit) & 1) << (bits - 1 - bit);
    words[layout.places / 4 + j] = 2 * vectorBytes * place;
  }
  let at = layout.turns / 4;
  for (const size of sizesOf(count)) {
    const step = fftLength / size;
    for (let k = 1; k < size / 4; k++) {
      for (let r = 1; r <= 3; r++) {
        const place = 2 * r * k * step;
        const isBeyond = place >= fftLength;
        const sign = isBeyond ? -1 : 1;
        floats[at++] = sign * table[isBeyond ? place - fftLength : place]!;
        floats[at++] = sign * table[(isBeyond ? place - fftLength : place) + 1]!;
      }
    }
  }
  floats.set(table, layout.splits / 4);
  if (!sums) return;
  floats.set(sums.weights, layout.weights / 4);
  sums.counts.forEach((bins, band) => {
    words[layout.bank / 4 + 2 * band] = layout.powers + vectorBytes * sums.firsts[band]!;
    words[layout.bank / 4 + 2 * band + 1] = vectorBytes * bins;
  });
}

/** What the parts of the code are written from. */
export interface Site {
  readonly work: FrameWork;
  readonly sums: PowerSums | null;
  readonly finish: Finish;
  readonly layout: Layout;
  readonly builder: FunctionBuilder;
}
