import type { Kysely, Selectable } from 'kysely';
import type { z } from 'zod';
import type { impulseSettings } from '../../api/work.ts';
import { Failure } from '../../base/failure.ts';
import type { Schema } from '../db/schema.ts';
import { newId } from '../new-id.ts';
import type { Studio } from '../studio.ts';

export type ImpulseRow = Selectable<Schema['impulses']>;

export function impulseOf({ id, name, version, settings, created_at }: ImpulseRow) {
  const parsed = JSON.parse(settings) as z.infer<typeof impulseSettings>;
  return { id, name, version, settings: parsed, createdAt: created_at };
}

export async function impulseById(
  { db }: Studio,
  project: string,
  id: string,
): Promise<ImpulseRow> {
  const row = await db
    .selectFrom('impulses')
    .selectAll()
    .where('id', '=', id)
    .where('project_id', '=', project)
    .executeTakeFirst();
  if (!row) throw new Failure('not-found', 'There is no such impulse.');
  return row;
}

/** The impulse that leaves everything to the data. */
export async function defaultImpulse(studio: Studio, project: string) {
  const name = 'Automatic';
  const find = (db: Kysely<Schema>) =>
    db
      .selectFrom('impulses')
      .selectAll()
      .where('project_id', '=', project)
      .where('name', '=', name)
      .executeTakeFirst();
  const there = await find(studio.db);
  if (there) return impulseOf(there);
  return studio.writer.write(async (transaction) => {
    const meanwhile = await find(transaction);
    if (meanwhile) return impulseOf(meanwhile);
    const row = {
      id: newId(),
      project_id: project,
      name,
      version: 1,
      settings: '{}',
      created_at: Date.now(),
    };
    await transaction.insertInto('impulses').values(row).execute();
    await transaction
      .insertInto('impulse_versions')
      .values({ impulse_id: row.id, version: 1, settings: '{}', created_at: row.created_at })
      .execute();
    return impulseOf(row);
  });
}
