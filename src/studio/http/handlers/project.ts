import { type Kysely, sql } from 'kysely';
import { projectSettings } from '../../../api/project.ts';
import type { Role } from '../../../api/route.ts';
import { Failure } from '../../../base/failure.ts';
import { boardById } from '../../../compile/estimate/board.ts';
import { targetById } from '../../../targets/all.ts';
import { writeAudit } from '../../audit.ts';
import type { Caller } from '../../auth/caller.ts';
import { pageOf } from '../../db/page.ts';
import type { Schema } from '../../db/schema.ts';
import { metricsOf } from '../../metrics.ts';
import { newId } from '../../new-id.ts';
import { callerIn, found, type Some } from '../handler.ts';

/** Projects, their log of changes, and whether the installation is well. */
export const projectHandlers: Some<
  | 'listProjects'
  | 'createProject'
  | 'getProject'
  | 'changeProject'
  | 'deleteProject'
  | 'listAudit'
  | 'getHealth'
  | 'getMetrics'
> = {
  async listProjects({ query }, at) {
    let rows = projectsOf(at.studio.db, callerIn(at));
    if (query.search)
      rows = rows.where(
        sql<boolean>`lower(projects.name) like ${pattern(query.search)} escape '!'`,
      );
    const column = query.sort === 'name' ? 'projects.name' : 'projects.created_at';
    const page = await pageOf(rows, column, 'projects.id', query);
    return { items: page.rows.map(projectOf), next: page.next };
  },

  async createProject({ body }, at) {
    const caller = callerIn(at);
    if (caller.kind !== 'person')
      throw new Failure('not-allowed', 'A key belongs to one project: sign in to make another.');
    const row = {
      id: newId(),
      name: body.name,
      description: body.description,
      created_at: Date.now(),
    };
    await at.studio.writer.write(async (transaction) => {
      await transaction.insertInto('projects').values(row).execute();
      await transaction
        .insertInto('members')
        .values({ project_id: row.id, user_id: caller.id, role: 'owner' })
        .execute();
      await writeAudit(transaction, {
        project: row.id,
        who: caller.name,
        action: 'project.create',
        subject: row.id,
      });
    });
    return projectOf({ ...row, settings: '{}', role: 'owner', samples: 0 });
  },

  async getProject({ params }, at) {
    return one(at.studio.db, callerIn(at), params.project);
  },

  async changeProject({ params, body }, at) {
    const { settings, ...rest } = body;
    if (settings) {
      boardById(settings.board);
      targetById(settings.target);
    }
    await at.studio.writer.write(async (transaction) => {
      await transaction
        .updateTable('projects')
        .set({
          id: params.project,
          ...rest,
          ...(settings && { settings: JSON.stringify(settings) }),
        })
        .where('id', '=', params.project)
        .execute();
      await writeAudit(transaction, {
        project: params.project,
        who: callerIn(at).name,
        action: 'project.change',
        subject: params.project,
        details: body,
      });
    });
    return one(at.studio.db, callerIn(at), params.project);
  },

  async deleteProject({ params, query }, at) {
    await at.studio.writer.write(async (transaction) => {
      const project = found(
        await transaction
          .selectFrom('projects')
          .selectAll()
          .where('id', '=', params.project)
          .executeTakeFirst(),
        'project',
      );
      if (project.name !== query.name) {
        throw new Failure(
          'conflict',
          'The name that was given is not the name of the project: nothing was deleted.',
        );
      }
      await transaction.deleteFrom('runs').where('project_id', '=', project.id).execute();
      await transaction.deleteFrom('projects').where('id', '=', project.id).execute();
      await writeAudit(transaction, {
        project: null,
        who: callerIn(at).name,
        action: 'project.delete',
        subject: project.id,
        details: { name: project.name },
      });
    });
    return { done: true };
  },

  async listAudit({ params, query }, { studio }) {
    let rows = studio.db.selectFrom('audit').selectAll().where('project_id', '=', params.project);
    if (query.search)
      rows = rows.where(sql<boolean>`lower(action) like ${pattern(query.search)} escape '!'`);
    const page = await pageOf(rows, 'at', 'id', query);
    return {
      items: page.rows.map(({ id, at, who, action, subject, details }) => ({
        ...{ id, at, who, action, subject },
        details: JSON.parse(details),
      })),
      next: page.next,
    };
  },

  async getHealth(_, { studio }) {
    await sql`select 1`.execute(studio.db);
    return { status: 'ok', version: studio.version };
  },

  async getMetrics(_, { studio, reply }) {
    void reply.type('text/plain; version=0.0.4').send(await metricsOf(studio));
    return null;
  },
};

/** A search as a pattern of LIKE in which nothing but itself is meant; `!` escapes. */
export function pattern(search: string): string {
  return `%${search.toLowerCase().replace(/[!%_]/g, '!$&')}%`;
}

function projectsOf(db: Kysely<Schema>, caller: Caller) {
  const rows = db
    .selectFrom('projects')
    .leftJoin('members', (join) =>
      join.onRef('members.project_id', '=', 'projects.id').on('members.user_id', '=', caller.id),
    )
    .select((from) => [
      'projects.id',
      'projects.name',
      'projects.description',
      'projects.settings',
      'projects.created_at',
      'members.role',
      from
        .selectFrom('samples')
        .select((count) => count.fn.countAll<number>().as('count'))
        .whereRef('samples.project_id', '=', 'projects.id')
        .where('samples.deleted_at', 'is', null)
        .as('samples'),
    ]);
  if (caller.key) return rows.where('projects.id', '=', caller.key.project);
  return caller.administrator ? rows : rows.where('members.role', 'is not', null);
}

async function one(db: Kysely<Schema>, caller: Caller, id: string) {
  const row = found(
    await projectsOf(db, caller).where('projects.id', '=', id).executeTakeFirst(),
    'project',
  );
  return projectOf({
    ...row,
    role: caller.key?.role ?? (caller.administrator ? 'owner' : row.role),
  });
}

interface ProjectRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly settings: string;
  readonly created_at: number;
  readonly role: string | null;
  readonly samples: number | null;
}

function projectOf(row: ProjectRow) {
  const { id, name, description, settings, created_at: createdAt, samples } = row;
  const role = (row.role ?? 'owner') as Role;
  const parsed = projectSettings.parse(JSON.parse(settings));
  return {
    id,
    name,
    description,
    settings: parsed,
    createdAt,
    role,
    samples: Number(samples ?? 0),
  };
}
