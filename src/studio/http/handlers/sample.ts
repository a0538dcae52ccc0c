import { type SelectQueryBuilder, sql } from 'kysely';
import { Failure } from '../../../base/failure.ts';
import { readRecording } from '../../../formats/recording.ts';
import { extremesOf } from '../../data/envelopes.ts';
import { plainAnnotations, type SampleRow, sampleOf } from '../../data/sample-rows.ts';
import { spectrogramPicture } from '../../data/spectrogram-picture.ts';
import { pageOf } from '../../db/page.ts';
import type { Schema } from '../../db/schema.ts';
import type { ByteRange } from '../../storage/blobs.ts';
import type { Studio } from '../../studio.ts';
import { found, type Some } from '../handler.ts';
import { pattern } from './project.ts';

const columns = {
  createdAt: 'created_at',
  updatedAt: 'updated_at',
  name: 'name_key',
  label: 'label',
  seconds: 'seconds',
} as const;

/** Finding samples and looking at them. */
export const sampleHandlers: Some<
  | 'listSamples'
  | 'exampleSamples'
  | 'countSamples'
  | 'getSample'
  | 'getReadings'
  | 'getSpectrogram'
  | 'getFile'
> = {
  async listSamples({ params, query }, { studio }) {
    const rows = filtered(studio, params.project, query);
    const page = await pageOf(rows, columns[query.sort], 'id', query, {
      nullable: query.sort === 'label',
    });
    return { items: page.rows.map(sampleOf), next: page.next };
  },

  exampleSamples: async ({ params, query }, { studio }) => ({
    items: (await examples(studio, params.project, query.most)).map(sampleOf),
  }),

  async countSamples({ params }, { studio }) {
    const rows = await studio.db
      .selectFrom('samples')
      .select((of) => [
        'label',
        'part',
        of.fn.countAll<number>().as('samples'),
        of.fn.sum<number>('seconds').as('seconds'),
      ])
      .where('project_id', '=', params.project)
      .where('deleted_at', 'is', null)
      .groupBy(['label', 'part'])
      .orderBy('label')
      .orderBy('part')
      .execute();
    return {
      items: rows.map(({ label, part, samples, seconds }) => ({
        label,
        part: part as 'train' | null,
        samples: Number(samples),
        seconds: Number(seconds),
      })),
    };
  },

  getSample: async ({ params }, { studio }) => sampleOf(await one(studio, params)),

  async getReadings({ params, query }, { studio }) {
    const row = requireSeries(await one(studio, params));
    const { from, points } = query;
    const to = Math.min(query.to ?? row.length, row.length);
    if (from >= to)
      throw new Failure(
        'bad-option',
        `There are readings 0 to ${row.length - 1}: none lies from ${from} to ${to}.`,
      );
    const drawn = await studio.envelopes.of(row, { from, to }, points);
    if (drawn) return { from, to, ...drawn };
    const bytes = await studio.contents.get(row.content);
    const options = row.given_rate_hz === null ? {} : { sampleRateHz: row.given_rate_hz };
    const { values, axes } = readRecording(row.name, bytes, options);
    return { from, to, ...extremesOf(values, axes.length, { from, to }, points) };
  },

  async getSpectrogram({ params, query }, { studio, reply }) {
    const row = requireSeries(await one(studio, params));
    const picture = await spectrogramPicture(studio.contents, row, query);
    // a sample's content never changes
    void reply.type('image/png').header('cache-control', 'private, max-age=86400').send(picture);
    return null;
  },

  async getFile({ params }, { studio, reply, raw }) {
    const row = await one(studio, params);
    const name = row.name.split('/').at(-1)!;
    const part = partOf(raw.headers.range, row.bytes);
    void reply
      .type('application/octet-stream')
      .header('content-disposition', attachment(name))
      .header('content-security-policy', "default-src 'none'; sandbox")
      // a sample's content never changes
      .header('cache-control', 'private, max-age=3600')
      .header('accept-ranges', 'bytes')
      .header('content-length', part ? part.to - part.from : row.bytes);
    if (part) {
      void reply
        .code(206)
        .header('content-range', `bytes ${part.from}-${part.to - 1}/${row.bytes}`);
    }
    void reply.send(await studio.contents.stream(row.content, part ?? undefined));
    return null;
  },
};

function requireSeries(row: SampleRow): SampleRow {
  if (row.kind !== 'picture') return row;
  throw new Failure('bad-option', 'A picture has no readings over time: ask for its file.');
}

/** Whatever was uploaded is downloaded, never shown: a page or a drawing with a script stays harmless. */
export function attachment(name: string): string {
  const plain = name.replace(/[^\w. -]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}

async function one(
  { db }: Studio,
  { project, sample }: { project: string; sample: string },
): Promise<SampleRow> {
  const row = await db
    .selectFrom('samples')
    .selectAll()
    .where('id', '=', sample)
    .where('project_id', '=', project)
    .executeTakeFirst();
  return found(row, 'sample');
}

/** The bytes that a player or a page asks for (RFC 9110, 14.1.2); null: all, as for lists of parts. */
function partOf(range: string | undefined, bytes: number): ByteRange | null {
  const found = /^bytes=(\d*)-(\d*)$/.exec(range ?? '');
  if (!found || found[0] === 'bytes=-') return null;
  const [, first, last] = found;
  if (first === '') return { from: Math.max(0, bytes - Number(last)), to: bytes };
  const from = Number(first);
  const to = last === '' ? bytes : Math.min(bytes, Number(last) + 1);
  if (from < to) return { from, to };
  throw new Failure('bad-option', `The file has ${bytes} bytes: none lies at ${range}.`);
}

/** Those with boxes or stretches and no label of their own count as one label. */
async function examples(studio: Studio, project: string, most: number): Promise<SampleRow[]> {
  const usable = filtered(studio, project, { unlabelled: false, enabled: true });
  const { labels } = await usable
    .clearSelect()
    .select(sql<number>`count(distinct coalesce(label, ''))`.as('labels'))
    .executeTakeFirstOrThrow();
  const each = sql.raw(String(Math.max(1, Math.floor(most / Math.max(1, Number(labels))))));
  const numbered = usable.select([
    sql<number>`row_number() over (partition by label order by created_at, id) - 1`.as('place'),
    sql<number>`count(*) over (partition by label)`.as('alike'),
  ]);
  return studio.db
    .selectFrom(numbered.as('numbered'))
    .selectAll()
    .where(sql<boolean>`place = 0 or place * ${each} / alike > (place - 1) * ${each} / alike`)
    .orderBy('label')
    .orderBy('place')
    .limit(most)
    .execute();
}

interface Filters {
  readonly label?: string | undefined;
  readonly unlabelled?: boolean | undefined;
  readonly part?: string | undefined;
  readonly group?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly search?: string | undefined;
}

function filtered(
  { db }: Studio,
  project: string,
  { label, unlabelled, part, group, enabled, search }: Filters,
): SelectQueryBuilder<Schema, 'samples', SampleRow> {
  let rows = db
    .selectFrom('samples')
    .selectAll()
    .where('project_id', '=', project)
    .where('deleted_at', 'is', null);
  if (label !== undefined) rows = rows.where('label', '=', label);
  // stretches and boxes have labels of their own
  if (unlabelled !== undefined) {
    rows = rows.where((of) => {
      const bare = of.and([of('label', 'is', null), of('annotations', '=', plainAnnotations)]);
      return unlabelled ? bare : of.not(bare);
    });
  }
  if (part !== undefined) rows = rows.where('part', '=', part);
  if (group !== undefined) rows = rows.where('group_name', '=', group);
  if (enabled !== undefined) rows = rows.where('enabled', '=', enabled ? 1 : 0);
  if (search) rows = rows.where(sql<boolean>`name_key like ${pattern(search)} escape '!'`);
  return rows;
}
