import { type SelectQueryBuilder, sql } from 'kysely';
import { Failure } from '../../base/failure.ts';

/** What every list takes, as the contract checked it. */
export interface PageWish {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly order: 'asc' | 'desc';
}

/**
 * One page by key: rows after the last one of the page before, by the sorted column and then the id,
 * so that no page costs more than the first, and rows that come or go move nothing.
 *
 * Rows without a value in a column that may have none come first in ascending order.
 */
export async function pageOf<DB, TB extends keyof DB, O extends { [column: string]: unknown }>(
  query: SelectQueryBuilder<DB, TB, O>,
  column: string,
  id: string,
  { cursor, limit, order }: PageWish,
  { nullable = false }: { readonly nullable?: boolean } = {},
): Promise<{ rows: O[]; next: string | null }> {
  const direction = sql.raw(order);
  const value = sql.ref(column);
  const unique = sql.ref(id);
  // PostgreSQL puts null last, SQLite first: said for both, and only where it matters, since no index
  // of PostgreSQL has that order unless it was made for it
  const nulls = sql.raw(!nullable ? '' : order === 'asc' ? 'nulls first' : 'nulls last');
  let paged = query
    .orderBy(sql`${value} ${direction} ${nulls}`)
    .orderBy(sql`${unique} ${direction}`)
    .limit(limit + 1);
  if (cursor !== undefined) {
    paged = paged.where(after(value, unique, decode(cursor), order, nullable));
  }
  const rows = await paged.execute();
  const last = rows.length > limit ? rows[limit - 1]! : null;
  const bare = (name: string) => name.split('.').at(-1)!;
  const next = last && encode([last[bare(column)] as Key, last[bare(id)] as string]);
  return { rows: rows.slice(0, limit), next };
}

type Key = string | number | null;
type Ref = ReturnType<typeof sql.ref>;

function after(
  value: Ref,
  unique: Ref,
  [key, id]: [Key, string],
  order: 'asc' | 'desc',
  nullable: boolean,
) {
  const beyond = sql.raw(order === 'asc' ? '>' : '<');
  if (key === null) {
    const inNulls = sql<boolean>`(${value} is null and ${unique} ${beyond} ${id})`;
    return order === 'asc' ? sql<boolean>`(${inNulls} or ${value} is not null)` : inNulls;
  }
  const inKeys = sql<boolean>`(${value}, ${unique}) ${beyond} (${key}, ${id})`;
  return order === 'asc' || !nullable ? inKeys : sql<boolean>`(${inKeys} or ${value} is null)`;
}

function encode(key: [Key, string]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

function decode(cursor: string): [Key, string] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parsed) && parsed.length === 2 && typeof parsed[1] === 'string') {
      const [key, id] = parsed as [unknown, string];
      if (key === null || typeof key === 'string' || typeof key === 'number') return [key, id];
    }
  } catch {}
  throw new Failure(
    'bad-option',
    'That cursor was not given by this list: begin again without one.',
  );
}
