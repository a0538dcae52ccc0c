import { useEffect, useRef, useState } from 'react';
import { classIndex, classToken } from '../../parts/class-chip.tsx';
import { SignalLanes } from '../../plots/signal-lanes.tsx';
import { panned, type ViewRange, zoomed } from '../../plots/view-range.ts';
import type { Sample } from '../../state/queries.ts';
import classes from './label-page.module.css';
import type { Segment } from './segments.ts';

/** What every part of the editor shows. */
export interface EditorView {
  readonly project: string;
  readonly sample: Sample;
  readonly labels: readonly string[];
  readonly segments: readonly Segment[];
  readonly range: ViewRange;
  readonly chosen: number | null;
}

interface SignalAreaProps extends EditorView {
  /** A reading; null: nowhere. */
  readonly cursor: number | null;
  /** What a new mark is called; null: there is no label yet. */
  readonly label: string | null;
  readonly onCursor: (place: number) => void;
  readonly onRange: (range: ViewRange) => void;
  readonly onMark: (segment: Segment) => void;
  readonly onChoose: (at: number | null) => void;
  readonly onEdge: (at: number, edge: 'start' | 'end', place: number, done: boolean) => void;
}

type Drag =
  | { readonly kind: 'mark'; readonly from: number }
  | { readonly kind: 'edge'; readonly at: number; readonly edge: 'start' | 'end' };

const height = 230;

/** The stretch on the screen; drag to mark, drag an edge to move it, turn the wheel to zoom. */
export function SignalArea(props: SignalAreaProps) {
  const { range, chosen } = props;
  const place = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const [to, setTo] = useState(0);
  useWheel(place, props);
  const readingAt = (event: { readonly clientX: number }) => {
    const { left, width } = place.current!.getBoundingClientRect();
    const share = Math.max(0, Math.min(1, (event.clientX - left) / width));
    return Math.round(range.from + share * (range.to - range.from));
  };
  return (
    <div
      ref={place}
      className={classes.view}
      role="application"
      aria-label="Signal; drag to mark a stretch"
      tabIndex={0}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const edge = (event.target as HTMLElement).dataset.edge as 'start' | 'end' | undefined;
        if (edge && chosen !== null) setDrag({ kind: 'edge', at: chosen, edge });
        else setDrag({ kind: 'mark', from: readingAt(event) });
        setTo(readingAt(event));
      }}
      onPointerMove={(event) => {
        const reading = readingAt(event);
        props.onCursor(reading);
        setTo(reading);
        if (drag?.kind === 'edge') props.onEdge(drag.at, drag.edge, reading, false);
      }}
      onPointerUp={(event) => {
        const reading = readingAt(event);
        setDrag(null);
        if (drag?.kind === 'edge') props.onEdge(drag.at, drag.edge, reading, true);
        if (drag?.kind === 'mark') endMark(props, drag.from, reading);
      }}
    >
      <Marks {...props} drawn={drag?.kind === 'mark' ? [drag.from, to] : null} />
    </div>
  );
}

interface MarksProps extends SignalAreaProps {
  /** From where to where a new mark is being drawn. */
  readonly drawn: readonly [number, number] | null;
}

/** The signal with what is marked behind it, the edges of the chosen mark, and the cursor. */
function Marks({ drawn, ...props }: MarksProps) {
  const { project, sample, segments, range, chosen, cursor, label, labels } = props;
  const percentOf = (reading: number) =>
    `${(100 * (reading - range.from)) / (range.to - range.from)}%`;
  const tint = (start: number, end: number, of: string) => ({
    left: percentOf(start),
    right: `calc(100% - ${percentOf(end)})`,
    background: `color-mix(in oklab, var(${classToken(classIndex(labels, of))}) 16%, transparent)`,
  });
  const one = chosen === null ? undefined : segments[chosen];
  return (
    <>
      {segments.map(({ start, end, label: of }, i) => (
        <div
          key={start}
          className={`${classes.tint} ${i === chosen ? classes.chosen : ''}`}
          style={tint(start, end, of)}
        />
      ))}
      {drawn && (
        <div
          className={classes.tint}
          style={tint(Math.min(...drawn), Math.max(...drawn), label ?? '')}
        />
      )}
      <SignalLanes project={project} sample={sample} range={range} height={height} />
      {one &&
        (['start', 'end'] as const).map((edge) => (
          <div
            key={edge}
            className={classes.handle}
            data-edge={edge}
            style={{ left: percentOf(one[edge]) }}
          />
        ))}
      {cursor !== null && cursor >= range.from && cursor <= range.to && (
        <div className={classes.cursor} style={{ left: percentOf(cursor) }}>
          <b>{(cursor / (sample.sampleRateHz ?? 1)).toFixed(2)} s</b>
        </div>
      )}
    </>
  );
}

/** A drag over less than this share of the screen is a click. */
const clickShare = 0.004;

function endMark(
  { range, segments, label, ...does }: SignalAreaProps,
  from: number,
  to: number,
): void {
  const [start, end] = [Math.min(from, to), Math.max(from, to)];
  if (end - start < Math.max(1, clickShare * (range.to - range.from))) {
    const at = segments.findIndex((one) => one.start <= from && from < one.end);
    does.onChoose(at < 0 ? null : at);
  } else if (label !== null) does.onMark({ start, end, label });
}

/** The wheel zooms at the pointer; with Shift, or sideways, it moves along. */
function useWheel(
  place: React.RefObject<HTMLDivElement | null>,
  { range, sample, onRange }: SignalAreaProps,
): void {
  const now = useRef({ range, onRange });
  now.current = { range, onRange };
  useEffect(() => {
    const box = place.current;
    if (!box) return;
    const turn = (event: WheelEvent) => {
      const sideways = event.shiftKey ? event.deltaY : event.deltaX;
      // an ordinary turn of the wheel is for the page
      if (
        !event.ctrlKey &&
        Math.abs(sideways) < Math.abs(event.deltaY) &&
        !event.shiftKey &&
        !event.altKey
      )
        return;
      event.preventDefault();
      const { range: from, onRange: take } = now.current;
      if (event.ctrlKey || event.altKey) {
        const { left, width } = box.getBoundingClientRect();
        const at = from.from + ((event.clientX - left) / width) * (from.to - from.from);
        take(zoomed(from, Math.exp(event.deltaY / 300), at, sample.length));
      } else
        take(panned(from, (sideways / box.clientWidth) * (from.to - from.from), sample.length));
    };
    box.addEventListener('wheel', turn, { passive: false });
    return () => box.removeEventListener('wheel', turn);
  }, [place, sample.length]);
}
