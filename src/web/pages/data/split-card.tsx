import { Button, Menu } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Card } from '../../parts/card.tsx';
import { Mend } from '../../parts/mend.tsx';
import { count } from '../../parts/words.ts';
import { client } from '../../state/client.ts';
import { refresh } from '../../state/queries.ts';
import { countsQuery } from '../../state/samples.ts';
import classes from './split-card.module.css';

const parts = ['train', 'validation', 'test'] as const;

/** Which samples a model learns from, and which it is judged by. */
export function SplitCard({ project }: { readonly project: string }) {
  const { data: counts } = useQuery(countsQuery(project));
  const [rule, setRule] = useState('');
  const divide = useMutation({
    meta: { told: true },
    mutationFn: (anew: boolean) => client.splitSamples({ params: { project }, body: { anew } }),
    async onSuccess(done) {
      setRule(done.rule);
      await refresh(project);
    },
  });
  const items = counts?.items ?? [];
  const of = (part: string | null) =>
    items
      .filter((item) => item.part === part && item.label !== null)
      .reduce((n, { samples }) => n + samples, 0);
  const stated = parts.map((part) => ({ part, samples: of(part) }));
  const total = stated.reduce((sum, { samples }) => sum + samples, 0);
  const open = of(null);
  if (total + open === 0) return null;
  return (
    <Card
      title="Split"
      end={
        <Menu position="bottom-end" width={250}>
          <Menu.Target>
            <Button size="compact-sm" variant="subtle" color="gray" loading={divide.isPending}>
              Change
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => divide.mutate(false)}>Divide what has no part yet</Menu.Item>
            <Menu.Item onClick={() => divide.mutate(true)}>Divide everything anew</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      }
    >
      {total > 0 && (
        <div className={classes.bar}>
          {stated.map(({ part, samples }) => (
            <span key={part} className={classes[part]} style={{ flexGrow: samples }}>
              {part} {count(samples)}
            </span>
          ))}
        </div>
      )}
      <p className={`${classes.word} small muted`}>
        {rule ||
          (open > 0
            ? `${count(open)} samples have no part: each training divides them by group or recording, the same way for the same seed.`
            : 'Every labelled sample has its part.')}
      </p>
      {divide.error && <Mend error={divide.error} />}
    </Card>
  );
}
