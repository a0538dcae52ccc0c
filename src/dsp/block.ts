import { Failure } from '../base/failure.ts';
import type { EegBlock } from './body/eeg.ts';
import { eegRule } from './body/eeg.ts';
import type { HeartBlock } from './body/heart.ts';
import { heartRule } from './body/heart.ts';
import type { FlattenBlock } from './flatten.ts';
import { flattenRule } from './flatten.ts';
import type { LogMelBlock } from './log-mel/log-mel.ts';
import { logMelRule } from './log-mel/log-mel.ts';
import type { SpectralQ15Block } from './motion/spectral-q15.ts';
import { spectralQ15Rule } from './motion/spectral-q15.ts';
import type { RawBlock } from './raw.ts';
import { rawRule } from './raw.ts';
import type { MfccBlock } from './sound/mfcc.ts';
import { mfccRule } from './sound/mfcc.ts';
import type { MfeBlock } from './sound/mfe.ts';
import { mfeRule } from './sound/mfe.ts';
import type { PcenBlock } from './sound/pcen.ts';
import { pcenRule } from './sound/pcen.ts';
import type { SpectrogramBlock } from './sound/spectrogram.ts';
import { spectrogramRule } from './sound/spectrogram.ts';
import type { SpectralBlock } from './spectral.ts';
import { spectralRule } from './spectral.ts';
import type { WaveletBlock } from './wavelet/wavelet.ts';
import { waveletRule } from './wavelet/wavelet.ts';

/** How a window of a signal becomes features: one kind of block with all its settings. */
export type Block =
  | RawBlock
  | FlattenBlock
  | SpectralBlock
  | LogMelBlock
  | MfeBlock
  | MfccBlock
  | SpectrogramBlock
  | PcenBlock
  | WaveletBlock
  | HeartBlock
  | EegBlock
  | SpectralQ15Block;

/** The form of a window: `length` readings of all axes, [length, axes] interleaved. */
export interface Signal {
  readonly axes: readonly string[];
  readonly sampleRateHz: number;
  /** Readings of each axis in one window. */
  readonly length: number;
}

/** A block made ready for one form of window: its tables are computed, nothing is left to choose. */
export interface BlockPlan {
  /** One name for each feature, such as "accX rms". Their number is the number of features. */
  readonly featureNames: readonly string[];
  /** How the features lie: [n], or [frames, bands] where they are a picture over time. */
  readonly shape: readonly number[];
  /** Floats that the work needs for itself while it runs. */
  readonly scratchFloats: number;
  /**
   * The struct that the C of the same name takes, field by field in its order: `thimble_spectral_f32`
   * takes `const thimble_spectral_config *`, then window, scratch and features.
   */
  readonly config: readonly ConfigField[];
  /**
   * Where features come of frames that a stream can compute one by one: `thimble_<kind>_stream_push` takes
   * readings and `thimble_<kind>_stream_f32` gives the features of the newest window.
   */
  readonly stream?: FrameStreamForm | null;
  /** Features of one window, every operation rounded to float32 in the order of the C. */
  evaluate(window: Float32Array): Float32Array;
}

/** What a stream keeps of a window in place of its readings: a row for each frame. */
export interface FrameStreamForm {
  readonly frames: number;
  /** Readings from one frame to the next. */
  readonly hop: number;
  /** Readings that a frame takes. */
  readonly frameLength: number;
  /** Floats of a row. */
  readonly columns: number;
  /** Whether windows may as well lie a whole number of frames apart where another stride was asked for. */
  readonly anyStride: boolean;
}

export interface ConfigField {
  readonly name: string;
  /**
   * An `int32_t`, a `float`, a table that the struct points at, or a function: one of the runtime, or
   * none; or a struct of such fields.
   */
  readonly value:
    | { int: number }
    | { float: number }
    | { table: ConfigTable }
    | { function: string | null }
    | { struct: readonly ConfigField[] };
}

export type ConfigTable = Float32Array | Int16Array | Int32Array;

/** The C type of a table's elements. */
export function elementOf(table: ConfigTable): 'float' | 'int16_t' | 'int32_t' {
  if (table instanceof Float32Array) return 'float';
  return table instanceof Int16Array ? 'int16_t' : 'int32_t';
}

/** What each kind of block knows of itself. */
export interface BlockRule<B> {
  /** Throws a Failure that names the setting, its range and what this window would allow. */
  plan(block: B, signal: Signal): BlockPlan;
}

const rules: { [K in Block['kind']]: BlockRule<Extract<Block, { kind: K }>> } = {
  raw: rawRule,
  flatten: flattenRule,
  spectral: spectralRule,
  log_mel: logMelRule,
  mfe: mfeRule,
  mfcc: mfccRule,
  spectrogram: spectrogramRule,
  pcen: pcenRule,
  wavelet: waveletRule,
  heart: heartRule,
  eeg: eegRule,
  spectral_q15: spectralQ15Rule,
};

/** Throws a Failure for a window without readings or axes, and for settings that it does not allow. */
export function planBlock(block: Block, signal: Signal): BlockPlan {
  const { axes, length, sampleRateHz } = signal;
  const isWindow = Number.isInteger(length) && length > 0 && axes.length > 0 && sampleRateHz > 0;
  if (!isWindow) {
    throw new Failure(
      'bad-option',
      `A window of ${length} readings of ${axes.length} axes at ${sampleRateHz} Hz has no features: give a whole number of readings, at least one axis, and a rate above 0.`,
    );
  }
  const known = plans.get(block);
  if (known?.signal === signal) return known.plan;
  const plan = rules[block.kind].plan(block as never, signal);
  plans.set(block, { signal, plan });
  return plan;
}

/** The plan of each block for the signal it was last asked for: graphs ask again for every window. */
const plans = new WeakMap<Block, { signal: Signal; plan: BlockPlan }>();
