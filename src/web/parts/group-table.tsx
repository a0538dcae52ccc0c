import { SegmentedControl, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import type { Answered, Fact } from './answers.ts';
import { Card } from './card.tsx';
import { groupRows } from './groups.ts';
import { wilsonInterval } from './interval.ts';
import { Tag } from './tag.tsx';
import { count, percent } from './words.ts';

/** A fact and one of its values. */
export interface GroupChoice {
  readonly fact: string;
  /** null: not known. */
  readonly value: string | null;
}

interface GroupCardProps {
  readonly facts: readonly Fact[];
  readonly windows: readonly Answered[];
  readonly chosen: GroupChoice | null;
  readonly onChoose: (choice: GroupChoice | null) => void;
}

/** More rows nobody reads; the best ones are left out. */
const shownMost = 40;

/** How good a model is for each person, device or whatever is known of the samples; the worst first. */
export function GroupCard({ facts, windows, chosen, onChoose }: GroupCardProps) {
  const [name, setName] = useState(chosen?.fact ?? facts[0]?.name);
  const fact = facts.find((one) => one.name === name) ?? facts[0];
  if (!fact) return null;
  const rows = groupRows(windows, fact);
  return (
    <Card
      title="Groups"
      end={
        facts.length > 1 ? (
          <SegmentedControl
            size="xs"
            aria-label="Grouped by"
            value={fact.name}
            onChange={setName}
            data={facts.slice(0, 4).map((one) => one.name)}
          />
        ) : (
          <span className="small muted">by {fact.name}</span>
        )
      }
      flush
    >
      <table>
        <thead>
          <tr>
            <th scope="col">{fact.name}</th>
            <th scope="col" className="number">
              Right
            </th>
            <th scope="col" className="number">
              95 % interval
            </th>
            <th scope="col" className="number">
              Windows
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shownMost).map(({ value, windows: n, right }) => {
            const [low, high] = wilsonInterval(right, n);
            const isChosen = chosen?.fact === fact.name && chosen.value === value;
            return (
              <tr key={value ?? ''}>
                <td>
                  <UnstyledButton
                    aria-pressed={isChosen}
                    onClick={() => onChoose(isChosen ? null : { fact: fact.name, value })}
                  >
                    <u>{value ?? 'not known'}</u>
                  </UnstyledButton>{' '}
                  {isChosen && <Tag tone="accent">shown</Tag>}
                </td>
                <td className="number">{percent(right / n)}</td>
                <td className="number muted">
                  {percent(low)} to {percent(high)}
                </td>
                <td className="number muted">{count(n)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Card>
  );
}
