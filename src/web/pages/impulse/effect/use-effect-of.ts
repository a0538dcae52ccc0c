import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { FromEffect, ToEffect } from './answer-questions.ts';

/**
 * Asks a worker what an impulse makes of examples. `data` and `question` are told when what they hold
 * changes; `ask` asks about something else for a moment, and tells whoever asked.
 */
export function useEffectOf<Data, Question, Effect>(
  makeWorker: () => Worker,
  data: Data | null,
  question: Question,
  likely: readonly Question[],
) {
  type Answer = FromEffect<Effect>;
  const worker = useRef<Worker | null>(null);
  const count = useRef(0);
  const waiting = useRef(new Map<number, (answer: Answer) => void>());
  const [effect, setEffect] = useState<Effect | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    const made = makeWorker();
    worker.current = made;
    made.onmessage = ({ data: answer }: MessageEvent<Answer>) => {
      waiting.current.get(answer.number)?.(answer);
      waiting.current.delete(answer.number);
    };
    return () => made.terminate();
  }, [makeWorker]);
  const ask = useCallback(
    (what: Question, then: (answer: Answer) => void, next: readonly Question[] = []) => {
      const number = ++count.current;
      waiting.current.set(number, then);
      worker.current?.postMessage({
        ...{ kind: 'ask', number, question: what, likely: next },
      } satisfies ToEffect<Data, Question>);
    },
    [],
  );
  const dataKey = useKey(data);
  useEffect(() => {
    if (data)
      worker.current?.postMessage({ kind: 'data', data } satisfies ToEffect<Data, Question>);
  }, [dataKey]);
  const key = useKey(question);
  const likelyKey = useKey(likely);
  useEffect(() => {
    if (!data) return;
    let asked = true;
    const take = (answer: Answer) => {
      if (!asked) return;
      if (answer.kind === 'effect') setEffect(answer.effect);
      setError(answer.kind === 'failed' ? answer.sentence : null);
    };
    ask(question, take, likely);
    return () => {
      asked = false;
    };
  }, [dataKey, key, likelyKey, ask]);
  return { effect, error, ask };
}

/** The same string for values that hold the same. */
const useKey = (value: unknown): string => useMemo(() => JSON.stringify(value), [value]);
