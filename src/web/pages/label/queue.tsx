import { SegmentedControl } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { ClassChip } from '../../parts/class-chip.tsx';
import { count } from '../../parts/words.ts';
import { Trace } from '../../plots/trace.tsx';
import type { Sample } from '../../state/queries.ts';
import classes from './queue.module.css';

const route = getRouteApi('/signed-in/p/$project/label');

interface QueueProps {
  readonly project: string;
  readonly rows: readonly Sample[];
  readonly current: string | null;
  /** Samples without any label. */
  readonly left: number;
  readonly labels: readonly string[];
}

/** What waits for labels, or everything. */
export function Queue({ project, rows, current, left, labels }: QueueProps) {
  const { queue = 'unlabelled' } = route.useSearch();
  const navigate = route.useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 66,
    overscan: 6,
  });
  return (
    <section aria-label="To label" className={classes.queue}>
      <div className="row">
        <h3 className="grow">
          {left > 0 ? `To label, ${count(left)} left` : 'Everything is labelled'}
        </h3>
        <SegmentedControl
          size="xs"
          aria-label="Which samples"
          value={queue}
          onChange={(next) =>
            void navigate({ search: (now) => ({ ...now, queue: next as 'all' }), replace: true })
          }
          data={[
            { value: 'unlabelled', label: 'Open' },
            { value: 'all', label: 'All' },
          ]}
        />
      </div>
      <div ref={scroller} className={classes.scroller}>
        <ul style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map(({ index, start, size }) => {
            const sample = rows[index]!;
            return (
              <li
                key={sample.id}
                style={{
                  position: 'absolute',
                  inset: '0 0 auto',
                  height: size,
                  transform: `translateY(${start}px)`,
                }}
              >
                <Link
                  to="/p/$project/label"
                  params={{ project }}
                  search={{ queue, sample: sample.id }}
                  className={classes.item!}
                  aria-current={sample.id === current ? 'true' : undefined}
                >
                  <Trace project={project} sample={sample} />
                  <span className="row">
                    <span className="ellipsis grow small">{sample.name.split('/').at(-1)}</span>
                    {sample.label !== null && (
                      <ClassChip labels={labels} label={sample.label} markOnly />
                    )}
                  </span>
                </Link>
              </li>
            );
          })}
        </ul>
      </div>
    </section>
  );
}
