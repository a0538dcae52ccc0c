import type { Kysely } from 'kysely';
import { Failure } from '../../base/failure.ts';
import type { Database } from '../db/open.ts';
import type { Schema } from '../db/schema.ts';
import { newId } from '../new-id.ts';

/** A worker's word that it is at a job lasts so long; then another may take the job over. */
const leaseMs = 10_000;
/** A job that so many workers died of is not tried again. */
const attemptsMost = 3;

export interface Claimed {
  readonly id: string;
  readonly project: string;
  readonly kind: string;
  readonly input: unknown;
  readonly attempts: number;
}

/** What a job found on its way, to be told as an event of that kind. */
export interface Finding {
  readonly kind: string;
  readonly what: object;
}

/**
 * Long work as rows of one table, for one process or for many on many machines.
 *
 *     queued ──claim──▶ running ──finish──▶ done | failed | cancelled
 *        ▲                 │
 *        └── lease ran out ┘
 *
 * Whoever works renews the lease; a worker that was killed does not, and its job goes to the next,
 * which finds the last checkpoint.
 */
export class Queue {
  readonly #db: Database;
  readonly #shared: boolean;

  /** `shared`: other processes take jobs from the same table. */
  constructor(db: Database, shared: boolean) {
    this.#db = db;
    this.#shared = shared;
  }

  /** Adds a job as a part of a transaction: it is there with what belongs to it, or not at all. */
  async add(
    transaction: Kysely<Schema>,
    project: string,
    kind: string,
    input: unknown,
    id = newId(),
  ): Promise<string> {
    await transaction
      .insertInto('jobs')
      .values({
        id,
        project_id: project,
        kind,
        state: 'queued',
        input: JSON.stringify(input),
        progress: null,
        error: null,
        result: null,
        attempts: 0,
        cancel_asked: 0,
        worker: null,
        lease_until: null,
        created_at: Date.now(),
        started_at: null,
        ended_at: null,
      })
      .execute();
    await addEvent(transaction, id, 'state', { state: 'queued' });
    return id;
  }

  /** The oldest waiting job, or one whose worker is gone; null: nothing to do. */
  async claim(worker: string): Promise<Claimed | null> {
    const now = Date.now();
    return this.#db.transaction().execute(async (transaction) => {
      let waiting = transaction
        .selectFrom('jobs')
        .selectAll()
        .where((is) =>
          is.or([
            is('state', '=', 'queued'),
            is.and([is('state', '=', 'running'), is('lease_until', '<', now)]),
          ]),
        )
        .orderBy('created_at')
        .orderBy('id')
        .limit(1);
      if (this.#shared) waiting = waiting.forUpdate().skipLocked();
      const job = await waiting.executeTakeFirst();
      if (!job) return null;
      if (job.attempts >= attemptsMost) {
        const error = `${attemptsMost} workers ended while they were at this job, perhaps for want of memory.`;
        await end(transaction, job.id, 'failed', { error });
        return null;
      }
      await transaction
        .updateTable('jobs')
        .set({
          state: 'running',
          worker,
          lease_until: now + leaseMs,
          attempts: job.attempts + 1,
          started_at: job.started_at ?? now,
        })
        .where('id', '=', job.id)
        .execute();
      await addEvent(transaction, job.id, 'state', { state: 'running' });
      const { id, project_id: project, kind, input, attempts } = job;
      return { id, project, kind, input: JSON.parse(input), attempts: attempts + 1 };
    });
  }

  /** Renews the lease and tells how far the work is and what it found; gives whether it shall go on. */
  async renew(
    job: string,
    worker: string,
    progress: unknown,
    findings: readonly Finding[],
  ): Promise<'go-on' | 'cancel' | 'lost'> {
    const row = await this.#db
      .updateTable('jobs')
      .set({
        lease_until: Date.now() + leaseMs,
        ...(progress !== null && { progress: JSON.stringify(progress) }),
      })
      .where('id', '=', job)
      .where('worker', '=', worker)
      .where('state', '=', 'running')
      .returning('cancel_asked')
      .executeTakeFirst();
    if (!row) return 'lost';
    for (const { kind, what } of findings) await addEvent(this.#db, job, kind, what);
    if (progress !== null) await addEvent(this.#db, job, 'progress', progress);
    return row.cancel_asked === 1 ? 'cancel' : 'go-on';
  }

  /** Ends a job that this worker still holds, together with what its end writes. */
  async finish(
    job: string,
    worker: string,
    state: 'done' | 'failed' | 'cancelled',
    outcome: { readonly error?: string; readonly result?: unknown },
    write: (transaction: Kysely<Schema>) => Promise<void> = async () => {},
  ): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      const held = await transaction
        .updateTable('jobs')
        .set({ lease_until: null })
        .where('id', '=', job)
        .where('worker', '=', worker)
        .where('state', '=', 'running')
        .returning('id')
        .executeTakeFirst();
      if (!held) return false;
      await write(transaction);
      await end(transaction, job, state, outcome);
      return true;
    });
  }

  async cancel(project: string, job: string): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      const row = await transaction
        .updateTable('jobs')
        .set({ cancel_asked: 1 })
        .where('id', '=', job)
        .where('project_id', '=', project)
        .returning('state')
        .executeTakeFirst();
      if (!row) throw new Failure('not-found', 'There is no such job.');
      if (row.state === 'queued') await end(transaction, job, 'cancelled', {});
    });
  }

  /** Queues an ended job once more; what it had learned is still there. */
  async resume(project: string, job: string): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      const row = await transaction
        .updateTable('jobs')
        .set({
          state: 'queued',
          cancel_asked: 0,
          attempts: 0,
          error: null,
          ended_at: null,
          worker: null,
        })
        .where('id', '=', job)
        .where('project_id', '=', project)
        .where('state', 'in', ['failed', 'cancelled'])
        .returning('id')
        .executeTakeFirst();
      if (!row) {
        throw new Failure('conflict', 'Only a job that failed or was cancelled can be resumed.');
      }
      await addEvent(transaction, job, 'state', { state: 'queued' });
    });
  }

  /** Gives a job back that this worker cannot finish, as if it had never taken it. */
  async release(job: string, worker: string): Promise<void> {
    await this.#db
      .updateTable('jobs')
      .set((is) => ({
        state: 'queued',
        worker: null,
        lease_until: null,
        attempts: is('attempts', '-', 1),
      }))
      .where('id', '=', job)
      .where('worker', '=', worker)
      .where('state', '=', 'running')
      .execute();
  }

  /** Where one process has the table to itself: what was running when it ended waits again. */
  async takeBack(): Promise<void> {
    if (this.#shared) return;
    await this.#db
      .updateTable('jobs')
      .set({ lease_until: 0 })
      .where('state', '=', 'running')
      .execute();
  }

  /** Events of a job after a number, in order. */
  async eventsAfter(job: string, number: number) {
    return this.#db
      .selectFrom('job_events')
      .select(['number', 'kind', 'data'])
      .where('job_id', '=', job)
      .where('number', '>', number)
      .orderBy('number')
      .limit(500)
      .execute();
  }
}

async function end(
  transaction: Kysely<Schema>,
  job: string,
  state: 'done' | 'failed' | 'cancelled',
  { error, result }: { readonly error?: string; readonly result?: unknown },
): Promise<void> {
  await transaction
    .updateTable('jobs')
    .set({
      state,
      error: error ?? null,
      result: result === undefined ? null : JSON.stringify(result),
      ended_at: Date.now(),
      lease_until: null,
    })
    .where('id', '=', job)
    .execute();
  await addEvent(transaction, job, 'state', {
    state,
    ...(error && { error }),
    ...(result !== undefined && { result }),
  });
}

async function addEvent(
  db: Kysely<Schema>,
  job: string,
  kind: string,
  data: unknown,
): Promise<void> {
  await db
    .insertInto('job_events')
    .values({ job_id: job, kind, data: JSON.stringify(data), at: Date.now() })
    .execute();
}
