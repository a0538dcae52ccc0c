import { Link } from '@tanstack/react-router';
import { boards } from '../../../compile/estimate/board.ts';
import { Card } from '../../parts/card.tsx';
import { Tag } from '../../parts/tag.tsx';
import { ago, percent } from '../../parts/words.ts';
import type { Run } from '../../state/queries.ts';
import { wordsOfOptimise } from './optimise-words.ts';

interface BuildsCardProps {
  readonly project: string;
  readonly builds: readonly Run[];
  readonly shown: string | null;
}

/** Libraries that were built before. */
export function BuildsCard({ project, builds, shown }: BuildsCardProps) {
  return (
    <Card title="Builds" flush>
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Board</th>
            <th scope="col">Format</th>
            <th scope="col" className="number">
              Test, int8
            </th>
          </tr>
        </thead>
        <tbody>
          {builds.map(({ id, createdAt, lineage, accuracy, state }) => (
            <tr key={id}>
              <td>
                <Link to="/p/$project/deploy" params={{ project }} search={{ run: id }}>
                  {ago(createdAt, Date.now())}
                </Link>{' '}
                {id === shown && <Tag tone="accent">shown</Tag>}
              </td>
              <td>{boards.find((board) => board.id === lineage.board)?.name ?? lineage.board}</td>
              <td>
                {lineage.target}
                {lineage.optimise !== 'balanced' && `, spares ${wordsOfOptimise[lineage.optimise]}`}
                {lineage.kernels === 'c' && ', kernels in C'}
              </td>
              <td className="number">
                {accuracy?.int8 != null ? (
                  percent(accuracy.int8)
                ) : (
                  <Tag tone={state === 'failed' ? 'danger' : 'plain'}>{state}</Tag>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
