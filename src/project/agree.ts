import type { Axis, Recording } from '../formats/recording.ts';
import { resampled } from '../formats/resample.ts';
import type { Listed, Skipped } from './listing.ts';
import { hertz, recordings } from './wording.ts';

/** A listed file with its readings. */
export interface Found {
  readonly listed: Listed;
  readonly recording: Recording;
}

/**
 * The axes that most recordings have, by name; those in another order are put in this one, others are
 * skipped. Units must not contradict; where a file states none, that of the others counts.
 */
export function keepMajorityAxes(found: readonly Found[]) {
  const key = ({ recording }: Found) => JSON.stringify(recording.axes.map(({ name }) => name));
  const most = mostFrequent(found.map(key));
  const usual = found.filter((each) => key(each) === most);
  const names: readonly string[] = JSON.parse(most);
  const axes = names.map((name, i): Axis => {
    const units = usual
      .map(({ recording }) => recording.axes[i]!.unit)
      .filter((unit) => unit !== '');
    return { name, unit: units.length > 0 ? mostFrequent(units) : '' };
  });
  const kept: Found[] = [];
  const skipped: Skipped[] = [];
  let reordered = 0;
  for (const { listed, recording } of found) {
    const order = names.map((name) => recording.axes.findIndex((axis) => axis.name === name));
    const reason = axesDiffer(listed.path, recording.axes, axes, order);
    if (reason) {
      skipped.push({ file: listed.path, reason });
      continue;
    }
    const asIs = order.every((from, to) => from === to);
    if (!asIs) reordered++;
    const values = asIs ? recording.values : inOrder(recording, order);
    kept.push({ listed, recording: { ...recording, axes, values } });
  }
  const notes = reordered > 0 ? [`${recordings(reordered)} had the axes in another order.`] : [];
  return { found: kept, skipped, notes };
}

function axesDiffer(path: string, has: readonly Axis[], usual: readonly Axis[], order: number[]) {
  const names = (axes: readonly Axis[]) => axes.map(({ name }) => name).join(', ');
  if (has.length !== usual.length || order.includes(-1)) {
    return (
      `${path} has the axes ${names(has)}, most others have ${names(usual)}: record it with the ` +
      'same sensors or import it on its own.'
    );
  }
  const at = order.findIndex(
    (from, to) => has[from]!.unit !== '' && has[from]!.unit !== usual[to]!.unit,
  );
  if (at < 0) return null;
  return (
    `${path} gives ${usual[at]!.name} in ${has[order[at]!]!.unit}, most others in ${usual[at]!.unit}: ` +
    'convert it.'
  );
}

function inOrder({ values, axes }: Recording, order: readonly number[]): Float32Array {
  return values.map((_, i) => values[i - (i % axes.length) + order[i % axes.length]!]!);
}

/** Rates further apart than this are other recordings, not other clocks. */
const RATE_FACTOR_MAX = 2;

/** To four digits; of a sensor slower than one reading a second the time between two readings is. */
function roundRate(hz: number): number {
  if (Number.isInteger(hz)) return hz;
  return hz < 1 ? 1 / Number((1 / hz).toPrecision(4)) : Number(hz.toPrecision(4));
}

/**
 * All at the median rate, resampled once from their own timestamps. Those of more than twice or less
 * than half the rate are skipped.
 */
export function keepOneRate(found: readonly Found[]) {
  const rates = found.map(({ recording }) => recording.sampleRateHz).sort((a, b) => a - b);
  const median = rates[(rates.length - 1) >> 1]!;
  const rate = roundRate(median);
  const kept: Found[] = [];
  const skipped: Skipped[] = [];
  let [uneven, changed] = [0, 0];
  for (const { listed, recording } of found) {
    const factor = recording.sampleRateHz / rate;
    if (factor > RATE_FACTOR_MAX * 1.005 || factor < 1 / (RATE_FACTOR_MAX * 1.005)) {
      skipped.push({
        file: listed.path,
        reason:
          `${listed.path} has ${hertz(recording.sampleRateHz)}, most others ${hertz(rate)}: record ` +
          'it at that rate or import it on its own.',
      });
      continue;
    }
    const even = resampled(recording, rate);
    if (recording.timesS) uneven++;
    else if (even.values !== recording.values) changed++;
    kept.push({ listed: onTime(listed, recording, rate), recording: even });
  }
  const notes: string[] = [];
  if (uneven > 0) {
    notes.push(
      `${recordings(uneven)} unevenly timed: resampled to even ${hertz(rate)} by straight lines.`,
    );
  }
  if (changed > 0)
    notes.push(`${recordings(changed)} of another rate: resampled to ${hertz(rate)}.`);
  return { found: kept, skipped, notes };
}

/** Segments count readings of the file; here they count those of the even recording. */
function onTime(listed: Listed, { timesS, sampleRateHz, values, axes }: Recording, rate: number) {
  if (listed.segments.length === 0) return listed;
  const last = values.length / axes.length - 1;
  const at = (index: number) => {
    const reading = Math.min(index, last);
    return Math.round((timesS ? timesS[reading]! : reading / sampleRateHz) * rate);
  };
  const segments = listed.segments.map(({ startIndex, endIndex, label }) => ({
    startIndex: at(startIndex),
    endIndex: at(endIndex),
    label,
  }));
  return { ...listed, segments };
}

function mostFrequent(items: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best))[0];
}
