import { z } from 'zod';
import type { RequestOf } from '../../../api/routes.ts';
import { Failure } from '../../../base/failure.ts';
import {
  type ReadTable,
  readTable,
  type TableSettings,
} from '../../../formats/table-recordings.ts';
import { decodeText } from '../../../formats/text.ts';
import { bringOne } from '../../data/bring.ts';
import { sampleOf } from '../../data/sample-rows.ts';
import { callerIn, type Situation, type Some } from '../handler.ts';
import { collect, streamIn } from './upload.ts';

/** The largest table that is read as a whole. */
const tableMost = 2 ** 26;

/** Tables of text: looked at with settings until they are right, and then brought in with the same. */
export const tableHandlers: Some<'previewTable' | 'importTable'> = {
  async previewTable({ query, body }, at) {
    const { columns, recordings, rows, notes, ...rest } = await tableIn(
      at,
      body,
      'the table',
      query,
    );
    return {
      ...rest,
      columns: [...columns],
      recordings: recordings.map(({ csv, ...shown }) => shown),
      rows: rows.map((row) => [...row]),
      notes: [...notes],
    };
  },

  async importTable({ params: { project }, query, body }, at) {
    const { studio } = at;
    const { recordings } = await tableIn(at, body, query.name, query);
    const sender = { project, who: callerIn(at).name };
    const stem = query.name.replace(/\.[a-z]{1,5}$/i, '');
    const samples = [];
    for (const { csv, label, firstLine } of recordings) {
      const bytes = new TextEncoder().encode(csv);
      const path = recordings.length === 1 ? `${stem}.csv` : `${stem}.line ${firstLine}.csv`;
      const told = {
        name: path,
        label: label ?? query.label ?? null,
        part: query.part ?? null,
        group: query.group ?? null,
        givenRateHz: null,
      };
      const file = { path, bytes, kept: await studio.contents.keep(bytes) };
      samples.push(sampleOf(await bringOne(studio, sender, file, told)));
    }
    return { samples, skipped: [] };
  },
};

type Query = RequestOf<'previewTable'>['query'];

async function tableIn(
  { studio, raw }: Situation,
  body: unknown,
  name: string,
  query: Query,
): Promise<ReadTable> {
  const most = Math.min(studio.limits.recording, tableMost);
  const bytes = await collect(streamIn(body), most, raw.headers['content-length']);
  return readTable(name, decodeText(name, bytes), settingsIn(query));
}

function settingsIn({ rate, time, labels, axes, ...rest }: Query): TableSettings {
  const { separator, decimalComma, header, timeUnit } = rest;
  return {
    ...{ separator, decimalComma, header, timeUnit, sampleRateHz: rate },
    time: time === '' ? null : time,
    label: labels === '' ? null : labels,
    axes: axes === undefined ? undefined : columnsIn(axes),
  };
}

function columnsIn(axes: string): string[] {
  try {
    return z.array(z.string()).parse(JSON.parse(axes));
  } catch {
    throw new Failure('bad-option', 'axes must be a JSON list of columns, such as ["x", "y"].');
  }
}
