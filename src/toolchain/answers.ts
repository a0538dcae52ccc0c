import { Failure } from '../base/failure.ts';
import { toQ15 } from '../dsp/log-mel/log-mel.ts';

/** The files between the host and the programs of runtime/firmware, byte by byte: little endian. */

export interface AnswerSizes {
  readonly windowValues: number;
  /** Whether windows are written as 16-bit sound. */
  readonly sound?: object | null;
  readonly features: number;
  readonly labels: number;
}

/** What a library made of one window. */
export interface Answer {
  readonly features: Float32Array;
  readonly scores: Float32Array;
  /** Index of the best score. */
  readonly label: number;
  /** Whether run gave the bits that features and network gave one after the other. */
  readonly runEqualsParts: boolean;
}

/** What one call took on an emulated core. */
export interface Taken {
  readonly ticks: number;
  readonly slowTicks: number;
  readonly stackBytes: number;
}

export interface MeasuredAnswer extends Answer {
  readonly byFeatures: Taken;
  readonly byNetwork: Taken;
  readonly byRun: Taken;
}

/** windows.bin: windows one after another, each of `windowValues` float32 or, for sound, int16 numbers. */
export function writeWindows(windows: readonly Float32Array[], sizes: AnswerSizes): Uint8Array {
  const bytes = sizes.sound ? 2 : 4;
  const view = new DataView(new ArrayBuffer(bytes * sizes.windowValues * windows.length));
  for (const [i, window] of windows.entries()) {
    if (window.length !== sizes.windowValues) {
      const sentence = `Window ${i} has ${window.length} values, the library takes ${sizes.windowValues}.`;
      throw new Failure('bad-data', sentence);
    }
    const first = bytes * i * sizes.windowValues;
    if (sizes.sound) {
      const readings = toQ15(window, 32768);
      for (const [k, value] of readings.entries()) view.setInt16(first + 2 * k, value, true);
    } else {
      for (const [k, value] of window.entries()) view.setFloat32(first + 4 * k, value, true);
    }
  }
  return new Uint8Array(view.buffer);
}

/** results.bin of host.c. */
export function readAnswers(bytes: Uint8Array, sizes: AnswerSizes, count: number): Answer[] {
  const size = answerBytes(sizes);
  requireLength(bytes, count * size, 'The library');
  return Array.from({ length: count }, (_, i) => answerAt(viewOf(bytes, i * size), sizes));
}

/** results.bin of prove.c: what an empty call took, then the answers. */
export function readMeasured(
  bytes: Uint8Array,
  sizes: AnswerSizes,
  count: number,
): { byNothing: Taken; answers: MeasuredAnswer[] } {
  const size = answerBytes(sizes) + 3 * takenBytes;
  requireLength(bytes, takenBytes + count * size, 'The emulated device');
  const answers = Array.from({ length: count }, (_, i) => {
    const view = viewOf(bytes, takenBytes + i * size);
    const taken = (k: number) => takenAt(view, answerBytes(sizes) + k * takenBytes);
    return {
      ...answerAt(view, sizes),
      byFeatures: taken(0),
      byNetwork: taken(1),
      byRun: taken(2),
    };
  });
  return { byNothing: takenAt(viewOf(bytes, 0), 0), answers };
}

const takenBytes = 12;

function answerBytes({ features, labels }: AnswerSizes): number {
  return 4 * (features + labels + 2);
}

function requireLength(bytes: Uint8Array, wanted: number, who: string): void {
  if (bytes.length === wanted) return;
  const sentence = `${who} wrote ${bytes.length} bytes of answers in the place of ${wanted}.`;
  throw new Failure('tool-failed', sentence);
}

function viewOf(bytes: Uint8Array, from: number): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset + from);
}

function answerAt(view: DataView, { features, labels }: AnswerSizes): Answer {
  const floats = (from: number, length: number) =>
    Float32Array.from({ length }, (_, k) => view.getFloat32(4 * (from + k), true));
  return {
    features: floats(0, features),
    scores: floats(features, labels),
    label: view.getInt32(4 * (features + labels), true),
    runEqualsParts: view.getInt32(4 * (features + labels + 1), true) === 1,
  };
}

function takenAt(view: DataView, at: number): Taken {
  const word = (k: number) => view.getUint32(at + 4 * k, true);
  return { ticks: word(0), slowTicks: word(1), stackBytes: word(2) };
}
