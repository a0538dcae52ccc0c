import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { featurePoints } from '../../../../api/results.ts';
import { Card } from '../../../parts/card.tsx';
import { JobBar } from '../../../parts/job-bar.tsx';
import { Mend } from '../../../parts/mend.tsx';
import { client } from '../../../state/client.ts';
import { hasEnded, useJobWatch } from '../../../state/job-watch.ts';
import { overviewQuery, refresh, runFileQuery, runsQuery } from '../../../state/queries.ts';
import { Explorer } from './explorer.tsx';

interface FeatureMapProps {
  readonly project: string;
  readonly labels: readonly string[];
}

/** Every window as a point, near to what has like features; draw around some to look at them. */
export function FeatureMap({ project, labels }: FeatureMapProps) {
  const { data: overview } = useQuery(overviewQuery(project));
  const { data: runs } = useQuery(runsQuery(project, 'features'));
  const newest = runs?.items[0] ?? null;
  const done = runs?.items.find(({ state }) => state === 'done') ?? null;
  const watch = useJobWatch(project, newest && !hasEnded(newest.state) ? newest.job : null);
  const { data, error } = useQuery(
    runFileQuery(project, done?.id ?? null, 'points.json', featurePoints),
  );
  const start = useMutation({
    mutationFn: () =>
      client.startFeatures({
        params: { project },
        body: overview?.impulse ? { impulse: overview.impulse.id } : {},
      }),
    onSuccess: () => refresh(project),
  });
  const working = newest !== null && !hasEnded(newest.state) && !hasEnded(watch.state);
  const stale = overview?.stages.find(({ kind }) => kind === 'features')?.newer.length;
  return (
    <Card
      title="Feature map"
      end={
        <Button
          size="compact-sm"
          loading={start.isPending}
          disabled={working}
          onClick={() => start.mutate()}
        >
          {done ? (stale ? 'Compute anew' : 'Compute again') : 'Compute'}
        </Button>
      }
    >
      {working && <JobBar watch={watch} />}
      {newest?.state === 'failed' && (
        <Mend error={watch.error ?? 'The features could not be computed.'} />
      )}
      {error && <Mend error={error} />}
      {data && done ? (
        <Explorer key={done.id} project={project} run={done.id} labels={labels} points={data} />
      ) : (
        !working && (
          <p className="muted">
            Shows all windows on a plane, what has like features near together. What lies apart here
            is easy to tell apart.
          </p>
        )
      )}
    </Card>
  );
}
