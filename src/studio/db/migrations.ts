import { type Kysely, type Migration, type MigrationProvider, sql } from 'kysely';

/** Every step from an empty database to today's, in order; steps that have landed never change. */
export function migrationsFor(dialect: 'sqlite' | 'postgres'): MigrationProvider {
  return {
    getMigrations: async () => ({
      '0001-first-tables': firstTables(dialect),
      '0002-kinds-of-runs': kindsOfRuns(dialect),
      '0003-settings-of-projects': settingsOfProjects,
      '0004-order-of-labels': orderOfLabels(dialect),
    }),
  };
}

function firstTables(dialect: 'sqlite' | 'postgres'): Migration {
  const bytes = dialect === 'sqlite' ? sql`blob` : sql`bytea`;
  const real = sql`double precision`;
  const counter =
    dialect === 'sqlite'
      ? sql`integer primary key autoincrement`
      : sql`bigint generated always as identity primary key`;
  // Text is compared by its bytes in both, so that pages of a list are the same in both.
  const text = dialect === 'sqlite' ? sql`text` : sql`text collate "C"`;
  return {
    async up(db: Kysely<unknown>) {
      const run = (statement: ReturnType<typeof sql>) => statement.execute(db);
      await run(sql`create table users (id ${text} primary key, email ${text} not null unique, name ${text} not null,
        password text not null, administrator integer not null, disabled integer not null, created_at bigint not null)`);
      await run(sql`create table sessions (token_hash ${text} primary key, user_id ${text} not null references users(id) on delete cascade,
        csrf text not null, created_at bigint not null, expires_at bigint not null)`);
      await run(
        sql`create table projects (id ${text} primary key, name ${text} not null, description text not null, created_at bigint not null)`,
      );
      await run(sql`create table members (project_id ${text} not null references projects(id) on delete cascade,
        user_id ${text} not null references users(id) on delete cascade, role text not null, primary key (project_id, user_id))`);
      await run(sql`create table api_keys (id ${text} primary key, project_id ${text} not null references projects(id) on delete cascade,
        name text not null, role text not null, prefix text not null, secret_hash ${text} not null unique,
        created_at bigint not null, last_used_at bigint)`);
      await run(sql`create table samples (id ${text} primary key, project_id ${text} not null references projects(id) on delete cascade,
        name ${text} not null, name_key ${text} not null, label ${text}, part ${text}, group_name ${text}, kind text not null, axes text not null,
        rate_hz ${real}, length bigint not null, seconds ${real} not null, bytes bigint not null, content ${text} not null,
        given_rate_hz ${real}, metadata text not null, annotations text not null, notes text not null, enabled integer not null,
        created_at bigint not null, updated_at bigint not null, deleted_at bigint)`);
      for (const column of ['created_at', 'name_key', 'label', 'seconds', 'updated_at']) {
        const name = sql.raw(`samples_by_${column}`);
        const on = sql.raw(`samples (project_id, ${column}, id)`);
        await run(sql`create index ${name} on ${on} where deleted_at is null`);
      }
      await run(
        sql`create index samples_by_label_time on samples (project_id, label, created_at, id) where deleted_at is null`,
      );
      await run(
        sql`create index samples_by_part_time on samples (project_id, part, created_at, id) where deleted_at is null`,
      );
      await run(sql`create index samples_by_content on samples (content)`);
      await run(
        sql`create table small_blobs (content ${text} primary key, bytes ${bytes} not null)`,
      );
      await run(sql`create table dataset_versions (id ${text} primary key, project_id ${text} not null references projects(id) on delete cascade,
        number bigint not null, name text not null, content ${text} not null, samples bigint not null, created_at bigint not null,
        unique (project_id, number))`);
      await run(sql`create table impulses (id ${text} primary key, project_id ${text} not null references projects(id) on delete cascade,
        name ${text} not null, version bigint not null, settings text not null, created_at bigint not null, unique (project_id, name))`);
      await run(sql`create table impulse_versions (impulse_id ${text} not null references impulses(id) on delete cascade,
        version bigint not null, settings text not null, created_at bigint not null, primary key (impulse_id, version))`);
      await run(sql`create table jobs (id ${text} primary key, project_id ${text} not null references projects(id) on delete cascade,
        kind text not null, state ${text} not null, input text not null, progress text, error text, result text,
        attempts bigint not null, cancel_asked integer not null, worker text, lease_until bigint,
        created_at bigint not null, started_at bigint, ended_at bigint)`);
      await run(sql`create index jobs_waiting on jobs (state, created_at, id)`);
      await run(sql`create index jobs_by_time on jobs (project_id, created_at, id)`);
      await run(sql`create table job_events (number ${counter}, job_id ${text} not null references jobs(id) on delete cascade,
        kind text not null, data text not null, at bigint not null)`);
      await run(sql`create index job_events_by_job on job_events (job_id, number)`);
      await run(sql`create table runs (id ${text} primary key, project_id ${text} not null references projects(id) on delete cascade,
        job_id ${text} not null references jobs(id), lineage text not null, accuracy text, files text not null, created_at bigint not null)`);
      await run(sql`create index runs_by_time on runs (project_id, created_at, id)`);
      await run(sql`create table audit (id ${text} primary key, project_id ${text}, who text not null, action text not null,
        subject text not null, details text not null, at bigint not null)`);
      await run(sql`create index audit_by_time on audit (project_id, at, id)`);
    },
  };
}

/** Until here every run was a build. */
function kindsOfRuns(dialect: 'sqlite' | 'postgres'): Migration {
  const text = dialect === 'sqlite' ? sql`text` : sql`text collate "C"`;
  return {
    async up(db: Kysely<unknown>) {
      await sql`alter table runs add column kind ${text} not null default 'build'`.execute(db);
      await sql`create index runs_by_kind on runs (project_id, kind, created_at, id)`.execute(db);
    },
  };
}

const settingsOfProjects: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`alter table projects add column settings text not null default '{}'`.execute(db);
  },
};

/** SQLite sorts null first by itself. */
function orderOfLabels(dialect: 'sqlite' | 'postgres'): Migration {
  return {
    async up(db: Kysely<unknown>) {
      if (dialect === 'sqlite') return;
      await sql`drop index samples_by_label`.execute(db);
      await sql`create index samples_by_label on samples (project_id, label nulls first, id)
        where deleted_at is null`.execute(db);
    },
  };
}
