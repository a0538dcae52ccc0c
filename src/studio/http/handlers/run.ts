import type { Kysely } from 'kysely';
import { type Lineage, type RunKind, startOfTraining, startRun } from '../../data/runs.ts';
import { pageOf } from '../../db/page.ts';
import type { Schema } from '../../db/schema.ts';
import type { Studio } from '../../studio.ts';
import { callerIn, found, type Some } from '../handler.ts';
import { attachment } from './sample.ts';

type Names =
  | 'startFeatures'
  | 'startTraining'
  | 'startTest'
  | 'startBuild'
  | 'listRuns'
  | 'getRun'
  | 'getRunFile';

/** Runs: what is to be made is fixed when it is asked for, so that it can be made again. */
export const runHandlers: Some<Names> = {
  async startFeatures({ params: { project }, body }, at) {
    const { run } = await startRun(at.studio, project, 'features', body, callerIn(at).name);
    return one(at.studio, project, run);
  },

  async startTraining({ params: { project }, body }, at) {
    const { run } = await startRun(at.studio, project, 'training', body, callerIn(at).name);
    return one(at.studio, project, run);
  },

  async startTest({ params: { project }, body: { training } }, at) {
    const who = callerIn(at).name;
    const { run } = await startOfTraining(at.studio, project, 'test', training, {}, who);
    return one(at.studio, project, run);
  },

  async startBuild({ params: { project }, body: { training, ...wish } }, at) {
    const who = callerIn(at).name;
    const { run } = training
      ? await startOfTraining(at.studio, project, 'build', training, wish, who)
      : await startRun(at.studio, project, 'build', wish, who);
    return one(at.studio, project, run);
  },

  async listRuns({ params, query }, { studio }) {
    let rows = runs(studio.db).where('runs.project_id', '=', params.project);
    if (query.kind) rows = rows.where('runs.kind', '=', query.kind);
    const page = await pageOf(rows, 'runs.created_at', 'runs.id', query);
    return { items: page.rows.map(runOf), next: page.next };
  },

  getRun: ({ params }, { studio }) => one(studio, params.project, params.run),

  async getRunFile({ params }, { studio, reply }) {
    const { files } = await one(studio, params.project, params.run);
    const wanted = files.find(({ name }) => name === params.file);
    const file = found(wanted, 'file of this run');
    const type = contentTypes[file.name.split('.').at(-1)!] ?? 'application/octet-stream';
    // a report is Thimble's own page, without a script; it may be looked at, but not act
    void reply
      .type(type)
      .header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
      )
      .header('content-disposition', file.name.endsWith('.html') ? 'inline' : attachment(file.name))
      .send(await studio.contents.stream(file.content));
    return null;
  },
};

const contentTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

interface RunFile {
  readonly name: string;
  readonly bytes: number;
  readonly content: string;
}

export function runs(db: Kysely<Schema>) {
  return db
    .selectFrom('runs')
    .innerJoin('jobs', 'jobs.id', 'runs.job_id')
    .select([
      'runs.id',
      'runs.job_id',
      'runs.kind',
      'runs.lineage',
      'runs.accuracy',
      'runs.files',
      'runs.created_at',
      'jobs.state',
    ]);
}

async function one({ db }: Studio, project: string, id: string) {
  const row = await runs(db)
    .where('runs.id', '=', id)
    .where('runs.project_id', '=', project)
    .executeTakeFirst();
  return runOf(found(row, 'run'));
}

interface RunRow {
  readonly id: string;
  readonly job_id: string;
  readonly kind: string;
  readonly lineage: string;
  readonly accuracy: string | null;
  readonly files: string;
  readonly created_at: number;
  readonly state: string;
}

export function runOf(row: RunRow) {
  const { id, job_id, lineage: made, accuracy, files, created_at, state } = row;
  const kind = row.kind as RunKind;
  const from = JSON.parse(made) as Lineage;
  return {
    id,
    kind,
    job: job_id,
    name:
      kind === 'build'
        ? `${from.target} for ${from.board}, seed ${from.seed}`
        : `${kind}, seed ${from.seed}`,
    state: state as 'done',
    lineage: from,
    createdAt: created_at,
    accuracy: accuracy === null ? null : JSON.parse(accuracy),
    files: JSON.parse(files) as RunFile[],
  };
}
