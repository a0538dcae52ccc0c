import type { Labelled } from '../project/sample.ts';
import type { Pictures } from './pictures.ts';
import type { Windows } from './windows.ts';

/** Where the windows, or pictures, of some parts came from: one entry of each list for one. */
export interface Places {
  /** Of the recordings, or pictures, themselves; `source` of a window points here. */
  readonly sources: readonly string[];
  readonly source: readonly number[];
  /** The reading where the window begins; 0 for pictures. */
  readonly start: readonly number[];
  /** What a person said, as a place in the labels. */
  readonly label: readonly number[];
}

/** What a network answered to each of them. */
export interface Answers extends Places {
  readonly answer: readonly number[];
  /** 0 to 1, of the answer and of the label. */
  readonly answerScore: readonly number[];
  readonly labelScore: readonly number[];
}

/** The windows of one part, without their readings. */
type Cut = Pick<Windows, 'labels' | 'recordings' | 'starts'>;

/** Pictures as windows: each stands for itself. */
export function each({ labels }: Pick<Pictures, 'labels'>): Cut {
  const recordings = Int32Array.from(labels, (_, i) => i);
  return { labels, recordings, starts: new Int32Array(labels.length) };
}

export function placesOf(
  samples: readonly Labelled[],
  { labels, recordings, starts }: Cut,
): Places {
  return {
    sources: samples.map(({ source }) => source),
    source: [...recordings],
    start: [...starts],
    label: [...labels],
  };
}

/** `scores` holds [labels] for each window. */
export function answersOf(
  samples: readonly Labelled[],
  windows: Cut,
  scores: readonly Float32Array[],
): Answers {
  const answer = scores.map((row) => row.indexOf(row.reduce((a, b) => Math.max(a, b))));
  return {
    ...placesOf(samples, windows),
    answer,
    answerScore: scores.map((row, i) => rounded(row[answer[i]!]!)),
    labelScore: scores.map((row, i) => rounded(row[windows.labels[i]!]!)),
  };
}

/** Four digits tell all that a person sees, and keep files short. */
export function rounded(score: number): number {
  return Math.round(score * 1e4) / 1e4;
}
