import type { ReactNode } from 'react';
import type { Centre } from '../../../graph/centres.ts';
import type { LiveModel } from '../../live/live-model.ts';
import { ClassChip } from '../../parts/class-chip.tsx';
import { milliseconds, percent } from '../../parts/words.ts';
import { ScoresPlot } from '../../plots/scores-plot.tsx';
import classes from './live-card.module.css';

interface AnswersProps {
  readonly model: LiveModel;
  /** Of the project, in the order of their colours. */
  readonly labels: readonly string[];
}

/** What the model answers now and has answered, and of words what the device would have told of. */
export function Answers({ model: { about, answers, heard }, labels }: AnswersProps) {
  const last = answers.at(-1);
  if (!about || !last) return null;
  const { stride = 1, sampleRateHz = 5 } = about.signal ?? {};
  return (
    <div className={classes.answers}>
      <div className={classes.now} aria-live={about.listening ? 'off' : 'polite'}>
        {last.centres ? (
          <Found labels={labels} known={about.labels} centres={last.centres} />
        ) : (
          <Surest labels={labels} known={about.labels} scores={last.scores} />
        )}
        <span className="small muted">
          {milliseconds(last.milliseconds)} in this browser; the same bits as on the device
        </span>
      </div>
      {answers.length > 1 && !last.centres && (
        <ScoresPlot
          classes={labels}
          labels={about.labels}
          rows={answers.map(({ scores }) => scores)}
          marks={answers.map((answer) => answer.heard)}
          secondsApart={stride / sampleRateHz}
        />
      )}
      {about.listening && (
        <HeardList
          labels={labels}
          known={about.labels}
          heard={heard}
          sampleRateHz={sampleRateHz}
          none={about.listening.heard}
        />
      )}
    </div>
  );
}

interface OfLabels {
  readonly labels: readonly string[];
  /** What the model knows. */
  readonly known: readonly string[];
}

function Surest({ labels, known, scores }: OfLabels & { readonly scores: Float32Array }) {
  const surest = scores.indexOf(Math.max(...scores));
  return (
    <>
      <ClassChip labels={labels} label={known[surest]!} />
      <b>{percent(scores[surest]!)}</b>
    </>
  );
}

function Found({ labels, known, centres }: OfLabels & { readonly centres: readonly Centre[] }) {
  const counts = Map.groupBy(centres, ({ label }) => known[label]!);
  if (counts.size === 0) return <b>nothing</b>;
  return [...counts].map(([label, own]) => (
    <span key={label} className={classes.count}>
      <b>{own.length}</b>
      <ClassChip labels={labels} label={label} />
    </span>
  ));
}

interface SeenProps {
  readonly model: LiveModel;
  readonly labels: readonly string[];
  /** What shows the picture. */
  readonly children: ReactNode;
}

/** A picture with the centres of what was found in it. */
export function Seen({ model: { about, answers }, labels, children }: SeenProps) {
  const centres = answers.at(-1)?.centres ?? [];
  const { width = 1, height = 1 } = about?.picture ?? {};
  return (
    <div className={classes.seen}>
      {children}
      {centres.map(({ label, x, y }) => (
        <span
          key={`${label} ${x} ${y}`}
          className={classes.centre}
          style={{ left: `${(100 * x) / width}%`, top: `${(100 * y) / height}%` }}
        >
          <ClassChip labels={labels} label={about!.labels[label]!} markOnly />
        </span>
      ))}
    </div>
  );
}

interface HeardListProps extends OfLabels {
  readonly heard: LiveModel['heard'];
  readonly sampleRateHz: number;
  /** What is listened for: said where nothing has been heard. */
  readonly none: readonly string[];
}

/** So many are shown; the newest come first. */
const shownMost = 12;

function HeardList({ labels, known, heard, sampleRateHz, none }: HeardListProps) {
  return (
    <section aria-label="Heard" aria-live="polite" className={classes.heard}>
      <h3>Heard {heard.length > 0 && <span className="muted">{heard.length}</span>}</h3>
      {heard.length === 0 && (
        <p className="small muted">Nothing yet. It listens for {none.join(', ')}.</p>
      )}
      <ol reversed>
        {heard
          .slice(-shownMost)
          .reverse()
          .map(({ label, end }) => (
            <li key={end}>
              <ClassChip labels={labels} label={known[label]!} />
              <span className="small muted">at {(end / sampleRateHz).toFixed(1)} s</span>
            </li>
          ))}
      </ol>
    </section>
  );
}
