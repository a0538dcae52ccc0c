import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Trace } from '../plots/trace.tsx';
import { sampleQuery } from '../state/samples.ts';
import type { Shown } from './answers.ts';
import { ClassChip } from './class-chip.tsx';
import classes from './window-list.module.css';
import { percent } from './words.ts';

interface WindowListProps {
  readonly project: string;
  readonly classes: readonly string[];
  /** What the model knows; the windows give labels by their place in it. */
  readonly labels: readonly string[];
  readonly windows: readonly Shown[];
}

/** More than this nobody looks through; their number is told. */
const shownMost = 24;

/** Windows with what they were and what was answered; each leads to its sample. */
export function WindowList({ project, classes: all, labels, windows }: WindowListProps) {
  return (
    <>
      <ul className={classes.list}>
        {windows.slice(0, shownMost).map((one) => (
          <li key={`${one.sample} ${one.start} ${one.answer}`}>
            <WindowOf project={project} window={one} />
            <span className={classes.words}>
              <ClassChip labels={all} label={labels[one.label] ?? null} />
              {one.answer !== undefined && one.label !== one.answer && (
                <>
                  <span className="faint">answered</span>
                  <ClassChip labels={all} label={labels[one.answer] ?? null} />
                </>
              )}
              {one.answerScore !== undefined && (
                <span className={`${classes.score} muted`}>{percent(one.answerScore)}</span>
              )}
            </span>
          </li>
        ))}
      </ul>
      {windows.length > shownMost && (
        <p className="small muted">and {windows.length - shownMost} more</p>
      )}
    </>
  );
}

function WindowOf({ project, window }: { readonly project: string; readonly window: Shown }) {
  const { data: sample } = useQuery(sampleQuery(project, window.sample ?? undefined));
  if (window.sample === null) return <span className="faint">made of noise</span>;
  if (!sample) return <span className={classes.place} />;
  const seconds = sample.sampleRateHz ? window.start / sample.sampleRateHz : null;
  return (
    <Link
      to="/p/$project/label"
      params={{ project }}
      search={{ sample: sample.id }}
      className={classes.place!}
    >
      <Trace project={project} sample={sample} />
      <span className="ellipsis">{sample.name.split('/').at(-1)}</span>
      {seconds !== null && <span className="faint small">from {seconds.toFixed(1)} s</span>}
    </Link>
  );
}
