import { Failure } from '../base/failure.ts';
import { Random } from '../base/random.ts';
import type { PictureSample } from './sample.ts';
import { checkLeaks, type SplitSamples } from './split.ts';
import { things } from './wording.ts';

/**
 * Divides pictures with boxes: what the data states is kept, and a part that it does not state is
 * taken by the seed, a fifth of what is left. A picture has things of several classes, so parts are
 * not taken class by class; each class must be in some training picture.
 *
 * Throws a Failure for too few pictures, a class that cannot be learned, and for leaks.
 */
export function splitBoxed(
  samples: readonly PictureSample[],
  seed: number,
): SplitSamples<PictureSample> {
  const stated = (part: PictureSample['split']) => samples.filter(({ split }) => split === part);
  const pool = [...stated('train'), ...stated(null)];
  const take = (part: 'test' | 'validation', from: readonly PictureSample[]) => {
    const own = stated(part);
    if (own.length > 0) return { taken: own, rest: from, how: 'as the data states' };
    const order = new Random(seed, 'split', part).shuffled(from);
    const taken = new Set(order.slice(0, Math.max(1, Math.round(from.length / 5))));
    const rest = from.filter((sample) => !taken.has(sample));
    return { taken: from.filter((sample) => taken.has(sample)), rest, how: 'picked by the seed' };
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
  checkLeaks(split, 'picture');
  return split;
}
