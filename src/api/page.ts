import { z } from 'zod';

/** Which page of a list: begin with no cursor, go on with the `next` of the page before. */
export function pageQuery<const S extends readonly [string, ...string[]]>(sorts: S) {
  return {
    cursor: z.string().max(2000).optional().describe('`next` of the page before'),
    limit: z.coerce.number().int().min(1).max(500).default(50),
    sort: z.enum(sorts).default(sorts[0] as S[number]),
    order: z.enum(['asc', 'desc']).default('asc'),
  };
}

/** One page of a list; `next` is null on the last. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}
