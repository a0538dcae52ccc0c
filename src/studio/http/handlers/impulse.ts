import { Failure } from '../../../base/failure.ts';
import { writeAudit } from '../../audit.ts';
import { type ImpulseRow, impulseById, impulseOf } from '../../data/impulses.ts';
import { pageOf } from '../../db/page.ts';
import { newId } from '../../new-id.ts';
import { callerIn, found, type Some } from '../handler.ts';

/** Impulses; a change is a new version, and runs name the version that they used. */
export const impulseHandlers: Some<
  'listImpulses' | 'createImpulse' | 'getImpulse' | 'changeImpulse'
> = {
  async listImpulses({ params, query }, { studio }) {
    const rows = studio.db
      .selectFrom('impulses')
      .selectAll()
      .where('project_id', '=', params.project);
    const page = await pageOf(rows, query.sort === 'name' ? 'name' : 'created_at', 'id', query);
    return { items: page.rows.map(impulseOf), next: page.next };
  },

  async createImpulse({ params, body }, at) {
    const { studio } = at;
    const settings = body.cloneOf
      ? {
          ...impulseOf(await impulseById(studio, params.project, body.cloneOf)).settings,
          ...body.settings,
        }
      : body.settings;
    const there = await studio.db
      .selectFrom('impulses')
      .select('id')
      .where('project_id', '=', params.project)
      .where('name', '=', body.name)
      .executeTakeFirst();
    if (there)
      throw new Failure(
        'conflict',
        `There is an impulse called ${JSON.stringify(body.name)} already: choose another name.`,
      );
    const row: ImpulseRow = {
      id: newId(),
      project_id: params.project,
      name: body.name,
      version: 1,
      settings: JSON.stringify(settings),
      created_at: Date.now(),
    };
    await studio.writer.write(async (transaction) => {
      await transaction.insertInto('impulses').values(row).execute();
      const { id: impulse_id, version, created_at } = row;
      await transaction
        .insertInto('impulse_versions')
        .values({ impulse_id, version, settings: row.settings, created_at })
        .execute();
      await writeAudit(transaction, {
        project: params.project,
        who: callerIn(at).name,
        action: 'impulse.create',
        subject: row.id,
      });
    });
    return impulseOf(row);
  },

  async getImpulse({ params }, { studio }) {
    const row = await impulseById(studio, params.project, params.impulse);
    const versions = await studio.db
      .selectFrom('impulse_versions')
      .selectAll()
      .where('impulse_id', '=', row.id)
      .orderBy('version', 'desc')
      .execute();
    return {
      ...impulseOf(row),
      versions: versions.map(({ version, settings, created_at }) =>
        impulseOf({ ...row, version, settings, created_at }),
      ),
    };
  },

  async changeImpulse({ params, body }, at) {
    return at.studio.writer.write(async (transaction) => {
      const settings = JSON.stringify(body.settings);
      const row = found(
        await transaction
          .updateTable('impulses')
          .set((is) => ({ settings, version: is('version', '+', 1) }))
          .where('id', '=', params.impulse)
          .where('project_id', '=', params.project)
          .returningAll()
          .executeTakeFirst(),
        'impulse',
      );
      const { id: impulse_id, version } = row;
      await transaction
        .insertInto('impulse_versions')
        .values({ impulse_id, version, settings, created_at: Date.now() })
        .execute();
      await writeAudit(transaction, {
        project: params.project,
        who: callerIn(at).name,
        action: 'impulse.change',
        subject: row.id,
        details: { version },
      });
      return impulseOf(row);
    });
  },
};
