import { useCallback, useEffect, useRef, useState } from 'react';
import type { FromImpulse, ImpulseEffect, ToImpulse } from './impulse-worker.ts';

export type Question = Omit<ToImpulse, 'number'>;

/**
 * Asks a worker what an impulse makes of a window. Of questions that come while it is busy only the
 * newest is asked; `look` asks about something else for a moment, and tells whoever asked.
 */
export function useImpulseEffect(question: Question | null) {
  const worker = useRef<Worker | null>(null);
  const count = useRef(0);
  const waiting = useRef(new Map<number, (answer: FromImpulse) => void>());
  const [effect, setEffect] = useState<ImpulseEffect | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    const made = new Worker(new URL('./impulse-worker.ts', import.meta.url), { type: 'module' });
    worker.current = made;
    made.onmessage = ({ data }: MessageEvent<FromImpulse>) => {
      const number = data.kind === 'effect' ? data.effect.number : data.number;
      waiting.current.get(number)?.(data);
      waiting.current.delete(number);
    };
    return () => made.terminate();
  }, []);
  const ask = useCallback((what: Question, then: (answer: FromImpulse) => void) => {
    const number = ++count.current;
    waiting.current.set(number, then);
    worker.current?.postMessage({ ...what, number } satisfies ToImpulse);
  }, []);
  const key = JSON.stringify(question);
  useEffect(() => {
    if (!question) return;
    let asked = true;
    ask(question, (answer) => {
      if (!asked) return;
      if (answer.kind === 'effect') setEffect(answer.effect);
      setError(answer.kind === 'failed' ? answer.sentence : null);
    });
    return () => {
      asked = false;
    };
  }, [key, ask]);
  return { effect, error, ask };
}
