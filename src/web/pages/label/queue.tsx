import { Button, SegmentedControl } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { ClassChip } from '../../parts/class-chip.tsx';
import { count, counted, percent } from '../../parts/words.ts';
import { Trace } from '../../plots/trace.tsx';
import type { Sample } from '../../state/queries.ts';
import { changeEach } from '../../state/samples.ts';
import { type MoreQuery, useMore } from '../../state/use-more.ts';
import classes from './queue.module.css';
import type { Batch, WholeAnswer } from './use-batch.ts';
import type { Doubted } from './use-doubted.ts';

const route = getRouteApi('/signed-in/p/$project/label');

interface QueueProps {
  readonly project: string;
  readonly rows: readonly Sample[];
  readonly doubted: readonly Doubted[];
  /** What the model says of those that wait for a label; null: it is not asked. */
  readonly batch: Batch | null;
  /** Where the rows come from; null: all are there. */
  readonly more: MoreQuery | null;
  readonly current: string | null;
  /** Samples without any label. */
  readonly left: number;
  readonly labels: readonly string[];
}

/** What waits for labels, what the model doubts, or everything. */
export function Queue(props: QueueProps) {
  const { project, rows, doubted, batch, current, left, labels, more } = props;
  const { queue = 'unlabelled', suggest } = route.useSearch();
  const navigate = route.useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 66,
    overscan: 6,
  });
  useMore(more, rows.length, virtual.getVirtualItems().at(-1)?.index ?? 0);
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
        {batch && <AcceptSure project={project} rows={rows} batch={batch} />}
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
                    {batch && <Answer labels={labels} answer={batch.answers.get(sample.id)} />}
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

/** Answers that are surer than this are right nearly always; the rest is looked at one by one. */
const sureScore = 0.8;

interface AcceptSureProps {
  readonly project: string;
  readonly rows: readonly Sample[];
  readonly batch: Batch;
}

/** How far the model has come, and what it is sure of made labels, all at once. */
function AcceptSure({ project, rows, batch: { judged, of, answers } }: AcceptSureProps) {
  const changes = rows.flatMap((sample) => {
    const answer = answers.get(sample.id);
    return answer && answer.score >= sureScore ? [{ sample, change: { label: answer.label } }] : [];
  });
  const accept = useMutation({
    mutationFn: () =>
      changeEach(project, changes, `${counted(changes.length, 'sample')} labelled as suggested.`),
  });
  if (of === 0) return null;
  if (judged < of) {
    return (
      <span className="small muted" role="status">
        Suggesting, {count(judged)} of {count(of)}
      </span>
    );
  }
  if (changes.length === 0)
    return <span className="small muted">The model is sure of none of them</span>;
  return (
    <Button size="compact-sm" loading={accept.isPending} onClick={() => accept.mutate()}>
      Accept {count(changes.length)} of {count(of)}, over {100 * sureScore} %
    </Button>
  );
}

/** What the model says of a sample without a label. */
function Answer({
  labels,
  answer,
}: {
  readonly labels: readonly string[];
  readonly answer: WholeAnswer | undefined;
}) {
  if (!answer) return null;
  return (
    <>
      <ClassChip labels={labels} label={answer.label} markOnly />
      <span className="small muted">{percent(answer.score)}</span>
    </>
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
