import { NativeSelect, UnstyledButton } from '@mantine/core';
import type { Answered, Counted, Fact } from './answers.ts';
import { Card } from './card.tsx';
import { factOf, type GroupChoice, type GroupRow, groupRows, worthOf } from './groups.ts';
import { wilsonInterval } from './interval.ts';
import { Tag } from './tag.tsx';
import { count, percent } from './words.ts';

interface GroupCardProps {
  /** What is answered to: windows, unless told. */
  readonly counted?: Counted;
  readonly facts: readonly Fact[];
  readonly windows: readonly Answered[];
  /** Of another run, to stand beside. */
  readonly other?: { readonly facts: readonly Fact[]; readonly windows: readonly Answered[] };
  readonly chosen: GroupChoice;
  readonly onChoose: (choice: GroupChoice) => void;
}

/** More rows nobody reads; the best ones are left out. */
const shownMost = 40;

/** How good a model is for each person, device or whatever is known of the samples; the worst first. */
export function GroupCard(props: GroupCardProps) {
  const { counted = 'windows', facts, windows, other, chosen, onChoose } = props;
  const fact = factOf(facts, chosen);
  if (!fact) return null;
  const rows = groupRows(windows, fact, counted);
  const same = other?.facts.find(({ name }) => name === fact.name);
  const others =
    other && same && new Map(groupRows(other.windows, same, counted).map((r) => [r.value, r]));
  return (
    <Card
      title="Groups"
      end={
        facts.length > 1 ? (
          <NativeSelect
            size="xs"
            aria-label="Grouped by"
            value={fact.name}
            onChange={(event) => onChoose({ by: event.currentTarget.value })}
            data={facts.map(({ name }) => name)}
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
              {counted === 'windows' ? 'Right' : 'F1'}
            </th>
            {others && (
              <th scope="col" className="number">
                Compared
              </th>
            )}
            {counted === 'windows' && (
              <th scope="col" className="number">
                <abbr title="As sure as so many samples make it: windows of one recording go together">
                  95 % interval
                </abbr>
              </th>
            )}
            <th scope="col" className="number">
              Samples
            </th>
            <th scope="col" className="number">
              {counted === 'windows' ? 'Windows' : 'Things'}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shownMost).map((row) => (
            <Row
              key={row.value ?? ''}
              row={row}
              counted={counted}
              other={others && (others.get(row.value) ?? null)}
              isChosen={chosen.by === fact.name && chosen.group === row.value}
              onChoose={(group) => onChoose({ by: fact.name, group })}
            />
          ))}
        </tbody>
      </table>
      {rows.length > shownMost && (
        <p className="small muted">and {count(rows.length - shownMost)} that do better</p>
      )}
    </Card>
  );
}

interface RowProps {
  readonly row: GroupRow;
  readonly counted: Counted;
  /** Of the other run, which may not have this group; undefined where there is no other. */
  readonly other: GroupRow | null | undefined;
  readonly isChosen: boolean;
  readonly onChoose: (group: string | null | undefined) => void;
}

function Row({ row, counted, other, isChosen, onChoose }: RowProps) {
  const { value, windows, samples } = row;
  const worth = worthOf[counted];
  const [low, high] = wilsonInterval(worth(row) * samples, samples);
  return (
    <tr>
      <td>
        <UnstyledButton
          aria-pressed={isChosen}
          onClick={() => onChoose(isChosen ? undefined : value)}
        >
          <u>{value ?? 'not known'}</u>
        </UnstyledButton>{' '}
        {isChosen && <Tag tone="accent">shown</Tag>}
      </td>
      <td className="number">{percent(worth(row))}</td>
      {other !== undefined && (
        <td className="number muted">{other ? percent(worth(other)) : '–'}</td>
      )}
      {counted === 'windows' && (
        <td className="number muted">
          {percent(low)} to {percent(high)}
        </td>
      )}
      <td className="number muted">{count(samples)}</td>
      <td className="number muted">{count(windows)}</td>
    </tr>
  );
}
