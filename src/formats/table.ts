import { Failure } from '../base/failure.ts';
import { rowsOf, sniffSeparator } from './delimited.ts';

/** A table of text cells, such as a list of labels. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  /** In the file, from 1. */
  readonly line: number;
  /** Cells by the name of their column, in lower case. */
  readonly cells: ReadonlyMap<string, string>;
}

/**
 * Reads a table with a header. Column names are taken in lower case, without space around.
 * Throws a Failure that names the line where a row has more or fewer cells than the header.
 */
export function readTable(name: string, text: string): Table {
  const rows = rowsOf(name, text.replace(/^\ufeff/, ''), sniffSeparator(text));
  const first = rows.next().value;
  if (!first) throw new Failure('bad-file', `${name} is empty: it needs a header and rows.`);
  const header = first.cells.map((cell: string) => cell.toLowerCase());
  const twice = header.find((cell: string, i: number) => header.indexOf(cell) !== i);
  if (twice !== undefined) {
    throw new Failure('bad-file', `${name} has two columns named "${twice}": rename one of them.`);
  }
  const read: TableRow[] = [];
  for (const { line, cells } of rows) {
    if (cells.length !== header.length) {
      throw new Failure(
        'bad-file',
        `Line ${line} of ${name} has ${cells.length} values, the header has ${header.length}: ` +
          'mend the line; values that hold a separator need quotes around them.',
      );
    }
    read.push({
      line,
      cells: new Map(header.map((column: string, i: number) => [column, cells[i]!])),
    });
  }
  return { header, rows: read };
}
