import { Checkbox } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { ClassChip } from '../../parts/class-chip.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Tag } from '../../parts/tag.tsx';
import { ago, counted, duration } from '../../parts/words.ts';
import { Trace } from '../../plots/trace.tsx';
import type { Sample } from '../../state/queries.ts';
import { useMore } from '../../state/use-more.ts';
import { type SampleList, shortName } from './sample-list.ts';
import classes from './sample-table.module.css';

const route = getRouteApi('/signed-in/p/$project/data');

const columns = [
  { name: 'Name', sort: 'name' },
  { name: 'Label', sort: 'label' },
  { name: 'Length', sort: 'seconds' },
  { name: 'Split', sort: null },
  { name: 'Group', sort: null },
  { name: 'Added', sort: 'createdAt' },
] as const;

/** Rows are as tall as the token says, which the list must know beforehand. */
const rowHeight = () =>
  Number.parseInt(getComputedStyle(document.documentElement).getPropertyValue('--row'), 10) || 39;

/** Samples as a table of which only what can be seen is there. */
export function SampleTable(list: SampleList) {
  const { rows, current } = list;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: rowHeight,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  useMore(list.query, list.rows.length, items.at(-1)?.index ?? 0);
  const at = rows.findIndex(({ id }) => id === current?.id);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [at, virtual]);
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      role="table"
      aria-label="Samples"
      aria-rowcount={rows.length + 1}
      // a place that scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <Head />
      <div role="rowgroup" className={classes.rows} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start, size }) => (
          <Row
            key={rows[index]!.id}
            list={list}
            sample={rows[index]!}
            index={index}
            style={{ transform: `translateY(${start}px)`, height: size }}
          />
        ))}
      </div>
    </div>
  );
}

function Head() {
  const { sort = 'createdAt', order = 'desc' } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" className={classes.row} aria-rowindex={1}>
        <span role="columnheader">
          <span className="unseen">Chosen</span>
        </span>
        <span role="columnheader" className={classes.wide}>
          <span className="unseen">Signal</span>
        </span>
        {columns.map(({ name, sort: by }) => (
          <span
            key={name}
            role="columnheader"
            className={classes[name.toLowerCase()]}
            aria-sort={by === sort ? (order === 'asc' ? 'ascending' : 'descending') : undefined}
          >
            {by ? (
              <button
                type="button"
                onClick={() =>
                  void navigate({
                    search: (now) => ({
                      ...now,
                      sort: by,
                      order: by === sort && order === 'asc' ? 'desc' : 'asc',
                    }),
                    replace: true,
                  })
                }
              >
                {name}
                {by === sort && (order === 'asc' ? ' ↑' : ' ↓')}
              </button>
            ) : (
              name
            )}
          </span>
        ))}
      </div>
    </div>
  );
}

/** Of a sample that is not one thing: how much is marked in it. */
function LabelOf({
  sample,
  labels,
}: {
  readonly sample: Sample;
  readonly labels: readonly string[];
}) {
  const { segments, boxes } = sample.annotations;
  if (sample.label !== null || segments.length + boxes.length === 0) {
    return <ClassChip labels={labels} label={sample.label} />;
  }
  return (
    <span className="muted">
      {segments.length > 0
        ? counted(segments.length, 'segment')
        : counted(boxes.length, 'box', 'boxes')}
    </span>
  );
}

interface RowProps {
  readonly list: SampleList;
  readonly sample: Sample;
  readonly index: number;
  readonly style: React.CSSProperties;
}

function Row({ list, sample, index, style }: RowProps) {
  const { project, labels, current, chosen, show, toggle } = list;
  const name = shortName(sample);
  return (
    <div
      role="row"
      className={classes.row}
      style={style}
      aria-rowindex={index + 2}
      aria-current={sample.id === current?.id || undefined}
      data-chosen={chosen.has(sample.id) || undefined}
    >
      <span role="cell">
        <Checkbox
          size="xs"
          aria-label={`Choose ${name}`}
          checked={chosen.has(sample.id)}
          onChange={() => toggle(sample)}
        />
      </span>
      <span role="cell" className={classes.wide}>
        <Trace project={project} sample={sample} />
      </span>
      <span role="cell" className={`${classes.name} row`}>
        <button
          type="button"
          className="ellipsis"
          title={sample.name}
          onClick={() => show(sample.id)}
        >
          {name}
        </button>
        {sample.notes.length > 0 && (
          <span className={classes.notes} title={sample.notes.join('\n')}>
            <Icon name="alert" size={13} />
            <span className="unseen">{counted(sample.notes.length, 'note')}</span>
          </span>
        )}
      </span>
      <span role="cell" className={classes.label}>
        <LabelOf sample={sample} labels={labels} />
      </span>
      <span role="cell" className={classes.length}>
        {sample.kind === 'series' ? duration(sample.seconds) : sample.axes[0]?.unit}
      </span>
      <span role="cell" className={classes.split}>
        {sample.part ? <Tag>{sample.part}</Tag> : <span className="faint">by training</span>}
      </span>
      <span role="cell" className={`${classes.group} ellipsis`}>
        {sample.group ?? ''}
      </span>
      <span role="cell" className={classes.added}>
        {ago(sample.createdAt, Date.now())}
      </span>
    </div>
  );
}
