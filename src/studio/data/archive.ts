import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { type Kysely, sql } from 'kysely';
import { extract, pack } from 'tar-stream';
import { Failure } from '../../base/failure.ts';
import type { Schema } from '../db/schema.ts';
import type { Kept } from '../storage/contents.ts';
import { tooLarge } from '../storage/disk-blobs.ts';
import type { Studio } from '../studio.ts';
import { type ArchiveTable, archiveTables, rowSchemas } from './archive-tables.ts';

/**
 * A project, or everything, as one tar file:
 *
 *     thimble.json            {"format": 1, "holds": "project" | "everything"}
 *     contents/<sha256>       every file and list that a row names, by its hash, in order of the hashes
 *     tables/<table>.ndjson   one row a line, in order of the keys
 *
 * Times of entries are 0 and owners nobody, so that the same project gives the same bytes. Contents
 * stand before the rows that name them: a file that was cut off holds no row without its content.
 */
export function writeArchive(studio: Studio, project: string | null): Readable {
  const tar = pack();
  fill(tar, studio, project).catch((error) => tar.destroy(error));
  return tar as unknown as Readable;
}

async function fill(
  tar: ReturnType<typeof pack>,
  studio: Studio,
  project: string | null,
): Promise<void> {
  const add = (name: string, bytes: Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      const header = { name, mtime: new Date(0), mode: 0o644, size: bytes.length };
      tar.entry(header, Buffer.from(bytes), (error) => (error ? reject(error) : resolve()));
    });
  const text = (value: string) => new TextEncoder().encode(value);
  const holds = project === null ? 'everything' : 'project';
  await add('thimble.json', text(`${JSON.stringify({ format: 1, holds })}\n`));
  const tables = await readTables(studio, project);
  for (const content of namedContents(tables)) {
    await add(`contents/${content}`, await studio.contents.get(content));
  }
  for (const [table, rows] of tables) {
    await add(
      `tables/${table}.ndjson`,
      text(rows.map((row) => `${JSON.stringify(row)}\n`).join('')),
    );
  }
  tar.finalize();
}

type Row = Readonly<Record<string, unknown>>;
type Tables = ReadonlyMap<ArchiveTable, readonly Row[]>;

/** All rows as of one moment. */
async function readTables({ db, kind }: Studio, project: string | null): Promise<Tables> {
  const begin = db.transaction();
  const snapshot = kind === 'postgres' ? begin.setIsolationLevel('repeatable read') : begin;
  return snapshot.execute(async (transaction) => {
    const tables = new Map<ArchiveTable, readonly Row[]>();
    for (const [name, { key, of }] of Object.entries(archiveTables)) {
      if (project !== null && of === null) continue;
      const table = name as ArchiveTable;
      const all = transaction.selectFrom(table).selectAll();
      const rows = project === null || of === null ? all : all.where(of(project));
      const ordered = key.reduce((query, column) => query.orderBy(sql.ref(column)), rows);
      tables.set(table, (await ordered.execute()) as Row[]);
    }
    return tables;
  });
}

/** The hashes of everything that rows name, in order. */
export function namedContents(tables: Tables): string[] {
  const names = new Set<string>();
  for (const { content } of (tables.get('samples') ?? []) as { content: string }[])
    names.add(content);
  for (const { content } of (tables.get('dataset_versions') ?? []) as { content: string }[])
    names.add(content);
  for (const { files } of (tables.get('runs') ?? []) as { files: string }[]) {
    for (const { content } of JSON.parse(files) as { content: string }[]) names.add(content);
  }
  return [...names].sort();
}

/** Rows of everything there is, for whoever checks or counts. */
export function allTables(studio: Studio): Promise<Tables> {
  return readTables(studio, null);
}

/**
 * Takes an archive in: contents first, each compared with its name, then all rows at once. Every row
 * is checked as if a stranger had written it, because one may have. Gives the projects that came.
 */
export async function readArchive(
  studio: Studio,
  stream: Readable,
  holds: 'project' | 'everything',
  owner: string | null,
): Promise<string[]> {
  const contents = new Map<string, Kept>();
  const rows = new Map<ArchiveTable, Row[]>();
  let known = false;
  await eachEntry(stream, studio.limits.archive, async (name, bytes) => {
    const [folder, file = ''] = name.split('/');
    if (name === 'thimble.json') {
      requireForm(bytes, holds);
      known = true;
    } else if (!known) throw foreign();
    else if (folder === 'contents') contents.set(file, await keepNamed(studio, file, bytes));
    else if (folder === 'tables') rows.set(...parseTable(file, bytes));
  });
  if (!known || rows.size === 0) throw foreign();
  requireContents(rows, contents);
  return studio.db.transaction().execute(async (transaction) => {
    await requireRoom(transaction, rows, holds);
    for (const { settle } of contents.values()) await settle(transaction);
    for (const [table, all] of rows) {
      for (let at = 0; at < all.length; at += 200) {
        await transaction
          .insertInto(table)
          .values(all.slice(at, at + 200) as never)
          .execute();
      }
    }
    const projects = ((rows.get('projects') ?? []) as { id: string }[]).map(({ id }) => id);
    for (const project_id of owner === null ? [] : projects) {
      await transaction
        .insertInto('members')
        .values({ project_id, user_id: owner!, role: 'owner' })
        .execute();
    }
    return projects;
  });
}

async function eachEntry(
  stream: Readable,
  most: number,
  use: (name: string, bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const entries = extract();
  stream.on('error', (error) => entries.destroy(error));
  stream.pipe(entries as never);
  let total = 0;
  try {
    for await (const entry of entries) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of entry as AsyncIterable<Uint8Array>) {
        total += chunk.length;
        if (total > most) throw tooLarge(most);
        chunks.push(chunk);
      }
      await use(entry.header.name, Buffer.concat(chunks));
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (/unexpected end|invalid tar|checksum/i.test(String(error))) throw foreign();
    throw error;
  } finally {
    // what is left is read and forgotten, so that whoever sends it hears the answer
    stream.unpipe();
    stream.resume();
  }
}

function requireForm(bytes: Uint8Array, holds: string): void {
  let form: { format?: unknown; holds?: unknown } = {};
  try {
    form = JSON.parse(new TextDecoder().decode(bytes));
  } catch {}
  if (form.format !== 1) throw foreign();
  if (form.holds === holds) return;
  const way = form.holds === 'project' ? 'thimble import' : 'thimble restore';
  throw new Failure(
    'bad-file',
    `This file holds ${form.holds === 'project' ? 'one project' : 'a whole installation'}: use ${way}.`,
  );
}

function foreign(): Failure {
  return new Failure(
    'bad-file',
    'This is not a whole file of Thimble: it was cut off, or is something else. Export it again.',
  );
}

async function keepNamed({ contents }: Studio, name: string, bytes: Uint8Array): Promise<Kept> {
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (hash !== name) {
    throw new Failure(
      'bad-file',
      `The content ${name.slice(0, 12)}… of this file is damaged: export it again.`,
    );
  }
  return contents.keep(bytes);
}

function parseTable(file: string, bytes: Uint8Array): [ArchiveTable, Row[]] {
  const table = file.replace(/\.ndjson$/, '') as ArchiveTable;
  const schema = rowSchemas[table];
  if (!schema)
    throw new Failure(
      'bad-file',
      `This file holds ${JSON.stringify(file)}, which this Thimble does not know: update it.`,
    );
  const lines = new TextDecoder().decode(bytes).split('\n').filter(Boolean);
  const rows = lines.map((line, i) => {
    try {
      return schema.parse(JSON.parse(line)) as Row;
    } catch {
      throw new Failure(
        'bad-file',
        `Row ${i + 1} of ${file} is not what it should be: export it again.`,
      );
    }
  });
  return [table, rows];
}

function requireContents(rows: Tables, contents: ReadonlyMap<string, Kept>): void {
  const named = [
    ...(rows.get('samples') ?? []).map(({ content }) => content as string),
    ...(rows.get('dataset_versions') ?? []).map(({ content }) => content as string),
  ];
  const lacking = named.find((content) => !contents.has(content));
  if (lacking)
    throw new Failure(
      'bad-file',
      `This file names the content ${lacking.slice(0, 12)}… but does not hold it: export it again.`,
    );
  const projects = new Set((rows.get('projects') ?? []).map(({ id }) => id));
  for (const table of ['samples', 'dataset_versions', 'impulses', 'jobs', 'runs'] as const) {
    if ((rows.get(table) ?? []).every(({ project_id }) => projects.has(project_id))) continue;
    throw new Failure(
      'bad-file',
      `This file holds ${table} of a project that is not in it: export it again.`,
    );
  }
}

async function requireRoom(db: Kysely<Schema>, rows: Tables, holds: string): Promise<void> {
  if (holds === 'everything') {
    const someone = await db.selectFrom('users').select('id').limit(1).executeTakeFirst();
    const something = await db.selectFrom('projects').select('id').limit(1).executeTakeFirst();
    if (!someone && !something) return;
    throw new Failure(
      'conflict',
      'There is something in this installation already: restore into an empty one.',
    );
  }
  for (const { id, name } of (rows.get('projects') ?? []) as { id: string; name: string }[]) {
    const there = await db
      .selectFrom('projects')
      .select('id')
      .where('id', '=', id)
      .executeTakeFirst();
    if (there)
      throw new Failure(
        'conflict',
        `The project ${JSON.stringify(name)} is here already: delete it first, or import it elsewhere.`,
      );
  }
}
