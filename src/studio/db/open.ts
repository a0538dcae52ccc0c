import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { Kysely, Migrator, PostgresDialect, SqliteDialect } from 'kysely';
import pg from 'pg';
import { Failure } from '../../base/failure.ts';
import { migrationsFor } from './migrations.ts';
import type { Schema } from './schema.ts';

export type Database = Kysely<Schema>;

export interface OpenDatabase {
  readonly db: Database;
  readonly kind: 'sqlite' | 'postgres';
  close(): Promise<void>;
}

/** A SQLite file by its path, or a PostgreSQL database by its address; brought to today's tables. */
export async function openDatabase(place: string): Promise<OpenDatabase> {
  const kind = /^postgres(ql)?:\/\//.test(place) ? 'postgres' : 'sqlite';
  const db = new Kysely<Schema>({
    dialect: kind === 'postgres' ? postgres(place) : sqlite(place),
  });
  const { error } = await new Migrator({ db, provider: migrationsFor(kind) }).migrateToLatest();
  if (error) {
    await db.destroy();
    const why = error instanceof Error ? error.message : String(error);
    const sentence = `The database ${withoutPassword(place)} cannot be used: ${why}. Check that it is there, that it may be written, and that it was not made by a newer Thimble.`;
    throw new Failure('bad-data', sentence, { cause: error });
  }
  return { db, kind, close: () => db.destroy() };
}

/**
 * Every commit is on disk before it is answered: a write-ahead log, synced each time. One process
 * writes at a time; another waits up to five seconds.
 */
function sqlite(path: string): SqliteDialect {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  return new SqliteDialect({
    database: async () => {
      const database = new DatabaseSync(path);
      database.exec(
        'pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000;',
      );
      database.exec(
        'pragma foreign_keys = on; pragma cache_size = -65536; pragma temp_store = memory;',
      );
      const known = new Map<string, Prepared>();
      return {
        close: () => database.close(),
        prepare(wanted) {
          // all transactions here write: one that began as a reader could not become a writer
          const text = wanted === 'begin' ? 'begin immediate' : wanted;
          const again = known.get(text);
          if (again) return again;
          const made = prepared(database.prepare(text));
          if (known.size < 500) known.set(text, made);
          return made;
        },
      };
    },
  });
}

type Prepared = ReturnType<typeof prepared>;

/** A statement of Node's SQLite as kysely wants one. */
function prepared(statement: StatementSync) {
  return {
    reader: statement.columns().length > 0,
    all: (values: readonly unknown[]) => statement.all(...(values as never[])),
    run: (values: readonly unknown[]) => {
      const { changes, lastInsertRowid } = statement.run(...(values as never[]));
      return { changes, lastInsertRowid };
    },
    iterate: (values: readonly unknown[]) =>
      statement.iterate(...(values as never[])) as IterableIterator<unknown>,
  };
}

function postgres(connectionString: string): PostgresDialect {
  // bigint comes as text unless told otherwise; ours are times and counts, far below 2^53
  const types = {
    getTypeParser: (oid: number, format?: 'text' | 'binary') =>
      oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
  };
  return new PostgresDialect({ pool: new pg.Pool({ connectionString, max: 8, types }) });
}

function withoutPassword(place: string): string {
  return place.replace(/\/\/([^:@/]*):[^@/]*@/, '//$1@');
}
