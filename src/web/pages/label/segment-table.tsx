import { Button } from '@mantine/core';
import { ClassChip } from '../../parts/class-chip.tsx';
import classes from './label-page.module.css';
import type { EditorView } from './signal-area.tsx';

interface SegmentTableProps extends EditorView {
  readonly onChoose: (at: number | null) => void;
  readonly onRemove: () => void;
}

/** The same marks as a table: for keyboard, ear and exact times. */
export function SegmentTable({
  sample,
  labels,
  segments,
  chosen,
  onChoose,
  onRemove,
}: SegmentTableProps) {
  if (segments.length === 0) return null;
  const seconds = (readings: number) => `${(readings / (sample.sampleRateHz ?? 1)).toFixed(2)} s`;
  return (
    <section className={`${classes.card} ${classes.table}`} aria-label="Segments" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Segment</th>
            <th scope="col" className="number">
              From
            </th>
            <th scope="col" className="number">
              To
            </th>
            <th scope="col" className="number">
              Length
            </th>
            <th scope="col">
              <span className="unseen">Do</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {segments.map(({ start, end, label }, i) => (
            <tr key={start} aria-current={i === chosen || undefined} onClick={() => onChoose(i)}>
              <td>
                <ClassChip labels={labels} label={label} />
              </td>
              <td className="number">{seconds(start)}</td>
              <td className="number">{seconds(end)}</td>
              <td className="number">{seconds(end - start)}</td>
              <td className="number">
                {i === chosen ? (
                  <Button size="compact-sm" onClick={onRemove}>
                    Remove
                  </Button>
                ) : (
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    color="gray"
                    onClick={() => onChoose(i)}
                  >
                    Choose
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
