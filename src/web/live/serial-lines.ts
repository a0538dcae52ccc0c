/** What a board prints over a serial line, as readings: one line each, numbers between commas, spaces or tabs. */
export interface SerialReading {
  /** As the board names them ("accX:0.1,accY:0.2"), or `axis1`, `axis2` … */
  readonly names: readonly string[];
  readonly values: readonly number[];
}

/** Pieces of text as they come become whole lines; the last, unfinished one waits. */
export class LineSplitter {
  #rest = '';

  push(text: string): string[] {
    const lines = (this.#rest + text).split(/\r\n|\n|\r/);
    this.#rest = lines.pop()!;
    return lines;
  }
}

const maybeNamed = /^(?:([A-Za-z_][\w.]*)[:=]\s*)?([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$/i;

/** The reading of a line; null where it is no list of numbers, as a greeting is not. */
export function readingOf(line: string): SerialReading | null {
  const text = line.trim().replace(/[,;]$/, '');
  if (text === '') return null;
  // between two commas something is lacking; between two blanks nothing is
  const pieces = /[,;]/.test(text) ? text.split(/[,;]/) : text.split(/\s+/);
  const named = pieces.map((piece) => maybeNamed.exec(piece.trim()));
  if (named.some((one) => one === null)) return null;
  return {
    names: named.map((one, i) => one![1] ?? `axis${i + 1}`),
    values: named.map((one) => Number(one![2])),
  };
}

/** Readings a second by when they came; what arrives in clumps is evened out. null: too few to tell. */
export function rateOf(timesMs: readonly number[]): number | null {
  if (timesMs.length < 10) return null;
  const span = timesMs.at(-1)! - timesMs[0]!;
  return span < 200 ? null : (1000 * (timesMs.length - 1)) / span;
}
