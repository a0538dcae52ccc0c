import { Failure } from '../base/failure.ts';
import {
  type Dialect,
  numberIn,
  type Row,
  rowsOf,
  type Separator,
  sniffDialect,
} from './delimited.ts';
import {
  dateSeconds,
  plausibleUnit,
  type TimeUnit,
  timeColumn,
  unitSeconds,
} from './timestamps.ts';

/** How a table is to be read; what is left open is guessed. Columns go by their headers. */
export interface TableSettings {
  readonly separator?: Separator | undefined;
  readonly decimalComma?: boolean | undefined;
  readonly header?: boolean | undefined;
  /** The column of time; null: there is none, and a rate is given. */
  readonly time?: string | null | undefined;
  readonly timeUnit?: TimeUnit | undefined;
  readonly sampleRateHz?: number | undefined;
  readonly axes?: readonly string[] | undefined;
  /** The column that says what each row is; null: none does. */
  readonly label?: string | null | undefined;
}

export interface TableColumn {
  readonly name: string;
  readonly kind: 'number' | 'date' | 'text';
  readonly role: 'time' | 'axis' | 'label' | 'left out';
}

/** A stretch of rows with one label, in which time goes on. */
export interface TableRecording {
  readonly label: string | null;
  /** Lines of the file, from 1. */
  readonly firstLine: number;
  readonly lastLine: number;
  readonly readings: number;
  readonly seconds: number;
  /** A file that `readCsv` reads without a question: timestamps in milliseconds, then the axes. */
  readonly csv: string;
}

export interface ReadTable extends Dialect {
  readonly hasHeader: boolean;
  readonly columns: readonly TableColumn[];
  /** The first rows as they stand in the file. */
  readonly rows: readonly (readonly string[])[];
  readonly recordings: readonly TableRecording[];
  /** What was guessed and what was left out, in sentences. */
  readonly notes: readonly string[];
}

const shownRows = 20;

/**
 * A table of text as recordings: of each stretch of rows with one label, and of each in which time
 * goes on. Throws a Failure that names the line and column of what cannot be read, or the setting
 * that names no column.
 */
export function readTable(name: string, text: string, settings: TableSettings): ReadTable {
  const body = text.replace(/^\ufeff/, '');
  const dialect = { ...sniffDialect(name, body), ...given(settings) };
  const rows = [...rowsOf(name, body, dialect.separator)];
  const [first] = rows;
  if (!first) throw new Failure('bad-file', `${name} holds no rows: export it again.`);
  const kind = (cell: string) => kindOf(cell, dialect);
  const hasHeader = settings.header ?? first.cells.every((cell) => kind(cell) === 'text');
  const below = hasHeader ? rows.slice(1) : rows;
  if (below.length === 0) throw new Failure('bad-file', `${name} has a header but no rows.`);
  const names = first.cells.map((cell, i) => (hasHeader && cell !== '' ? cell : `column ${i + 1}`));
  const kinds = names.map((_, i) => kind(below[0]!.cells[i] ?? ''));
  const notes: string[] = [];
  const roles = rolesOf(name, names, kinds, hasHeader, settings);
  const columns = names.map((column, i) => ({ name: column, kind: kinds[i]!, role: roles[i]! }));
  for (const { name: column, role, kind } of columns) {
    if (role === 'left out') notes.push(`Column "${column}" (${kind}) is left out.`);
  }
  const table = { name, dialect, columns, rows: below };
  const recordings = stretchesOf(table, settings, notes);
  const shown = below.slice(0, shownRows).map(({ cells }) => cells);
  return { ...dialect, hasHeader, columns, rows: shown, recordings, notes };
}

function given({ separator, decimalComma }: TableSettings): Partial<Dialect> {
  return {
    ...(separator !== undefined && { separator }),
    ...(decimalComma !== undefined && { decimalComma }),
  };
}

function kindOf(cell: string, { decimalComma }: Dialect): TableColumn['kind'] {
  if (numberIn(cell, decimalComma) !== null) return 'number';
  return dateSeconds(cell) === null ? 'text' : 'date';
}

const labelNames = /^(label|labels|class|activity|target|gesture)$/i;

function rolesOf(
  name: string,
  names: readonly string[],
  kinds: readonly TableColumn['kind'][],
  hasHeader: boolean,
  { time, label, axes, sampleRateHz }: TableSettings,
): TableColumn['role'][] {
  const at = (column: string | null | undefined) => {
    if (column === null || column === undefined) return -1;
    const index = names.indexOf(column);
    if (index >= 0) return index;
    const there = names.map((one) => `"${one}"`).join(', ');
    throw new Failure('bad-option', `${name} has no column "${column}", only ${there}.`);
  };
  const guessedTime = () => {
    if (sampleRateHz !== undefined) return -1;
    const named = hasHeader ? names.findIndex((column) => timeColumn(column) !== null) : -1;
    return named >= 0 ? named : kinds.indexOf('date');
  };
  const guessedLabel = () => {
    const named = names.findIndex((column) => labelNames.test(column));
    return named >= 0
      ? named
      : kinds.filter((kind) => kind === 'text').length === 1
        ? kinds.indexOf('text')
        : -1;
  };
  const timeAt = time === undefined ? guessedTime() : at(time);
  const labelAt = label === undefined ? guessedLabel() : at(label);
  const wanted = axes?.map(at);
  return names.map((_, i) => {
    if (i === timeAt) return 'time';
    if (i === labelAt) return 'label';
    if (wanted) return wanted.includes(i) ? 'axis' : 'left out';
    return kinds[i] === 'number' ? 'axis' : 'left out';
  });
}

interface Table {
  readonly name: string;
  readonly dialect: Dialect;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly Row[];
}

function stretchesOf(table: Table, settings: TableSettings, notes: string[]): TableRecording[] {
  const { name, columns, rows } = table;
  const labelAt = columns.findIndex(({ role }) => role === 'label');
  const axes = columns.flatMap(({ role }, i) => (role === 'axis' ? [i] : []));
  if (axes.length === 0) {
    throw new Failure('bad-option', `${name} has no column of numbers to be an axis: choose one.`);
  }
  const timeMs = timesOf(table, settings, notes);
  const stretches: TableRecording[] = [];
  let start = 0;
  const close = (end: number) => {
    const readings = end - start;
    if (readings < 2) notes.push(`Line ${rows[start]!.line} stands alone and is left out.`);
    else stretches.push(recordingOf(table, timeMs, axes, labelAt, start, end));
    start = end;
  };
  for (let i = 1; i < rows.length; i++) {
    const changed = labelAt >= 0 && rows[i]!.cells[labelAt] !== rows[i - 1]!.cells[labelAt];
    if (changed || timeMs[i]! <= timeMs[i - 1]!) close(i);
  }
  close(rows.length);
  if (stretches.length > 0) return stretches;
  throw new Failure(
    'bad-data',
    `${name} has no two rows that follow one another in time with one label: choose other columns for time and label, or give a rate.`,
  );
}

/** When each row was taken, in milliseconds. */
function timesOf(
  { name, dialect, columns, rows }: Table,
  { sampleRateHz, timeUnit }: TableSettings,
  notes: string[],
): Float64Array {
  const at = columns.findIndex(({ role }) => role === 'time');
  if (sampleRateHz !== undefined)
    return Float64Array.from(rows, (_, i) => (1000 * i) / sampleRateHz);
  if (at < 0) {
    throw new Failure(
      'bad-option',
      `${name} has no column of time: choose one, or say how many readings there are in a second.`,
    );
  }
  const values = Float64Array.from(rows, (row) => {
    const cell = row.cells[at] ?? '';
    const value =
      columns[at]!.kind === 'date' ? dateSeconds(cell) : numberIn(cell, dialect.decimalComma);
    if (value === null) throw badCell(name, row, columns[at]!.name, cell);
    return value;
  });
  const steps = values.slice(1).map((value, i) => Math.abs(value - values[i]!));
  const median = steps.toSorted()[steps.length >> 1] ?? 1;
  const stated = columns[at]!.kind === 'date' ? 's' : (timeColumn(columns[at]!.name)?.unit ?? null);
  const unit = timeUnit ?? stated ?? plausibleUnit(values[0]!, median);
  if (!timeUnit && !stated) notes.push(`Time is taken as ${unit}.`);
  return values.map((value) => value * unitSeconds[unit] * 1000);
}

function recordingOf(
  { name, dialect, columns, rows }: Table,
  timeMs: Float64Array,
  axes: readonly number[],
  labelAt: number,
  start: number,
  end: number,
): TableRecording {
  const lines = rows.slice(start, end).map((row, i) => {
    const time = Number((timeMs[start + i]! - timeMs[start]!).toFixed(6));
    const values = axes.map((axis) => {
      const cell = row.cells[axis] ?? '';
      const value = numberIn(cell, dialect.decimalComma);
      if (value === null) throw badCell(name, row, columns[axis]!.name, cell);
      return value;
    });
    return [time, ...values].join(',');
  });
  const header = ['timestamp_ms', ...axes.map((axis) => quoted(columns[axis]!.name))].join(',');
  const seconds = (timeMs[end - 1]! - timeMs[start]!) / 1000;
  return {
    label: labelAt < 0 ? null : rows[start]!.cells[labelAt] || null,
    firstLine: rows[start]!.line,
    lastLine: rows[end - 1]!.line,
    readings: end - start,
    seconds: (seconds * (end - start)) / (end - start - 1),
    csv: `${header}\n${lines.join('\n')}\n`,
  };
}

function quoted(name: string): string {
  return /[",\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

function badCell(name: string, { line }: Row, column: string, cell: string): Failure {
  return new Failure(
    'bad-file',
    `Line ${line} of ${name} holds "${cell.slice(0, 40)}" in column "${column}", which is no number: mend it, or leave the column out.`,
  );
}
