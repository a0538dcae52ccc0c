import { powerSpectrum, twiddles } from '../../dsp/fft.ts';
import { ratioOf, resampleBandLimited } from '../../dsp/polyphase.ts';
import type { MelForm } from './mel-form.ts';

/** Two moments in each hop, so that a shift by half a hop finds its frames. */
const momentsPerHop = 2;
/** For speeds near 1 in augmentation a shorter filter does. */
const speedQuality = { attenuationDb: 60, transition: 0.2 };

/** The power spectra of a recording at evenly spaced moments. */
export interface PowerFrames {
  readonly count: number;
  readonly bins: number;
  /** [count, bins] the upper halves of float32 numbers, rounded: 8 bits of mantissa, 0.02 dB. */
  readonly halves: Uint16Array;
  /** Energy of each moment's frame, all bins together. */
  readonly energies: Float32Array;
  /** Readings of the recording at this speed. */
  readonly length: number;
}

export function gridOf({ hop }: MelForm): number {
  return hop / momentsPerHop;
}

/**
 * Spectra of `x` played `speed` times as fast, at the moments `phase + i × gridOf(form)` for as long
 * as the frame still touches the recording; the first moment is that of index 0.
 */
export function powerFramesOf(
  x: Float32Array,
  speed: number,
  phase: (length: number) => number,
  form: MelForm,
): PowerFrames {
  const { up, down } = ratioOf(Math.round(speed * 1000), 1000);
  const played = speed === 1 ? x : resampleBandLimited(x, down, up, speedQuality);
  const { frameLength, fftLength } = form;
  const grid = gridOf(form);
  const first = phase(played.length);
  const count = Math.max(1, Math.ceil((played.length - first) / grid));
  const bins = fftLength / 2;
  const halves = new Uint16Array(count * bins);
  const energies = new Float32Array(count);
  const table = twiddles(fftLength);
  const weights = Float32Array.from(
    { length: frameLength },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / frameLength),
  );
  const frame = new Float32Array(fftLength);
  const words = new Uint32Array(frame.buffer);
  for (let moment = 0; moment < count; moment++) {
    const start = first + moment * grid;
    frame.fill(0);
    const end = Math.min(frameLength, played.length - start);
    for (let i = Math.max(0, -start); i < end; i++) frame[i] = weights[i]! * played[start + i]!;
    powerSpectrum(frame, fftLength, table, 1);
    let energy = 0;
    for (let bin = 1; bin < bins; bin++) {
      energy += frame[2 * bin]!;
      halves[moment * bins + bin] = (words[2 * bin]! + 0x8000) >>> 16;
    }
    energies[moment] = energy;
  }
  return { count, bins, halves, energies, length: played.length };
}

/** Keeps what was computed up to a number of bytes; what was not used for longest goes first. */
export class KeptFrames {
  readonly #kept = new Map<string, PowerFrames>();
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get(key: string, make: () => PowerFrames): PowerFrames {
    const kept = this.#kept.get(key);
    if (kept) {
      // to the end of the map, where the newest are
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept;
    }
    const made = make();
    this.#kept.set(key, made);
    this.#bytes += made.halves.byteLength;
    for (const [oldest, frames] of this.#kept) {
      if (this.#bytes <= this.#bytesMax || oldest === key) break;
      this.#kept.delete(oldest);
      this.#bytes -= frames.halves.byteLength;
    }
    return made;
  }
}
