import type { Axis } from '../formats/recording.ts';

/** One recording and what a person said of it. */
export interface Sample {
  /** Content hash of values, axes and rate: the same recording has the same id wherever it lies. */
  readonly id: string;
  /** Path relative to the folder it came from; "#2" behind it is the second labelled part of a file. */
  readonly source: string;
  readonly axes: readonly Axis[];
  /** Readings per second of each axis, evenly spaced. */
  readonly sampleRateHz: number;
  /** [length, axes], interleaved. */
  readonly values: Float32Array;
  /** null: not labelled. */
  readonly label: string | null;
  /** Which part it belongs to, where the data says so. */
  readonly split: Split | null;
  /** Recordings that must stay together: a subject, a speaker, a session. null: on its own. */
  readonly group: string | null;
}

export type Split = 'train' | 'validation' | 'test';

export function lengthOf(sample: Sample): number {
  return sample.values.length / sample.axes.length;
}

export function secondsOf(sample: Sample): number {
  return lengthOf(sample) / sample.sampleRateHz;
}
