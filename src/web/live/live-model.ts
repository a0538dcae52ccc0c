import { useCallback, useEffect, useRef, useState } from 'react';
import { client } from '../state/client.ts';
import type { About, FromLive, ToLive } from './live-worker.ts';

export type LiveAnswer = Extract<FromLive, { readonly kind: 'answer' }>;

/** So many answers are kept for the plot … */
const keptMost = 240;
/** … and so many detections for the list. */
const heardMost = 100;

/** A detection: what the device would have told of, and when. */
export interface Heard {
  readonly label: number;
  /** So many readings had come. */
  readonly end: number;
}

export interface LiveModel {
  /** null until the model has arrived. */
  readonly about: About | null;
  readonly answers: readonly LiveAnswer[];
  /** Oldest first. */
  readonly heard: readonly Heard[];
  readonly error: string | null;
  readonly send: (message: ToLive) => void;
  /** Forgets all that came and begins anew; of words with the decoder of that place in `about.listening`. */
  readonly begin: (point?: number) => void;
}

/** The int8 model of a training, running in a worker of this page. */
export function useLiveModel(project: string, training: string): LiveModel {
  const worker = useRef<Worker | null>(null);
  const [about, setAbout] = useState<About | null>(null);
  const [answers, setAnswers] = useState<readonly LiveAnswer[]>([]);
  const [heard, setHeard] = useState<readonly Heard[]>([]);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    const made = new Worker(new URL('./live-worker.ts', import.meta.url), { type: 'module' });
    worker.current = made;
    made.onmessage = ({ data }: MessageEvent<FromLive>) => {
      if (data.kind === 'opened') setAbout(data.about);
      else if (data.kind === 'failed') setError(data.sentence);
      else if (data.kind === 'begun') {
        setAnswers([]);
        setHeard([]);
      } else if (data.kind === 'answer') {
        setAnswers((now) => [...now.slice(1 - keptMost), data]);
        const { heard: label, end } = data;
        if (label !== null) setHeard((now) => [...now.slice(1 - heardMost), { label, end }]);
      }
    };
    const params = { project, run: training, file: 'model.thimble' };
    client
      .getRunFile({ params })
      .then((response) => response.arrayBuffer())
      .then((bytes) => made.postMessage({ kind: 'open', model: new Uint8Array(bytes) }))
      .catch((failed: Error) => setError(failed.message));
    return () => {
      made.terminate();
      setAbout(null);
      setAnswers([]);
      setHeard([]);
      setError(null);
    };
  }, [project, training]);
  const send = useCallback((message: ToLive) => {
    setError(null);
    worker.current?.postMessage(message);
  }, []);
  const begin = useCallback((point?: number) => send({ kind: 'begin', point }), [send]);
  return { about, answers, heard, error, send, begin };
}
