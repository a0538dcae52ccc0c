import { useQuery } from '@tanstack/react-query';
import { classIndex, classToken } from '../../parts/class-chip.tsx';
import { envelopePath } from '../../plots/envelope-path.ts';
import type { ViewRange } from '../../plots/view-range.ts';
import { readingsQuery } from '../../state/samples.ts';
import classes from './label-page.module.css';
import type { EditorView } from './signal-area.tsx';

interface WholeViewProps extends EditorView {
  readonly onRange: (range: ViewRange) => void;
}

const points = 400;

/** The whole recording with its marks, and the stretch below it as a window: click to move it there. */
export function WholeView({ project, sample, labels, segments, range, onRange }: WholeViewProps) {
  const { data } = useQuery(readingsQuery(project, sample.id, points));
  const percentOf = (reading: number) => `${(100 * reading) / sample.length}%`;
  const axes = data ? data.least.slice(0, 3) : [];
  const scale: [number, number] = data
    ? [Math.min(...axes.flat()), Math.max(...data.largest.slice(0, 3).flat())]
    : [0, 1];
  return (
    // the keys of the page do the same
    <div
      className={classes.whole}
      onPointerDown={(event) => {
        const { left, width } = event.currentTarget.getBoundingClientRect();
        const middle = ((event.clientX - left) / width) * sample.length;
        const span = range.to - range.from;
        const from = Math.max(0, Math.min(sample.length - span, Math.round(middle - span / 2)));
        onRange({ from, to: from + span });
      }}
    >
      {segments.map(({ start, end, label }) => (
        <div
          key={start}
          className={classes.tint}
          style={{
            left: percentOf(start),
            width: percentOf(end - start),
            background: `color-mix(in oklab, var(${classToken(classIndex(labels, label))}) 22%, transparent)`,
          }}
        />
      ))}
      {data && (
        <svg
          viewBox="0 0 1000 52"
          preserveAspectRatio="none"
          role="img"
          aria-label="The whole recording"
        >
          {axes.map((row, axis) => (
            <path
              key={sample.axes[axis]!.name}
              d={envelopePath(row, data.largest[axis]!, scale, { width: 1000, height: 52 })}
              style={{ color: `var(--axis-${axis + 1})` }}
            />
          ))}
        </svg>
      )}
      <div
        className={classes.window}
        style={{ left: percentOf(range.from), width: percentOf(range.to - range.from) }}
      />
    </div>
  );
}
