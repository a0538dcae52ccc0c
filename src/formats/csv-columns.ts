import { Failure } from '../base/failure.ts';
import { type Dialect, numberIn, type Row, rowsOf, sniffDialect } from './delimited.ts';
import { dateSeconds, timeColumn } from './timestamps.ts';

/** The columns of a recording in text, before it is known which of them is time. */
export interface Columns {
  readonly hasHeader: boolean;
  readonly numbers: NumberColumn[];
  /** The one label of all rows. */
  readonly label: string | null;
  /** Where a row has another label than the rows before. */
  readonly labelChange: { line: number; from: string; to: string } | null;
  /** The line of each reading in the file, from 1. */
  readonly lines: Uint32Array;
  readonly notes: string[];
}

export interface NumberColumn {
  /** Empty without a header. */
  readonly header: string;
  values: Float64Array;
  /** Dates are read as seconds. */
  readonly isDate: boolean;
  /** The most digits after the point that a cell is written with, in columns that may be time. */
  decimals: number;
  role: 'axis' | 'time' | 'other';
}

/**
 * Reads rows of cells into columns of numbers and at most one column of labels. Throws a Failure
 * that names the line of a ragged row or of a cell that is empty, NaN, infinite or text.
 */
export function parseColumns(name: string, text: string): Columns {
  const { dialect, rows } = open(name, text);
  const first = rows.next().value as Row | undefined;
  if (!first) throw new Failure('bad-file', `${name} holds no rows: record it again.`);
  const second = rows.next().value as Row | undefined;
  const hasHeader = isHeader(first, second, dialect);
  if (hasHeader && !second) {
    throw new Failure('bad-file', `${name} has a header but no readings: record it again.`);
  }
  const model = hasHeader ? second! : first;
  const width = withoutTail(first.cells).length;
  const header = Array.from({ length: width }, (_, i) => (hasHeader ? first.cells[i]! : ''));
  refuseTwins(name, header);
  const kinds = kindsOf(name, header, model, dialect);
  const reader = new RowReader(
    name,
    header,
    kinds,
    dialect,
    hasHeader ? 'the header' : `line ${first.line}`,
  );
  if (!hasHeader) reader.add(first);
  if (second) reader.add(second);
  for (const row of rows) reader.add(row);
  return { hasHeader, ...reader.columns() };
}

function open(name: string, text: string) {
  let body = text.replace(/^\ufeff/, '');
  if (!body.includes('\n')) body = body.replaceAll('\r', '\n');
  // Excel's own way to state the separator.
  const stated = /^sep=([,;\t| ])\r?\n/i.exec(body);
  if (stated) body = `\n${body.slice(stated[0].length)}`;
  const dialect = sniffDialect(name, body);
  return { dialect, rows: rowsOf(name, body, dialect.separator) };
}

/** A header is a first row in which most of the columns of numbers below hold words. */
function isHeader(first: Row, second: Row | undefined, { decimalComma }: Dialect): boolean {
  const isWord = (cell: string) =>
    numberIn(cell, decimalComma) === null && dateSeconds(cell) === null && !isNoNumber(cell);
  if (!second) return first.cells.every((cell) => isWord(cell) || cell === '');
  if (isWord(first.cells[0]!) && timeColumn(first.cells[0]!)) return true;
  if (first.cells.some((cell) => labelNames.has(cell.toLowerCase()))) return true;
  const below = second.cells.flatMap((cell, i) => (isWord(cell) ? [] : [first.cells[i] ?? '']));
  // An index column has no name, and still the row is a header.
  const words = below.filter((cell) => isWord(cell)).length;
  return below.length === 0 ? false : words * 2 >= below.length && words > 0;
}

function isNoNumber(cell: string): boolean {
  return cell === '' || /^[+-]?(nan|inf|infinity|null|none|na|n\/a)$/i.test(cell);
}

function withoutTail(cells: readonly string[]): readonly string[] {
  return cells.length > 1 && cells.at(-1) === '' ? cells.slice(0, -1) : cells;
}

function refuseTwins(name: string, header: readonly string[]): void {
  const twin = header.find((cell, i) => cell !== '' && header.indexOf(cell) !== i);
  if (twin === undefined) return;
  throw new Failure('bad-file', `${name} has two columns named "${twin}": rename one of them.`);
}

const labelNames = new Set(['label', 'labels', 'class', 'activity', 'target', 'gesture']);

type Kind = 'number' | 'date' | 'label';

function kindsOf(name: string, header: readonly string[], model: Row, dialect: Dialect): Kind[] {
  const kinds = header.map((cell, i): Kind | 'text' => {
    const content = model.cells[i] ?? '';
    if (labelNames.has(cell.toLowerCase())) return 'label';
    if (numberIn(content, dialect.decimalComma) !== null || isNoNumber(content)) return 'number';
    return dateSeconds(content) === null ? 'text' : 'date';
  });
  const isNamed = header.some((cell) => cell !== '');
  const texts = kinds.filter((kind) => kind === 'text').length;
  // Without a header, one column of text can only be the label.
  if (!isNamed && texts === 1 && kinds.length > 1) {
    return kinds.map((kind) => (kind === 'text' ? 'label' : kind));
  }
  const at = kinds.indexOf('text');
  if (at >= 0) {
    const which = isNamed ? `in column "${header[at]}"` : `in column ${at + 1}`;
    throw new Failure(
      'bad-file',
      `Line ${model.line} of ${name} holds "${shortened(model.cells[at]!)}" ${which}, which is no ` +
        'number: mend it, remove the column, or name it "label" if it is the label.',
    );
  }
  if (kinds.filter((kind) => kind === 'label').length > 1) {
    throw new Failure('bad-file', `${name} has two columns of labels: keep one of them.`);
  }
  return kinds as Kind[];
}

/** Takes rows in and lets columns grow. */
class RowReader {
  readonly #name: string;
  readonly #header: readonly string[];
  readonly #kinds: readonly Kind[];
  readonly #dialect: Dialect;
  readonly #measure: string;
  readonly #numbers: NumberColumn[];
  /** The line where a column first lacks a value, for columns that may be empty throughout. */
  readonly #emptySince: (number | null)[];
  #lines = new Uint32Array(1024);
  readonly #filled: number[];
  /** Where the digits after the point matter. */
  readonly #mayBeTime: readonly boolean[];
  #count = 0;
  #label: string | null = null;
  #labelChange: Columns['labelChange'] = null;

  constructor(
    name: string,
    header: readonly string[],
    kinds: readonly Kind[],
    dialect: Dialect,
    measure: string,
  ) {
    this.#name = name;
    this.#header = header;
    this.#kinds = kinds;
    this.#dialect = dialect;
    this.#measure = measure;
    this.#emptySince = header.map(() => null);
    this.#filled = header.map(() => 0);
    this.#mayBeTime = header.map(
      (cell, i) => cell === '' || kinds[i] === 'date' || timeColumn(cell) !== null,
    );
    this.#numbers = header.map((cell, i) => ({
      header: cell,
      values: new Float64Array(1024),
      isDate: kinds[i] === 'date',
      decimals: 0,
      role: 'axis',
    }));
  }

  add(row: Row): void {
    const width = this.#header.length;
    const cells = row.cells.length > width ? withoutTail(row.cells) : row.cells;
    if (cells.length !== width) {
      throw new Failure(
        'bad-file',
        `Line ${row.line} of ${this.#name} has ${plural(cells.length, 'value')}, ${this.#measure} ` +
          `has ${width}: complete or remove the line.`,
      );
    }
    if (this.#count === this.#lines.length) this.#double();
    this.#lines[this.#count] = row.line;
    for (let i = 0; i < width; i++) {
      if (this.#kinds[i] === 'label') this.#addLabel(cells[i]!, row.line);
      else this.#addNumber(cells[i]!, i, row.line);
    }
    this.#count++;
  }

  columns(): Omit<Columns, 'hasHeader'> {
    const numbers: NumberColumn[] = [];
    const notes: string[] = [];
    this.#numbers.forEach((column, i) => {
      if (this.#kinds[i] === 'label') return;
      const empty = this.#emptySince[i];
      if (this.#filled[i] === 0) {
        notes.push(`Column "${column.header}" is empty and was left out.`);
        return;
      }
      if (empty !== null) throw this.#bad('no value', i, empty!, 'complete or remove the line');
      column.values = column.values.slice(0, this.#count);
      numbers.push(column);
    });
    return {
      numbers,
      label: this.#label === '' ? null : this.#label,
      labelChange: this.#labelChange,
      lines: this.#lines.slice(0, this.#count),
      notes,
    };
  }

  #double(): void {
    const twice = <T extends Uint32Array | Float64Array>(from: T, into: T): T => {
      into.set(from);
      return into;
    };
    this.#lines = twice(this.#lines, new Uint32Array(this.#count * 2));
    for (const column of this.#numbers) {
      column.values = twice(column.values, new Float64Array(this.#count * 2));
    }
  }

  #addLabel(cell: string, line: number): void {
    if (this.#label === null) this.#label = cell;
    else if (cell !== this.#label && !this.#labelChange) {
      this.#labelChange = { line, from: this.#label, to: cell };
    }
  }

  #addNumber(cell: string, i: number, line: number): void {
    const column = this.#numbers[i]!;
    const { decimalComma } = this.#dialect;
    const value = column.isDate ? dateSeconds(cell) : numberIn(cell, decimalComma);
    if (value !== null) {
      column.values[this.#count] = value;
      if (this.#mayBeTime[i]) column.decimals = Math.max(column.decimals, decimalsOf(cell));
      this.#filled[i]!++;
      return;
    }
    if (cell !== '') {
      const what = isNoNumber(cell)
        ? `"${cell}", which is no reading`
        : `"${shortened(cell)}", which is no number`;
      throw this.#bad(what, i, line, 'mend or remove the line');
    }
    this.#emptySince[i] ??= line;
  }

  #bad(what: string, i: number, line: number, mend: string): Failure {
    const which = this.#header[i] ? `column "${this.#header[i]}"` : `column ${i + 1}`;
    return new Failure(
      'bad-file',
      `Line ${line} of ${this.#name} holds ${what} in ${which}: ${mend}.`,
    );
  }
}

/** How many digits after the point a number or a date is written with: 2 for "0.25" and "2.5e-1". */
function decimalsOf(cell: string): number {
  const match = /[.,](\d+)(?:e([+-]?\d+))?/i.exec(cell) ?? /()e([+-]?\d+)/i.exec(cell);
  return match ? match[1]!.length - Number(match[2] ?? 0) : 0;
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function shortened(cell: string): string {
  return cell.length > 40 ? `${cell.slice(0, 40)}…` : cell;
}
