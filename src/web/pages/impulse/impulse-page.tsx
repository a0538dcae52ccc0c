import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { isSound } from '../../../dsp/sound.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Mend } from '../../parts/mend.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { setPreview } from '../../state/budget.ts';
import { client } from '../../state/client.ts';
import { type ImpulseSettings, saveImpulse, startTraining } from '../../state/impulse.ts';
import { useKeys } from '../../state/keys.ts';
import { overviewQuery, projectQuery, type Sample } from '../../state/queries.ts';
import { fileAddress } from '../../state/samples.ts';
import classes from './impulse-page.module.css';
import { FeatureMap } from './map/feature-map.tsx';
import { OnThisWindow } from './on-this-window.tsx';
import { Parameters } from './parameters.tsx';
import { Pipeline } from './pipeline.tsx';
import { type Question, useImpulseEffect } from './use-impulse-effect.ts';

const route = getRouteApi('/signed-in/p/$project/impulse');

/** Decide what the device computes. */
export function ImpulsePage() {
  const { project } = route.useParams();
  const { sample: wanted, start = 0, block = 'features' } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: overview } = useQuery(overviewQuery(project));
  const { data: about } = useQuery(projectQuery(project));
  const samples = useExamples(project, wanted);
  const settings = overview?.impulse?.settings ?? {};
  const question = useQuestion(project, samples, settings, about?.settings.board, start);
  const { effect, error, ask } = useImpulseEffect(question);
  const save = useMutation({
    meta: { told: true },
    mutationFn: (next: ImpulseSettings) => saveImpulse(project, next),
  });
  useEffect(() => () => setPreview(null), []);
  if (overview?.samples === 0) return <NoData project={project} />;
  if (overview?.signal?.kind === 'picture') return <PicturesHere project={project} />;
  const change = (part: ImpulseSettings) => save.mutate({ ...settings, ...part });
  const sound =
    overview?.signal &&
    isSound(
      overview.signal.axes.map(({ name }) => name),
      overview.signal.sampleRateHz ?? 0,
    );
  return (
    <>
      <ImpulseHead project={project} version={overview?.impulse?.version ?? null} />
      {(error ?? save.error) && <Mend error={error ?? save.error} />}
      <Pipeline
        effect={effect}
        settings={settings}
        labels={overview?.labels ?? []}
        chosen={block}
      />
      <div className={classes.columns}>
        <Parameters
          chosen={block}
          settings={settings}
          effect={effect}
          sound={sound ?? false}
          labels={overview?.labels ?? []}
          onChange={change}
          onLook={(next) => {
            if (!next || !question) return setPreview(null);
            ask({ ...question, settings: next }, (answer) =>
              setPreview(answer.kind === 'effect' ? answer.effect.costs : null),
            );
          }}
        />
        <OnThisWindow
          effect={effect}
          sample={samples[0] ?? null}
          onStart={(next) =>
            void navigate({ search: (now) => ({ ...now, start: next }), replace: true })
          }
        />
        <FeatureMap project={project} labels={overview?.labels ?? []} />
      </div>
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

/** So many samples stand for all: the chosen one, and others of other labels. */
const examplesMost = 6;

function useExamples(project: string, wanted: string | undefined): readonly Sample[] {
  const { data } = useQuery({
    queryKey: [project, 'examples'],
    queryFn: () => client.listSamples({ params: { project }, query: { limit: 500 } }),
  });
  return useMemo(() => {
    const labelled = (data?.items ?? []).filter(
      ({ label, kind }) => label !== null && kind === 'series',
    );
    const first = labelled.find(({ id }) => id === wanted) ?? labelled[0];
    if (!first) return [];
    const others = [...Map.groupBy(labelled, ({ label }) => label).values()]
      .flatMap((alike) => alike.slice(0, 2))
      .filter(({ id }) => id !== first.id);
    return [first, ...others.slice(0, examplesMost - 1)];
  }, [data, wanted]);
}

function useQuestion(
  project: string,
  samples: readonly Sample[],
  settings: ImpulseSettings,
  board: string | undefined,
  start: number,
): Question | null {
  const { data } = useQuery({
    queryKey: [project, 'examples'],
    queryFn: () => client.listSamples({ params: { project }, query: { limit: 500 } }),
  });
  const [first] = samples;
  if (!first || !board || !data) return null;
  const rate = first.sampleRateHz ?? 1;
  return {
    samples: samples.map(({ id, name, label }) => ({
      name,
      label: label!,
      address: fileAddress(project, id),
    })),
    lengths: data.items
      .filter(({ kind }) => kind === 'series')
      .map(({ length, sampleRateHz }) => Math.round((length * rate) / (sampleRateHz ?? rate))),
    labels: [...new Set(data.items.flatMap(({ label }) => label ?? []))].sort(),
    ...{ settings, board, start },
    block: null,
  };
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

function PicturesHere({ project }: { readonly project: string }) {
  return (
    <>
      <PageHead title="Impulse" />
      <EmptyState
        title="Pictures go into the network as they are"
        actions={
          <Link to="/p/$project/train" params={{ project }}>
            To Train
          </Link>
        }
      >
        Their size, colours and network are chosen by how many there are; the network can be changed
        on Train.
      </EmptyState>
    </>
  );
}
