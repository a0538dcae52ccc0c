import { Failure } from '../../base/failure.ts';
import {
  type Listed,
  type Listing,
  listByLabelsFile,
  listByPath,
  listByTable,
  type Skipped,
} from '../../project/listing.ts';
import { writeAudit } from '../audit.ts';
import { insertRow } from '../db/insert-row.ts';
import type { Kept } from '../storage/contents.ts';
import type { Studio } from '../studio.ts';
import { describe } from './describe.ts';
import { newSampleRow, type SampleRow, type Told } from './sample-rows.ts';

/** A file that has arrived and is kept; what it is has still to be found out. */
export interface Arrived {
  readonly path: string;
  readonly kept: Kept;
  /** Of small files, so that they need not be fetched again. */
  readonly bytes: Uint8Array | null;
}

export interface Brought {
  readonly rows: readonly SampleRow[];
  readonly skipped: readonly Skipped[];
}

interface Sender {
  readonly project: string;
  readonly who: string;
}

/** One recording of which all is told: kept, read and written down, durable when this answers. */
export async function bringOne(
  studio: Studio,
  sender: Sender,
  file: Arrived,
  told: Told,
): Promise<SampleRow> {
  const row = await rowOf(studio, sender.project, file, told);
  await studio.writer.write(async (transaction) => {
    await file.kept.settle(transaction);
    await insertRow(transaction, 'samples', row);
    await writeAudit(transaction, {
      project: sender.project,
      who: sender.who,
      action: 'sample.upload',
      subject: row.id,
      details: { name: row.name },
    });
  });
  return row;
}

/**
 * The files of a folder, labelled by the rules that a folder on disk has: `info.labels`, `labels.csv`,
 * or folders and names. What is told of all of them fills in what these leave open.
 */
export async function bringFolder(
  studio: Studio,
  sender: Sender,
  files: readonly Arrived[],
  toldOfAll: Partial<Omit<Told, 'name'>>,
  progress: (done: number) => void = () => {},
): Promise<Brought> {
  const { listed, skipped } = await listingOf(studio, files);
  const byPath = new Map(files.map((file) => [file.path, file]));
  const rows: SampleRow[] = [];
  const refused: Skipped[] = [...skipped];
  for (const [i, entry] of listed.entries()) {
    try {
      const file = byPath.get(entry.path)!;
      rows.push(await bringOne(studio, sender, file, toldOf(entry, toldOfAll)));
    } catch (error) {
      if (!(error instanceof Failure) || error.code === 'no-space') throw error;
      refused.push({ file: entry.path, reason: error.message });
    }
    progress(i + 1);
  }
  return { rows, skipped: refused };
}

async function rowOf(
  { contents }: Studio,
  project: string,
  file: Arrived,
  told: Told,
): Promise<SampleRow> {
  const bytes = file.bytes ?? (await contents.get(file.kept.content));
  const is = await describe(told.name, bytes, told.givenRateHz ?? undefined);
  return newSampleRow(project, told, is, file.kept);
}

async function listingOf({ contents }: Studio, files: readonly Arrived[]): Promise<Listing> {
  const paths = files.map(({ path }) => path).sort();
  const at = (name: string) => files.find(({ path }) => path === name || path.endsWith(`/${name}`));
  const [labels, table] = [at('info.labels'), at('labels.csv')];
  const list = labels ?? table;
  if (!list) return listByPath(paths);
  const bytes = list.bytes ?? (await contents.get(list.kept.content));
  const folder = list.path.slice(0, list.path.lastIndexOf('/') + 1);
  const inside = paths
    .filter((path) => path.startsWith(folder))
    .map((path) => path.slice(folder.length));
  const listing = labels
    ? listByLabelsFile(inside, list.path, bytes)
    : listByTable(inside, list.path, bytes);
  return {
    ...listing,
    listed: listing.listed.map((entry) => ({ ...entry, path: folder + entry.path })),
  };
}

function toldOf(entry: Listed, ofAll: Partial<Omit<Told, 'name'>>): Told {
  return {
    name: entry.path,
    label: entry.label ?? ofAll.label ?? null,
    part: entry.split ?? ofAll.part ?? null,
    group: entry.group ?? ofAll.group ?? null,
    givenRateHz: ofAll.givenRateHz ?? null,
    annotations: {
      segments: entry.segments.map(({ startIndex, endIndex, label }) => ({
        start: startIndex,
        end: endIndex + 1,
        label,
      })),
      boxes: (entry.boxes ?? []).map((box) => ({ ...box })),
    },
    metadata: { ...entry.metadata },
  };
}
