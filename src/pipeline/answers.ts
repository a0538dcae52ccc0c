import type { Labelled } from '../project/sample.ts';

/** What a network answered to each window, or picture, of a part: one entry of each list for one. */
export interface Answers {
  /** Of the recording, or picture: where it came from; `source` of a window points here. */
  readonly sources: readonly string[];
  readonly source: readonly number[];
  /** The reading where the window begins; 0 for pictures. */
  readonly start: readonly number[];
  /** What a person said, what the network said, as places in the labels. */
  readonly label: readonly number[];
  readonly answer: readonly number[];
  /** 0 to 1, of the answer and of the label. */
  readonly answerScore: readonly number[];
  readonly labelScore: readonly number[];
}

interface Asked {
  readonly labels: Int32Array;
  readonly recordings: Int32Array;
  readonly starts: Int32Array;
}

/** `scores` holds [labels] for each window. */
export function answersOf(
  samples: readonly Labelled[],
  { labels, recordings, starts }: Asked,
  scores: readonly Float32Array[],
): Answers {
  const answer = scores.map((row) => row.indexOf(row.reduce((a, b) => Math.max(a, b))));
  return {
    sources: samples.map(({ source }) => source),
    source: [...recordings],
    start: [...starts],
    label: [...labels],
    answer,
    answerScore: scores.map((row, i) => rounded(row[answer[i]!]!)),
    labelScore: scores.map((row, i) => rounded(row[labels[i]!]!)),
  };
}

/** Four digits tell all that a person reads, and keep files short. */
function rounded(score: number): number {
  return Math.round(score * 1e4) / 1e4;
}
