import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Sample } from '../../state/queries.ts';

/** What the table and the grid of samples both show. */
export interface SampleList {
  readonly project: string;
  readonly labels: readonly string[];
  readonly rows: readonly Sample[];
  readonly current: Sample | null;
  readonly chosen: ReadonlyMap<string, Sample>;
  readonly show: (sample: string) => void;
  readonly toggle: (sample: Sample) => void;
  readonly query: Pick<
    UseInfiniteQueryResult,
    'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'
  >;
}

/** So many rows before the end the next page is asked for. */
const ahead = 40;

/** Loads more as the last row that can be seen comes near the end of what is there. */
export function useMore({ rows, query }: SampleList, last: number): void {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= rows.length - ahead) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, rows.length]);
}

/** The last step of a path, without its ending: what tells samples apart in a list. */
export function shortName({ name }: Sample): string {
  return name
    .split('/')
    .at(-1)!
    .replace(/\.(wav|csv|json|cbor|jpe?g|png)$/i, '');
}
