import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Schema } from '../db/schema.ts';

export type ArchiveTable = Exclude<keyof Schema, 'small_blobs' | 'job_events' | 'sessions'>;

/** Which rows belong to a project; null: none, they are of the installation (people, keys, the log). */
type Of = ((project: string) => RawBuilder<boolean>) | null;

const byProject: Of = (project) => sql`project_id = ${project}`;
const ended = sql`state in ('done', 'failed', 'cancelled')`;

/** What an archive holds, in an order in which each row finds what it names; `key` sorts its rows. */
export const archiveTables: {
  readonly [T in ArchiveTable]: { readonly key: readonly string[]; readonly of: Of };
} = {
  users: { key: ['id'], of: null },
  projects: { key: ['id'], of: (project) => sql`id = ${project}` },
  members: { key: ['project_id', 'user_id'], of: null },
  api_keys: { key: ['id'], of: null },
  samples: { key: ['id'], of: byProject },
  dataset_versions: { key: ['id'], of: byProject },
  impulses: { key: ['id'], of: byProject },
  impulse_versions: {
    key: ['impulse_id', 'version'],
    of: (project) => sql`impulse_id in (select id from impulses where project_id = ${project})`,
  },
  jobs: { key: ['id'], of: (project) => sql`project_id = ${project} and ${ended}` },
  runs: {
    key: ['id'],
    of: (project) =>
      sql`project_id = ${project} and job_id in (select id from jobs where ${ended})`,
  },
  audit: { key: ['id'], of: null },
};

const id = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/);
const text = z.string();
const whole = z.number().int();
const bit = z.union([z.literal(0), z.literal(1)]);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const role = z.enum(['device', 'viewer', 'editor', 'owner']);
const json = z.string().refine((value) => {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
});
const files = json.refine(
  (value) =>
    z.array(z.object({ name: text, bytes: whole, content: hash })).safeParse(JSON.parse(value))
      .success,
);

/** A row of each table, exactly: a column too many or of another kind refuses it. */
export const rowSchemas: { readonly [T in ArchiveTable]: z.ZodObject } = {
  users: z.strictObject({
    id,
    email: text,
    name: text,
    password: text,
    administrator: bit,
    disabled: bit,
    created_at: whole,
  }),
  projects: z.strictObject({
    id,
    name: text,
    description: text,
    // archives from before projects had settings
    settings: json.default('{}'),
    created_at: whole,
  }),
  members: z.strictObject({ project_id: id, user_id: id, role }),
  api_keys: z.strictObject({
    ...{ id, project_id: id, name: text, role, prefix: text, secret_hash: hash },
    ...{ created_at: whole, last_used_at: whole.nullable() },
  }),
  samples: z.strictObject({
    ...{
      id,
      project_id: id,
      name: text,
      name_key: text,
      label: text.nullable(),
      part: text.nullable(),
    },
    ...{
      group_name: text.nullable(),
      kind: z.enum(['series', 'picture']),
      axes: json,
      rate_hz: z.number().nullable(),
    },
    ...{
      length: whole,
      seconds: z.number(),
      bytes: whole,
      content: hash,
      given_rate_hz: z.number().nullable(),
    },
    ...{ metadata: json, annotations: json, notes: json, enabled: bit },
    ...{ created_at: whole, updated_at: whole, deleted_at: whole.nullable() },
  }),
  dataset_versions: z.strictObject({
    id,
    project_id: id,
    number: whole,
    name: text,
    content: hash,
    samples: whole,
    created_at: whole,
  }),
  impulses: z.strictObject({
    id,
    project_id: id,
    name: text,
    version: whole,
    settings: json,
    created_at: whole,
  }),
  impulse_versions: z.strictObject({
    impulse_id: id,
    version: whole,
    settings: json,
    created_at: whole,
  }),
  jobs: z.strictObject({
    ...{
      id,
      project_id: id,
      kind: text,
      state: text,
      input: json,
      progress: json.nullable(),
      error: text.nullable(),
    },
    ...{
      result: json.nullable(),
      attempts: whole,
      cancel_asked: whole,
      worker: text.nullable(),
      lease_until: whole.nullable(),
    },
    ...{ created_at: whole, started_at: whole.nullable(), ended_at: whole.nullable() },
  }),
  runs: z.strictObject({
    id,
    project_id: id,
    job_id: id,
    // archives from before there was more than one kind
    kind: z.enum(['features', 'training', 'test', 'build']).default('build'),
    lineage: json,
    accuracy: json.nullable(),
    files,
    created_at: whole,
  }),
  audit: z.strictObject({
    id,
    project_id: id.nullable(),
    who: text,
    action: text,
    subject: text,
    details: json,
    at: whole,
  }),
};
