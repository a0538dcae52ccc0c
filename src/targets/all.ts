import { Failure } from '../base/failure.ts';
import { arduino } from './arduino.ts';
import { c99 } from './c99.ts';
import type { Target } from './target.ts';

/** Every target that there is. */
export const targets: readonly Target[] = [arduino, c99];

/** A Failure lists the targets that are known. */
export function targetById(id: string): Target {
  const target = targets.find((one) => one.id === id);
  if (target) return target;
  const known = targets.map((one) => one.id).join(', ');
  throw new Failure('bad-option', `There is no target "${id}"; give one of ${known}.`);
}
