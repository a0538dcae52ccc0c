import { Failure } from '../../base/failure.ts';
import type { ConfigField, FrameStreamForm, Signal } from '../block.ts';
import { powerSpectrum, twiddles } from '../fft.ts';
import { makeFastPowers } from './fast-powers.ts';
import type { Finish, PowerSums } from './fast-powers-layout.ts';

/** How sound is cut into frames and what is done to each before its spectrum, in seconds. */
export interface FrameSettings {
  /**
   * 1: pre-emphasis sees the readings before a frame, and before the window's first that reading. 2: it sees
   * the frame alone, whose first reading stands for those before it, as in HTK (Young and others 2006): a
   * frame is then the same in every window, and a stream computes it once.
   */
  readonly version: 1 | 2;
  /** What readings are multiplied by. */
  readonly scale: number;
  /** Seconds. */
  readonly frameLength: number;
  /** Seconds from one frame to the next. */
  readonly frameStride: number;
  /** A power of two from 8. Of longer frames it takes the first readings. */
  readonly fftLength: number;
  readonly window: 'none' | 'hann';
  /** Pre-emphasis y[n] = x[n] − c x[n − shift]; 0: none. */
  readonly preEmphasis: number;
  /** Readings. */
  readonly preShift: number;
}

/** Frames made ready for one form of window. */
export interface PowerFrames {
  readonly frames: number;
  readonly hop: number;
  readonly bins: number;
  /** Readings of a frame that the transform takes. */
  readonly taken: number;
  readonly scratchFloats: number;
  /** Rows of so many columns for a stream; null where a frame depends on what lies before it. */
  streamOf(columns: number): FrameStreamForm | null;
  /** Field `frames`, a thimble_power_frames_config. */
  readonly config: ConfigField;
  /**
   * Powers |X|²/fftLength of the bins 0 to fftLength/2 of frame k, in float32 in the order of
   * runtime/dsp/thimble_power_frames.c. They stay valid until the next call.
   */
  powers(window: Float32Array, k: number): Float32Array;
  /**
   * Weighted sums of the powers of every frame, [frames, sums], the same bits as one by one; null: the
   * powers themselves; and what `finish` makes of them. They go to `out`, where there is one.
   */
  rows(
    window: Float32Array,
    sums: PowerSums | null,
    finish?: Finish,
    out?: Float32Array,
  ): Float32Array;
}

const f = Math.fround;

/** Throws a Failure that names the setting, its range and what this window would allow. */
export function planFrames(what: string, settings: FrameSettings, signal: Signal): PowerFrames {
  const { frameLength, hop } = requirePossible(what, settings, signal);
  const { fftLength, preShift } = settings;
  const looksBack = settings.version === 1;
  const taken = Math.min(frameLength, fftLength);
  const frames = Math.floor((signal.length - frameLength) / hop) + 1;
  const table = twiddles(fftLength);
  const window = Float32Array.from(
    { length: settings.window === 'hann' ? taken : 0 },
    (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / taken),
  );
  const scale = f(settings.scale);
  const preEmphasis = f(settings.preEmphasis);
  const powerScale = f(1 / (4 * fftLength));
  const frame = new Float32Array(fftLength);
  const powers = new Float32Array(fftLength / 2 + 1);
  const fill = (x: Float32Array, start: number) => {
    frame.fill(0, taken);
    const first = looksBack ? 0 : start;
    for (let n = 0; n < taken; n++) {
      const value = f(x[start + n]! * scale);
      const before = f(x[Math.max(first, start + n - preShift)]! * scale);
      const emphasised = preEmphasis === 0 ? value : f(value - f(before * preEmphasis));
      frame[n] = window.length > 0 ? f(emphasised * window[n]!) : emphasised;
    }
  };
  const work = {
    fftLength,
    taken,
    hop,
    preShift,
    looksBack,
    scale,
    preEmphasis,
    powerScale,
    window,
  };
  const fast = new Map<PowerSums | null, ReturnType<typeof makeFastPowers>>();
  return {
    frames,
    hop,
    bins: fftLength / 2 + 1,
    taken,
    scratchFloats: fftLength,
    streamOf(columns) {
      if (looksBack && preEmphasis !== 0) return null;
      return { frames, hop, frameLength: taken, columns, anyStride: true };
    },
    config: configField({
      ints: { fft_length: fftLength, hop, frames, taken, pre_shift: preShift },
      floats: { scale, pre_emphasis: preEmphasis, power_scale: powerScale },
      tables: { window, twiddles: table },
      looksBack,
    }),
    powers(x, k) {
      fill(x, k * hop);
      powerSpectrum(frame, fftLength, table, 1);
      for (let bin = 0; bin < powers.length; bin++) {
        powers[bin] = f(frame[bin === fftLength / 2 ? 1 : 2 * bin]! * powerScale);
      }
      return powers;
    },
    rows(x, sums, finish, out) {
      const make = fast.get(sums) ?? makeFastPowers(work, sums, finish);
      fast.set(sums, make);
      return make(x, frames, out);
    },
  };
}

function configField(parts: {
  ints: Record<string, number>;
  floats: Record<string, number>;
  tables: Record<string, Float32Array>;
  looksBack: boolean;
}): ConfigField {
  const struct: ConfigField[] = [
    ...Object.entries(parts.ints).map(([name, int]) => ({ name, value: { int } })),
    ...Object.entries(parts.floats).map(([name, float]) => ({ name, value: { float } })),
    ...Object.entries(parts.tables).map(([name, table]) => ({ name, value: { table } })),
  ];
  struct.push(
    { name: 'room', value: { int: parts.ints.fft_length! } },
    { name: 'powers', value: { function: 'thimble_frame_powers_f32' } },
    { name: 'looks_back', value: { int: parts.looksBack ? 1 : 0 } },
  );
  return { name: 'frames', value: { struct } };
}

function requirePossible(what: string, settings: FrameSettings, signal: Signal) {
  const { version, scale, fftLength, preEmphasis, preShift } = settings;
  const refuse = (sentence: string): never => {
    throw new Failure('bad-option', sentence);
  };
  if (version !== 1 && version !== 2) {
    refuse(`${what} features have versions 1 and 2, not ${version}.`);
  }
  const { axes, length, sampleRateHz } = signal;
  if (axes.length !== 1) {
    refuse(`${what} features are of one axis, not ${axes.length}: choose the one with the sound.`);
  }
  if (!(Number.isFinite(scale) && f(scale) !== 0)) {
    refuse(`A scale of ${scale} is not possible: give a number other than 0.`);
  }
  const frameLength = Math.round(settings.frameLength * sampleRateHz);
  const hop = Math.round(settings.frameStride * sampleRateHz);
  if (!(frameLength >= 8 && frameLength <= length)) {
    refuse(
      `Frames of ${settings.frameLength} s are not possible: they are ${frameLength} readings of a window of ${length}; give ${8 / sampleRateHz} to ${length / sampleRateHz} s, or a longer window.`,
    );
  }
  if (!(hop >= 1)) {
    refuse(
      `A frame stride of ${settings.frameStride} s is not possible: give ${1 / sampleRateHz} s, one reading, or more.`,
    );
  }
  if (!(Number.isInteger(Math.log2(fftLength)) && fftLength >= 8 && fftLength <= 8192)) {
    refuse(`An FFT of ${fftLength} readings is not possible: give a power of two from 8 to 8192.`);
  }
  if (!(preEmphasis >= 0 && preEmphasis <= 1)) {
    refuse(`A pre-emphasis of ${preEmphasis} is not possible: give 0 to 1.`);
  }
  if (!(Number.isInteger(preShift) && preShift >= 1 && preShift < length)) {
    refuse(
      `A pre-emphasis shift of ${preShift} is not possible: give 1 to ${length - 1} readings.`,
    );
  }
  return { frameLength, hop };
}
