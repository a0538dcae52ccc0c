import { useEffect, useMemo, useState } from 'react';
import { queryClient, type Sample } from '../../state/queries.ts';
import { suggestionsOf, wholeOf } from './segments.ts';
import { type Judged, judgedQuery, useLastTraining } from './use-judged.ts';

/** One label for all of a sample, by a model. */
export interface WholeAnswer {
  readonly label: string;
  readonly score: number;
}

export interface Batch {
  /** So many samples have been judged, of so many. */
  readonly judged: number;
  readonly of: number;
  /** Of those that are of one label from end to end, by id. */
  readonly answers: ReadonlyMap<string, WholeAnswer>;
}

/**
 * The last model asked about one sample of a queue after the other, for as long as the page shows it. null:
 * nobody asked, or there is no model. A sample that cannot be judged is without an answer.
 */
export function useBatch(project: string, rows: readonly Sample[], asked: boolean): Batch | null {
  const training = useLastTraining(project);
  const [heard, setHeard] = useState<Heard>({ training: null, answers: new Map() });
  useEffect(() => {
    if (!asked || training === null) return;
    const left = new AbortController();
    void askEach(project, training, rows, left.signal, (id, answer) =>
      setHeard((now) => {
        const answers = now.training === training ? now.answers : new Map<string, null>();
        return answers.has(id) ? now : { training, answers: new Map(answers).set(id, answer) };
      }),
    );
    return () => left.abort();
  }, [project, training, rows, asked]);
  return useMemo(() => {
    if (!asked || training === null) return null;
    const of = heard.training === training ? heard.answers : new Map<string, null>();
    const known = rows.filter(({ id }) => of.has(id));
    const answers = known.flatMap(({ id }) => {
      const answer = of.get(id);
      return answer ? [[id, answer] as const] : [];
    });
    return { judged: known.length, of: rows.length, answers: new Map(answers) };
  }, [asked, training, rows, heard]);
}

/** What one model has said; null: nothing of the whole of a sample. */
interface Heard {
  readonly training: string | null;
  readonly answers: ReadonlyMap<string, WholeAnswer | null>;
}

async function askEach(
  project: string,
  training: string,
  rows: readonly Sample[],
  signal: AbortSignal,
  onAnswer: (id: string, answer: WholeAnswer | null) => void,
): Promise<void> {
  for (const sample of rows) {
    const judged = await queryClient
      .fetchQuery({ ...judgedQuery(project, training, sample), retry: false })
      .catch(() => null);
    if (signal.aborted) return;
    onAnswer(sample.id, judged && wholeAnswer(judged, sample));
  }
}

function wholeAnswer(judged: Judged, sample: Sample): WholeAnswer | null {
  if (judged.kind === 'things') return null;
  if (judged.kind === 'whole') return judged;
  const { windows, length, stride } = judged;
  return wholeOf(suggestionsOf(windows, length, stride, []), sample.length);
}
