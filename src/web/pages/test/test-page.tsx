import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { testResult } from '../../../api/results.ts';
import { Card } from '../../parts/card.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Icon } from '../../parts/icon.tsx';
import { JobBar } from '../../parts/job-bar.tsx';
import { Mend } from '../../parts/mend.tsx';
import { ago } from '../../parts/words.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { client } from '../../state/client.ts';
import { hasEnded, useJobWatch } from '../../state/job-watch.ts';
import { useKeys } from '../../state/keys.ts';
import { overviewQuery, refresh, runFileQuery, runsQuery } from '../../state/queries.ts';
import { LiveCard } from './live-card.tsx';
import { TestFindings } from './test-findings.tsx';
import { TestsCard } from './tests-card.tsx';

const route = getRouteApi('/signed-in/p/$project/test');

/** Believe it: the int8 model on people and recordings that it has never seen. */
export function TestPage() {
  const { project } = route.useParams();
  const { run: wanted } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: overview } = useQuery(overviewQuery(project));
  const { data: tests } = useQuery(runsQuery(project, 'test'));
  const training = overview?.stages.find(({ kind }) => kind === 'training')?.done ?? null;
  const all = tests?.items ?? [];
  const run = all.find(({ id }) => id === wanted) ?? all[0] ?? null;
  const watch = useJobWatch(project, run?.job ?? null);
  const working = run !== null && !hasEnded(run.state) && !hasEnded(watch.state);
  const done = run?.state === 'done' ? run : null;
  const { data: result, error } = useQuery(
    runFileQuery(project, done?.id ?? null, 'test.json', testResult),
  );
  const fresh = done !== null && done.lineage.training === training?.id;
  const start = useMutation({
    meta: { told: true },
    mutationFn: () => client.startTest({ params: { project }, body: { training: training!.id } }),
    async onSuccess(made) {
      await refresh(project);
      await navigate({ search: { run: made.id } });
    },
  });
  useKeys({ n: () => training && !working && start.mutate() });
  return (
    <>
      <PageHead
        title="Test"
        fact={done && `${ago(done.createdAt, Date.now())}${fresh ? '' : ', of an older training'}`}
      >
        <Button
          {...(!fresh && { variant: 'filled' })}
          leftSection={<Icon name="play" />}
          disabled={!training || working}
          loading={start.isPending}
          onClick={() => start.mutate()}
        >
          {done ? 'Test again' : 'Test'}
        </Button>
      </PageHead>
      {start.error && <Mend error={start.error} />}
      {error && <Mend error={error} />}
      <div className="stack">
        {working && (
          <Card title="Testing">
            <JobBar watch={watch} />
          </Card>
        )}
        {watch.state === 'failed' && run?.state === 'failed' && (
          <Mend error={watch.error ?? 'The test did not come to its end.'} />
        )}
        {training && overview && (
          <LiveCard
            project={project}
            training={training.id}
            labels={overview.labels}
            inG={overview.signal?.axes.some(({ unit }) => unit === 'g') ?? false}
          />
        )}
        {result && (
          <TestFindings project={project} labels={overview?.labels ?? []} result={result} />
        )}
        {all.length > 1 && <TestsCard project={project} tests={all} shown={run?.id ?? null} />}
        {!run && overview && (
          <EmptyState
            title={training ? 'The test part has never been seen' : 'No model yet'}
            actions={
              !training && (
                <Link to="/p/$project/train" params={{ project }}>
                  To Train
                </Link>
              )
            }
          >
            {training
              ? 'Press Test: the model as the device will run it answers every window of the recordings that were kept aside.'
              : 'Train one first. What is kept aside for the test stays unseen until then.'}
          </EmptyState>
        )}
      </div>
    </>
  );
}
