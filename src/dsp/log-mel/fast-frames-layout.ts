import type { FixedFrame } from './fixed-frame.ts';

export const vectorBytes = 16;
/** Readings copied into the module at a time. */
export const sliceBytes = 1 << 19;

/** Where the tables and buffers of the module lie, in bytes. */
export interface Layout {
  readonly windows: number;
  readonly turns: number;
  readonly splits: number;
  readonly places: number;
  readonly weights: number;
  readonly counts: number;
  readonly exponents: number;
  readonly ups: number;
  readonly downs: number;
  readonly sums: number;
  /** The half of the room in which the powers end. */
  readonly powers: number;
  readonly room: number;
  readonly audio: number;
  readonly end: number;
}

export function makeLayout({ spectrum, bank, weights }: FixedFrame): Layout {
  const half = spectrum.fftLength / 2;
  let at = 0;
  const take = (bytes: number) => {
    at += bytes + (-bytes & 15);
    return at - bytes - (-bytes & 15);
  };
  const windows = take(8 * half);
  const turns = take((32 * half) / 4);
  const splits = take((8 * half) / 2);
  const places = take(4 * half);
  const weightsAt = take(4 * weights.length);
  const counts = take(4 * (bank.bands + 1));
  const exponents = take(16);
  const ups = take(16);
  const downs = take(16);
  const sums = take(vectorBytes * bank.bands);
  const room = take(2 * vectorBytes * half);
  const stages = spectrum.passes + (spectrum.pairs ? 1 : 0);
  const powers = room + (stages % 2) * vectorBytes * half;
  const audio = take(sliceBytes + 64);
  const tables = { windows, turns, splits, places, weights: weightsAt, counts };
  return { ...tables, exponents, ups, downs, sums, powers, room, audio, end: at };
}

export function fillTables(frame: FixedFrame, layout: Layout, memory: WebAssembly.Memory): void {
  const { spectrum, bank, weights } = frame;
  const { turns, splits, fftLength, passes, pairs } = spectrum;
  const half = fftLength / 2;
  const words = new Int32Array(memory.buffer);
  const quarter = half / 4;
  for (let n = 0; n < half; n++) {
    const pair = turns[7 * (n % quarter) + Math.floor(n / quarter)]!;
    words[layout.windows / 4 + 2 * n] = pair & 0xffff;
    words[layout.windows / 4 + 2 * n + 1] = pair & ~0xffff;
  }
  const both = (at: number, packed: number) => {
    const [cos, sin] = [(packed << 16) >> 16, packed >> 16];
    words[at] = packed;
    words[at + 1] = (-sin & 0xffff) | (cos << 16);
  };
  for (let i = 0; i < quarter; i++) {
    for (let r = 0; r < 3; r++) both(layout.turns / 4 + 8 * i + 2 * r, turns[7 * i + 4 + r]!);
  }
  for (const [k, packed] of splits.entries()) both(layout.splits / 4 + 2 * k, packed);
  for (let i = 0; i < (pairs ? half / 2 : quarter); i++) {
    let [rest, place] = [i, 0];
    for (let digit = pairs ? 0 : 1; digit < passes; digit++) {
      place = (place << 2) | (rest & 3);
      rest >>= 2;
    }
    words[layout.places / 4 + i] = vectorBytes * place;
  }
  words.set(weights, layout.weights / 4);
  words.set(bank.counts, layout.counts / 4);
}
