import { planBlock } from '../../dsp/block.ts';
import { type LogMelBlock, planLogMel } from '../../dsp/log-mel/log-mel.ts';
import type { Impulse } from '../../graph/impulse.ts';
import type { KernelTable } from './kernel.ts';

/**
 * The form of a library whose features come of frames: a stream computes each frame once and keeps what
 * became of it, in place of readings. Log-mel takes a microphone's 16-bit numbers, the other blocks float32.
 */
export interface FramedForm {
  readonly element: 'int16_t' | 'float';
  readonly frames: number;
  /** Readings from one frame to the next. */
  readonly hop: number;
  /** Readings of a frame. */
  readonly frameLength: number;
  /** Elements that the stream's struct has for them. */
  readonly held: number;
  /** Elements that it keeps of each frame. */
  readonly columns: number;
  readonly calls: StreamCalls;
}

/** What the C of a block calls its stream. */
interface StreamCalls {
  /** Declares all of them. */
  readonly header: string;
  /** The struct that points at what is held. */
  readonly type: string;
  readonly init: string;
  readonly push: string;
  /** Features of the newest window. */
  readonly features: string;
  readonly next: string;
  /** What `init` is told besides where things are. */
  readonly initTakes: 'config' | 'frames';
  /** What `push` works in. */
  readonly room: 'thimble_bin_q15' | 'float';
}

/** What readings go through before a network. */
type Source = Pick<Impulse, 'features' | 'signal'>;

/** Readings in −1 to 1 become these 16-bit numbers, which is what microphones give. */
const fullScale = 32768;

/**
 * null where windows are looked at by more than one block, or by one that does not see frame by frame, or
 * where a stride matters that is no whole number of frames.
 */
export function framedFormOf(
  { features, signal }: Source,
  strideReadings: number,
): FramedForm | null {
  const readers = features.nodes.filter(({ inputs }) => inputs.includes(features.inputs[0]!));
  const [only, ...others] = readers.map(({ op }) => op);
  if (others.length > 0 || only?.kind !== 'features') return null;
  const { block } = only;
  if (block.kind === 'log_mel') return logMelForm(block, planLogMel(block, signal).frames);
  const stream = planBlock(block, signal).stream ?? null;
  if (!stream) return null;
  const { frames, hop, frameLength, columns } = stream;
  if (!stream.anyStride && strideReadings % hop !== 0) return null;
  const held = frameLength * signal.axes.length;
  const form = { element: 'float', frames, hop, frameLength, held, columns } as const;
  return { ...form, calls: callsOfFrames(block.kind) };
}

function logMelForm(block: LogMelBlock, frames: number): FramedForm | null {
  const { scale, hop, frameLength, fftLength, bands } = block;
  if (scale !== fullScale) return null;
  const form = { element: 'int16_t', frames, hop, frameLength, held: fftLength, columns: bands };
  return { ...form, element: 'int16_t', calls: callsOfLogMel };
}

const callsOfLogMel: StreamCalls = {
  header: 'thimble_log_mel_sound.h',
  type: 'thimble_sound_stream',
  init: 'thimble_sound_stream_init',
  push: 'thimble_sound_stream_push',
  features: 'thimble_sound_stream_f32',
  next: 'thimble_sound_stream_next',
  initTakes: 'config',
  room: 'thimble_bin_q15',
};

function callsOfFrames(kind: string): StreamCalls {
  return {
    header: `thimble_${kind}.h`,
    type: 'thimble_frame_stream',
    init: 'thimble_frame_stream_init',
    push: `thimble_${kind}_stream_push`,
    features: `thimble_${kind}_stream_f32`,
    next: 'thimble_frame_stream_next',
    initTakes: 'frames',
    room: 'float',
  };
}

/** The kernels of a port with log-mel bands that read 16-bit numbers. */
export function microphoneKernels(kernels: KernelTable): KernelTable {
  return {
    ...kernels,
    features: (...layer) => {
      const kernel = kernels.features(...layer);
      if (kernel.kind !== 'call') return kernel;
      const callee = 'thimble_log_mel_s16_f32';
      return { ...kernel, callee, header: callsOfLogMel.header };
    },
  };
}

/** Bytes of the struct of a stream besides its counters and pointers. */
export function streamBytesOf({ element, held, frames, columns }: FramedForm): number {
  return (element === 'float' ? 4 : 2) * (held + frames * columns);
}

/** Frames from one window of a stream to the next. */
export function strideFramesOf({ hop }: FramedForm, strideReadings: number): number {
  return Math.max(1, Math.round(strideReadings / hop));
}

/** When a library runs the windows of a stream. */
export interface StreamForm {
  /** So many readings after a window's first it is run: what comes behind its last frame is in none. */
  readonly ready: number;
  /** Readings from one window to the next. */
  readonly stride: number;
}

export function streamFormOf(source: Source, strideReadings: number): StreamForm {
  const form = framedFormOf(source, strideReadings);
  if (!form) return { ready: source.signal.length, stride: strideReadings };
  const { hop, frameLength, frames } = form;
  return {
    ready: (frames - 1) * hop + frameLength,
    stride: hop * strideFramesOf(form, strideReadings),
  };
}
