import { ClassChip } from '../parts/class-chip.tsx';
import { WideTable } from '../parts/wide-table.tsx';
import { count, percent } from '../parts/words.ts';

interface ClassRow {
  readonly label: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly count: number;
}

interface ClassTableProps {
  readonly classes: readonly string[];
  readonly rows: readonly ClassRow[];
  /** The same of the float network, to stand beside. */
  readonly float?: readonly ClassRow[];
  /** Those of another run. */
  readonly other?: readonly ClassRow[];
}

/** How well each class is found: of those there, how many; of those told of, how many rightly. */
export function ClassTable({ classes, rows, float, other }: ClassTableProps) {
  return (
    <WideTable name="How well each class is found">
      <table>
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col" className="number">
              <abbr title="Recall: of those that were there">Found</abbr>
            </th>
            <th scope="col" className="number">
              <abbr title="Precision: of those that were told of">Right</abbr>
            </th>
            <th scope="col" className="number">
              F1
            </th>
            {float && (
              <th scope="col" className="number" data-spare="second">
                F1 float
              </th>
            )}
            {other && (
              <th scope="col" className="number">
                F1 compared
              </th>
            )}
            <th scope="col" className="number" data-spare="first">
              Count
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, recall, precision, f1, count: n }, i) => (
            <tr key={label}>
              <td>
                <ClassChip labels={classes} label={label} />
              </td>
              <td className="number">{percent(recall)}</td>
              <td className="number">{percent(precision)}</td>
              <td className="number">{percent(f1)}</td>
              {float && (
                <td className="number muted" data-spare="second">
                  {percent(float[i]!.f1)}
                </td>
              )}
              {other && (
                <td className="number muted">{f1Of(other.find((row) => row.label === label))}</td>
              )}
              <td className="number muted" data-spare="first">
                {count(n)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </WideTable>
  );
}

const f1Of = (row: ClassRow | undefined): string => (row ? percent(row.f1) : '–');
