import { Failure } from '../base/failure.ts';
import { contentHash } from '../base/hash.ts';
import { stopIfCancelled, type Task } from '../base/task.ts';
import { lengthOf, readRecording } from '../formats/recording.ts';
import { type Found, keepMajorityAxes, keepOneRate } from './agree.ts';
import { keepOnce, notesOf, noteUnlabelled } from './distinct.ts';
import type { Listing, Skipped } from './listing.ts';
import type { Sample } from './sample.ts';
import { asOneMicrophone } from './sound.ts';
import { byPath, list, read, type SourceFile } from './source-file.ts';

export interface ImportOptions {
  /** Readings per second of recordings in text, in place of their timestamps. */
  readonly sampleRateHz?: number;
  /** What is in the folder, where that is known without looking at its paths and lists. */
  readonly listing?: Listing;
}

export interface ImportedFolder {
  /** All with the same axes and one rate, in the order of their paths; some may have no label. */
  readonly samples: readonly Sample[];
  readonly skipped: readonly Skipped[];
  /** Whole sentences on what was assumed, changed or left aside. */
  readonly notes: readonly string[];
}

/**
 * Turns a folder of recordings into samples. What their labels are is said, in this order, by
 * `info.labels`, by `labels.csv`, or by folders and names; where none of these does, by the file.
 *
 * A file that cannot be used is skipped with the reason and never stops the others. Samples agree:
 * the axes that most recordings have count, the same axes in another order are put in this one, and
 * others are skipped. Sound becomes one channel at 16 or 8 kHz, whatever its rate. Unevenly timed recordings, and those of another rate within a factor of 2, are
 * resampled once to the median rate of all. Copies within one part are kept once.
 *
 * Throws a Failure where nothing is left, nothing is labelled, or the list of labels is broken.
 */
export async function importFolder(
  files: readonly SourceFile[],
  options: ImportOptions,
  task: Task,
): Promise<ImportedFolder> {
  const listing = options.listing ?? (await list(files));
  const { found, skipped } = await readAll(files, listing, options, task);
  if (found.length === 0) throw nothingLeft(files, [...listing.skipped, ...skipped]);
  const heard = asOneMicrophone(found);
  const alike = keepMajorityAxes(heard.found);
  const even = keepOneRate(alike.found);
  const distinct = keepOnce(even.found.flatMap(samplesOf), 'recording');
  if (distinct.samples.every(({ label }) => label === null)) {
    throw new Failure(
      'bad-data',
      'None of the recordings has a label: put them in one folder for each label, such as ' +
        'walk/001.csv, or list them in labels.csv with the columns path and label.',
    );
  }
  return {
    samples: distinct.samples,
    skipped: [
      ...listing.skipped,
      ...skipped,
      ...alike.skipped,
      ...even.skipped,
      ...distinct.skipped,
    ],
    notes: [
      ...listing.notes,
      ...notesOf(
        found.map(({ listed, recording }) => ({ path: listed.path, notes: recording.notes })),
        'recording',
      ),
      ...heard.notes,
      ...alike.notes,
      ...even.notes,
      ...distinct.notes,
      ...noteUnlabelled(distinct.samples, 'recording'),
    ],
  };
}

async function readAll(
  files: readonly SourceFile[],
  listing: Listing,
  options: ImportOptions,
  task: Task,
) {
  const listed = listing.listed.toSorted((a, b) => byPath(a.path, b.path));
  const byName = new Map(files.map((file) => [file.path, file]));
  const found: Found[] = [];
  const skipped: Skipped[] = [];
  for (const [i, entry] of listed.entries()) {
    stopIfCancelled(task);
    task.progress('Reading recordings', i, listed.length);
    const bytes = await read(byName.get(entry.path)!);
    if (typeof bytes === 'string') {
      skipped.push({ file: entry.path, reason: bytes });
      continue;
    }
    try {
      found.push({ listed: entry, recording: readRecording(entry.path, bytes, options) });
    } catch (error) {
      if (!(error instanceof Failure) || error.code === 'bad-option') throw error;
      skipped.push({ file: entry.path, reason: error.message });
    }
  }
  task.progress('Reading recordings', listed.length, listed.length);
  return { found, skipped };
}

function nothingLeft(files: readonly SourceFile[], skipped: readonly Skipped[]): Failure {
  if (files.length === 0) {
    return new Failure(
      'bad-data',
      'The folder is empty: put recordings in it, one folder for each label, such as walk/001.csv.',
    );
  }
  const [first] = skipped;
  if (!first) {
    return new Failure(
      'bad-data',
      `The folder holds no recordings (${files.length} other ${files.length === 1 ? 'file' : 'files'}): ` +
        'put CSV or WAV files in it, one folder for each label, such as walk/001.csv.',
    );
  }
  const which = skipped.length > 1 ? `The first of ${skipped.length}: ` : '';
  return new Failure('bad-data', `No file of the folder can be used. ${which}${first.reason}`);
}

/** One sample of a recording, or one of each of its labelled segments, which then stay together. */
function samplesOf({ listed, recording }: Found): Sample[] {
  const { axes, sampleRateHz } = recording;
  const sample = (source: string, values: Float32Array, label: string | null): Sample => ({
    id: contentHash(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      JSON.stringify([axes, sampleRateHz]),
    ),
    source,
    axes,
    sampleRateHz,
    values,
    label,
    split: listed.split,
    group: listed.group ?? (listed.segments.length > 1 ? listed.path : null),
  });
  if (listed.segments.length === 0) {
    return [sample(listed.path, recording.values, listed.label ?? recording.label ?? null)];
  }
  return listed.segments.flatMap(({ startIndex, endIndex, label }, i) => {
    const end = Math.min(endIndex + 1, lengthOf(recording));
    if (end <= startIndex) return [];
    const values = recording.values.slice(startIndex * axes.length, end * axes.length);
    return [sample(`${listed.path}#${i + 1}`, values, label)];
  });
}
