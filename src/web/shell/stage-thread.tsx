import { Link } from '@tanstack/react-router';
import classes from './stage-thread.module.css';
import { type StageFact, stages, stateWords } from './stages.ts';

/** The stages hang on a thread: solid through what is up to date, dashed through what is not. */
export function StageThread({
  project,
  facts,
}: {
  readonly project: string;
  readonly facts: readonly StageFact[];
}) {
  return (
    <nav aria-label="Stages">
      <ol className={classes.thread}>
        {stages.map(({ name, to }) => {
          const { state, fact } = facts.find((one) => one.name === name) ?? unknown;
          return (
            <li key={name} className={classes[state]}>
              <Link to={to} params={{ project }} className={classes.stage!}>
                <span className={classes.knot} aria-hidden="true" />
                <span>{name}</span>
                <span className={classes.fact}>
                  {fact}
                  <span className="unseen">, {stateWords[state]}</span>
                </span>
              </Link>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

const unknown = { state: 'todo', fact: '' } as const;

/** The same on one line without words, for tables. */
export function SmallThread({ facts }: { readonly facts: readonly StageFact[] }) {
  return (
    <span className={classes.small}>
      {facts.map(({ name, state }) => (
        <i key={name} className={classes[state]} title={`${name}: ${stateWords[state]}`} />
      ))}
      <span className="unseen">
        {facts.map(({ name, state }) => `${name} ${stateWords[state]}`).join(', ')}
      </span>
    </span>
  );
}
