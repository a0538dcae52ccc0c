import type { Box } from '../formats/labels-file.ts';
import type { Picture } from '../formats/picture.ts';
import type { Axis } from '../formats/recording.ts';

/** What a person said of a recording or a picture, and where it came from. */
export interface Labelled {
  /** Content hash: the same recording or picture has the same id wherever it lies. */
  readonly id: string;
  /** Path relative to the folder it came from; "#2" behind it is the second labelled part of a file. */
  readonly source: string;
  /** null: not labelled. */
  readonly label: string | null;
  /** Which part it belongs to, where the data says so. */
  readonly split: Split | null;
  /** Samples that must stay together: a subject, a speaker, a session. null: on its own. */
  readonly group: string | null;
}

/** One recording. */
export interface Sample extends Labelled {
  readonly axes: readonly Axis[];
  /** Readings per second of each axis, evenly spaced. */
  readonly sampleRateHz: number;
  /** [length, axes], interleaved. */
  readonly values: Float32Array;
}

/** One picture, upright, no larger than a camera on a small board would give it. */
export interface PictureSample extends Labelled {
  readonly picture: Picture;
  /** What is where in it, in its pixels; without it nobody has said so. */
  readonly boxes?: readonly Box[];
}

export type Split = 'train' | 'validation' | 'test';

export function lengthOf(sample: Sample): number {
  return sample.values.length / sample.axes.length;
}

export function secondsOf(sample: Sample): number {
  return lengthOf(sample) / sample.sampleRateHz;
}
