import { ClassChip } from '../parts/class-chip.tsx';
import { counted, percent } from '../parts/words.ts';
import classes from './confusion-matrix.module.css';

export interface Cell {
  readonly truth: number;
  readonly answer: number;
}

interface ConfusionMatrixProps {
  /** All labels of the project in their order, for the colours. */
  readonly classes: readonly string[];
  /** The labels that the model knows: rows and columns. */
  readonly labels: readonly string[];
  /** [truth][answer] */
  readonly counts: readonly (readonly number[])[];
  readonly chosen: Cell | null;
  readonly onChoose: (cell: Cell) => void;
}

/** What was there against what was answered; each cell opens its windows. */
export function ConfusionMatrix(props: ConfusionMatrixProps) {
  const { labels, counts } = props;
  return (
    <div className={classes.scroller} tabIndex={0} role="region" aria-label="Confusion matrix">
      <table
        className={classes.matrix}
        style={{ '--labels': labels.length } as React.CSSProperties}
      >
        <thead>
          <tr>
            <th scope="col">was ↓ said →</th>
            {labels.map((label) => (
              <th key={label} scope="col">
                <ClassChip labels={props.classes} label={label} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((label, truth) => (
            <tr key={label}>
              <th scope="row">
                <ClassChip labels={props.classes} label={label} />
              </th>
              {labels.map((other, answer) => (
                <td key={other}>
                  <MatrixCell {...props} cell={{ truth, answer }} row={counts[truth] ?? []} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface MatrixCellProps extends ConfusionMatrixProps {
  readonly cell: Cell;
  readonly row: readonly number[];
}

function MatrixCell({ labels, chosen, onChoose, cell, row }: MatrixCellProps) {
  const { truth, answer } = cell;
  const n = row[answer] ?? 0;
  const share =
    n /
    Math.max(
      1,
      row.reduce((sum, value) => sum + value, 0),
    );
  const right = truth === answer;
  if (n === 0) return <span className={classes.none}>·</span>;
  const depth = Math.round(12 + 60 * share);
  return (
    <button
      type="button"
      className={classes.cell}
      data-deep={share > 0.55 || undefined}
      style={{
        background: `color-mix(in oklab, var(${right ? '--axis-2' : '--danger'}) ${depth}%, var(--surface))`,
      }}
      title={percent(share)}
      aria-pressed={chosen?.truth === truth && chosen.answer === answer}
      aria-label={`${labels[truth]} answered ${labels[answer]}: ${counted(n, 'window')}, ${percent(share)}`}
      onClick={() => onChoose(cell)}
    >
      {n}
    </button>
  );
}
