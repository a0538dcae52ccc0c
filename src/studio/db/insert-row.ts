import type { CompiledQuery, Insertable, Kysely } from 'kysely';
import type { Schema } from './schema.ts';

/** Texts of inserts, for each dialect: to build one costs more than to run it. */
const texts = new WeakMap<object, Map<string, CompiledQuery>>();

/** Inserts one row; where one with its key may be there already, `unlessThere` leaves that as it is. */
export async function insertRow<T extends keyof Schema & string>(
  db: Kysely<Schema>,
  table: T,
  row: Insertable<Schema[T]>,
  { unlessThere = false }: { readonly unlessThere?: boolean } = {},
): Promise<void> {
  const { adapter } = db.getExecutor();
  const known = texts.get(adapter) ?? new Map<string, CompiledQuery>();
  texts.set(adapter, known);
  const name = `${table} ${unlessThere} ${Object.keys(row).join()}`;
  let query = known.get(name);
  if (!query) {
    const plain = db.insertInto(table).values(row as never);
    query = (unlessThere ? plain.onConflict((key) => key.doNothing()) : plain).compile();
    known.set(name, query);
  }
  await db.executeQuery({ ...query, parameters: Object.values(row) });
}
