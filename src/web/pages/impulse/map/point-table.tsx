import { getRouteApi } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import { ClassChip } from '../../../parts/class-chip.tsx';
import classes from './map.module.css';
import type { PointsView } from './plane.tsx';
import { type Column, columns, nameOf, sorted } from './points.ts';

const route = getRouteApi('/signed-in/p/$project/impulse');

const words: Readonly<Record<Column, string>> = {
  sample: 'Recording',
  start: 'From',
  label: 'Label',
  part: 'Part',
  x: 'x',
  y: 'y',
};
const numbers: readonly Column[] = ['start', 'x', 'y'];
const rowHeight = 34;

/** The same points as rows, of which only those that can be seen are there. */
export function PointTable(view: PointsView) {
  const { points, places, seen, chosen } = view;
  const { column: by = 'sample', down = false } = route.useSearch();
  const rows = useMemo(
    () => sorted(points, places, seen, by, down),
    [points, places, seen, by, down],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const at = chosen.length === 1 ? rows.indexOf(chosen[0]!) : -1;
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [at, virtual]);
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      role="table"
      aria-label="Points of the feature map"
      aria-rowcount={rows.length + 1}
      // a place that scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <Head />
      <div role="rowgroup" className={classes.rows} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, size }) => (
          <Row
            key={rows[index]!}
            view={view}
            i={rows[index]!}
            row={index + 2}
            style={{ transform: `translateY(${start}px)`, height: size }}
          />
        ))}
      </div>
    </div>
  );
}

function Head() {
  const { column: by = 'sample', down = false } = route.useSearch();
  const navigate = route.useNavigate();
  const sortBy = (column: Column) =>
    void navigate({
      search: (now) => ({
        ...now,
        column,
        down: (column === by && !down) || undefined,
      }),
      replace: true,
    });
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" className={classes.row} aria-rowindex={1}>
        {columns.map((column) => (
          <span
            key={column}
            role="columnheader"
            className={numbers.includes(column) ? classes.number : ''}
            aria-sort={column === by ? (down ? 'descending' : 'ascending') : undefined}
          >
            <button type="button" onClick={() => sortBy(column)}>
              {words[column]}
              {column === by && (down ? ' ↓' : ' ↑')}
            </button>
          </span>
        ))}
      </div>
    </div>
  );
}

interface RowProps {
  readonly view: PointsView;
  readonly i: number;
  /** Counted with the head, from 1. */
  readonly row: number;
  readonly style: React.CSSProperties;
}

function Row({ view: { labels, points, places, chosen, onChoose }, i, row, style }: RowProps) {
  const { x, y } = places[i]!;
  return (
    <div
      role="row"
      className={classes.row}
      style={style}
      aria-rowindex={row}
      aria-current={chosen.includes(i) || undefined}
    >
      <span role="cell">
        <button type="button" className="ellipsis" onClick={() => onChoose([i])}>
          {nameOf(points, i)}
        </button>
      </span>
      <span role="cell" className={classes.number}>
        {points.start[i]}
      </span>
      <span role="cell" className="ellipsis">
        <ClassChip labels={labels} label={points.labels[points.label[i]!]!} />
      </span>
      <span role="cell">{points.part[i]}</span>
      <span role="cell" className={classes.number}>
        {x.toFixed(2)}
      </span>
      <span role="cell" className={classes.number}>
        {(1 - y).toFixed(2)}
      </span>
    </div>
  );
}
