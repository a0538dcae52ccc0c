/** Units of timestamps, in seconds. */
export const unitSeconds = { s: 1, ms: 1e-3, µs: 1e-6, ns: 1e-9 } as const;
export type TimeUnit = keyof typeof unitSeconds;

/** What a column's name says of time: that it is one, and in which unit; null where it is none. */
export function timeColumn(header: string): { unit: TimeUnit | null } | null {
  const name = header.trim().toLowerCase().replaceAll('μ', 'µ');
  // A column that is only called "s" may as well be a signal.
  const alone = name === 's' ? undefined : unitNames.get(name);
  if (alone) return { unit: alone };
  const parts = /^(.*?)[\s_\-.]*[([<]?([a-zµ]+)[)\]>]?$/.exec(name);
  const unit = parts && unitNames.get(parts[2]!);
  if (unit && timeNames.has(parts[1]!.replace(/[\s_\-.]+/g, '_'))) return { unit };
  return timeNames.has(name.replace(/[\s_\-.]+/g, '_')) ? { unit: null } : null;
}

/**
 * The unit of timestamps that do not state one. Numbers of 2001 and later are told by their size;
 * else the interval decides: below 0.25 it is seconds, up to 500 milliseconds, up to 500 000
 * microseconds, beyond nanoseconds, so that the rate lies between 2 Hz and 4 kHz.
 *
 * @param first the first timestamp as written
 * @param interval the median step as written, above 0
 */
export function plausibleUnit(first: number, interval: number): TimeUnit {
  for (const unit of ['ms', 'µs', 'ns'] as const) {
    const seconds = first * unitSeconds[unit];
    if (seconds >= 1e9 && seconds < 4.1e9) return unit;
  }
  if (interval < 0.25) return 's';
  if (interval <= 500) return 'ms';
  return interval <= 500_000 ? 'µs' : 'ns';
}

/** Seconds since 1970 of a date and time by ISO 8601 or RFC 3339, or null; no zone counts as UTC. */
export function dateSeconds(cell: string): number | null {
  const match =
    /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/i.exec(
      cell,
    );
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const whole = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) / 1000;
  const zone = match[8] && /\d/.test(match[8]) ? match[8].replace(':', '') : '+0000';
  const offset = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(3)) * 60;
  return whole + Number(`0.${match[7] ?? 0}`) - (zone[0] === '-' ? -offset : offset);
}

/** When readings were taken, as their timestamps tell. */
export interface Timing {
  /** The mean rate. */
  readonly sampleRateHz: number;
  /** Whether they are even, to the precision of the timestamps. */
  readonly even: boolean;
  /** Of the intervals, in seconds. */
  readonly shortestS: number;
  readonly medianS: number;
  readonly longestS: number;
  /** The reading after the longest interval. */
  readonly longestAt: number;
  /** Readings that seem to be missing: in intervals of 1.5 medians and more. */
  readonly missing: number;
}

/**
 * The rate and evenness of readings.
 *
 * The rate is that of the whole span, not of the median interval: timestamps are rounded (2.8 ms
 * stands for 360 Hz), and only their mean is exact. Missing readings are counted in, unless four or
 * more intervals and more than a tenth are long: then readings arrive in bursts, none is missing. A
 * whole number of Hz is taken where the timestamps are too coarse to tell it from the rate found.
 *
 * Readings are even where none lies further from an even grid than the timestamps' rounding
 * (at most ¾ of an interval) or 5 % of an interval explain.
 *
 * @param timesS two or more, strictly increasing
 * @param resolutionS the smallest step that the timestamps can show
 */
export function timingOf(timesS: Float64Array, resolutionS: number): Timing {
  const count = timesS.length - 1;
  const intervals = new Float64Array(count);
  for (let i = 0; i < count; i++) intervals[i] = timesS[i + 1]! - timesS[i]!;
  const medianS = intervals.toSorted()[count >> 1]!;
  const long = intervals.filter((interval) => interval >= 1.5 * medianS);
  const missing =
    long.length >= 4 && long.length > count / 10
      ? 0
      : long.reduce((sum, interval) => sum + Math.round(interval / medianS) - 1, 0);
  const spanS = timesS[count]! - timesS[0]!;
  const found = (count + missing) / spanS;
  const whole = Math.round(found);
  const coarse = whole > 0 && Math.abs(found - whole) <= (found * resolutionS) / spanS;
  const sampleRateHz = coarse ? whole : found;
  const longestAt = intervals.reduce((best, x, i) => (x > intervals[best]! ? i : best), 0);
  return {
    sampleRateHz,
    even: spreadAround(timesS, sampleRateHz) <= tolerance(1 / sampleRateHz, resolutionS),
    shortestS: intervals.reduce((least, x) => Math.min(least, x)),
    medianS,
    longestS: intervals[longestAt]!,
    longestAt: longestAt + 1,
    missing,
  };
}

const unitNames = new Map<string, TimeUnit>([
  ...['s', 'sec', 'secs', 'second', 'seconds', 'seconds_elapsed'].map(is('s')),
  ...['ms', 'msec', 'millis', 'millisecond', 'milliseconds'].map(is('ms')),
  ...['us', 'µs', 'usec', 'micros', 'microsecond', 'microseconds'].map(is('µs')),
  ...['ns', 'nanos', 'nanosecond', 'nanoseconds'].map(is('ns')),
]);

function is(unit: TimeUnit): (name: string) => [string, TimeUnit] {
  return (name) => [name, unit];
}

const timeNames = new Set([
  ...['timestamp', 'time', 't', 'ts', 'date', 'datetime', 'date_time', 'epoch', 'elapsed'],
  ...['time_stamp', 'elapsed_time', 'time_elapsed', 'uptime', 'unix_time', 'unix', 'clock'],
  ...['sample_time', 'sensor_time', 'system_time'],
]);

/** How far apart the readings' distances from an even grid are, in seconds. */
function spreadAround(timesS: Float64Array, sampleRateHz: number): number {
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < timesS.length; i++) {
    const distance = timesS[i]! - timesS[0]! - i / sampleRateHz;
    least = Math.min(least, distance);
    most = Math.max(most, distance);
  }
  return most - least;
}

function tolerance(intervalS: number, resolutionS: number): number {
  return Math.max(0.1 * intervalS, Math.min(1.02 * resolutionS, 0.75 * intervalS));
}
