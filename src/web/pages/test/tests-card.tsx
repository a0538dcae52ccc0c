import { Button } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Card } from '../../parts/card.tsx';
import { Tag } from '../../parts/tag.tsx';
import { ago, percent } from '../../parts/words.ts';
import type { Run } from '../../state/queries.ts';
import { chosenIn } from '../train/chosen.ts';

const route = getRouteApi('/signed-in/p/$project/test');

interface TestsCardProps {
  readonly project: string;
  readonly tests: readonly Run[];
  readonly shown: string | null;
}

/** Tests of this project, and which of them stands beside the shown one. */
export function TestsCard({ project, tests, shown }: TestsCardProps) {
  const { compare } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Card title="Tests" flush>
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Model</th>
            <th scope="col" className="number">
              int8
            </th>
            <th scope="col" className="number">
              Float
            </th>
            <th scope="col">
              <span className="unseen">Do</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tests.map((test) => {
            const { id, createdAt, accuracy, state } = test;
            return (
              <tr key={id} aria-current={id === shown || undefined}>
                <td>
                  <Link to="/p/$project/test" params={{ project }} search={{ run: id }}>
                    {ago(createdAt, Date.now())}
                  </Link>{' '}
                  {id === shown && <Tag tone="accent">shown</Tag>}
                </td>
                <td>{chosenIn(test)}</td>
                <td className="number">
                  {accuracy?.int8 != null ? (
                    percent(accuracy.int8)
                  ) : (
                    <Tag tone={state === 'failed' ? 'danger' : 'plain'}>{state}</Tag>
                  )}
                </td>
                <td className="number muted">{accuracy && percent(accuracy.float)}</td>
                <td className="number">
                  {id !== shown && state === 'done' && (
                    <Button
                      size="compact-sm"
                      variant="subtle"
                      color="gray"
                      aria-pressed={compare === id}
                      onClick={() =>
                        void navigate({
                          search: ({ compare: now, ...rest }) =>
                            now === id ? rest : { ...rest, compare: id },
                          replace: true,
                        })
                      }
                    >
                      {compare === id ? 'Compared' : 'Compare'}
                    </Button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Card>
  );
}
