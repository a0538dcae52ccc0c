import { TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { trainingResult } from '../../../api/results.ts';
import { boards } from '../../../compile/estimate/board.ts';
import { cores } from '../../../compile/estimate/core.ts';
import { Card } from '../../parts/card.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Mend } from '../../parts/mend.tsx';
import { Tag } from '../../parts/tag.tsx';
import {
  count,
  kilobytes,
  microjoules as saidEnergy,
  milliseconds as saidTime,
} from '../../parts/words.ts';
import { client } from '../../state/client.ts';
import { estimatedCosts } from '../../state/costs.ts';
import { setPreview } from '../../state/preview.ts';
import { type Project, refresh, runFileQuery } from '../../state/queries.ts';
import classes from './deploy-page.module.css';

interface BoardCardProps {
  readonly project: string;
  readonly settings: Project['settings'];
  readonly training: string;
  /** The boards whose library of this training has been proven. */
  readonly proven: ReadonlySet<string>;
}

type BoardCost = (typeof trainingResult)['_output']['costs'][number];

/** Every board with what the model takes of it beside what it has. */
export function BoardCard({ project, settings, training, proven }: BoardCardProps) {
  const { data, error } = useQuery(
    runFileQuery(project, training, 'training.json', trainingResult),
  );
  const [words, setWords] = useState('');
  const choose = useMutation({
    mutationFn: (board: string) =>
      client.changeProject({ params: { project }, body: { settings: { ...settings, board } } }),
    onSuccess: () => refresh(project),
  });
  const costOf = (id: string) => data?.costs.find(({ board }) => board === id);
  // what was pressed shows at once
  const chosen = choose.isPending ? choose.variables : settings.board;
  const chosenCost = costOf(chosen);
  const now = chosenCost && estimatedCosts(chosenCost);
  const shown = boards.filter(({ name, chip }) =>
    `${name} ${chip}`.toLowerCase().includes(words.trim().toLowerCase()),
  );
  return (
    <Card
      title="Board"
      end={
        <TextInput
          size="xs"
          aria-label="Find a board"
          placeholder="Find a board"
          leftSection={<Icon name="search" />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      }
      flush
    >
      {error && <Mend error={error} />}
      <table className={classes.boards}>
        <thead>
          <tr>
            <th scope="col">Board</th>
            <th scope="col" className="number">
              RAM KB
            </th>
            <th scope="col" className="number">
              Flash KB
            </th>
            <th scope="col" className="number">
              Time
            </th>
            <th scope="col">Proof</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ id, name, core, clockMHz }) => {
            const cost = costOf(id);
            return (
              <tr
                key={id}
                className={id === chosen ? classes.chosen : ''}
                onMouseEnter={() => cost && now && setPreview(estimatedCosts(cost), now)}
                onMouseLeave={() => setPreview(null)}
              >
                <td>
                  <label className={classes.board}>
                    <input
                      type="radio"
                      name="board"
                      checked={id === chosen}
                      onChange={() => choose.mutate(id)}
                    />
                    <span>
                      <b>{name}</b>
                      <span className="small muted">
                        {cores[core].name}, {clockMHz} MHz
                      </span>
                    </span>
                  </label>
                </td>
                <CostCells
                  cost={cost}
                  limit={settings.budget.milliseconds}
                  proven={proven.has(id)}
                />
              </tr>
            );
          })}
        </tbody>
      </table>
    </Card>
  );
}

interface CostCellsProps {
  readonly cost: BoardCost | undefined;
  readonly limit: number | null;
  readonly proven: boolean;
}

function CostCells({ cost, limit, proven }: CostCellsProps) {
  if (!cost) return <td colSpan={4} />;
  const { ramBytes, boardRamBytes, flashBytes, boardFlashBytes, fits, provable } = cost;
  const { milliseconds, microjoules } = cost;
  const slow = limit !== null && milliseconds > limit;
  return (
    <>
      <td className="number">
        ≈ {kb(ramBytes)} <span className="muted small">/ {room(boardRamBytes)}</span>
      </td>
      <td className="number">
        ≈ {kb(flashBytes)} <span className="muted small">/ {room(boardFlashBytes)}</span>
      </td>
      <td className="number">
        ≈ {saidTime(milliseconds)}
        <span className={`${classes.energy} muted small`}>{saidEnergy(microjoules)}</span>
      </td>
      <td>
        {!fits ? (
          <Tag tone="danger">
            <Icon name="alert" /> does not fit
          </Tag>
        ) : slow ? (
          <Tag tone="warn">
            <Icon name="alert" /> over {limit} ms
          </Tag>
        ) : proven ? (
          <Tag tone="ok">
            <Icon name="seal" /> proven
          </Tag>
        ) : (
          <Tag>{provable ? 'can be proven' : 'estimate only'}</Tag>
        )}
      </td>
    </>
  );
}

const kb = (bytes: number): string => (bytes / 1024).toFixed(1);

/** In the column's KB as long as that can be read. */
const room = (bytes: number): string =>
  bytes < 1024 * 1000 ? count(bytes / 1024) : kilobytes(bytes);
