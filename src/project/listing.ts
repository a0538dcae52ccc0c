import { Failure } from '../base/failure.ts';
import {
  type Box,
  type LabelledFile,
  readLabelsFile,
  type Segment,
} from '../formats/labels-file.ts';
import { readTable, type TableRow } from '../formats/table.ts';
import { decodeText } from '../formats/text.ts';
import type { Split } from './sample.ts';

/** A file to read and what is known of it before it is read. */
export interface Listed {
  readonly path: string;
  /** null: perhaps the file itself states one. */
  readonly label: string | null;
  /** Parts with labels of their own, in readings of the file. */
  readonly segments: readonly Segment[];
  readonly split: Split | null;
  readonly group: string | null;
  readonly boxes?: readonly Box[];
  /** The size of the picture that the boxes are in; null or nothing: its own. */
  readonly boxesIn?: { readonly width: number; readonly height: number } | null;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface Skipped {
  readonly file: string;
  /** A whole sentence. */
  readonly reason: string;
}

export interface Listing {
  readonly listed: readonly Listed[];
  readonly skipped: readonly Skipped[];
  readonly notes: readonly string[];
}

/** Lists by Edge Impulse's `info.labels`; a group is the first of its metadata that names one. */
export function listByLabelsFile(
  paths: readonly string[],
  name: string,
  bytes: Uint8Array,
): Listing {
  const files = readLabelsFile(name, decodeText(name, bytes));
  const listed = files.map((file: LabelledFile): Listed => {
    const entries = new Map(Object.entries(file.metadata).map(([k, v]) => [k.toLowerCase(), v]));
    const { path, label, segments, split, boxes, metadata } = file;
    return { path, label, segments, split, group: groupIn(entries), boxes, metadata };
  });
  return present(paths, name, listed);
}

/**
 * Lists by a table with the columns path and label, and perhaps split and one that names a group.
 * Where it has no column split, the folders train, test and validation say it.
 */
export function listByTable(paths: readonly string[], name: string, bytes: Uint8Array): Listing {
  const { header, rows } = readTable(name, decodeText(name, bytes));
  const find = (names: readonly string[]) => names.find((column) => header.includes(column));
  const [pathColumn, labelColumn] = [find(pathColumns), find(labelColumns)];
  if (!pathColumn || !labelColumn) {
    const lacking = pathColumn ? 'label' : 'path';
    throw new Failure(
      'bad-file',
      `${name} has no column "${lacking}", only ${header.map((cell) => `"${cell}"`).join(', ')}: ` +
        'it needs "path" and "label", and may have "split" and a group such as "subject".',
    );
  }
  const listed = rows.map((row): Listed => {
    const path = row.cells
      .get(pathColumn)!
      .replaceAll('\\', '/')
      .replace(/^(\.\/)+/, '');
    const split = header.includes('split') ? splitIn(row, name) : placeOf(path).split;
    const label = row.cells.get(labelColumn)! || null;
    return { path, label, segments: [], split, group: groupIn(row.cells) };
  });
  return present(paths, name, listed);
}

/**
 * Lists by folders and names: `walk/001.csv`, `train/walk/001.csv`, `walk.001.csv`. A folder below
 * that of the label is a group: `walk/anna/001.csv`.
 */
export function listByPath(paths: readonly string[]): Listing {
  const kept = paths.filter((path) => !isBeside(path));
  const outer = outerFolder(kept);
  const listed = kept.map(
    (path): Listed => ({ path, segments: [], ...placeOf(path.slice(outer.length)) }),
  );
  const deep = listed.filter(({ group }) => group !== null);
  const notes = deep[0]
    ? [
        `Folders below those of the labels, such as "${deep[0].group}", were taken as groups whose ` +
          'recordings stay together.',
      ]
    : [];
  return { listed, skipped: [], notes };
}

const pathColumns = ['path', 'file', 'filename', 'file_name', 'filepath', 'file_path'];
const labelColumns = ['label', 'class', 'category', 'activity'];

/** People first: whoever keeps people apart keeps their sessions apart. Then machines and places. */
const groupColumns = [
  ...['subject', 'speaker', 'patient', 'participant', 'person', 'user', 'group'],
  ...['machine', 'plot', 'site', 'place'],
  ...['record', 'recording', 'session'],
];

function groupIn(cells: ReadonlyMap<string, string>): string | null {
  const names = groupColumns.flatMap((name) => [name, `${name}_id`, `${name}id`, `${name} id`]);
  const name = names.find((column) => cells.get(column));
  return name === undefined ? null : cells.get(name)!;
}

const splitNames = new Map<string, Split>([
  ['train', 'train'],
  ['training', 'train'],
  ['test', 'test'],
  ['testing', 'test'],
  ['val', 'validation'],
  ['valid', 'validation'],
  ['validation', 'validation'],
]);

function splitIn(row: TableRow, name: string): Split | null {
  const cell = row.cells.get('split')!;
  if (cell === '') return null;
  const split = splitNames.get(cell.toLowerCase());
  if (split) return split;
  throw new Failure(
    'bad-file',
    `Line ${row.line} of ${name} has the split "${cell}": it can be train, validation or test, or empty.`,
  );
}

/** The part that the folders of a path state. */
export function splitOfPath(path: string): Split | null {
  return placeOf(path).split;
}

function placeOf(path: string): Pick<Listed, 'label' | 'split' | 'group'> {
  const folders = path.split('/');
  const file = folders.pop()!;
  const at = folders.slice(0, 2).findIndex((folder) => splitNames.has(folder.toLowerCase()));
  const split = at < 0 ? null : splitNames.get(folders[at]!.toLowerCase())!;
  if (at >= 0) folders.splice(at, 1);
  const [label, ...below] = folders;
  if (label !== undefined) {
    return { label, split, group: below.length > 0 ? below.join('/') : null };
  }
  const parts = file.split('.');
  return { label: parts.length > 2 && parts[0] !== '' ? parts[0]! : null, split, group: null };
}

/** A folder with a slash that wraps all others, as an unpacked archive has it; else nothing. */
function outerFolder(paths: readonly string[]): string {
  const [first] = paths[0]?.split('/') ?? [];
  const wraps = (path: string) => path.startsWith(`${first}/`) && path.split('/').length > 2;
  const isSplit = first !== undefined && splitNames.has(first.toLowerCase());
  return first !== undefined && !isSplit && paths.every(wraps) ? `${first}/` : '';
}

/** Files that people and systems put beside recordings. */
function isBeside(path: string): boolean {
  const parts = path.split('/');
  const file = parts.at(-1)!.toLowerCase();
  if (parts.some((part) => part.startsWith('.') || part === '__MACOSX')) return true;
  if (/^(readme|licen[cs]e|copying|notice|attribution|changelog|citation)\b/.test(file))
    return true;
  if (
    /\.(md|rst|html?|pdf|docx?|py|ipynb|m|r|js|ts|sh|c|h|cpp|ino|ya?ml|toml|ini|log)$/.test(file)
  ) {
    return true;
  }
  return /^(manifest|report|package|package-lock|index|dataset|config|settings)\.json$|^(thumbs\.db|desktop\.ini|labels\.csv|info\.labels)$/.test(
    file,
  );
}

/** Keeps what is there; each file once. */
function present(paths: readonly string[], name: string, listed: readonly Listed[]): Listing {
  const there = new Set(paths);
  const seen = new Set<string>();
  const kept: Listed[] = [];
  const skipped: Skipped[] = [];
  for (const entry of listed) {
    const refuse = (reason: string) => skipped.push({ file: entry.path, reason });
    if (!there.has(entry.path)) refuse(`${name} lists ${entry.path}, which is not in the folder.`);
    else if (seen.has(entry.path)) refuse(`${name} lists ${entry.path} twice: the first counts.`);
    else kept.push(entry);
    seen.add(entry.path);
  }
  const left = paths.filter((path) => !seen.has(path) && !isBeside(path)).length;
  const notes =
    left > 0
      ? [`${left} ${left === 1 ? 'file that' : 'files that'} ${name} does not list left out.`]
      : [];
  return { listed: kept, skipped, notes };
}
