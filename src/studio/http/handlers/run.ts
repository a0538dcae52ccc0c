import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { lineage } from '../../../api/work.ts';
import { startBuild } from '../../data/builds.ts';
import { pageOf } from '../../db/page.ts';
import type { Schema } from '../../db/schema.ts';
import type { Studio } from '../../studio.ts';
import { callerIn, found, type Some } from '../handler.ts';
import { attachment } from './sample.ts';

type Lineage = z.infer<typeof lineage>;

/** Builds: what is to be made is fixed when it is asked for, so that it can be made again. */
export const runHandlers: Some<'startBuild' | 'listBuilds' | 'getBuild' | 'getBuildFile'> = {
  async startBuild({ params, body }, at) {
    const { run } = await startBuild(at.studio, params.project, body, callerIn(at).name);
    return one(at.studio, params.project, run);
  },

  async listBuilds({ params, query }, { studio }) {
    const rows = builds(studio.db).where('runs.project_id', '=', params.project);
    const page = await pageOf(rows, 'runs.created_at', 'runs.id', query);
    return { items: page.rows.map(runOf), next: page.next };
  },

  getBuild: ({ params }, { studio }) => one(studio, params.project, params.run),

  async getBuildFile({ params }, { studio, reply }) {
    const { files } = await one(studio, params.project, params.run);
    const wanted = files.find(({ name }) => name === params.file);
    const file = found(wanted, 'file of this build');
    const isPage = file.name.endsWith('.html');
    // a report is Thimble's own page, without a script; it may be looked at, but not act
    void reply
      .type(isPage ? 'text/html; charset=utf-8' : 'application/octet-stream')
      .header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
      )
      .header('content-disposition', isPage ? 'inline' : attachment(file.name))
      .send(await studio.contents.stream(file.content));
    return null;
  },
};

interface BuildFile {
  readonly name: string;
  readonly bytes: number;
  readonly content: string;
}

function builds(db: Kysely<Schema>) {
  return db
    .selectFrom('runs')
    .innerJoin('jobs', 'jobs.id', 'runs.job_id')
    .select([
      'runs.id',
      'runs.job_id',
      'runs.lineage',
      'runs.accuracy',
      'runs.files',
      'runs.created_at',
      'jobs.state',
    ]);
}

async function one({ db }: Studio, project: string, id: string) {
  const row = await builds(db)
    .where('runs.id', '=', id)
    .where('runs.project_id', '=', project)
    .executeTakeFirst();
  return runOf(found(row, 'build'));
}

interface RunRow {
  readonly id: string;
  readonly job_id: string;
  readonly lineage: string;
  readonly accuracy: string | null;
  readonly files: string;
  readonly created_at: number;
  readonly state: string;
}

function runOf({ id, job_id, lineage: made, accuracy, files, created_at, state }: RunRow) {
  const from = JSON.parse(made) as Lineage;
  return {
    id,
    job: job_id,
    name: `${from.target} for ${from.board}, seed ${from.seed}`,
    state: state as 'done',
    lineage: from,
    createdAt: created_at,
    accuracy: accuracy === null ? null : JSON.parse(accuracy),
    files: JSON.parse(files) as BuildFile[],
  };
}
