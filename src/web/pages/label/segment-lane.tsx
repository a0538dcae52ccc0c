import { ClassChip, classIndex, classToken } from '../../parts/class-chip.tsx';
import classes from './label-page.module.css';
import type { EditorView } from './signal-area.tsx';

interface SegmentLaneProps extends EditorView {
  readonly onChoose: (at: number | null) => void;
}

/** The marks of the stretch on the screen as buttons, one after the other for Tab. */
export function SegmentLane({
  sample,
  labels,
  segments,
  range,
  chosen,
  onChoose,
}: SegmentLaneProps) {
  const span = range.to - range.from;
  const rate = sample.sampleRateHz ?? 1;
  return (
    <div className={classes.lane} role="group" aria-label="Marks">
      {segments.map(({ start, end, label }, i) =>
        end <= range.from || start >= range.to ? null : (
          <button
            key={start}
            type="button"
            className={classes.segment}
            aria-pressed={i === chosen}
            title={`${label}, ${(start / rate).toFixed(2)} to ${(end / rate).toFixed(2)} s`}
            style={
              {
                left: `${(100 * (start - range.from)) / span}%`,
                width: `${(100 * (end - start)) / span}%`,
                '--class': `var(${classToken(classIndex(labels, label))})`,
              } as React.CSSProperties
            }
            onClick={() => onChoose(i === chosen ? null : i)}
          >
            <ClassChip labels={labels} label={label} />
          </button>
        ),
      )}
    </div>
  );
}
