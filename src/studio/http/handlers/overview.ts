import { type Kysely, sql } from 'kysely';
import { runKind } from '../../../api/run.ts';
import { impulseOf } from '../../data/impulses.ts';
import { plainAnnotations } from '../../data/sample-rows.ts';
import type { Schema } from '../../db/schema.ts';
import type { Studio } from '../../studio.ts';
import type { Some } from '../handler.ts';
import { runOf, runs } from './run.ts';

/** How far a project has come. */
export const overviewHandlers: Some<'getOverview'> = {
  async getOverview({ params: { project } }, { studio: { db, kind } }) {
    const [counts, labels, newest, impulse, jobs] = await Promise.all([
      countsOf(db, project),
      labelsOf(db, kind, project),
      newestSample(db, project),
      newestImpulse(db, project),
      waitingJobs(db, project),
    ]);
    const changedAt = Math.max(Number(counts.updated ?? 0), Number(counts.deleted ?? 0));
    const found = await Promise.all(
      runKind.options.map(async (kind) => ({
        kind,
        newest: await newestRun(db, project, kind),
        done: await newestRun(db, project, kind, 'done'),
      })),
    );
    const training = found.find(({ kind }) => kind === 'training')?.done ?? null;
    const newer = ({ kind, done }: (typeof found)[number]) => {
      if (!done) return [];
      const { impulse: made, impulseVersion, training: of } = done.lineage;
      // what is made of a training is as old as that
      const since = of && of === training?.id ? training.createdAt : done.createdAt;
      const kept = impulse && (impulse.id !== made || impulse.version !== impulseVersion);
      return [
        ...(changedAt > since ? (['data'] as const) : []),
        ...(kept ? (['impulse'] as const) : []),
        ...(usesTraining(kind) && training && of !== null && of !== training.id
          ? (['training'] as const)
          : []),
      ];
    };
    return {
      samples: Number(counts.samples),
      unlabelled: Number(counts.unlabelled ?? 0),
      seconds: Number(counts.seconds ?? 0),
      labels,
      signal: newest && {
        kind: newest.kind as 'series',
        axes: JSON.parse(newest.axes),
        sampleRateHz: newest.rate_hz,
      },
      changedAt,
      impulse: impulse && impulseOf(impulse),
      stages: found.map((stage) => ({ ...stage, newer: newer(stage) })),
      jobs,
    };
  },
};

const usesTraining = (kind: string) => kind === 'test' || kind === 'build';

async function countsOf(db: Kysely<Schema>, project: string) {
  const there = await db
    .selectFrom('samples')
    .select((of) => [
      of.fn.countAll<number>().as('samples'),
      of.fn
        .sum<number>(
          of
            .case()
            .when(of.and([of('label', 'is', null), of('annotations', '=', plainAnnotations)]))
            .then(1)
            .else(0)
            .end(),
        )
        .as('unlabelled'),
      of.fn.sum<number>('seconds').as('seconds'),
    ])
    .where('project_id', '=', project)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  const changed = await db
    .selectFrom('samples')
    .select((of) => [of.fn.max('updated_at').as('updated'), of.fn.max('deleted_at').as('deleted')])
    .where('project_id', '=', project)
    .executeTakeFirstOrThrow();
  return { ...there, ...changed };
}

/**
 * Labels by their first sample, deleted or not, so that a label keeps its place; behind them those that only
 * stretches and boxes have.
 */
async function labelsOf(
  db: Kysely<Schema>,
  kind: Studio['kind'],
  project: string,
): Promise<string[]> {
  const rows = await db
    .selectFrom('samples')
    .select((of) => ['label', of.fn.min('id').as('first')])
    .where('project_id', '=', project)
    .where('label', 'is not', null)
    .groupBy('label')
    .orderBy('first')
    .execute();
  const marked = await Promise.all(
    (['segments', 'boxes'] as const).map((list) => marksOf(db, kind, project, list)),
  );
  const inOrder = marked
    .flat()
    .sort((a, b) => (`${a.first} ${a.label}` < `${b.first} ${b.label}` ? -1 : 1));
  return [...new Set([...rows, ...inOrder].map(({ label }) => label!))];
}

/** Labels of stretches or boxes, each with its first sample. */
async function marksOf(
  db: Kysely<Schema>,
  kind: Studio['kind'],
  project: string,
  list: 'segments' | 'boxes',
) {
  // each database takes JSON apart by a function of its own
  const marks =
    kind === 'postgres'
      ? sql`jsonb_array_elements(annotations::jsonb->${sql.lit(list)}) as mark(value)`
      : sql`json_each(annotations, ${sql.lit(`$.${list}`)}) as mark`;
  const { rows } = await sql<{ readonly label: string; readonly first: string }>`
    select mark.value->>'label' as label, min(samples.id) as first from samples, ${marks}
    where project_id = ${project} and annotations <> ${plainAnnotations}
    group by mark.value->>'label'`.execute(db);
  return rows;
}

function newestSample(db: Kysely<Schema>, project: string) {
  return db
    .selectFrom('samples')
    .select(['kind', 'axes', 'rate_hz'])
    .where('project_id', '=', project)
    .where('deleted_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
    .then((row) => row ?? null);
}

function newestImpulse(db: Kysely<Schema>, project: string) {
  return db
    .selectFrom('impulses')
    .selectAll()
    .where('project_id', '=', project)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
    .then((row) => row ?? null);
}

async function waitingJobs(db: Kysely<Schema>, project: string): Promise<number> {
  const row = await db
    .selectFrom('jobs')
    .select((of) => of.fn.countAll<number>().as('count'))
    .where('project_id', '=', project)
    .where('state', 'in', ['queued', 'running'])
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

async function newestRun(db: Kysely<Schema>, project: string, kind: string, state?: 'done') {
  let rows = runs(db).where('runs.project_id', '=', project).where('runs.kind', '=', kind);
  if (state) rows = rows.where('jobs.state', '=', state);
  const row = await rows
    .orderBy('runs.created_at', 'desc')
    .orderBy('runs.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? runOf(row) : null;
}
