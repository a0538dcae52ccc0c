import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { Card } from '../../parts/card.tsx';
import { JobBar } from '../../parts/job-bar.tsx';
import { Mend } from '../../parts/mend.tsx';
import { client } from '../../state/client.ts';
import type { JobWatch } from '../../state/job-watch.ts';
import { type Run, refresh } from '../../state/queries.ts';
import { curvesOf, TrainingCurves } from './training-curves.tsx';

interface LiveCardProps {
  readonly project: string;
  readonly run: Run;
  readonly watch: JobWatch;
}

/** A training at work, or one that did not come to its end and can go on. */
export function LiveCard({ project, run, watch }: LiveCardProps) {
  const { state, progress, epochs, error } = watch;
  const of = epochs.at(-1)?.of ?? 0;
  useDocumentTitle(of > 0 ? `${epochs.length}/${of}` : '');
  const curves = useMemo(() => curvesOf(epochs), [epochs]);
  const resume = useMutation({
    mutationFn: () => client.resumeJob({ params: { project, job: run.job } }),
    onSuccess: () => refresh(project),
  });
  return (
    <Card title={state === 'running' || state === 'queued' ? 'Learning' : 'Stopped'}>
      <div className="stack">
        {state === 'failed' && <Mend error={error ?? 'It did not come to its end.'} />}
        {(state === 'failed' || state === 'cancelled') && (
          <div className="row">
            <span className="muted">What it has learned is kept: it goes on where it stopped.</span>
            <Button loading={resume.isPending} onClick={() => resume.mutate()}>
              Go on
            </Button>
          </div>
        )}
        {(state === 'running' || state === 'queued') && <JobBar watch={watch} />}
        {epochs.length > 0 && <TrainingCurves curves={curves} best={null} epochs={of} />}
        <p className="small muted" aria-live="polite">
          {progress && state === 'running' ? 'Leave this page if you like: the run goes on.' : ''}
        </p>
      </div>
    </Card>
  );
}

function useDocumentTitle(count: string): void {
  useEffect(() => {
    if (!count) return;
    const before = document.title;
    document.title = `${count} · Train · Thimble`;
    return () => {
      document.title = before;
    };
  }, [count]);
}
