import { Progress } from '@mantine/core';
import type { JobWatch } from '../state/job-watch.ts';
import { duration } from './words.ts';

/** A job at work: its step in words, how far, and how long still. */
export function JobBar({ watch }: { readonly watch: JobWatch }) {
  const { word, share } = stepOf(watch);
  const { secondsLeft, epochs } = watch;
  return (
    <div>
      <div className="row">
        <b className="grow">{word}</b>
        <span className="small muted">
          {secondsLeft !== null
            ? `${duration(Math.ceil(secondsLeft))} left`
            : epochs.length > 0 && 'measuring'}
        </span>
      </div>
      <Progress mt={8} value={100 * share} aria-label={word} />
    </div>
  );
}

function stepOf({ state, progress, epochs }: JobWatch): { word: string; share: number } {
  const last = epochs.at(-1);
  // after the last epoch come steps of other kinds
  if (last && last.epoch < last.of) {
    return { word: `Epoch ${last.epoch} of ${last.of}`, share: last.epoch / last.of };
  }
  if (progress) return { word: capital(progress.stage), share: progress.done / progress.total };
  return { word: state === 'queued' ? 'Waiting for its turn' : 'Beginning', share: 0 };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
