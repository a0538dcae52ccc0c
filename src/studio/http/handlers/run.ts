import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { lineage } from '../../../api/work.ts';
import { boardById } from '../../../compile/estimate/board.ts';
import { targetById } from '../../../targets/all.ts';
import { writeAudit } from '../../audit.ts';
import { keepVersion, versionById } from '../../data/versions.ts';
import { pageOf } from '../../db/page.ts';
import type { Schema } from '../../db/schema.ts';
import { newId } from '../../new-id.ts';
import { codeName, type Studio } from '../../studio.ts';
import { callerIn, found, type Some } from '../handler.ts';
import { impulseById, impulseOf } from './impulse.ts';
import { attachment } from './sample.ts';

type Lineage = z.infer<typeof lineage>;

/** Builds: what is to be made is fixed when it is asked for, so that it can be made again. */
export const runHandlers: Some<'startBuild' | 'listBuilds' | 'getBuild' | 'getBuildFile'> = {
  async startBuild({ params, body }, at) {
    const { studio } = at;
    const { project } = params;
    boardById(body.board);
    targetById(body.target);
    const version = body.version
      ? await versionById(studio, project, body.version)
      : await keepVersion(studio, project, '');
    const impulse = body.impulse
      ? impulseOf(await impulseById(studio, project, body.impulse))
      : await defaultImpulse(studio, project);
    const made: Lineage = {
      datasetVersion: version.id,
      datasetContent: version.content,
      impulse: impulse.id,
      impulseVersion: impulse.version,
      settings: impulse.settings,
      seed: body.seed,
      board: body.board,
      target: body.target,
      toolVersion: studio.version,
      code: codeName,
    };
    const id = newId();
    const job = newId();
    await studio.writer.write(async (transaction) => {
      const { name } = found(
        await transaction
          .selectFrom('projects')
          .select('name')
          .where('id', '=', project)
          .executeTakeFirst(),
        'project',
      );
      await studio.queue.add(transaction, project, 'build', { run: id, name, lineage: made }, job);
      const row = {
        id,
        project_id: project,
        job_id: job,
        lineage: JSON.stringify(made),
        accuracy: null,
        files: '[]',
        created_at: Date.now(),
      };
      await transaction.insertInto('runs').values(row).execute();
      await writeAudit(transaction, {
        project,
        who: callerIn(at).name,
        action: 'build.start',
        subject: id,
      });
    });
    return one(studio, project, id);
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

/** The impulse that leaves everything to the data. */
async function defaultImpulse(studio: Studio, project: string) {
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
