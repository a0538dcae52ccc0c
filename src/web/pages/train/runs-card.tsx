import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { trainingResult } from '../../../api/results.ts';
import { Card } from '../../parts/card.tsx';
import { Tag } from '../../parts/tag.tsx';
import { ago, kilobytes, milliseconds, percent } from '../../parts/words.ts';
import { type Run, runFileQuery } from '../../state/queries.ts';
import { chosenIn } from './chosen.ts';

const route = getRouteApi('/signed-in/p/$project/train');

interface RunsCardProps {
  readonly project: string;
  readonly runs: readonly Run[];
  readonly shown: string | null;
}

/** Trainings side by side: what was chosen, what came of it, what it costs. */
export function RunsCard({ project, runs, shown }: RunsCardProps) {
  return (
    <Card title="Runs" flush>
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Chosen</th>
            <th scope="col" className="number">
              Validation
            </th>
            <th scope="col" className="number">
              RAM
            </th>
            <th scope="col" className="number">
              Flash
            </th>
            <th scope="col" className="number">
              Time
            </th>
            <th scope="col">
              <span className="unseen">Do</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.id} project={project} run={run} shown={run.id === shown} />
          ))}
        </tbody>
      </table>
    </Card>
  );
}

interface RunRowProps {
  readonly project: string;
  readonly run: Run;
  readonly shown: boolean;
}

function RunRow({ project, run, shown }: RunRowProps) {
  const { compare } = route.useSearch();
  const navigate = route.useNavigate();
  const { data } = useQuery(
    runFileQuery(project, run.state === 'done' ? run.id : null, 'training.json', trainingResult),
  );
  const cost = data?.costs.find(({ board }) => board === run.lineage.board);
  const compared = compare === run.id;
  return (
    <tr aria-current={shown || undefined}>
      <td>
        <Link to="/p/$project/train" params={{ project }} search={{ run: run.id }}>
          {ago(run.createdAt, Date.now())}
        </Link>{' '}
        {shown && <Tag tone="accent">shown</Tag>}
      </td>
      <td>{chosenIn(run)}</td>
      <td className="number">
        {run.accuracy ? (
          percent(run.accuracy.float)
        ) : (
          <Tag tone={run.state === 'failed' ? 'danger' : 'plain'}>{run.state}</Tag>
        )}
      </td>
      <td className="number">{cost && `≈ ${kilobytes(cost.ramBytes)}`}</td>
      <td className="number">{cost && `≈ ${kilobytes(cost.flashBytes)}`}</td>
      <td className="number">{cost && `≈ ${milliseconds(cost.milliseconds)}`}</td>
      <td className="number">
        {!shown && run.state === 'done' && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            aria-pressed={compared}
            onClick={() =>
              void navigate({
                search: ({ compare: _, ...now }) => (compared ? now : { ...now, compare: run.id }),
                replace: true,
              })
            }
          >
            {compared ? 'Compared' : 'Compare'}
          </Button>
        )}
      </td>
    </tr>
  );
}
