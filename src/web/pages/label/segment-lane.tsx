import { ClassChip, classIndex, classToken } from '../../parts/class-chip.tsx';
import { percent } from '../../parts/words.ts';
import classes from './label-page.module.css';
import type { Suggestion } from './segments.ts';
import type { EditorView } from './signal-area.tsx';

interface SegmentLaneProps extends EditorView {
  readonly suggestions: readonly Suggestion[];
  readonly onChoose: (at: number | null) => void;
  readonly onAccept: (suggestion: Suggestion) => void;
}

/** The marks of the stretch on the screen as buttons, one after the other for Tab; hatched, what is suggested. */
export function SegmentLane({
  sample,
  labels,
  segments,
  range,
  chosen,
  suggestions,
  onChoose,
  onAccept,
}: SegmentLaneProps) {
  const span = range.to - range.from;
  const rate = sample.sampleRateHz ?? 1;
  const isSeen = ({ start, end }: Stretch) => end > range.from && start < range.to;
  const place = ({ start, end, label }: Stretch) =>
    ({
      left: `${(100 * (start - range.from)) / span}%`,
      width: `${(100 * (end - start)) / span}%`,
      '--class': `var(${classToken(classIndex(labels, label))})`,
    }) as React.CSSProperties;
  const seconds = ({ start, end }: Stretch) =>
    `${(start / rate).toFixed(2)} to ${(end / rate).toFixed(2)} s`;
  return (
    <div className={classes.lane} role="group" aria-label="Marks">
      {segments.map(
        (one, i) =>
          isSeen(one) && (
            <button
              key={one.start}
              type="button"
              className={classes.segment}
              aria-pressed={i === chosen}
              title={`${one.label}, ${seconds(one)}`}
              style={place(one)}
              onClick={() => onChoose(i === chosen ? null : i)}
            >
              <ClassChip labels={labels} label={one.label} />
            </button>
          ),
      )}
      {suggestions.filter(isSeen).map((one) => (
        <button
          key={`suggested ${one.start}`}
          type="button"
          className={`${classes.segment} ${classes.suggested}`}
          title={`${one.label}, ${percent(one.score)}, ${seconds(one)}: suggested, press to accept`}
          style={place(one)}
          onClick={() => onAccept(one)}
        >
          <span>
            <ClassChip labels={labels} label={one.label} />
          </span>
          <span className="small muted">{percent(one.score)}</span>
        </button>
      ))}
    </div>
  );
}

type Stretch = Pick<Suggestion, 'start' | 'end' | 'label'>;
