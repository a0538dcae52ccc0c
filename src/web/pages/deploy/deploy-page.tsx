import { Button } from '@mantine/core';
import { useMutation, useQueries, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Mend } from '../../parts/mend.tsx';
import { ago } from '../../parts/words.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { buildReport } from '../../state/budget.ts';
import { client } from '../../state/client.ts';
import { hasEnded, useJobWatch } from '../../state/job-watch.ts';
import { useKeys } from '../../state/keys.ts';
import {
  overviewQuery,
  projectQuery,
  type Run,
  refresh,
  runFileQuery,
  runsQuery,
} from '../../state/queries.ts';
import { BoardCard } from './board-card.tsx';
import { BudgetCard } from './budget-card.tsx';
import { BuildsCard } from './builds-card.tsx';
import classes from './deploy-page.module.css';
import { FormatCard } from './format-card.tsx';
import { NextCard } from './next-card.tsx';
import { ProofCard } from './proof-card.tsx';

const route = getRouteApi('/signed-in/p/$project/deploy');

/** A library for a board, proven before it is trusted. */
export function DeployPage() {
  const { project } = route.useParams();
  const { run: wanted } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: about } = useQuery(projectQuery(project));
  const { data: overview } = useQuery(overviewQuery(project));
  const { data: builds } = useQuery(runsQuery(project, 'build'));
  const training = overview?.stages.find(({ kind }) => kind === 'training')?.done ?? null;
  const all = builds?.items ?? [];
  const { board, target, optimise, kernels } = about?.settings ?? { board: '', target: '' };
  const isAsSet = (made: Run['lineage']) =>
    made.board === board &&
    made.target === target &&
    made.optimise === optimise &&
    made.kernels === kernels;
  const run =
    all.find(({ id }) => id === wanted) ?? all.find(({ lineage }) => isAsSet(lineage)) ?? null;
  const provenBoards = useProvenBoards(project, training?.id ?? null, all);
  const watch = useJobWatch(project, run?.job ?? null);
  const working = run !== null && !hasEnded(run.state) && !hasEnded(watch.state);
  const fresh =
    run?.state === 'done' && run.lineage.training === training?.id && isAsSet(run.lineage);
  const build = useMutation({
    meta: { told: true },
    mutationFn: () =>
      client.startBuild({
        params: { project },
        body: { training: training!.id, board, target, optimise, kernels },
      }),
    async onSuccess(made) {
      await refresh(project);
      await navigate({ search: { run: made.id } });
    },
  });
  useKeys({ n: () => training && !working && !fresh && build.mutate() });
  if (overview && !training) {
    return (
      <>
        <PageHead title="Deploy" />
        <EmptyState
          title="No model yet"
          actions={
            <Link to="/p/$project/train" params={{ project }}>
              To Train
            </Link>
          }
        >
          A library is made of a trained model. Train one first; that takes about a minute.
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHead
        title="Deploy"
        fact={training && `of the training ${ago(training.createdAt, Date.now())}`}
      >
        <Button
          {...(!fresh && { variant: 'filled' })}
          leftSection={<Icon name="seal" />}
          disabled={!training || working}
          loading={build.isPending}
          onClick={() => build.mutate()}
        >
          {fresh ? 'Build again' : 'Build and prove'}
        </Button>
      </PageHead>
      {build.error && <Mend error={build.error} />}
      <div className={classes.columns}>
        <div className="stack">
          {about && training && (
            <>
              <FormatCard project={project} settings={about.settings} training={training} />
              <BoardCard
                project={project}
                settings={about.settings}
                training={training.id}
                proven={provenBoards}
              />
            </>
          )}
          <BudgetCard project={project} />
          {all.length > 0 && <BuildsCard project={project} builds={all} shown={run?.id ?? null} />}
        </div>
        <div className={`stack ${classes.proof}`}>
          <ProofCard project={project} run={run} watch={watch} working={working} />
          {run?.state === 'done' && <NextCard run={run} />}
        </div>
      </div>
    </>
  );
}

/** The boards on whose emulated core a library of this training has answered as the studio does. */
function useProvenBoards(
  project: string,
  training: string | null,
  builds: readonly Run[],
): ReadonlySet<string> {
  const ofIt = builds.filter(
    ({ state, lineage }) => state === 'done' && lineage.training === training,
  );
  const reports = useQueries({
    queries: ofIt.map(({ id }) => runFileQuery(project, id, 'report.json', buildReport)),
  });
  return new Set(
    ofIt.filter((_, i) => reports[i]?.data?.device.verified).map(({ lineage }) => lineage.board),
  );
}
