import type { Kysely } from 'kysely';
import { Failure } from '../../base/failure.ts';
import { writeAudit } from '../audit.ts';
import type { Schema } from '../db/schema.ts';
import { newId } from '../new-id.ts';
import type { Studio } from '../studio.ts';
import type { SampleRow } from './sample-rows.ts';

/**
 * A dataset version is the list of all samples with everything that learning depends on, as lines of
 * JSON in a content of its own. The recordings themselves are named by their hashes and never change.
 */
export interface VersionLine {
  readonly id: string;
  readonly name: string;
  readonly content: string;
  readonly label: string | null;
  readonly part: string | null;
  readonly group: string | null;
  readonly givenRateHz: number | null;
  readonly annotations: string;
  readonly metadata: string;
  readonly enabled: boolean;
}

export interface Version {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly content: string;
  readonly samples: number;
  readonly createdAt: number;
}

/** The samples as they are now, kept; the newest version itself where nothing has changed since. */
export async function keepVersion(
  studio: Studio,
  project: string,
  name: string,
  write: (transaction: Kysely<Schema>, version: Version) => Promise<void> = async () => {},
): Promise<Version> {
  const lines = await currentLines(studio, project);
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const kept = await studio.contents.keep(new TextEncoder().encode(text));
  return studio.writer.write(async (transaction) => {
    await kept.settle(transaction);
    const newest = await transaction
      .selectFrom('dataset_versions')
      .selectAll()
      .where('project_id', '=', project)
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (newest && newest.content === kept.content) {
      const same = versionOf(newest);
      await write(transaction, same);
      return same;
    }
    const row = {
      id: newId(),
      project_id: project,
      number: (newest?.number ?? 0) + 1,
      name,
      content: kept.content,
      samples: lines.length,
      created_at: Date.now(),
    };
    await transaction.insertInto('dataset_versions').values(row).execute();
    const version = versionOf(row);
    await write(transaction, version);
    return version;
  });
}

export function versionOf(row: {
  id: string;
  number: number;
  name: string;
  content: string;
  samples: number;
  created_at: number;
}): Version {
  const { id, number, name, content, samples, created_at: createdAt } = row;
  return { id, number, name, content, samples, createdAt };
}

export async function versionById(studio: Studio, project: string, id: string): Promise<Version> {
  const row = await studio.db
    .selectFrom('dataset_versions')
    .selectAll()
    .where('id', '=', id)
    .where('project_id', '=', project)
    .executeTakeFirst();
  if (!row) throw new Failure('not-found', 'There is no such dataset version.');
  return versionOf(row);
}

export async function linesOf({ contents }: Studio, content: string): Promise<VersionLine[]> {
  const text = new TextDecoder().decode(await contents.get(content));
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as VersionLine);
}

export async function currentLines({ db }: Studio, project: string): Promise<VersionLine[]> {
  const rows = await db
    .selectFrom('samples')
    .selectAll()
    .where('project_id', '=', project)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute();
  return rows.map(lineOf);
}

export function lineOf(row: SampleRow): VersionLine {
  return {
    id: row.id,
    name: row.name,
    content: row.content,
    label: row.label,
    part: row.part,
    group: row.group_name,
    givenRateHz: row.given_rate_hz,
    annotations: row.annotations,
    metadata: row.metadata,
    enabled: row.enabled === 1,
  };
}

/** What `to` has more, less and otherwise than `from`. */
export function difference(from: readonly VersionLine[], to: readonly VersionLine[]) {
  const before = new Map(from.map((line) => [line.id, line]));
  const after = new Map(to.map((line) => [line.id, line]));
  const fields = [
    'name',
    'content',
    'label',
    'part',
    'group',
    'givenRateHz',
    'annotations',
    'metadata',
    'enabled',
  ] as const;
  return {
    added: to.filter(({ id }) => !before.has(id)).map(({ name }) => name),
    removed: from.filter(({ id }) => !after.has(id)).map(({ name }) => name),
    changed: to.flatMap((line) => {
      const old = before.get(line.id);
      const other = old ? fields.filter((field) => old[field] !== line[field]) : [];
      return other.length > 0 ? [{ name: line.name, fields: other as string[] }] : [];
    }),
  };
}

/** Makes the samples what a version says; what they are now is kept as a version first. */
export async function restoreVersion(studio: Studio, project: string, id: string, who: string) {
  const wanted = await versionById(studio, project, id);
  const lines = await linesOf(studio, wanted.content);
  const kept = await keepVersion(studio, project, `before version ${wanted.number} was restored`);
  await studio.writer.write(async (transaction) => {
    const now = Date.now();
    await transaction
      .updateTable('samples')
      .set({ deleted_at: now })
      .where('project_id', '=', project)
      .where('deleted_at', 'is', null)
      .execute();
    for (const line of lines) {
      await transaction
        .updateTable('samples')
        .set({
          name: line.name,
          name_key: line.name.toLowerCase(),
          label: line.label,
          part: line.part,
          group_name: line.group,
          annotations: line.annotations,
          metadata: line.metadata,
          enabled: line.enabled ? 1 : 0,
          updated_at: now,
          deleted_at: null,
        })
        .where('id', '=', line.id)
        .where('project_id', '=', project)
        .execute();
    }
    await writeAudit(transaction, { project, who, action: 'version.restore', subject: id });
  });
  return { kept, samples: lines.length };
}
