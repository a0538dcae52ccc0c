import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Icon } from '../../parts/icon.tsx';
import { counted, duration } from '../../parts/words.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { useKeys } from '../../state/keys.ts';
import { overviewQuery, type Sample } from '../../state/queries.ts';
import { sampleQuery, samplesQuery } from '../../state/samples.ts';
import { BoxesEditor } from './boxes-editor.tsx';
import classes from './label-page.module.css';
import { Queue } from './queue.tsx';
import { SegmentsEditor } from './segments-editor.tsx';
import { useAsked } from './use-asked.ts';
import { useBatch } from './use-batch.ts';
import { useDoubted } from './use-doubted.ts';

const route = getRouteApi('/signed-in/p/$project/label');

/** Mark what is where, fast. */
export function LabelPage() {
  const { project } = route.useParams();
  const { sample: wanted, queue = 'unlabelled' } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: overview } = useQuery(overviewQuery(project));
  const filter = useMemo(
    () => ({
      sort: 'createdAt' as const,
      ...(queue === 'unlabelled' && { unlabelled: 'true' as const }),
    }),
    [queue],
  );
  const list = useInfiniteQuery(samplesQuery(project, filter));
  const doubted = useDoubted(project);
  const listed = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? [], [list.data]);
  const rows = queue === 'doubted' ? doubted.map((one) => one.sample) : listed;
  const { asked } = useAsked();
  const batch = useBatch(project, listed, asked && queue === 'unlabelled');
  const { data: sample } = useQuery(sampleQuery(project, wanted ?? rows[0]?.id));
  const next = () => {
    const at = rows.findIndex(({ id }) => id === sample?.id);
    const following = rows[at + 1] ?? rows.find(({ id }) => id !== sample?.id);
    if (following)
      void navigate({ search: ({ queue, suggest }) => ({ queue, suggest, sample: following.id }) });
  };
  useKeys({ n: next });
  if (overview?.samples === 0) {
    return (
      <>
        <PageHead title="Label" />
        <EmptyState
          title="Nothing to label yet"
          actions={
            <Link to="/p/$project/data" params={{ project }}>
              To Data
            </Link>
          }
        >
          Recordings come first; what is in them is marked here.
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <PageHead title="Label" fact={sample && factOf(sample)}>
        <Button variant="filled" rightSection={<Icon name="right" />} onClick={next}>
          Done, next
        </Button>
      </PageHead>
      <div className={classes.columns}>
        <Queue
          project={project}
          rows={rows}
          doubted={doubted}
          batch={batch}
          more={queue === 'doubted' ? null : list}
          current={sample?.id ?? null}
          left={overview?.unlabelled ?? 0}
          labels={overview?.labels ?? []}
        />
        {sample && overview && (
          <Editor key={sample.id} project={project} sample={sample} labels={overview.labels} />
        )}
      </div>
    </>
  );
}

interface EditorProps {
  readonly project: string;
  readonly sample: Sample;
  readonly labels: readonly string[];
}

function Editor(props: EditorProps) {
  return props.sample.kind === 'picture' ? (
    <BoxesEditor {...props} />
  ) : (
    <SegmentsEditor {...props} />
  );
}

function factOf({ name, kind, seconds, sampleRateHz, annotations }: Sample): string {
  const marked = counted(annotations.segments.length, 'segment');
  const short = name.split('/').at(-1);
  if (kind === 'picture') return `${short}, ${counted(annotations.boxes.length, 'box', 'boxes')}`;
  return `${short}, ${duration(seconds)} at ${sampleRateHz?.toLocaleString('en')} Hz, ${marked}`;
}
