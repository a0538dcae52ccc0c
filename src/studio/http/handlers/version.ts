import { Failure } from '../../../base/failure.ts';
import { writeAudit } from '../../audit.ts';
import {
  currentLines,
  difference,
  keepVersion,
  linesOf,
  restoreVersion,
  versionById,
  versionOf,
} from '../../data/versions.ts';
import { pageOf } from '../../db/page.ts';
import { callerIn, type Some } from '../handler.ts';

/** Dataset versions. */
export const versionHandlers: Some<
  'listVersions' | 'createVersion' | 'diffVersions' | 'restoreVersion' | 'removeVersion'
> = {
  async listVersions({ params, query }, { studio }) {
    const rows = studio.db
      .selectFrom('dataset_versions')
      .selectAll()
      .where('project_id', '=', params.project);
    const page = await pageOf(rows, 'number', 'id', query);
    return { items: page.rows.map(versionOf), next: page.next };
  },

  createVersion: ({ params, body }, at) =>
    keepVersion(at.studio, params.project, body.name ?? '', (transaction, { id }) =>
      writeAudit(transaction, {
        project: params.project,
        who: callerIn(at).name,
        action: 'version.create',
        subject: id,
      }),
    ),

  async diffVersions({ params, query }, { studio }) {
    const from = await versionById(studio, params.project, params.version);
    const to = query.to === undefined ? null : await versionById(studio, params.project, query.to);
    return difference(
      await linesOf(studio, from.content),
      to ? await linesOf(studio, to.content) : await currentLines(studio, params.project),
    );
  },

  restoreVersion: ({ params }, at) =>
    restoreVersion(at.studio, params.project, params.version, callerIn(at).name),

  async removeVersion({ params }, at) {
    const { id } = await versionById(at.studio, params.project, params.version);
    await at.studio.writer.write(async (transaction) => {
      const used = await transaction
        .selectFrom('runs')
        .select('id')
        .where('project_id', '=', params.project)
        .where('lineage', 'like', `%"datasetVersion":"${id}"%`)
        .executeTakeFirst();
      if (used)
        throw new Failure(
          'conflict',
          'A build was made of this version: without it, nobody could make it again.',
        );
      await transaction.deleteFrom('dataset_versions').where('id', '=', id).execute();
      await writeAudit(transaction, {
        project: params.project,
        who: callerIn(at).name,
        action: 'version.remove',
        subject: id,
      });
    });
    return { done: true };
  },
};
