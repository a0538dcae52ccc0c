import type { Selectable } from 'kysely';
import type { z } from 'zod';
import type { annotations, sample } from '../../api/sample.ts';
import type { SampleTable } from '../db/schema.ts';
import { newId } from '../new-id.ts';
import type { Description } from './describe.ts';

export type SampleRow = Selectable<SampleTable>;
export type Sample = z.infer<typeof sample>;
export type Annotations = z.infer<typeof annotations>;

/** What is known of a recording besides its content. */
export interface Told {
  readonly name: string;
  readonly label: string | null;
  readonly part: string | null;
  readonly group: string | null;
  readonly givenRateHz: number | null;
  readonly annotations?: Annotations;
  readonly metadata?: Readonly<Record<string, string>>;
}

const noAnnotations: Annotations = { segments: [], boxes: [] };
/** As the table holds it: neither stretches nor boxes. */
export const plainAnnotations = JSON.stringify(noAnnotations);

export function newSampleRow(
  project: string,
  told: Told,
  is: Description,
  kept: { readonly content: string; readonly bytes: number },
): SampleRow {
  const now = Date.now();
  return {
    id: newId(now),
    project_id: project,
    name: told.name,
    name_key: told.name.toLowerCase(),
    label: told.label ?? is.label,
    part: told.part,
    group_name: told.group,
    kind: is.kind,
    axes: JSON.stringify(is.axes),
    rate_hz: is.sampleRateHz,
    length: is.length,
    seconds: is.seconds,
    bytes: kept.bytes,
    content: kept.content,
    given_rate_hz: told.givenRateHz,
    metadata: JSON.stringify(told.metadata ?? {}),
    annotations: JSON.stringify(told.annotations ?? noAnnotations),
    notes: JSON.stringify(is.notes),
    enabled: 1,
    created_at: now,
    updated_at: now,
    deleted_at: null,
  };
}

/** A row as the contract has it. */
export function sampleOf(row: SampleRow): Sample {
  return {
    id: row.id,
    name: row.name,
    label: row.label,
    part: row.part as Sample['part'],
    group: row.group_name,
    kind: row.kind as Sample['kind'],
    axes: JSON.parse(row.axes),
    sampleRateHz: row.rate_hz,
    length: row.length,
    seconds: row.seconds,
    bytes: row.bytes,
    content: row.content,
    metadata: JSON.parse(row.metadata),
    annotations: JSON.parse(row.annotations),
    enabled: row.enabled === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    notes: JSON.parse(row.notes),
  };
}
