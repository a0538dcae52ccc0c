import { Link } from '@tanstack/react-router';
import { Card } from '../../parts/card.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Tag } from '../../parts/tag.tsx';
import { kilobytes, milliseconds } from '../../parts/words.ts';
import { useBudget } from '../../state/budget.ts';
import { type Part, sumOf } from '../../state/costs.ts';
import classes from './deploy-page.module.css';

/** What the model takes, part by part, against what it may take. */
export function BudgetCard({ project }: { readonly project: string }) {
  const { board, costs, limits } = useBudget(project);
  if (!costs || !board) return null;
  const over = [
    limits.ramBytes !== null && sumOf(costs.ram) > limits.ramBytes && 'RAM',
    limits.flashBytes !== null && sumOf(costs.flash) > limits.flashBytes && 'flash',
    limits.milliseconds !== null && costs.milliseconds > limits.milliseconds && 'time',
  ].filter(Boolean);
  return (
    <Card
      title="Budget"
      end={
        <>
          {over.length === 0 ? (
            <Tag tone="ok">
              <Icon name="check" /> fits
            </Tag>
          ) : (
            <Tag tone="danger">
              <Icon name="alert" /> over in {over.join(' and ')}
            </Tag>
          )}
          <Link to="/p/$project/settings" params={{ project }}>
            Change limits
          </Link>
        </>
      }
    >
      <div className={classes.meters}>
        <Parts name="RAM" parts={costs.ram} limit={limits.ramBytes} say={kilobytes}>
          The board has {kilobytes(board.ramBytes)}.
        </Parts>
        <Parts name="Flash" parts={costs.flash} limit={limits.flashBytes} say={kilobytes}>
          The board has {kilobytes(board.flashBytes)}.
        </Parts>
        <Parts
          name="Time"
          parts={[{ name: 'One window', value: costs.milliseconds }]}
          limit={limits.milliseconds}
          say={(value) => `≈ ${milliseconds(value)}`}
        >
          At {board.clockMHz} MHz, by {costs.measured ? 'counted' : 'estimated'} instructions.
        </Parts>
      </div>
    </Card>
  );
}

interface PartsProps {
  readonly name: string;
  readonly parts: readonly Part[];
  readonly limit: number | null;
  readonly say: (value: number) => string;
  readonly children: React.ReactNode;
}

function Parts({ name, parts, limit, say, children }: PartsProps) {
  return (
    <div>
      <div className="row">
        <b className="grow">{name}</b>
        <span>
          <b>{say(sumOf(parts))}</b>{' '}
          {limit !== null && <span className="small muted">of {say(limit).replace('≈ ', '')}</span>}
        </span>
      </div>
      {parts.length > 1 && (
        <ul>
          {parts.map(({ name: part, value }) => (
            <li key={part}>
              <span className="muted">{part}</span>
              <span>{say(value)}</span>
            </li>
          ))}
        </ul>
      )}
      <p className="small muted" style={{ marginTop: 8 }}>
        {children}
      </p>
    </div>
  );
}
