import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';

/** A list that comes page after page. */
export type MoreQuery = Pick<
  UseInfiniteQueryResult,
  'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'
>;

/** So many rows before the end the next page is asked for. */
const ahead = 40;

/** Loads more as the last row that can be seen comes near the end of the `rows` that are there; null: all are. */
export function useMore(query: MoreQuery | null, rows: number, last: number): void {
  const { hasNextPage = false, isFetchingNextPage, fetchNextPage } = query ?? {};
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= rows - ahead) void fetchNextPage?.();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, rows]);
}
