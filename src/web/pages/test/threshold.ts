import type { Answered } from '../../parts/answers.ts';

/** What comes of staying silent where the highest score is below a threshold. */
export interface AtThreshold {
  /** Of all windows, those answered rightly. */
  readonly right: number;
  /** Of all windows, those answered wrongly. */
  readonly wrong: number;
  /** Of all windows, those left without an answer. */
  readonly silent: number;
}

export function atThreshold(windows: readonly Answered[], threshold: number): AtThreshold {
  const n = Math.max(1, windows.length);
  const told = windows.filter(({ answerScore }) => answerScore >= threshold);
  const right = told.filter(({ label, answer }) => label === answer).length;
  return {
    right: right / n,
    wrong: (told.length - right) / n,
    silent: (windows.length - told.length) / n,
  };
}
