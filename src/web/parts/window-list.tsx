import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Trace } from '../plots/trace.tsx';
import { sampleQuery } from '../state/samples.ts';
import type { Counted, Shown } from './answers.ts';
import { ClassChip } from './class-chip.tsx';
import classes from './window-list.module.css';
import { percent } from './words.ts';

interface WindowListProps {
  readonly project: string;
  readonly classes: readonly string[];
  /** What the model knows; the windows give labels by their place in it. */
  readonly labels: readonly string[];
  readonly windows: readonly Shown[];
  /** What they are: windows, unless told. */
  readonly counted?: Counted;
}

/** More than this nobody looks through; their number is told. */
const shownMost = 24;

/** Windows with what they were and what was answered; each leads to its sample. */
export function WindowList(props: WindowListProps) {
  const { project, classes: all, labels, windows, counted = 'windows' } = props;
  return (
    <>
      <ul className={classes.list}>
        {windows.slice(0, shownMost).map((one, i) => (
          <li key={`${one.sample} ${one.start} ${i}`}>
            <WindowOf project={project} window={one} />
            <span className={classes.words}>
              {counted === 'things' ? (
                <ThingWords classes={all} labels={labels} thing={one} />
              ) : (
                <WindowWords classes={all} labels={labels} window={one} />
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

type Words = Pick<WindowListProps, 'classes' | 'labels'>;

function WindowWords({ classes: all, labels, window }: Words & { readonly window: Shown }) {
  const { label, answer, answerScore } = window;
  return (
    <>
      <ClassChip labels={all} label={labels[label] ?? null} />
      {answer !== undefined && label !== answer && (
        <>
          <span className="faint">answered</span>
          <ClassChip labels={all} label={labels[answer] ?? null} />
        </>
      )}
      {answerScore !== undefined && (
        <span className={`${classes.score} muted`}>{percent(answerScore)}</span>
      )}
    </>
  );
}

/** The first label is the background's: a thing that is answered so was missed. */
function ThingWords({ classes: all, labels, thing }: Words & { readonly thing: Shown }) {
  const { label, answer = 0, answerScore = 0 } = thing;
  return (
    <>
      <ClassChip labels={all} label={labels[label || answer] ?? null} />
      {label === 0 && <span className="faint">is not there</span>}
      {answer === 0 ? (
        <span className="faint">missed</span>
      ) : (
        <span className={`${classes.score} muted`}>{percent(answerScore)}</span>
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
