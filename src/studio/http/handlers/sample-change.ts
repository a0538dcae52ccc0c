import type { Kysely, Updateable } from 'kysely';
import { Failure } from '../../../base/failure.ts';
import type { Split } from '../../../project/sample.ts';
import { splitSamples } from '../../../project/split.ts';
import { splitBoxed } from '../../../project/split-boxed.ts';
import { writeAudit } from '../../audit.ts';
import { type Annotations, type SampleRow, sampleOf } from '../../data/sample-rows.ts';
import type { SampleTable, Schema } from '../../db/schema.ts';
import { callerIn, found, type Some } from '../handler.ts';

/** Labelling, dividing, taking out and bringing back. */
export const sampleChangeHandlers: Some<
  'changeSample' | 'changeSamples' | 'deleteSamples' | 'restoreSamples' | 'splitSamples'
> = {
  async changeSample({ params, body }, at) {
    return at.studio.writer.write(async (transaction) => {
      const before = await sampleIn(transaction, params);
      for (const { start, end } of body.annotations?.segments ?? []) {
        if (start < end && end <= before.length) continue;
        throw new Failure(
          'bad-option',
          `A segment from ${start} to ${end} does not lie in the ${before.length} readings of the sample.`,
        );
      }
      const row = await transaction
        .updateTable('samples')
        .set({
          ...changeOf(body),
          ...(body.name !== undefined && { name: body.name, name_key: body.name.toLowerCase() }),
          ...(body.metadata && { metadata: JSON.stringify(body.metadata) }),
          ...(body.annotations && { annotations: JSON.stringify(body.annotations) }),
        })
        .where('id', '=', before.id)
        .returningAll()
        .executeTakeFirstOrThrow();
      await writeAudit(transaction, {
        project: params.project,
        who: callerIn(at).name,
        action: 'sample.change',
        subject: row.id,
        details: { ...body, labelBefore: before.label },
      });
      return sampleOf(row);
    });
  },

  async changeSamples({ params, body }, at) {
    const { samples, change } = body;
    const who = callerIn(at).name;
    return at.studio.writer.write(async (transaction) => {
      await changeAll(transaction, params.project, samples, changeOf(change), false);
      await writeAudit(transaction, {
        project: params.project,
        who,
        action: 'samples.change',
        subject: `${samples.length} samples`,
        details: { samples, change },
      });
      return { changed: samples.length };
    });
  },

  async deleteSamples({ params, body }, at) {
    const who = callerIn(at).name;
    return at.studio.writer.write(async (transaction) => {
      await changeAll(transaction, params.project, body.samples, { deleted_at: Date.now() }, false);
      await writeAudit(transaction, {
        project: params.project,
        who,
        action: 'samples.delete',
        subject: `${body.samples.length} samples`,
        details: body,
      });
      return { changed: body.samples.length };
    });
  },

  async restoreSamples({ params, body }, at) {
    const who = callerIn(at).name;
    return at.studio.writer.write(async (transaction) => {
      await changeAll(transaction, params.project, body.samples, { deleted_at: null }, true);
      await writeAudit(transaction, {
        project: params.project,
        who,
        action: 'samples.restore',
        subject: `${body.samples.length} samples`,
        details: body,
      });
      return { changed: body.samples.length };
    });
  },

  async splitSamples({ params, body }, at) {
    const { studio } = at;
    const rows = await studio.db
      .selectFrom('samples')
      .select(['id', 'name', 'label', 'part', 'group_name', 'content', 'annotations'])
      .where('project_id', '=', params.project)
      .where('deleted_at', 'is', null)
      .where('enabled', '=', 1)
      .orderBy('name_key')
      .orderBy('id')
      .execute();
    const samples = rows.map((row) => ({
      id: row.content,
      source: `${row.name}\n${row.id}`,
      label: row.label,
      split: body.anew ? null : (row.part as Split | null),
      group: row.group_name,
      boxes: (JSON.parse(row.annotations) as Annotations).boxes,
    }));
    const split = samples.some(({ boxes }) => boxes.length > 0)
      ? splitBoxed(samples, body.seed)
      : splitSamples(samples, { seed: body.seed });
    const parts = (['train', 'validation', 'test'] as const).flatMap((part) =>
      split[part].map(({ source }) => [source.split('\n').at(-1)!, part] as const),
    );
    await studio.writer.write(async (transaction) => {
      for (const [id, part] of parts) {
        await transaction
          .updateTable('samples')
          .set({ part })
          .where('id', '=', id)
          .where('project_id', '=', params.project)
          .execute();
      }
      await writeAudit(transaction, {
        project: params.project,
        who: callerIn(at).name,
        action: 'samples.split',
        subject: `${parts.length} samples`,
        details: body,
      });
    });
    return { rule: split.rule, changed: parts.length };
  },
};

/** A sample of a project that is not deleted; a Failure says so where there is none. */
export async function sampleIn(
  db: Kysely<Schema>,
  { project, sample }: { readonly project: string; readonly sample: string },
): Promise<SampleRow> {
  const row = await db
    .selectFrom('samples')
    .selectAll()
    .where('id', '=', sample)
    .where('project_id', '=', project)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return found(row, 'sample');
}

interface Change {
  readonly label?: string | null | undefined;
  readonly part?: string | null | undefined;
  readonly group?: string | null | undefined;
  readonly enabled?: boolean | undefined;
}

function changeOf({ label, part, group, enabled }: Change): Updateable<SampleTable> {
  return {
    updated_at: Date.now(),
    ...(label !== undefined && { label }),
    ...(part !== undefined && { part }),
    ...(group !== undefined && { group_name: group }),
    ...(enabled !== undefined && { enabled: enabled ? 1 : 0 }),
  };
}

/** All of them or none: one that is not there refuses the whole change. */
async function changeAll(
  transaction: Kysely<Schema>,
  project: string,
  samples: readonly string[],
  change: Updateable<SampleTable>,
  deleted: boolean,
): Promise<void> {
  const wanted = [...new Set(samples)];
  let changed = 0;
  for (let i = 0; i < wanted.length; i += 500) {
    const rows = await transaction
      .updateTable('samples')
      .set(change)
      .where('project_id', '=', project)
      .where('id', 'in', wanted.slice(i, i + 500))
      .where('deleted_at', deleted ? 'is not' : 'is', null)
      .returning('id')
      .execute();
    changed += rows.length;
  }
  if (changed === wanted.length) return;
  throw new Failure(
    'not-found',
    `${wanted.length - changed} of these ${wanted.length} samples are not in this project: nothing was changed.`,
  );
}
