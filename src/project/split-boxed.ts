import { Failure } from '../base/failure.ts';
import { Random } from '../base/random.ts';
import type { Labelled, PictureSample } from './sample.ts';
import { checkLeaks, type SplitSamples } from './split.ts';
import { takeByGroup } from './split-by-group.ts';
import { listed, quoted, things } from './wording.ts';

/** A picture in which things are to be found. */
type Boxed = Labelled & { readonly boxes?: readonly { readonly label: string }[] };

/** Of what is left for training, where the data states no such part. */
const share = 0.2;

/**
 * Divides pictures with boxes: what the data states is kept, and a part that it does not state is
 * taken, a fifth of what is left: whole groups where there are groups, else pictures by the seed. A
 * picture has things of several classes, so parts need not have all of them; each class stays in
 * some training picture.
 *
 * Throws a Failure for too few pictures, a class that cannot be learned, no test by group, and for leaks.
 */
export function splitBoxed<S extends Boxed = PictureSample>(
  samples: readonly S[],
  seed: number,
): SplitSamples<S> {
  const stated = (part: Labelled['split']) => samples.filter(({ split }) => split === part);
  const pool = [...stated('train'), ...stated(null)];
  const take = (part: Part, from: readonly S[]) => {
    const own = stated(part);
    if (own.length > 0) return { taken: own, rest: from, how: 'as the data states' };
    return takePart(part, from, new Random(seed, 'split', part));
  };
  if (pool.length < 3) {
    const sentence = `Only ${things(pool.length, 'picture')} with boxes to learn from: at least 3 are needed. Label more.`;
    throw new Failure('bad-data', sentence);
  }
  const test = take('test', pool);
  const validation = take('validation', test.rest);
  const split = {
    train: validation.rest,
    validation: validation.taken,
    test: test.taken,
    rule:
      `Test: ${things(test.taken.length, 'picture')}, ${test.how}. ` +
      `Validation: ${things(validation.taken.length, 'picture')}, ${validation.how}. ` +
      `Training: the other ${validation.rest.length}.`,
  };
  checkLearned(split.train, samples);
  checkLeaks(split, 'picture');
  return split;
}

type Part = 'test' | 'validation';

function takePart<S extends Boxed>(part: Part, pool: readonly S[], random: Random) {
  if (!pool.some(({ group }) => group !== null)) return takePictures(pool, random);
  const byGroup = takeByGroup(pool, share, random, labelsOf);
  if (byGroup.taken.length > 0 && byGroup.rest.length > 0) return byGroup;
  if (part === 'validation') {
    const mixed = takePictures(pool, random);
    return {
      ...mixed,
      how: `${mixed.how}; groups are shared with training, because too few are left`,
    };
  }
  throw new Failure(
    'bad-data',
    'No test by group is possible: each group has the only things of some class. Take pictures of it ' +
      'in more groups, or say which pictures are for the test.',
  );
}

function takePictures<S extends Boxed>(pool: readonly S[], random: Random) {
  const left = countsOf(pool);
  const wanted = Math.max(1, Math.round(share * pool.length));
  const taken = new Set<S>();
  for (const sample of random.shuffled(pool)) {
    if (taken.size === wanted) break;
    const own = countsOf([sample]);
    if ([...own].some(([label, count]) => count === left.get(label))) continue;
    for (const [label, count] of own) left.set(label, left.get(label)! - count);
    taken.add(sample);
  }
  if (taken.size === 0) {
    throw new Failure(
      'bad-data',
      'No picture can be kept aside to judge by: each has the only things of some class. Label more of each.',
    );
  }
  return {
    taken: pool.filter((sample) => taken.has(sample)),
    rest: pool.filter((sample) => !taken.has(sample)),
    how: 'picked by the seed',
  };
}

function checkLearned(train: readonly Boxed[], all: readonly Boxed[]): void {
  const learned = countsOf(train);
  const missing = [...countsOf(all).keys()].filter((label) => !learned.has(label));
  if (missing.length === 0) return;
  const which = listed(missing.sort().map(quoted));
  throw new Failure(
    'bad-data',
    `No training picture shows ${which}: what is only in the test or validation part cannot be learned. Move one of its pictures to training.`,
  );
}

const labelsOf = ({ boxes = [] }: Boxed): string[] => boxes.map(({ label }) => label);

/** Things of each class. */
function countsOf(samples: readonly Boxed[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const label of samples.flatMap(labelsOf)) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}
