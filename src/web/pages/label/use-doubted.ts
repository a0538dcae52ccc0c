import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { testResult, trainingResult } from '../../../api/results.ts';
import { type Answers, answeredOf, mislabelled } from '../../parts/answers.ts';
import { overviewQuery, runFileQuery, type Sample } from '../../state/queries.ts';
import { sampleQuery } from '../../state/samples.ts';

/** A sample whose label is likely wrong, and what the model says in its place. */
export interface Doubted {
  readonly sample: Sample;
  readonly answer: string;
  readonly score: number;
}

/** More than these nobody goes through before training again. */
const most = 100;

/** Doubts of the last test and the last training's validation, the surest first; what was since changed is out. */
export function useDoubted(project: string): Doubted[] {
  const { data: overview } = useQuery(overviewQuery(project));
  const runOf = (of: string) => overview?.stages.find(({ kind }) => kind === of)?.done?.id ?? null;
  const test = useQuery(runFileQuery(project, runOf('test'), 'test.json', testResult));
  const training = useQuery(
    runFileQuery(project, runOf('training'), 'training.json', trainingResult),
  );
  const doubts = useMemo(
    () =>
      [
        ...(test.data ? doubtsOf(test.data.labels, test.data.answers) : []),
        ...(training.data?.validation
          ? doubtsOf(training.data.labels, training.data.validation.answers)
          : []),
      ]
        .sort((a, b) => b.score - a.score)
        .slice(0, most),
    [test.data, training.data],
  );
  const samples = useQueries({
    queries: doubts.map(({ sample }) => ({ ...sampleQuery(project, sample), retry: false })),
  });
  return doubts.flatMap(({ label, answer, score }, i) => {
    const sample = samples[i]?.data;
    return sample?.enabled && sample.label === label ? [{ sample, answer, score }] : [];
  });
}

function doubtsOf(labels: readonly string[], answers: Answers) {
  return mislabelled(answeredOf(answers)).map(({ sample, label, answer, answerScore }) => ({
    sample: sample!,
    label: labels[label]!,
    answer: labels[answer]!,
    score: answerScore,
  }));
}
