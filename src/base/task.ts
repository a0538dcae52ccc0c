import { Failure } from './failure.ts';

/** What long work tells, and how it is stopped. Both come from the program that runs it. */
export interface Task {
  /** `done` of `total` parts of the stage so far; called as often as the work likes. */
  progress(stage: string, done: number, total: number): void;
  /** Something found on the way that is worth keeping, such as a point of a curve. */
  found?(kind: string, what: object): void;
  /** Aborted when a person cancels: the work then ends with a Failure between two parts. */
  readonly signal?: AbortSignal;
}

/** A task that nobody watches. */
export const unwatched: Task = { progress() {} };

export function stopIfCancelled(task: Task): void {
  if (task.signal?.aborted) throw new Failure('cancelled', 'Stopped, as asked.');
}
