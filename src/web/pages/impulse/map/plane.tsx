import { useMemo, useRef, useState } from 'react';
import { ClassChip, classIndex } from '../../../parts/class-chip.tsx';
import { chosenByKey, inside, nearest, type Point } from '../../../plots/scatter/places.ts';
import { ScatterCanvas } from '../../../plots/scatter/scatter-canvas.tsx';
import classes from './map.module.css';
import { nameOf, type Points } from './points.ts';

export interface PointsView {
  readonly project: string;
  readonly labels: readonly string[];
  readonly points: Points;
  /** Of all points, 0 to 1. */
  readonly places: readonly Point[];
  /** The points that are not left out. */
  readonly seen: readonly number[];
  /** [points]: how each shows. */
  readonly shown: Uint8Array;
  readonly chosen: readonly number[];
  readonly onChoose: (points: readonly number[]) => void;
}

/** A click within so much of the plane's side means the point. */
const reach = 0.03;
/** A line of fewer places is a click with an unsteady hand. */
const lassoLeast = 8;

/** The points on a plane: a click or an arrow chooses one, a line around some chooses them. */
export function Plane({ labels, points, places, seen, shown, chosen, onChoose }: PointsView) {
  const plane = useRef<HTMLDivElement>(null);
  const [line, setLine] = useState<readonly Point[]>([]);
  const [under, setUnder] = useState<number | null>(null);
  const near = useMemo(() => seen.map((i) => places[i]!), [seen, places]);
  const marks = useMemo(() => {
    const of = points.labels.map((label) => classIndex(labels, label));
    return Uint8Array.from(points.label, (label) => of[label]!);
  }, [points, labels]);
  const at = (event: React.PointerEvent): Point => {
    const box = plane.current!.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  };
  const pointAt = (place: Point) => {
    const found = nearest(near, place, reach);
    return found === null ? null : seen[found]!;
  };
  const [only] = chosen;
  const focus = chosen.length === 1 ? only! : null;
  const told = under ?? focus;
  return (
    <div
      ref={plane}
      className={classes.plane}
      role="application"
      aria-label="Feature map; arrows go to the nearest point on that side, page keys through all, a drag chooses what it goes around"
      tabIndex={0}
      onKeyDown={(event) => {
        const from = chosen.slice(0, 1).map((i) => seen.indexOf(i));
        const next = chosenByKey(event.key, near, from);
        if (!next) return;
        event.preventDefault();
        onChoose(next.map((i) => seen[i]!));
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setLine([at(event)]);
      }}
      onPointerMove={(event) => {
        if (line.length > 0) setLine([...line, at(event)]);
        else setUnder(pointAt(at(event)));
      }}
      onPointerLeave={() => setUnder(null)}
      onPointerCancel={() => setLine([])}
      onPointerUp={(event) => {
        const drawn = [...line, at(event)];
        setLine([]);
        if (drawn.length > lassoLeast) return onChoose(inside(near, drawn).map((i) => seen[i]!));
        const found = pointAt(at(event));
        onChoose(found === null ? [] : [found]);
      }}
    >
      <ScatterCanvas
        places={places}
        marks={marks}
        shown={shown}
        line={line}
        ring={told === null ? null : places[told]!}
      />
      {told !== null && line.length === 0 && (
        <AboutPoint labels={labels} points={points} place={places[told]!} i={told} />
      )}
    </div>
  );
}

interface AboutPointProps extends Pick<PointsView, 'labels' | 'points'> {
  readonly i: number;
  readonly place: Point;
}

/** Beside the point, on the side where there is room. */
function AboutPoint({ labels, points, place: { x, y }, i }: AboutPointProps) {
  const across =
    x < 0.5 ? { left: `calc(${100 * x}% + 12px)` } : { right: `calc(${100 - 100 * x}% + 12px)` };
  const down = y < 0.7 ? { top: `${100 * y}%` } : { bottom: `${100 - 100 * y}%` };
  return (
    <div className={classes.about} style={{ ...across, ...down }} role="status">
      <b className="ellipsis">{nameOf(points, i)}</b>
      <ClassChip labels={labels} label={points.labels[points.label[i]!]!} />
      <span className="small muted">
        {points.part[i]}, from reading {points.start[i]}
      </span>
    </div>
  );
}
