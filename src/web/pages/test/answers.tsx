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
  const surest = last.scores.indexOf(Math.max(...last.scores));
  const { stride = 1, sampleRateHz = 5 } = about.signal ?? {};
  return (
    <div className={classes.answers}>
      <div className={classes.now} aria-live={about.listening ? 'off' : 'polite'}>
        <ClassChip labels={labels} label={about.labels[surest]!} />
        <b>{percent(last.scores[surest]!)}</b>
        <span className="small muted">
          {milliseconds(last.milliseconds)} in this browser; the same bits as on the device
        </span>
      </div>
      {answers.length > 1 && (
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

interface HeardListProps {
  readonly labels: readonly string[];
  /** What the model knows. */
  readonly known: readonly string[];
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
