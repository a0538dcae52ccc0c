import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Card } from '../../parts/card.tsx';
import { Icon } from '../../parts/icon.tsx';
import { client } from '../../state/client.ts';

/** Who changed what, and when. */
export function AuditPart({ project }: { readonly project: string }) {
  const [words, setWords] = useState('');
  const [search] = useDebouncedValue(words.trim(), 200);
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: [project, 'audit', search],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      client.listAudit({
        params: { project },
        query: {
          order: 'desc',
          limit: 100,
          ...(search && { search }),
          ...(pageParam && { cursor: pageParam }),
        },
      }),
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const entries = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Card
      title="Audit"
      end={
        <TextInput
          size="xs"
          aria-label="Search the audit"
          placeholder="Person or action"
          leftSection={<Icon name="search" />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      }
      flush
    >
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
            <th scope="col">Of</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ id, at, who, action, subject }) => (
            <tr key={id}>
              <td className="muted" style={{ whiteSpace: 'nowrap' }}>
                {new Date(at).toLocaleString('sv')}
              </td>
              <td>{who}</td>
              <td>{action}</td>
              <td className="mono">{subject}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {hasNextPage && (
        <div style={{ padding: 12 }}>
          <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Earlier
          </Button>
        </div>
      )}
    </Card>
  );
}
