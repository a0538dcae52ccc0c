import { FunctionBuilder, instantiate } from '../../base/wasm/module.ts';
import { framesCode } from './fast-frames-code.ts';
import { fillTables, makeLayout, sliceBytes } from './fast-frames-layout.ts';
import type { FixedFrame } from './fixed-frame.ts';
import { log2Q16 } from './log2.ts';

/** Log-mel bands of many frames, four at once in WebAssembly SIMD, to the bits of fixed-frame.ts. */
export interface FastFrames {
  /** Bands of frames that begin `hop` apart from the start of x, to `out`: [frames, bands]. */
  bands(x: Int16Array, hop: number, frames: number, out: Int16Array): void;
}

export function makeFastFrames(frame: FixedFrame): FastFrames {
  const { spectrum, bank, offsets, narrow } = frame;
  const layout = makeLayout(frame);
  const builder = new FunctionBuilder(2);
  const body = framesCode(frame, layout, builder);
  const { memory, functions } = instantiate([{ name: 'four', builder, body }], layout.end);
  fillTables(frame, layout, memory);
  const audio = new Int16Array(memory.buffer, layout.audio, sliceBytes / 2);
  const sums = new Int32Array(memory.buffer, layout.sums, 4 * bank.bands);
  const exponents = new Int32Array(memory.buffer, layout.exponents, 4);
  const powers = new Int32Array(memory.buffer, layout.powers, 2 * spectrum.fftLength);
  const finish = (lane: number, out: Int16Array, at: number) => {
    const level = -2 * exponents[lane]! * 65536;
    for (let band = 0; band < bank.bands; band++) {
      out[at + band] = (log2Q16(sums[4 * band + lane]!) + level + offsets[band]!) >> 8;
    }
    for (let i = 0; i < narrow.length; i += 3) {
      const [band, lower, share] = [narrow[i]!, narrow[i + 1]!, narrow[i + 2]!];
      const p = powers[4 * lower + lane]!;
      const upper = half(powers[4 * lower + 4 + lane]!, share);
      const value = (p >> 1) - half(p, share) + upper;
      out[at + band] = (log2Q16(value) + level + offsets[band]!) >> 8;
    }
  };
  const readings = audio.length;
  return {
    bands(x, hop, frames, out) {
      const isNear = hop <= 8 * spectrum.fftLength;
      // So many frames that their readings, and those of three more, lie in the slice.
      const step = isNear ? Math.floor((readings - spectrum.fftLength) / hop) - 3 : 1;
      for (let first = 0; first < frames; first += step) {
        const count = Math.min(step, frames - first);
        const needed = (count - 1) * hop + spectrum.frameLength;
        const slice = x.subarray(first * hop, first * hop + needed);
        audio.set(slice);
        audio.fill(0, slice.length, slice.length + (isNear ? 3 * hop : 0) + spectrum.fftLength);
        for (let k = 0; k < count; k += 4) {
          functions.four!(layout.audio + 2 * k * hop, isNear ? 2 * hop : 0);
          for (let lane = 0; lane < 4 && k + lane < count; lane++) {
            finish(lane, out, (first + k + lane) * bank.bands);
          }
        }
      }
    },
  };
}

function half(p: number, weight: number): number {
  return Math.imul(p >> 16, weight) + (Math.imul(p & 0xffff, weight) >>> 16);
}
