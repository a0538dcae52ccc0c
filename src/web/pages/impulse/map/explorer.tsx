import { Progress, SegmentedControl } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { Mend } from '../../../parts/mend.tsx';
import { WindowList } from '../../../parts/window-list.tsx';
import { count, counted, percent } from '../../../parts/words.ts';
import { spread } from '../../../plots/scatter/places.ts';
import type { Layout } from './lay-out.ts';
import { Legend } from './legend.tsx';
import { Plane } from './plane.tsx';
import { PointTable } from './point-table.tsx';
import { type Points, shownOf, withoutLabels } from './points.ts';
import { useLayout } from './use-layout.ts';

const route = getRouteApi('/signed-in/p/$project/impulse');

interface ExplorerProps {
  readonly project: string;
  readonly run: string;
  readonly labels: readonly string[];
  readonly points: Points;
}

/** All windows as points or as a table; what is chosen there stands below with its recordings. */
export function Explorer({ project, run, labels, points }: ExplorerProps) {
  const { map = 'umap', table = false, without = [] } = route.useSearch();
  const [chosen, choose] = useChosen(points);
  const [looked, setLooked] = useState<string | null>(null);
  const { layout, share, error } = useLayout(project, run, map === 'umap');
  const at = map === 'umap' && layout ? layout : points;
  const places = useMemo(() => spread(at.x, at.y), [at]);
  const left = without.join('\n');
  const seen = useMemo(() => withoutLabels(points, left.split('\n')), [points, left]);
  const shown = useMemo(
    () => shownOf(points, seen, chosen, looked),
    [points, seen, chosen, looked],
  );
  const view = { project, labels, points, places, seen, shown, chosen, onChoose: choose };
  return (
    <div className="stack">
      <Views />
      {map === 'umap' && !layout && !error && (
        <div>
          <p className="small muted">Laying out, by principal components until then</p>
          <Progress mt={4} size="sm" value={100 * share} aria-label="Laying out" />
        </div>
      )}
      {map === 'umap' && error && <Mend error={error} />}
      {table ? <PointTable {...view} /> : <Plane {...view} />}
      <Legend labels={labels} points={points} onLook={setLooked} />
      <p className="small faint">
        {counted(points.x.length, 'window')}. {aboutOf(map === 'umap' ? layout : null, points)}
      </p>
      <Chosen project={project} labels={labels} points={points} chosen={chosen} />
    </div>
  );
}

/** The chosen points, and how others are chosen: a single one is looked at in the whole page. */
function useChosen(points: Points) {
  const { sample, start } = route.useSearch();
  const navigate = route.useNavigate();
  const [chosen, setChosen] = useState<readonly number[]>(() => {
    const at = points.samples.indexOf(sample ?? null);
    const i = points.sample.findIndex((of, j) => of === at && points.start[j] === start);
    return sample === undefined || i < 0 ? [] : [i];
  });
  const choose = (some: readonly number[]) => {
    setChosen(some);
    const [only] = some;
    const of = only === undefined ? null : points.samples[points.sample[only]!];
    if (!of || some.length !== 1) return;
    const from = points.start[only!]!;
    void navigate({ search: (now) => ({ ...now, sample: of, start: from }), replace: true });
  };
  return [chosen, choose] as const;
}

function Views() {
  const { map = 'umap', table = false } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <div className="row">
      <SegmentedControl
        size="xs"
        aria-label="How points are laid out"
        value={map}
        data={[
          { value: 'umap', label: 'UMAP' },
          { value: 'pca', label: 'PCA' },
        ]}
        onChange={(next) =>
          void navigate({
            search: (now) => ({ ...now, map: next === 'pca' ? ('pca' as const) : undefined }),
            replace: true,
          })
        }
      />
      <span className="grow" />
      <SegmentedControl
        size="xs"
        aria-label="How points are shown"
        value={table ? 'table' : 'plane'}
        data={[
          { value: 'plane', label: 'Map' },
          { value: 'table', label: 'Table' },
        ]}
        onChange={(next) =>
          void navigate({
            search: (now) => ({ ...now, table: next === 'table' || undefined }),
            replace: true,
          })
        }
      />
    </div>
  );
}

function aboutOf(layout: Layout | null, { x, shares }: Points): string {
  if (!layout)
    return `The plane holds ${percent(shares.reduce((a, b) => a + b, 0))} of what differs.`;
  const near = 'Neighbours are alike; how far groups lie apart says little.';
  return layout.fitted === x.length
    ? near
    : `${near} ${count(layout.fitted)} of them make the map, the others are put among them.`;
}

interface ChosenProps extends Omit<ExplorerProps, 'run'> {
  readonly chosen: readonly number[];
}

function Chosen({ project, labels, points, chosen }: ChosenProps) {
  const windows = useMemo(
    () =>
      chosen.map((i) => ({
        sample: points.samples[points.sample[i]!] ?? null,
        start: points.start[i]!,
        label: points.label[i]!,
      })),
    [points, chosen],
  );
  return (
    <>
      <p className="unseen" aria-live="polite">
        {chosen.length > 0 && `${counted(chosen.length, 'window')} chosen`}
      </p>
      {windows.length > 0 && (
        <>
          <h3>{counted(windows.length, 'window')} chosen</h3>
          <WindowList project={project} classes={labels} labels={points.labels} windows={windows} />
        </>
      )}
    </>
  );
}
