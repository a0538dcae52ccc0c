import type { Selectable } from 'kysely';
import type { z } from 'zod';
import type { job } from '../../../api/work.ts';
import { writeAudit } from '../../audit.ts';
import { pageOf } from '../../db/page.ts';
import type { Schema } from '../../db/schema.ts';
import type { Studio } from '../../studio.ts';
import { streamEvents } from '../events.ts';
import { callerIn, found, type Some } from '../handler.ts';

/** Long work: what there is, how far it is, and how it is stopped. */
export const jobHandlers: Some<'listJobs' | 'getJob' | 'watchJob' | 'cancelJob' | 'resumeJob'> = {
  async listJobs({ params, query }, { studio }) {
    let rows = studio.db.selectFrom('jobs').selectAll().where('project_id', '=', params.project);
    if (query.state) rows = rows.where('state', '=', query.state);
    const page = await pageOf(rows, 'created_at', 'id', query);
    return { items: page.rows.map(jobOf), next: page.next };
  },

  getJob: async ({ params }, { studio }) => jobOf(await one(studio, params)),

  async watchJob({ params, query }, { studio, raw, reply }) {
    const { id } = await one(studio, params);
    const last = Number(raw.headers['last-event-id'] ?? query.after);
    streamEvents(studio.queue, id, Number.isInteger(last) ? last : 0, raw, reply);
    return null;
  },

  async cancelJob({ params }, at) {
    await at.studio.queue.cancel(params.project, params.job);
    await log(at.studio, params, callerIn(at).name, 'job.cancel');
    return jobOf(await one(at.studio, params));
  },

  async resumeJob({ params }, at) {
    await at.studio.queue.resume(params.project, params.job);
    await log(at.studio, params, callerIn(at).name, 'job.resume');
    return jobOf(await one(at.studio, params));
  },
};

interface Which {
  readonly project: string;
  readonly job: string;
}

async function log(
  { db }: Studio,
  { project, job: subject }: Which,
  who: string,
  action: string,
): Promise<void> {
  await writeAudit(db, { project, who, action, subject });
}

async function one({ db }: Studio, { project, job: id }: Which) {
  const row = await db
    .selectFrom('jobs')
    .selectAll()
    .where('id', '=', id)
    .where('project_id', '=', project)
    .executeTakeFirst();
  return found(row, 'job');
}

function jobOf(row: Selectable<Schema['jobs']>): z.infer<typeof job> {
  const json = (text: string | null) => (text === null ? null : JSON.parse(text));
  return {
    id: row.id,
    kind: row.kind as z.infer<typeof job>['kind'],
    state: row.state as z.infer<typeof job>['state'],
    progress: json(row.progress),
    error: row.error,
    result: json(row.result),
    attempts: row.attempts,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
  };
}
