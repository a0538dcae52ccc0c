import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Card } from '../../parts/card.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Tag, type Tone } from '../../parts/tag.tsx';
import { ago, counted, duration } from '../../parts/words.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { client } from '../../state/client.ts';
import { hasEnded } from '../../state/job-watch.ts';
import { type Job, refresh } from '../../state/queries.ts';

const route = getRouteApi('/signed-in/p/$project/jobs');

/** Long work of a project: waiting, at work and ended. */
export function JobsPage() {
  const { project } = route.useParams();
  const { data } = useQuery({
    queryKey: [project, 'jobs'],
    queryFn: () => client.listJobs({ params: { project }, query: { limit: 100, order: 'desc' } }),
    refetchInterval: ({ state }) =>
      state.data?.items.some((job) => !hasEnded(job.state)) ? 1000 : false,
  });
  const jobs = data?.items ?? [];
  return (
    <>
      <PageHead title="Jobs" fact={data && counted(jobs.length, 'job')} />
      {data && jobs.length === 0 ? (
        <EmptyState title="No long work yet">
          Trainings, tests and builds are jobs: they go on without the page, and after a restart of
          the server, too.
        </EmptyState>
      ) : (
        <Card flush>
          <table>
            <thead>
              <tr>
                <th scope="col">Job</th>
                <th scope="col">State</th>
                <th scope="col">Begun</th>
                <th scope="col" className="number">
                  Took
                </th>
                <th scope="col">
                  <span className="unseen">Do</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {jobs.map((job) => (
                <JobRow key={job.id} project={project} job={job} />
              ))}
            </tbody>
          </table>
        </Card>
      )}
    </>
  );
}

const tones: Readonly<Record<Job['state'], Tone>> = {
  queued: 'plain',
  running: 'accent',
  done: 'ok',
  failed: 'danger',
  cancelled: 'warn',
};

function JobRow({ project, job }: { readonly project: string; readonly job: Job }) {
  const { id, kind, state, progress, error, createdAt, startedAt, endedAt } = job;
  const act = useMutation({
    mutationFn: () =>
      hasEnded(state)
        ? client.resumeJob({ params: { project, job: id } })
        : client.cancelJob({ params: { project, job: id } }),
    onSuccess: () => refresh(project),
  });
  return (
    <tr>
      <td>{kind}</td>
      <td>
        <Tag tone={tones[state]}>{state}</Tag>{' '}
        <span className="small muted">
          {error ??
            (state === 'running' && progress
              ? `${progress.stage}, ${progress.done} of ${progress.total}`
              : '')}
        </span>
      </td>
      <td className="muted">{ago(createdAt, Date.now())}</td>
      <td className="number muted">
        {startedAt !== null && endedAt !== null && duration((endedAt - startedAt) / 1000)}
      </td>
      <td className="number">
        {state !== 'done' && (
          <Button size="compact-sm" loading={act.isPending} onClick={() => act.mutate()}>
            {hasEnded(state) ? 'Go on' : 'Stop'}
          </Button>
        )}
      </td>
    </tr>
  );
}
