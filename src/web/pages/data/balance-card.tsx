import { useQuery } from '@tanstack/react-query';
import { Card } from '../../parts/card.tsx';
import { ClassChip, classIndex, classToken } from '../../parts/class-chip.tsx';
import { count } from '../../parts/words.ts';
import { countsQuery } from '../../state/samples.ts';
import { type Balance, balanceOf } from './balance.ts';
import classes from './balance-card.module.css';

/** How much there is of each label, and whether that is even enough. */
export function BalanceCard({ project, labels }: { project: string; labels: readonly string[] }) {
  const { data: counts } = useQuery(countsQuery(project));
  const balance = balanceOf(counts?.items ?? []);
  const [first] = balance.rows;
  if (!first) return null;
  const most = Math.max(...balance.rows.map(({ amount }) => amount));
  return (
    <Card
      title="Balance"
      end={<span className="small faint">{balance.timed ? 'minutes, samples' : 'pictures'}</span>}
    >
      <ul className={classes.rows}>
        {balance.rows.map(({ label, amount, samples }) => (
          <li key={label}>
            <ClassChip labels={labels} label={label} />
            <span className={classes.bar}>
              <i
                style={{
                  width: `${(100 * amount) / most}%`,
                  background: `var(${classToken(classIndex(labels, label))})`,
                }}
              />
            </span>
            <span className={classes.number}>{balance.timed ? minutes(amount) : ''}</span>
            <span className={`${classes.number} faint`}>{count(samples)}</span>
          </li>
        ))}
      </ul>
      <p className={`${classes.word} small muted`}>{wordOn(balance)}</p>
    </Card>
  );
}

const minutes = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`;

function wordOn({ rows, ratio }: Balance): string {
  if (rows.length < 2) return 'One label alone cannot be told from anything: add another.';
  if (ratio <= 2) return 'Even enough. Training weighs labels so that each counts alike.';
  return `${rows[0]!.label} has ${ratio.toFixed(1)} times as much as ${rows.at(-1)!.label}. Training weighs them alike, but more of the rare one would help.`;
}
