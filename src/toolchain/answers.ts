import { Failure } from '../base/failure.ts';
import { type Frame, frameFormats } from '../dsp/image.ts';
import { toQ15 } from '../dsp/log-mel/log-mel.ts';
import type { Centre } from '../graph/centres.ts';

/** The files between the host and the programs of runtime/firmware, byte by byte: little endian. */

export interface AnswerSizes {
  readonly windowValues: number;
  /** In what windows are written: float32 unless told. */
  readonly framed?: { readonly element: 'int16_t' | 'float' } | null;
  readonly features: number;
  /** Scores of a result. */
  readonly labels: number;
  /** Centres that a detector's result has room for. */
  readonly centres?: number;
  /** Frames have features in int8, windows in float32. */
  readonly windows: readonly (Float32Array | Frame)[];
}

/** What a library made of one window. */
export interface Answer {
  readonly features: Float32Array | Int8Array;
  readonly scores: Float32Array;
  /** Index of the best score; of a detector how many centres it found. */
  readonly label: number;
  /** What a detector found. */
  readonly centres: readonly Centre[];
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

/**
 * windows.bin: windows one after another, each of `windowValues` float32 or, where a library takes them, int16 numbers;
 * or frames, each its width, height and format in int32 and then `windowValues` bytes, filled up to
 * whole words.
 */
export function writeWindows(sizes: AnswerSizes): Uint8Array {
  const { windows } = sizes;
  if (sizes.windows.some((window) => !(window instanceof Float32Array))) return writeFrames(sizes);
  const isInt16 = sizes.framed?.element === 'int16_t';
  const bytes = isInt16 ? 2 : 4;
  const view = new DataView(new ArrayBuffer(bytes * sizes.windowValues * windows.length));
  for (const [i, window] of (windows as readonly Float32Array[]).entries()) {
    if (window.length !== sizes.windowValues) {
      const sentence = `Window ${i} has ${window.length} values, the library takes ${sizes.windowValues}.`;
      throw new Failure('bad-data', sentence);
    }
    const first = bytes * i * sizes.windowValues;
    if (isInt16) {
      const readings = toQ15(window, 32768);
      for (const [k, value] of readings.entries()) view.setInt16(first + 2 * k, value, true);
    } else {
      for (const [k, value] of window.entries()) view.setFloat32(first + 4 * k, value, true);
    }
  }
  return new Uint8Array(view.buffer);
}

function writeFrames({ windows, windowValues }: AnswerSizes): Uint8Array {
  const each = 12 + words(windowValues);
  const bytes = new Uint8Array(each * windows.length);
  const view = new DataView(bytes.buffer);
  for (const [i, { width, height, format, pixels }] of (windows as readonly Frame[]).entries()) {
    if (pixels.length > windowValues) {
      const sentence = `Frame ${i} has ${pixels.length} bytes, the proof has room for ${windowValues}.`;
      throw new Failure('bad-data', sentence);
    }
    const head = [width, height, frameFormats.indexOf(format)];
    for (const [k, value] of head.entries()) view.setInt32(i * each + 4 * k, value, true);
    bytes.set(pixels, i * each + 12);
  }
  return bytes;
}

/** Bytes up to a whole number of words. */
function words(bytes: number): number {
  return 4 * Math.ceil(bytes / 4);
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

function answerBytes(sizes: AnswerSizes): number {
  return featureBytes(sizes) + 4 * (sizes.labels + foundWords(sizes) + 1);
}

/** Of what a result holds before its scores. */
function foundWords({ centres = 0 }: AnswerSizes): number {
  return 1 + 4 * centres;
}

function featureBytes({ features, windows }: AnswerSizes): number {
  return windows[0] instanceof Float32Array ? 4 * features : words(features);
}

function requireLength(bytes: Uint8Array, wanted: number, who: string): void {
  if (bytes.length === wanted) return;
  const sentence = `${who} wrote ${bytes.length} bytes of answers in the place of ${wanted}.`;
  throw new Failure('tool-failed', sentence);
}

function viewOf(bytes: Uint8Array, from: number): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset + from);
}

function answerAt(view: DataView, sizes: AnswerSizes): Answer {
  const { features, labels, windows } = sizes;
  const floats = (from: number, length: number) =>
    Float32Array.from({ length }, (_, k) => view.getFloat32(from + 4 * k, true));
  const at = featureBytes(sizes);
  const found = at + 4 * labels;
  const word = (k: number) => view.getInt32(found + 4 * k, true);
  const count = sizes.centres ? word(0) : 0;
  return {
    features:
      windows[0] instanceof Float32Array
        ? floats(0, features)
        : Int8Array.from({ length: features }, (_, k) => view.getInt8(k)),
    scores: floats(at, labels),
    label: word(0),
    centres: Array.from({ length: count }, (_, i) => {
      const [label, x, y, score] = [1, 2, 3, 4].map((k) => word(4 * i + k)) as Words;
      return { label, x, y, score };
    }),
    runEqualsParts: word(foundWords(sizes)) === 1,
  };
}

type Words = [number, number, number, number];

function takenAt(view: DataView, at: number): Taken {
  const word = (k: number) => view.getUint32(at + 4 * k, true);
  return { ticks: word(0), slowTicks: word(1), stackBytes: word(2) };
}
