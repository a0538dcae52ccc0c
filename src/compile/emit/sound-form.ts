import { type LogMelBlock, planLogMel } from '../../dsp/log-mel/log-mel.ts';
import type { Impulse } from '../../graph/impulse.ts';
import type { KernelTable } from './kernel.ts';

/** The form of a library for sound: 16-bit readings, and a stream whose frames are computed once. */
export interface SoundForm {
  readonly block: LogMelBlock;
  readonly frames: number;
}

/** What readings go through before a network. */
type Source = Pick<Impulse, 'features' | 'signal'>;

/** Readings in −1 to 1 become these 16-bit numbers, which is what microphones give. */
const fullScale = 32768;

/** null where the impulse is not of sound, or looks at its window by anything but log-mel bands. */
export function soundFormOf({ features, signal }: Source): SoundForm | null {
  const readers = features.nodes.filter(({ inputs }) => inputs.includes(features.inputs[0]!));
  const [only, ...others] = readers.map(({ op }) => op);
  if (others.length > 0 || only?.kind !== 'features' || only.block.kind !== 'log_mel') return null;
  const { block } = only;
  if (block.scale !== fullScale) return null;
  return { block, frames: planLogMel(block, signal).frames };
}

/** The kernels of a port with log-mel bands that read 16-bit numbers. */
export function soundKernels(kernels: KernelTable): KernelTable {
  return {
    ...kernels,
    features: (...layer) => {
      const kernel = kernels.features(...layer);
      if (kernel.kind !== 'call') return kernel;
      const callee = 'thimble_log_mel_s16_f32';
      return { ...kernel, callee, header: 'thimble_log_mel_sound.h' };
    },
  };
}

/** Frames from one window of a stream to the next. */
export function strideFramesOf({ block }: SoundForm, strideReadings: number): number {
  return Math.max(1, Math.round(strideReadings / block.hop));
}

/** When a library runs the windows of a stream. */
export interface StreamForm {
  /** So many readings after a window's first it is run: what comes behind its last frame is in none. */
  readonly ready: number;
  /** Readings from one window to the next. */
  readonly stride: number;
}

export function streamFormOf(source: Source, strideReadings: number): StreamForm {
  const form = soundFormOf(source);
  if (!form) return { ready: source.signal.length, stride: strideReadings };
  const { hop, frameLength } = form.block;
  return {
    ready: (form.frames - 1) * hop + frameLength,
    stride: hop * strideFramesOf(form, strideReadings),
  };
}
