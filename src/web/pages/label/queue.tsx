import { SegmentedControl } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { ClassChip } from '../../parts/class-chip.tsx';
import { count, percent } from '../../parts/words.ts';
import { Trace } from '../../plots/trace.tsx';
import type { Sample } from '../../state/queries.ts';
import classes from './queue.module.css';
import type { Doubted } from './use-doubted.ts';

const route = getRouteApi('/signed-in/p/$project/label');

interface QueueProps {
  readonly project: string;
  readonly rows: readonly Sample[];
  readonly doubted: readonly Doubted[];
  readonly current: string | null;
  /** Samples without any label. */
  readonly left: number;
  readonly labels: readonly string[];
}

/** What waits for labels, what the model doubts, or everything. */
export function Queue({ project, rows, doubted, current, left, labels }: QueueProps) {
  const { queue = 'unlabelled', suggest } = route.useSearch();
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
      <div className={classes.head}>
        <h3>
          {queue === 'doubted'
            ? doubted.length > 0
              ? `Likely wrong, ${count(doubted.length)} left`
              : 'No label is doubted'
            : left > 0
              ? `To label, ${count(left)} left`
              : 'Everything is labelled'}
        </h3>
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label="Which samples"
          value={queue}
          onChange={(next) =>
            void navigate({ search: (now) => ({ ...now, queue: next as 'all' }), replace: true })
          }
          data={[
            { value: 'unlabelled', label: 'Open' },
            { value: 'doubted', label: 'Doubted' },
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
                  search={{ queue, suggest, sample: sample.id }}
                  className={classes.item!}
                  aria-current={sample.id === current ? 'true' : undefined}
                >
                  <Trace project={project} sample={sample} />
                  <span className="row">
                    <span className="ellipsis grow small">{sample.name.split('/').at(-1)}</span>
                    {sample.label !== null && (
                      <ClassChip labels={labels} label={sample.label} markOnly />
                    )}
                    {queue === 'doubted' && (
                      <Instead labels={labels} doubt={doubted.find((of) => of.sample === sample)} />
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

/** What the model says in the place of a label. */
function Instead({
  labels,
  doubt,
}: {
  readonly labels: readonly string[];
  readonly doubt: Doubted | undefined;
}) {
  if (!doubt) return null;
  return (
    <>
      <span className="small faint">rather</span>
      <ClassChip labels={labels} label={doubt.answer} markOnly />
      <span className="small muted">{percent(doubt.score)}</span>
    </>
  );
}
