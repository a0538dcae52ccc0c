import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Mend } from '../../parts/mend.tsx';
import { counted } from '../../parts/words.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { client } from '../../state/client.ts';
import { startTraining } from '../../state/impulse.ts';
import { hasEnded, useJobWatch } from '../../state/job-watch.ts';
import { useKeys } from '../../state/keys.ts';
import { overviewQuery, refresh, runsQuery } from '../../state/queries.ts';
import { LiveCard } from './live-card.tsx';
import { RunsCard } from './runs-card.tsx';
import { SettingsCard } from './settings-card.tsx';
import classes from './train-page.module.css';
import { TrainingResult } from './training-result.tsx';

const route = getRouteApi('/signed-in/p/$project/train');

/** Watch a network learn, judge it, and compare it with those before. */
export function TrainPage() {
  const { project } = route.useParams();
  const { run: wanted } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: overview } = useQuery(overviewQuery(project));
  const { data: runs } = useQuery(runsQuery(project, 'training'));
  const all = runs?.items ?? [];
  const run = all.find(({ id }) => id === wanted) ?? all[0] ?? null;
  const working = all.find(({ state }) => !hasEnded(state)) ?? null;
  const watch = useJobWatch(project, run?.job ?? null);
  const start = useMutation({
    meta: { told: true },
    mutationFn: () => startTraining(project),
    onSuccess: (made) => navigate({ search: { run: made.id } }),
  });
  const stop = useMutation({
    mutationFn: (job: string) => client.cancelJob({ params: { project, job } }),
    onSuccess: () => refresh(project),
  });
  useKeys({ n: () => !working && !start.isPending && start.mutate() });
  const learning = run !== null && !hasEnded(run.state) && !hasEnded(watch.state);
  return (
    <>
      <PageHead title="Train" fact={factOf(all.length, overview?.samples ?? 0)}>
        {working ? (
          <Button
            leftSection={<Icon name="stop" />}
            loading={stop.isPending}
            onClick={() => stop.mutate(working.job)}
          >
            Stop
          </Button>
        ) : (
          <Button
            variant="filled"
            leftSection={<Icon name="play" />}
            loading={start.isPending}
            onClick={() => start.mutate()}
          >
            {all.length > 0 ? 'Train again' : 'Train'}
          </Button>
        )}
      </PageHead>
      {start.error && <Mend error={start.error} />}
      <div className={classes.columns}>
        <SettingsCard project={project} />
        <div className="stack">
          {run && (learning || watch.state === 'failed' || watch.state === 'cancelled') && (
            <LiveCard project={project} run={run} watch={watch} />
          )}
          {run && !learning && run.state === 'done' && (
            <TrainingResult project={project} run={run} labels={overview?.labels ?? []} />
          )}
          {!run && (
            <EmptyState title="Nothing trained yet">
              The settings at the left are chosen by the data and work as they are. Press Train; you
              may leave this page while it goes on.
            </EmptyState>
          )}
          {all.length > 0 && <RunsCard project={project} runs={all} shown={run?.id ?? null} />}
        </div>
      </div>
    </>
  );
}

const factOf = (runs: number, samples: number): string =>
  runs > 0 ? counted(runs, 'training') : `from ${counted(samples, 'sample')}`;
