import type { Axis } from '../formats/recording.ts';
import type { ImportedFolder } from './import-folder.ts';
import type { Skipped } from './listing.ts';
import { lengthOf, type Sample, type Split, secondsOf } from './sample.ts';
import type { SplitSamples } from './split.ts';
import { listed, quoted, recordings } from './wording.ts';

/** What was found in a folder and how it was divided, as plain data for a report. */
export interface Summary {
  readonly axes: readonly Axis[];
  readonly sampleRateHz: number;
  /** In the order of their labels. */
  readonly classes: readonly ClassSummary[];
  readonly total: Counts;
  readonly shortestS: number;
  readonly longestS: number;
  /** Groups in all parts together; 0 where the data names none. */
  readonly groups: number;
  readonly rule: string;
  readonly notes: readonly string[];
  readonly skipped: readonly Skipped[];
}

export interface ClassSummary extends Counts {
  readonly label: string;
}

export interface Counts {
  readonly samples: number;
  readonly seconds: number;
  readonly bySplit: Readonly<Record<Split, { readonly samples: number; readonly seconds: number }>>;
}

/** Fewer test recordings of a class than this say little. */
const TEST_MIN = 5;
/** One class with more than this many times the recordings of another is worth a word. */
const IMBALANCE = 5;

export function summarize(folder: ImportedFolder, split: SplitSamples): Summary {
  const parts = { train: split.train, validation: split.validation, test: split.test };
  const all = Object.values(parts).flat();
  const first = all[0]!;
  const labels = [...new Set(all.map(({ label }) => label!))].sort();
  const countsOf = (has: (sample: Sample) => boolean): Counts => {
    const of = (samples: readonly Sample[]) => {
      const kept = samples.filter(has);
      return { samples: kept.length, seconds: kept.reduce((sum, s) => sum + secondsOf(s), 0) };
    };
    const bySplit = {
      train: of(parts.train),
      validation: of(parts.validation),
      test: of(parts.test),
    };
    return { ...of(all), bySplit };
  };
  const classes = labels.map((label) => ({
    label,
    ...countsOf((sample) => sample.label === label),
  }));
  const lengths = all.map((sample) => lengthOf(sample) / sample.sampleRateHz);
  return {
    axes: first.axes,
    sampleRateHz: first.sampleRateHz,
    classes,
    total: countsOf(() => true),
    shortestS: lengths.reduce((a, b) => Math.min(a, b)),
    longestS: lengths.reduce((a, b) => Math.max(a, b)),
    groups: new Set(all.map(({ group }) => group).filter((group) => group !== null)).size,
    rule: split.rule,
    notes: [...folder.notes, ...cautions(classes)],
    skipped: folder.skipped,
  };
}

function cautions(classes: readonly ClassSummary[]): string[] {
  const notes: string[] = [];
  const untested = classes.filter(({ bySplit }) => bySplit.test.samples === 0);
  if (untested.length > 0) {
    notes.push(`Nothing tests ${names(untested)}: the test part has no recording of it.`);
  }
  const poor = classes.filter(
    ({ bySplit }) => bySplit.test.samples > 0 && bySplit.test.samples < TEST_MIN,
  );
  if (poor.length > 0) {
    const few = Math.min(...poor.map(({ bySplit }) => bySplit.test.samples));
    notes.push(
      `The test part has as few as ${recordings(few)} of ${names(poor)}: the accuracy there is rough.`,
    );
  }
  const most = classes.reduce((a, b) => (b.samples > a.samples ? b : a));
  const least = classes.reduce((a, b) => (b.samples < a.samples ? b : a));
  if (most.samples > IMBALANCE * least.samples) {
    notes.push(
      `${quoted(most.label)} has ${recordings(most.samples)}, ${quoted(least.label)} only ` +
        `${least.samples}: more of the latter would help.`,
    );
  }
  return notes;
}

function names(classes: readonly ClassSummary[]): string {
  const shown = classes.slice(0, 5).map(({ label }) => quoted(label));
  if (classes.length > 5) shown.push(`${classes.length - 5} more`);
  return listed(shown);
}
