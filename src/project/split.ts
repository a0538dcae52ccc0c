import { Failure } from '../base/failure.ts';
import { Random } from '../base/random.ts';
import type { Labelled, Sample } from './sample.ts';
import { takeByGroup } from './split-by-group.ts';
import { takeByRecording } from './split-by-recording.ts';
import { listed, quoted, type Thing, things } from './wording.ts';

export interface SplitOptions {
  readonly seed: number;
  /** Of all recordings, where the data states no test part. */
  readonly testShare?: number;
  /** Of the recordings that are left for training, where the data states no validation part. */
  readonly validationShare?: number;
  /** What sentences call the samples; recordings unless told. */
  readonly thing?: Thing;
}

export interface SplitSamples<S extends Labelled = Sample> {
  readonly train: readonly S[];
  /** Chooses the epoch; never learned from. */
  readonly validation: readonly S[];
  /** Only looked at in the end. */
  readonly test: readonly S[];
  /** How it was done, in sentences for the report. */
  readonly rule: string;
}

/**
 * Divides labelled recordings or pictures into those to learn from, those to choose by and those to test with.
 *
 * What the data states is kept. A part that it does not state is taken, label by label, from what is
 * left for training: whole groups where there are groups; else the last recordings of each series
 * where names are numbered (the last are further away in time and tell more about tomorrow than
 * random ones, which flatter); else random ones by the seed. Windows of one recording never part.
 *
 * Throws a Failure for one class only, too few recordings or groups of a class, and for leaks.
 */
export function splitSamples<S extends Labelled>(
  samples: readonly S[],
  options: SplitOptions,
): SplitSamples<S> {
  const { seed, testShare = 0.2, validationShare = 0.2, thing = 'recording' } = options;
  for (const share of [testShare, validationShare]) {
    if (share > 0 && share < 1) continue;
    throw new Failure('bad-option', `A share of ${share} is none: give one between 0 and 1.`);
  }
  const labelled = samples.filter(({ label }) => label !== null);
  checkClasses(labelled, thing);
  const stated = (part: Labelled['split']) => labelled.filter(({ split }) => split === part);
  const statesTest = stated('test').length > 0;
  const statesValidation = stated('validation').length > 0;
  checkCounts(labelled, statesTest, statesValidation, thing);

  const pool = [...stated('train'), ...stated(null)];
  const test = statesTest
    ? { taken: stated('test'), rest: pool, how: 'as the data states' }
    : takePart('test', pool, testShare, seed, thing);
  const validation = statesValidation
    ? { taken: stated('validation'), rest: test.rest, how: 'as the data states' }
    : takePart('validation', test.rest, validationShare, seed, thing);

  const split = {
    train: validation.rest,
    validation: validation.taken,
    test: test.taken,
    rule:
      `Test: ${things(test.taken.length, thing)}, ${test.how}. ` +
      `Validation: ${things(validation.taken.length, thing)}, ${validation.how}. ` +
      `Training: the other ${validation.rest.length}.`,
  };
  checkLeaks(split, thing);
  return split;
}

/**
 * Refuses a split in which the test part was seen before: readings that are in two parts, or a group
 * with recordings on both sides of the test. Training and validation may share a group, where a
 * class has no second one; that costs nothing of the test's honesty, and `rule` says it.
 */
export function checkLeaks(
  split: Omit<SplitSamples<Labelled>, 'rule'>,
  thing: Thing = 'recording',
): void {
  const parts = [
    ...split.train.map((sample) => ({ sample, part: 'train' })),
    ...split.validation.map((sample) => ({ sample, part: 'validation' })),
    ...split.test.map((sample) => ({ sample, part: 'test' })),
  ];
  const byId = new Map<string, (typeof parts)[number]>();
  for (const each of parts) {
    const twin = byId.get(each.sample.id);
    if (twin && twin.part !== each.part) {
      throw new Failure(
        'bad-data',
        `${twin.sample.source} (${twin.part}) and ${each.sample.source} (${each.part}) hold the same ` +
          `${thing === 'picture' ? 'picture' : 'readings'}: the result would be of something already ` +
          'seen. Remove one of them.',
      );
    }
    byId.set(each.sample.id, each);
  }
  const known = new Map(
    [...split.train, ...split.validation].map((sample) => [sample.group, sample]),
  );
  for (const sample of split.test) {
    const other = sample.group === null ? undefined : known.get(sample.group);
    if (!other) continue;
    throw new Failure(
      'bad-data',
      `The group ${quoted(sample.group!)} is both in the test (${sample.source}) and in training ` +
        `(${other.source}): the result would say nothing of new ones. Move all its ${thing}s to one side.`,
    );
  }
}

function checkClasses(labelled: readonly Labelled[], thing: Thing): void {
  const labels = [...new Set(labelled.map(({ label }) => label!))];
  if (labels.length === 0) throw new Failure('bad-data', `None of the ${thing}s has a label.`);
  if (labels.length === 1) {
    throw new Failure(
      'bad-data',
      `All ${thing}s have the label ${quoted(labels[0]!)}: telling apart takes two classes or more. ` +
        `Add ${thing}s of something else, for example of nothing ${thing === 'picture' ? 'in particular' : 'happening'}.`,
    );
  }
}

/** A class needs a recording in each part; stated parts have theirs, others are taken from training. */
function checkCounts(
  labelled: readonly Labelled[],
  statesTest: boolean,
  statesValidation: boolean,
  thing: Thing,
): void {
  const needed = 1 + (statesTest ? 0 : 1) + (statesValidation ? 0 : 1);
  const free = ({ split }: Labelled) => split === 'train' || split === null;
  const counts = new Map(labelled.map(({ label }) => [label!, 0]));
  for (const sample of labelled.filter(free)) {
    counts.set(sample.label!, counts.get(sample.label!)! + 1);
  }
  const poor = [...counts].filter(([, count]) => count < needed);
  if (poor.length === 0) return;
  const uses = ['one to train with'];
  if (!statesValidation) uses.push('one to validate with');
  if (!statesTest) uses.push('one to test with');
  const what = poor.map(([label, count]) => `${quoted(label)} has ${things(count, thing)}`);
  const given = statesTest || statesValidation ? ' outside the parts that the data states' : '';
  throw new Failure(
    'bad-data',
    `Class ${listed(what)}${given}; at least ${needed} ${needed > 1 ? 'are' : 'is'} needed, ` +
      `${listed(uses)}. ` +
      (thing === 'picture'
        ? 'Take more.'
        : 'Record more, or cut a long recording into several files.'),
  );
}

interface Taken<S> {
  readonly taken: readonly S[];
  readonly rest: readonly S[];
  readonly how: string;
}

function takePart<S extends Labelled>(
  part: 'test' | 'validation',
  pool: readonly S[],
  share: number,
  seed: number,
  thing: Thing,
): Taken<S> {
  const random = new Random(seed, 'split', part);
  if (!pool.some(({ group }) => group !== null)) return takeByRecording(pool, share, random, thing);
  const byGroup = takeByGroup(pool, share, random);
  if (byGroup.lacking.length === 0) return byGroup;
  const classes = listed(byGroup.lacking.map(quoted));
  if (part === 'test') {
    throw new Failure(
      'bad-data',
      `No test by group is possible: ${classes} cannot be both in the test and in training, because ` +
        'too few groups have it. Record it with more subjects, or state the split in labels.csv.',
    );
  }
  const mixed = takeByRecording(pool, share, random, thing);
  return {
    ...mixed,
    how: `${mixed.how}; groups are shared with training, because too few of them have ${classes}`,
  };
}
