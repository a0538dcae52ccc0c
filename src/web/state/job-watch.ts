import { useEffect, useState } from 'react';
import { z } from 'zod';
import { epochEvent } from '../../api/results.ts';
import { refresh } from './queries.ts';

const stateEvent = z.object({ state: z.string(), error: z.string().nullish() });
const progressEvent = z.object({ stage: z.string(), done: z.number(), total: z.number() });

export type EpochTold = z.infer<typeof epochEvent>;

/** What a job has told until now. */
export interface JobWatch {
  readonly state: string;
  readonly error: string | null;
  readonly progress: z.infer<typeof progressEvent> | null;
  readonly epochs: readonly EpochTold[];
  /** Seconds until the end by the pace of the last epochs; null while that is not known. */
  readonly secondsLeft: number | null;
}

const fresh: JobWatch = {
  state: 'queued',
  error: null,
  progress: null,
  epochs: [],
  secondsLeft: null,
};

/**
 * Follows a job by the server's events, from its beginning and on through lost connections, and lets
 * the project be asked again when it has ended.
 */
export function useJobWatch(project: string, job: string | null): JobWatch {
  const [watch, setWatch] = useState(fresh);
  useEffect(() => {
    setWatch(fresh);
    if (job === null) return;
    const source = new EventSource(`/api/projects/${project}/jobs/${job}/events`);
    const times: number[] = [];
    source.addEventListener('state', (event) => {
      const told = stateEvent.parse(JSON.parse(event.data));
      setWatch((now) => ({ ...now, state: told.state, error: told.error ?? null }));
      if (!hasEnded(told.state)) return;
      // the server has nothing more to tell; left open, the browser would ask again and again
      source.close();
      void refresh(project);
    });
    source.addEventListener('progress', (event) => {
      const progress = progressEvent.parse(JSON.parse(event.data));
      setWatch((now) => ({ ...now, progress }));
    });
    source.addEventListener('epoch', (event) => {
      const told = epochEvent.parse(JSON.parse(event.data));
      times.push(performance.now());
      setWatch((now) => ({
        ...now,
        epochs: [...now.epochs.filter(({ epoch }) => epoch < told.epoch), told],
        secondsLeft: secondsLeft(times, told.of - told.epoch),
      }));
    });
    return () => source.close();
  }, [project, job]);
  return watch;
}

export function hasEnded(state: string): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

/** By the pace of the last ten epochs; epochs that were told all at once say nothing of the pace. */
function secondsLeft(times: readonly number[], left: number): number | null {
  const recent = times.slice(-11);
  const span = (recent.at(-1)! - recent[0]!) / 1000;
  if (recent.length < 4 || span < 0.2) return null;
  return (span / (recent.length - 1)) * left;
}
