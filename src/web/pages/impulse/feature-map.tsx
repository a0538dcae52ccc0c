import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { featurePoints } from '../../../api/results.ts';
import type { Answered } from '../../parts/answers.ts';
import { Card } from '../../parts/card.tsx';
import { ClassChip, classIndex, classShapes, classToken } from '../../parts/class-chip.tsx';
import { JobBar } from '../../parts/job-bar.tsx';
import { Mend } from '../../parts/mend.tsx';
import { WindowList } from '../../parts/window-list.tsx';
import { counted, percent } from '../../parts/words.ts';
import { inside, nearest, neighbour, type Point, spread } from '../../plots/scatter.ts';
import { client } from '../../state/client.ts';
import { hasEnded, useJobWatch } from '../../state/job-watch.ts';
import { overviewQuery, refresh, runFileQuery, runsQuery } from '../../state/queries.ts';
import { useTokens } from '../../state/tokens.ts';
import classes from './impulse-page.module.css';

const route = getRouteApi('/signed-in/p/$project/impulse');

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
      {data ? (
        <Points project={project} labels={labels} points={data} />
      ) : (
        !working && (
          <p className="muted">
            Shows all windows by two directions in which their features differ most. What lies apart
            here is easy to tell apart.
          </p>
        )
      )}
    </Card>
  );
}

type Points = (typeof featurePoints)['_output'];

interface PointsProps extends FeatureMapProps {
  readonly points: Points;
}

function Points({ project, labels, points }: PointsProps) {
  const navigate = route.useNavigate();
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const places = useMemo(() => spread(points.x, points.y), [points]);
  const windows = chosen.map(
    (i): Answered => ({
      sample: points.samples[points.sample[i]!] ?? null,
      place: points.sample[i]!,
      start: points.start[i]!,
      label: points.label[i]!,
      answer: points.label[i]!,
      answerScore: 1,
      labelScore: 1,
    }),
  );
  return (
    <div className="stack">
      <Plane
        places={places}
        classOf={(i) => classIndex(labels, points.labels[points.label[i]!]!)}
        chosen={chosen}
        onChoose={(some) => {
          setChosen(some);
          const [only] = some;
          const sample = only === undefined ? null : points.samples[points.sample[only]!];
          if (sample && some.length === 1) {
            const start = points.start[only!]!;
            void navigate({ search: (now) => ({ ...now, sample, start }), replace: true });
          }
        }}
      />
      <p className="row wrap small">
        {points.labels.map((label) => (
          <ClassChip key={label} labels={labels} label={label} />
        ))}
        <span className="faint">
          {counted(points.x.length, 'window')}; {percent(points.shares.reduce((a, b) => a + b, 0))}{' '}
          of what differs
        </span>
      </p>
      {windows.length > 0 && (
        <WindowList project={project} classes={labels} labels={points.labels} windows={windows} />
      )}
    </div>
  );
}

interface PlaneProps {
  readonly places: readonly Point[];
  readonly classOf: (i: number) => number;
  readonly chosen: readonly number[];
  readonly onChoose: (points: readonly number[]) => void;
}

const height = 320;
/** A click within so much of the plane's side means the point. */
const reach = 0.03;

/** Downwards is more, as on the canvas. */
const directions: { readonly [key: string]: Point } = {
  ArrowRight: { x: 1, y: 0 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowDown: { x: 0, y: 1 },
  ArrowUp: { x: 0, y: -1 },
};

function Plane({ places, classOf, chosen, onChoose }: PlaneProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [line, setLine] = useState<readonly Point[]>([]);
  const { token } = useTokens();
  useEffect(() => {
    const place = canvas.current;
    if (!place) return;
    const width = place.clientWidth;
    place.width = width * devicePixelRatio;
    place.height = height * devicePixelRatio;
    const context = place.getContext('2d')!;
    context.scale(devicePixelRatio, devicePixelRatio);
    context.font = '10px system-ui';
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    const dim = chosen.length > 0 ? 0.35 : 0.85;
    const within = new Set(chosen);
    for (const [i, { x, y }] of places.entries()) {
      const of = classOf(i);
      context.globalAlpha = within.has(i) ? 1 : dim;
      context.fillStyle = token(classToken(of));
      context.fillText(classShapes[of]!, x * width, y * height);
    }
    context.globalAlpha = 1;
    if (line.length > 1) {
      context.strokeStyle = token('--accent');
      context.setLineDash([4, 3]);
      context.beginPath();
      for (const { x, y } of line) context.lineTo(x * width, y * height);
      context.closePath();
      context.stroke();
    }
  }, [places, classOf, chosen, line, token]);
  const at = (event: React.PointerEvent): Point => {
    const box = canvas.current!.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  };
  return (
    <div
      className={classes.map}
      role="application"
      aria-label="Feature map; arrows go to the nearest point on that side, page keys through all, a drag chooses what it goes around"
      tabIndex={0}
      onKeyDown={(event) => {
        const next = chosenByKey(event.key, places, chosen);
        if (!next) return;
        event.preventDefault();
        onChoose(next);
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setLine([at(event)]);
      }}
      onPointerMove={(event) => line.length > 0 && setLine([...line, at(event)])}
      onPointerUp={(event) => {
        const drawn = [...line, at(event)];
        setLine([]);
        const found = nearest(places, at(event), reach);
        if (drawn.length > 8) onChoose(inside(places, drawn));
        else onChoose(found === null ? [] : [found]);
      }}
    >
      <canvas ref={canvas} />
    </div>
  );
}

/** What a key chooses after what is chosen; null: the key says nothing here. */
function chosenByKey(key: string, places: readonly Point[], chosen: readonly number[]) {
  if (key === 'Escape') return [];
  if (places.length === 0) return null;
  const by = key === 'PageDown' ? 1 : key === 'PageUp' ? -1 : 0;
  const [from = -1] = chosen;
  if (by !== 0) return [(Math.max(from, by < 0 ? 0 : -1) + by + places.length) % places.length];
  const direction = directions[key];
  if (!direction) return null;
  return [from < 0 ? 0 : (neighbour(places, from, direction) ?? from)];
}
