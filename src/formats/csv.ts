import { Failure } from '../base/failure.ts';
import { type Columns, type NumberColumn, parseColumns } from './csv-columns.ts';
import type { Axis, ReadOptions, Recording } from './recording.ts';
import { plausibleUnit, type TimeUnit, timeColumn, timingOf, unitSeconds } from './timestamps.ts';

/** Beyond this many intervals without a reading, a straight line across would be an invention. */
const GAP_INTERVALS_MAX = 25;

/**
 * Reads a recording from rows of numbers: one row a moment, one column an axis.
 *
 * A column named timestamp, time, t, ms … (or, without a header, a first column that only rises) is
 * when each row was taken: in the unit that its name states, as a date by ISO 8601, or in the
 * plausible unit, which is then said in the notes. `options.sampleRateHz` takes its place. A column
 * named label, class … holds the label, the same in every row. Columns that only count rows are left
 * out. Units stand in the header: "accX (m/s2)", "accX [g]".
 */
export function readCsv(name: string, text: string, options: ReadOptions = {}): Recording {
  const { sampleRateHz: given } = options;
  if (given !== undefined && !(given > 0 && given < Number.POSITIVE_INFINITY)) {
    throw new Failure('bad-option', `A rate of ${given} Hz is none: give one above 0, such as 50.`);
  }
  const columns = parseColumns(name, text);
  const { rate, times } = sortOut(name, columns, options);
  const used = columns.numbers.filter((column) => column.role === 'axis');
  if (used.length === 0) {
    throw new Failure('bad-file', `${name} has no column of readings: add one for each axis.`);
  }
  const length = columns.lines.length;
  const values = new Float32Array(length * used.length);
  used.forEach((column, axis) => {
    for (let i = 0; i < length; i++) {
      values[i * used.length + axis] = column.values[i]!;
      if (Number.isFinite(values[i * used.length + axis])) continue;
      throw new Failure(
        'bad-file',
        `Line ${columns.lines[i]} of ${name} holds ${column.values[i]}, ` +
          'which is too large for a reading: mend or remove the line.',
      );
    }
  });
  return {
    axes: used.map((column, i) => axisOf(column.header, i)),
    sampleRateHz: rate,
    values,
    ...(times && { timesS: times }),
    ...(columns.label !== null && { label: columns.label }),
    notes: columns.notes,
  };
}

/** Finds which column is time and which only counts, and what follows for the rate. */
function sortOut(name: string, columns: Columns, options: ReadOptions) {
  const { numbers, notes } = columns;
  const time = findTime(columns);
  for (const column of numbers) {
    if (column === time) column.role = 'time';
    else if (columns.hasHeader && (timeColumn(column.header) || column.isDate)) {
      column.role = 'other';
      notes.push(`Column "${column.header}" is a second time and was left out.`);
    } else if (
      columns.hasHeader &&
      countNames.has(column.header.toLowerCase()) &&
      counts(column.values)
    ) {
      column.role = 'other';
      notes.push(`Column "${column.header}" only counts the rows and was left out.`);
    }
  }
  if (options.sampleRateHz !== undefined) {
    if (time) notes.push('The rate was given, so the timestamps were not looked at.');
    return { rate: options.sampleRateHz, times: null };
  }
  if (columns.labelChange && !time) {
    throw new Failure(
      'bad-data',
      `${name} is a table in which each row has its own label and no time, not a recording over ` +
        'time: such tables cannot be learned from with this command. If it is a recording, add a ' +
        'timestamp column and keep one label to a file.',
    );
  }
  if (columns.labelChange) throw labelChange(name, columns.labelChange);
  if (!time || (!columns.hasHeader && counts(time.values))) {
    const what = time ? 'only counts its rows in the first column' : 'has no timestamp column';
    throw new Failure(
      'bad-file',
      `${name} ${what}, and no rate is given: say the readings per second with --rate HZ, or add a ` +
        'column named "timestamp" in milliseconds.',
    );
  }
  return timesOf(name, columns, time);
}

const countNames = new Set([
  ...['', 'index', 'idx', 'id', 'sample', 'samples', 'sample_no', 'sample_number', 'sample_index'],
  ...['row', 'n', 'no', 'nr', '#', 'seq', 'sequence', 'count', 'counter', 'unnamed: 0'],
]);

function findTime(columns: Columns): NumberColumn | null {
  const { numbers, hasHeader } = columns;
  const date = numbers.find((column) => column.isDate);
  if (!hasHeader) {
    const first = numbers[0];
    const rises = first?.values.every((t, i) => i === 0 || t > first.values[i - 1]!);
    return date ?? (rises && numbers.length > 1 && first.values.length > 2 ? first : null);
  }
  const named = numbers.filter((column) => timeColumn(column.header));
  return named.find((column) => timeColumn(column.header)!.unit) ?? named[0] ?? date ?? null;
}

/** Whether values go up by 1 from row to row. */
function counts(values: Float64Array): boolean {
  return values.length > 1 && values.every((x, i) => i === 0 || x === values[i - 1]! + 1);
}

function labelChange(name: string, change: NonNullable<Columns['labelChange']>): Failure {
  return new Failure(
    'bad-file',
    `Line ${change.line} of ${name} changes the label from "${change.from}" to "${change.to}": a ` +
      'file holds one recording of one label, split it there into two files.',
  );
}

function timesOf(name: string, { lines, notes }: Columns, time: NumberColumn) {
  const { values } = time;
  if (values.length < 2) {
    throw new Failure('bad-file', `${name} holds one reading only: a rate takes two or more.`);
  }
  values.forEach((t, i) => {
    if (i > 0 && t <= values[i - 1]!) throw backwards(name, lines[i]!, time, i);
  });
  const steps = values.slice(1).map((t, i) => t - values[i]!);
  const median = steps.toSorted()[steps.length >> 1]!;
  const stated = time.isDate ? 's' : (timeColumn(time.header)?.unit ?? null);
  const unit: TimeUnit = stated ?? plausibleUnit(values[0]!, median);
  if (!stated && time.header !== '') {
    notes.push(
      `The column "${time.header}" does not state its unit and was taken as ${unit}; ` +
        `"${time.header}_${unit === 'ms' ? 's' : 'ms'}" would state another.`,
    );
  } else if (!stated) notes.push(`The first column was taken as time in ${unit}.`);
  const timesS = values.map((t) => (t - values[0]!) * unitSeconds[unit]);
  const timing = timingOf(timesS, 10 ** -time.decimals * unitSeconds[unit]);
  const intervals = timing.longestS * timing.sampleRateHz;
  if (intervals > GAP_INTERVALS_MAX && timesS.length > 2) {
    throw new Failure(
      'bad-file',
      `${name} has no readings for ${seconds(timing.longestS)} before line ` +
        `${lines[timing.longestAt]}: split the file there into two recordings.`,
    );
  }
  if (!timing.even && timing.missing > 0) {
    notes.push('A few readings are missing; straight lines stand in for them.');
  }
  return { rate: timing.sampleRateHz, times: timing.even ? null : timesS };
}

function backwards(name: string, line: number, time: NumberColumn, i: number): Failure {
  const [now, before] = [time.values[i]!, time.values[i - 1]!];
  const mend = 'or say the readings per second with --rate HZ to leave the timestamps aside';
  return new Failure(
    'bad-file',
    now === before
      ? `Line ${line} of ${name} repeats the time of the line before: keep one of the two, ${mend}.`
      : `Line ${line} of ${name} goes back in time, from ${before} to ${now}: if a new recording ` +
          `begins there, split the file; ${mend}.`,
  );
}

function seconds(interval: number): string {
  return interval < 1 ? `${Math.round(interval * 1000)} ms` : `${interval.toFixed(1)} s`;
}

/** "accX (m/s2)", "accX [m/s2]" and "accX" name the axis accX. */
function axisOf(header: string, index: number): Axis {
  const match = /^(.*?)\s*[([]([^()[\]]*)[)\]]$/.exec(header);
  if (match?.[1]) return { name: match[1], unit: match[2]!.trim() };
  return { name: header === '' ? `axis${index + 1}` : header, unit: '' };
}
