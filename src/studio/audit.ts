import type { Kysely } from 'kysely';
import { insertRow } from './db/insert-row.ts';
import type { Schema } from './db/schema.ts';
import { newId } from './new-id.ts';

/** One line of the log of changes; it is written with the change or not at all. */
export interface AuditEntry {
  readonly project: string | null;
  readonly who: string;
  readonly action: string;
  readonly subject: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

export async function writeAudit(db: Kysely<Schema>, entry: AuditEntry): Promise<void> {
  const { project, who, action, subject, details = {} } = entry;
  await insertRow(db, 'audit', {
    id: newId(),
    project_id: project,
    who,
    action,
    subject,
    details: JSON.stringify(details),
    at: Date.now(),
  });
}
