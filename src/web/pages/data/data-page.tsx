import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { Icon } from '../../parts/icon.tsx';
import { count, counted, duration } from '../../parts/words.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { useKeys } from '../../state/keys.ts';
import { overviewQuery, type Sample } from '../../state/queries.ts';
import { samplesQuery } from '../../state/samples.ts';
import { AddFiles } from './add-files.tsx';
import { BalanceCard } from './balance-card.tsx';
import type { NamedFile } from './batches.ts';
import { BoardDrawer } from './board-drawer.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { CameraDrawer } from './camera-drawer.tsx';
import classes from './data-page.module.css';
import { DropPlace } from './drop-place.tsx';
import { NoSamples } from './no-samples.tsx';
import { PhoneDrawer } from './phone-drawer.tsx';
import { RecordDrawer } from './record-drawer.tsx';
import { RecordMenu } from './record-menu.tsx';
import { SampleGrid } from './sample-grid.tsx';
import type { SampleList } from './sample-list.ts';
import { SampleSide } from './sample-side.tsx';
import { SampleTable } from './sample-table.tsx';
import { SplitCard } from './split-card.tsx';
import { TableWizard } from './table-wizard.tsx';
import { Toolbar } from './toolbar.tsx';
import { useUpload } from './upload.ts';
import { UploadRow } from './upload-row.tsx';
import { VersionsDrawer } from './versions-drawer.tsx';

const route = getRouteApi('/signed-in/p/$project/data');

/** Recordings come in here, and one sees whether they are good. */
export function DataPage() {
  const { project } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { data: overview } = useQuery(overviewQuery(project));
  const filter = useFilter(search);
  const samples = useInfiniteQuery(samplesQuery(project, filter));
  const rows = useMemo(
    () => samples.data?.pages.flatMap(({ items }) => items) ?? [],
    [samples.data],
  );
  const [chosen, setChosen] = useState<ReadonlyMap<string, Sample>>(new Map());
  const uploading = useUpload(project);
  const opener = useRef<() => void>(null);
  const current = rows.find(({ id }) => id === search.sample) ?? rows[0] ?? null;
  const show = (sample: string) =>
    void navigate({ search: (now) => ({ ...now, sample }), replace: true });
  const toggle = (sample: Sample) => setChosen((now) => toggled(now, sample));
  const step = (by: number) => {
    const at = rows.findIndex(({ id }) => id === current?.id) + by;
    if (rows[at]) show(rows[at].id);
  };
  useKeys({
    n: () => opener.current?.(),
    j: () => step(1),
    k: () => step(-1),
    x: () => current && toggle(current),
    '/': () => document.querySelector<HTMLInputElement>('#find-sample')?.focus(),
    Escape: () => setChosen(new Map()),
  });
  const labels = overview?.labels ?? [];
  const empty = overview?.samples === 0 && !uploading.state.running;
  const list = { project, labels, rows, current, chosen, show, toggle, query: samples };
  return (
    <DropPlace onFiles={(dropped) => void uploading.upload(dropped)}>
      <DataHead
        project={project}
        labels={labels}
        fact={overview && overview.samples > 0 && factOf(overview.samples, overview.seconds)}
        opener={opener}
        onFiles={(picked) => void uploading.upload(picked)}
      />
      <UploadRow uploading={uploading} />
      {empty ? (
        <NoSamples onAdd={() => opener.current?.()} />
      ) : (
        <div className={classes.columns}>
          <SampleSection
            list={list}
            total={overview?.samples ?? 0}
            grid={search.view === 'grid'}
            onDone={() => setChosen(new Map())}
          />
          <div className="stack">
            {current && <SampleSide project={project} labels={labels} sample={current} />}
            <BalanceCard project={project} labels={labels} />
            <SplitCard project={project} />
          </div>
        </div>
      )}
    </DropPlace>
  );
}

interface DataHeadProps {
  readonly project: string;
  readonly labels: readonly string[];
  readonly fact: React.ReactNode;
  readonly opener: React.RefObject<(() => void) | null>;
  readonly onFiles: (files: readonly NamedFile[]) => void;
}

/** The ways in which data come, and the drawers behind them. */
function DataHead({ project, labels, fact, opener, onFiles }: DataHeadProps) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [table, setTable] = useState<File | null>(null);
  const close = () => void navigate({ search: ({ open: _, ...now }) => now });
  return (
    <>
      <PageHead title="Data" fact={fact}>
        <Button
          variant="subtle"
          color="gray"
          leftSection={<Icon name="history" />}
          onClick={() =>
            void navigate({ search: (now) => ({ ...now, open: 'versions' as const }) })
          }
        >
          Versions
        </Button>
        <RecordMenu onOpen={(open) => void navigate({ search: (now) => ({ ...now, open }) })} />
        <AddFiles opener={opener} onFiles={onFiles} onTable={setTable} />
      </PageHead>
      {search.open === 'record' && (
        <RecordDrawer project={project} labels={labels} onClose={close} />
      )}
      {search.open === 'camera' && (
        <CameraDrawer project={project} labels={labels} onClose={close} />
      )}
      {search.open === 'board' && <BoardDrawer project={project} labels={labels} onClose={close} />}
      {search.open === 'phone' && <PhoneDrawer project={project} onClose={close} />}
      {table && (
        <TableWizard
          project={project}
          labels={labels}
          file={table}
          onClose={() => setTable(null)}
        />
      )}
      <VersionsDrawer project={project} opened={search.open === 'versions'} onClose={close} />
    </>
  );
}

interface SampleSectionProps {
  readonly list: SampleList;
  readonly total: number;
  readonly grid: boolean;
  readonly onDone: () => void;
}

function SampleSection({ list, total, grid, onDone }: SampleSectionProps) {
  const { project, labels, rows, chosen } = list;
  return (
    <section className={classes.list} aria-label="Samples">
      {chosen.size > 1 ? (
        <BulkBar project={project} labels={labels} chosen={[...chosen.values()]} onDone={onDone} />
      ) : (
        <Toolbar project={project} labels={labels} />
      )}
      {grid ? <SampleGrid {...list} /> : <SampleTable {...list} />}
      <footer className={classes.foot}>
        <span>
          {count(rows.length)} loaded of {count(total)}
        </span>
        <span>Drop files or folders anywhere on this page</span>
      </footer>
    </section>
  );
}

function toggled(chosen: ReadonlyMap<string, Sample>, sample: Sample): Map<string, Sample> {
  const next = new Map(chosen);
  if (!next.delete(sample.id)) next.set(sample.id, sample);
  return next;
}

function factOf(samples: number, seconds: number): string {
  return `${counted(samples, 'sample')}${seconds > 0 ? `, ${duration(seconds)}` : ''}`;
}

type Search = ReturnType<typeof route.useSearch>;

/** What the address asks for, as the server takes it. */
function useFilter(search: Search) {
  const { label, part, unlabelled, sort = 'createdAt', order = 'desc' } = search;
  const words = search.search;
  return useMemo(
    () => ({
      sort,
      order,
      ...(label !== undefined && { label }),
      ...(part && { part }),
      ...(unlabelled && { unlabelled: 'true' as const }),
      ...(words && { search: words }),
    }),
    [label, part, unlabelled, words, sort, order],
  );
}
