import type { z } from 'zod';
import type { lineage } from '../../api/work.ts';
import { Failure } from '../../base/failure.ts';
import { boardById } from '../../compile/estimate/board.ts';
import { targetById } from '../../targets/all.ts';
import { writeAudit } from '../audit.ts';
import { newId } from '../new-id.ts';
import { codeName, type Studio } from '../studio.ts';
import { defaultImpulse, impulseById, impulseOf } from './impulses.ts';
import { keepVersion, versionById } from './versions.ts';

/** What a build shall be made of; the samples as they are now and the automatic impulse unless told. */
export interface BuildWish {
  readonly impulse?: string | undefined;
  readonly version?: string | undefined;
  readonly seed: number;
  readonly board: string;
  readonly target: string;
}

/** Queues a build. All that it depends on is fixed here and now, so that it can be made again. */
export async function startBuild(
  studio: Studio,
  project: string,
  wish: BuildWish,
  who: string,
): Promise<{ run: string; job: string }> {
  const { seed, board, target } = wish;
  boardById(board);
  targetById(target);
  const version = wish.version
    ? await versionById(studio, project, wish.version)
    : await keepVersion(studio, project, '');
  const impulse = wish.impulse
    ? impulseOf(await impulseById(studio, project, wish.impulse))
    : await defaultImpulse(studio, project);
  const made: z.infer<typeof lineage> = {
    datasetVersion: version.id,
    datasetContent: version.content,
    impulse: impulse.id,
    impulseVersion: impulse.version,
    settings: impulse.settings,
    seed,
    board,
    target,
    toolVersion: studio.version,
    code: codeName,
  };
  const run = newId();
  const job = newId();
  await studio.writer.write(async (transaction) => {
    const row = await transaction
      .selectFrom('projects')
      .select('name')
      .where('id', '=', project)
      .executeTakeFirst();
    if (!row) throw new Failure('not-found', 'There is no such project.');
    const input = { run, name: row.name, lineage: made };
    await studio.queue.add(transaction, project, 'build', input, job);
    await transaction
      .insertInto('runs')
      .values({
        id: run,
        project_id: project,
        job_id: job,
        lineage: JSON.stringify(made),
        accuracy: null,
        files: '[]',
        created_at: Date.now(),
      })
      .execute();
    await writeAudit(transaction, { project, who, action: 'build.start', subject: run });
  });
  return { run, job };
}
