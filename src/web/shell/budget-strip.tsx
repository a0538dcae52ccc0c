import { Popover, UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Icon } from '../parts/icon.tsx';
import { kilobytes, microjoules, milliseconds, percent } from '../parts/words.ts';
import { type Budget, useBudget } from '../state/budget.ts';
import { type Part, sumOf } from '../state/costs.ts';
import { usePreview } from '../state/preview.ts';
import classes from './budget-strip.module.css';

/** Cost is always in sight: what the model takes of its board, in the same place on every page. */
export function BudgetStrip({ project }: { readonly project: string }) {
  const budget = useBudget(project);
  const { costs, limits } = budget;
  const preview = usePreview();
  const next = preview?.costs;
  // an estimate is compared with an estimate, whatever was measured
  const instead = preview?.instead ?? costs;
  const about = costs?.measured ? '' : '≈ ';
  return (
    <aside className={classes.strip} aria-label="What the model takes of the board">
      <BoardPlace project={project} budget={budget} />
      <Meter
        name="RAM"
        parts={costs?.ram}
        change={next && instead ? sumOf(next.ram) - sumOf(instead.ram) : null}
        limit={limits.ramBytes}
        say={kilobytes}
        about={about}
      />
      <Meter
        name="Flash"
        parts={costs?.flash}
        change={next && instead ? sumOf(next.flash) - sumOf(instead.flash) : null}
        limit={limits.flashBytes}
        say={kilobytes}
        about={about}
      />
      <Meter
        name="Time"
        parts={costs ? [{ name: 'One window', value: costs.milliseconds }] : undefined}
        change={next && instead ? next.milliseconds - instead.milliseconds : null}
        limit={limits.milliseconds}
        say={milliseconds}
        about="≈ "
      />
      <Meter
        name="Energy"
        parts={costs ? [{ name: 'One window', value: costs.microjoules }] : undefined}
        change={next && instead ? next.microjoules - instead.microjoules : null}
        limit={null}
        say={microjoules}
        about="≈ "
      />
      <div className={classes.worth}>
        <span className={classes.name}>Accuracy</span>
        <span className={classes.value}>
          {budget.accuracy ? percent(budget.accuracy.share) : '–'}
        </span>
        <span className={classes.of}>{budget.accuracy?.of ?? 'nothing trained yet'}</span>
      </div>
    </aside>
  );
}

function BoardPlace({ project, budget }: { readonly project: string; readonly budget: Budget }) {
  const { board, costs } = budget;
  return (
    <Link to="/p/$project/deploy" params={{ project }} className={classes.board}>
      <Icon name="board" size={20} />
      <b className="ellipsis">{board?.name ?? 'No board'}</b>
      <span className="ellipsis">
        {costs ? costs.measured ? <Measured /> : '≈ Estimated' : 'no model yet'}
      </span>
    </Link>
  );
}

function Measured() {
  return (
    <>
      <span className={classes.seal}>
        <Icon name="seal" size={13} />
      </span>{' '}
      Measured, emulated
    </>
  );
}

interface MeterProps {
  readonly name: string;
  readonly parts: readonly Part[] | undefined;
  /** What the choice under the pointer would add; null: there is none. */
  readonly change: number | null;
  readonly limit: number | null;
  readonly say: (value: number) => string;
  readonly about: string;
}

/** Value, limit and a bar of parts; with a preview its difference stands in the limit's place. */
function Meter({ name, parts, change, limit, say, about }: MeterProps) {
  if (!parts) {
    return (
      <div className={classes.meter}>
        <span className={classes.name}>{name}</span>
        <span className={classes.value}>–</span>
        <span className={classes.bar} />
      </div>
    );
  }
  const total = sumOf(parts);
  const difference = change ?? 0;
  const scale = limit ?? Math.max(total, total + difference) * 1.6;
  const share = (total + Math.max(0, difference)) / scale;
  const tone = limit === null || share < 0.8 ? '' : share <= 1 ? classes.near : classes.over;
  return (
    <Popover position="bottom" width={260} shadow="md">
      <Popover.Target>
        <UnstyledButton className={`${classes.meter} ${tone}`}>
          <span className={classes.name}>{name}</span>
          <span className={classes.value}>
            {about}
            {say(total)}
          </span>
          {change !== null ? (
            <span className={classes.delta}>
              {difference < 0 ? '−' : '+'}
              {say(Math.abs(difference))}
            </span>
          ) : (
            <span className={classes.limit}>{limit === null ? '' : `of ${say(limit)}`}</span>
          )}
          <span className={classes.bar}>
            {parts.map(({ name: part, value }) => (
              <i key={part} style={{ width: width(value, scale) }} />
            ))}
            {difference > 0 && (
              <i className={classes.ghost} style={{ width: width(difference, scale) }} />
            )}
          </span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <table>
          <tbody>
            {parts.map(({ name: part, value }) => (
              <tr key={part}>
                <td>{part}</td>
                <td className="number">{say(value)}</td>
              </tr>
            ))}
            <tr>
              <td>
                <b>{name}</b>
              </td>
              <td className="number">
                <b>
                  {about}
                  {say(total)}
                </b>
              </td>
            </tr>
          </tbody>
        </table>
      </Popover.Dropdown>
    </Popover>
  );
}

const width = (value: number, scale: number): string =>
  `${Math.min(100, (100 * value) / scale).toFixed(2)}%`;
