import type { z } from 'zod';
import { projectSettings } from '../../api/project.ts';
import type { lineage, runKind } from '../../api/run.ts';
import { Failure } from '../../base/failure.ts';
import { boardById } from '../../compile/estimate/board.ts';
import type { KernelLanguage, Optimise } from '../../compile/options.ts';
import { targetById } from '../../targets/all.ts';
import { writeAudit } from '../audit.ts';
import { codeName } from '../code-name.ts';
import { newId } from '../new-id.ts';
import type { Studio } from '../studio.ts';
import { defaultImpulse, impulseById, impulseOf } from './impulses.ts';
import { keepVersion, versionById } from './versions.ts';

export type Lineage = z.infer<typeof lineage>;
export type RunKind = z.infer<typeof runKind>;

/** What a run shall be made of; the samples as they are now and the automatic impulse unless told. */
export interface RunWish {
  readonly impulse?: string | undefined;
  readonly version?: string | undefined;
  readonly seed: number;
  /** As the project's settings have it, unless told; so with all that is said of a build. */
  readonly board?: string | undefined;
  readonly target?: string | undefined;
  readonly optimise?: Optimise | undefined;
  readonly kernels?: KernelLanguage | undefined;
}

/** What the job of a run is told. */
export interface RunInput {
  readonly run: string;
  /** Of the project. */
  readonly name: string;
  readonly lineage: Lineage;
}

/** Queues a run. All that it depends on is fixed here and now, so that it can be made again. */
export async function startRun(
  studio: Studio,
  project: string,
  kind: RunKind,
  wish: RunWish,
  who: string,
): Promise<{ run: string; job: string }> {
  const settings = await settingsOf(studio, project);
  const { seed, board = settings.board } = wish;
  const { optimise = settings.optimise, kernels = settings.kernels } = wish;
  const target = kind === 'build' ? (wish.target ?? settings.target) : '';
  boardById(board);
  if (kind === 'build') targetById(target);
  const version = wish.version
    ? await versionById(studio, project, wish.version)
    : await keepVersion(studio, project, '');
  const impulse = wish.impulse
    ? impulseOf(await impulseById(studio, project, wish.impulse))
    : await defaultImpulse(studio, project);
  return queue(studio, project, kind, who, {
    datasetVersion: version.id,
    datasetContent: version.content,
    impulse: impulse.id,
    impulseVersion: impulse.version,
    settings: impulse.settings,
    seed,
    board,
    target,
    optimise,
    kernels,
    training: null,
    toolVersion: studio.version,
    code: codeName(),
  });
}

/** Queues a run of the model that a training has left: on the same data, with the same settings. */
export async function startOfTraining(
  studio: Studio,
  project: string,
  kind: 'test' | 'build',
  training: string,
  wish: Pick<RunWish, 'board' | 'target' | 'optimise' | 'kernels'>,
  who: string,
): Promise<{ run: string; job: string }> {
  const row = await studio.db
    .selectFrom('runs')
    .innerJoin('jobs', 'jobs.id', 'runs.job_id')
    .select(['runs.lineage', 'jobs.state'])
    .where('runs.id', '=', training)
    .where('runs.project_id', '=', project)
    .where('runs.kind', '=', 'training')
    .executeTakeFirst();
  if (!row) throw new Failure('not-found', 'There is no such training.');
  if (row.state !== 'done') {
    throw new Failure(
      'conflict',
      'This training has no model: wait until it is done, or resume it.',
    );
  }
  const trained = JSON.parse(row.lineage) as Lineage;
  const settings = await settingsOf(studio, project);
  const { board = trained.board } = wish;
  const { optimise = settings.optimise, kernels = settings.kernels } = wish;
  const target = kind === 'build' ? (wish.target ?? settings.target) : '';
  boardById(board);
  if (kind === 'build') targetById(target);
  const tool = { toolVersion: studio.version, code: codeName() };
  const made = { ...trained, ...tool, board, target, optimise, kernels, training };
  return queue(studio, project, kind, who, made);
}

async function settingsOf({ db }: Studio, project: string) {
  const row = await db
    .selectFrom('projects')
    .select('settings')
    .where('id', '=', project)
    .executeTakeFirst();
  if (!row) throw new Failure('not-found', 'There is no such project.');
  return projectSettings.parse(JSON.parse(row.settings));
}

async function queue(
  studio: Studio,
  project: string,
  kind: RunKind,
  who: string,
  made: Lineage,
): Promise<{ run: string; job: string }> {
  const run = newId();
  const job = newId();
  await studio.writer.write(async (transaction) => {
    const row = await transaction
      .selectFrom('projects')
      .select('name')
      .where('id', '=', project)
      .executeTakeFirst();
    if (!row) throw new Failure('not-found', 'There is no such project.');
    const input: RunInput = { run, name: row.name, lineage: made };
    await studio.queue.add(transaction, project, kind, input, job);
    await transaction
      .insertInto('runs')
      .values({
        id: run,
        project_id: project,
        job_id: job,
        kind,
        lineage: JSON.stringify(made),
        accuracy: null,
        files: '[]',
        created_at: Date.now(),
      })
      .execute();
    await writeAudit(transaction, { project, who, action: `${kind}.start`, subject: run });
  });
  return { run, job };
}
