import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Icon } from '../../parts/icon.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { startTraining } from '../../state/impulse.ts';
import { useKeys } from '../../state/keys.ts';
import { overviewQuery, projectQuery } from '../../state/queries.ts';
import { PictureImpulse } from './picture/picture-impulse.tsx';
import { SignalImpulse } from './signal-impulse.tsx';

const route = getRouteApi('/signed-in/p/$project/impulse');

/** Decide what the device computes. */
export function ImpulsePage() {
  const { project } = route.useParams();
  const { data: overview } = useQuery(overviewQuery(project));
  const { data: about } = useQuery(projectQuery(project));
  if (overview?.samples === 0) return <NoData project={project} />;
  const Impulse = overview?.signal?.kind === 'picture' ? PictureImpulse : SignalImpulse;
  return (
    <>
      <ImpulseHead project={project} version={overview?.impulse?.version ?? null} />
      {overview && about && <Impulse overview={overview} board={about.settings.board} />}
    </>
  );
}

interface ImpulseHeadProps {
  readonly project: string;
  /** null: nothing was chosen yet. */
  readonly version: number | null;
}

function ImpulseHead({ project, version }: ImpulseHeadProps) {
  const navigate = route.useNavigate();
  const train = useMutation({
    mutationFn: () => startTraining(project),
    onSuccess: (run) =>
      navigate({ to: '/p/$project/train', params: { project }, search: { run: run.id } }),
  });
  useKeys({ n: () => !train.isPending && train.mutate() });
  return (
    <PageHead title="Impulse" fact={version === null ? 'Chosen by the data' : `Version ${version}`}>
      <Button
        variant="filled"
        leftSection={<Icon name="play" />}
        loading={train.isPending}
        onClick={() => train.mutate()}
      >
        Train
      </Button>
    </PageHead>
  );
}

function NoData({ project }: { readonly project: string }) {
  return (
    <>
      <PageHead title="Impulse" />
      <EmptyState
        title="Recordings come first"
        actions={
          <Link to="/p/$project/data" params={{ project }}>
            To Data
          </Link>
        }
      >
        Windows, features and network are suggested by what was recorded.
      </EmptyState>
    </>
  );
}
