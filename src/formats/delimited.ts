import { Failure } from '../base/failure.ts';

/** How the cells of a text are written. */
export interface Dialect {
  readonly separator: Separator;
  /** "1,5" is one and a half. */
  readonly decimalComma: boolean;
}

/** '' stands for texts of one column. */
export type Separator = ',' | ';' | '\t' | ' ' | '|' | '';

export interface Row {
  /** Of the row's beginning, from 1. */
  readonly line: number;
  /** Without quotes and without space around. */
  readonly cells: readonly string[];
}

/**
 * The rows of a text by RFC 4180, with what real files add: other separators, blank lines, lines of
 * empty cells, comments that begin with "#", and a separator after the last cell. A text without
 * quotes costs one split a line.
 */
export function* rowsOf(name: string, text: string, separator: Separator): Generator<Row> {
  let at = 0;
  let line = 1;
  while (at < text.length) {
    let end = endOfLine(text, at);
    const start = at;
    const first = line;
    const quoted = separator !== '' && text.slice(start, end).includes('"');
    if (quoted) {
      while (openQuote(text, start, end, separator)) {
        if (end >= text.length) {
          throw new Failure(
            'bad-file',
            `Line ${first} of ${name} opens a quote that is never closed: add the closing ".`,
          );
        }
        end = endOfLine(text, end + 1);
        line++;
      }
    }
    at = end + 1;
    line++;
    const content = text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
    const begin = content.trimStart();
    if (begin === '' || begin[0] === '#') continue;
    const cells = quoted ? splitQuoted(content, separator) : splitPlain(content, separator);
    if (cells.every((cell) => cell === '')) continue;
    yield { line: first, cells };
  }
}

/**
 * The dialect in which most cells of the first rows are numbers and most rows have equally many.
 * Where several do equally well, more usual ones go first.
 */
export function sniffDialect(name: string, text: string): Dialect {
  let best: Dialect = { separator: ',', decimalComma: false };
  let bestScore = -1;
  const beginning = firstLines(text, 60);
  for (const dialect of dialects) {
    if (bestScore === 1 || !beginning.includes(dialect.separator)) continue;
    const score = scoreOf(name, beginning, dialect);
    if (score > bestScore + 1e-9) [best, bestScore] = [dialect, score];
  }
  return best;
}

/** The separator of a table of text cells: the one that its header has most of. */
export function sniffSeparator(text: string): Separator {
  const header = firstLines(text, 60)
    .split('\n')
    .find((line) => line.trim() !== '' && line.trimStart()[0] !== '#');
  const count = (separator: string) => (header ?? '').split(separator).length;
  return ([',', ';', '\t', '|'] as const).reduce((a, b) => (count(b) > count(a) ? b : a));
}

/** A number as files write it, or null. Words such as NaN are not numbers. */
export function numberIn(cell: string, decimalComma: boolean): number | null {
  const plain = decimalComma ? cell.replace(',', '.') : cell;
  return numberPattern.test(plain) ? Number(plain) : null;
}

const numberPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

const dialects: readonly Dialect[] = [
  { separator: ',', decimalComma: false },
  { separator: ';', decimalComma: false },
  { separator: ';', decimalComma: true },
  { separator: '\t', decimalComma: false },
  { separator: '\t', decimalComma: true },
  { separator: '|', decimalComma: false },
  { separator: '|', decimalComma: true },
  { separator: ' ', decimalComma: false },
  { separator: ' ', decimalComma: true },
  { separator: '', decimalComma: false },
  { separator: '', decimalComma: true },
];

/**
 * The share of numbers among the cells below the first row, times the share of rows of equal length
 * there; half where the first row is of another length. One column of decimal commas counts for
 * less, as each ragged row of two columns of whole numbers would make it seem better.
 */
function scoreOf(name: string, beginning: string, { separator, decimalComma }: Dialect): number {
  const rows = allRows(name, beginning, separator);
  const below = rows.length > 1 ? rows.slice(1) : rows;
  if (below.length === 0) return 0;
  const counts = new Map<number, number>();
  for (const { cells } of below) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  const [usual, times] = [...counts].reduce((best, each) => (each[1] > best[1] ? each : best));
  if (usual === 1 && separator !== '') return 0;
  const even = (times / below.length) * (rows[0]!.cells.length === usual ? 1 : 0.5);
  const cells = below.flatMap((row) => row.cells);
  const numbers = cells.filter((cell) => numberIn(cell, decimalComma) !== null).length;
  return even * (numbers / cells.length) * (separator === '' && decimalComma ? 0.8 : 1);
}

/** The beginning of a text may end inside a quote, which does not tell the dialect. */
function allRows(name: string, beginning: string, separator: Separator): Row[] {
  try {
    return [...rowsOf(name, beginning, separator)];
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return [...rowsOf(name, beginning.replaceAll('"', ''), separator)];
  }
}

function firstLines(text: string, count: number): string {
  let end = 0;
  for (let i = 0; i < count && end < text.length; i++) end = endOfLine(text, end) + 1;
  return text.slice(0, end);
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Whether a quoted cell that begins between start and end is still open at the end. */
function openQuote(text: string, start: number, end: number, separator: Separator): boolean {
  let open = false;
  let fresh = true;
  for (let i = start; i < end; i++) {
    const letter = text[i]!;
    if (open) {
      if (letter === '"' && text[i + 1] === '"') i++;
      else if (letter === '"') open = false;
    } else if (letter === '"' && fresh) open = true;
    else if (letter === separator) fresh = true;
    else if (letter !== ' ') fresh = false;
  }
  return open;
}

function splitPlain(content: string, separator: Separator): string[] {
  if (separator === '') return [content.trim()];
  if (separator === ' ') return content.trim().split(/\s+/);
  const cells = content.split(separator);
  for (let i = 0; i < cells.length; i++) cells[i] = cells[i]!.trim();
  return cells;
}

function splitQuoted(content: string, separator: Separator): string[] {
  const text = separator === ' ' ? content.trim() : content;
  const cells: string[] = [];
  let at = 0;
  while (at <= text.length) {
    while (separator !== ' ' && text[at] === ' ') at++;
    const { cell, end } = text[at] === '"' ? quotedCell(text, at) : { cell: '', end: at };
    let next = text.indexOf(separator, end);
    if (next < 0) next = text.length;
    cells.push(cell + text.slice(end, next).trim());
    at = next + 1;
    while (separator === ' ' && text[at] === ' ') at++;
  }
  return cells;
}

function quotedCell(text: string, start: number): { cell: string; end: number } {
  let at = start + 1;
  let cell = '';
  while (at < text.length) {
    if (text[at] !== '"') cell += text[at++];
    else if (text[at + 1] === '"') {
      cell += '"';
      at += 2;
    } else return { cell, end: at + 1 };
  }
  return { cell, end: at };
}
