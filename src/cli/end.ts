import { CommanderError } from 'commander';
import { Failure } from '../base/failure.ts';

/**
 * Says what ended a command and gives its exit code: 1 for what a person can mend, 130 when it was
 * stopped by hand. A mistake in the program itself is thrown on.
 */
export function endWith(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode; // commander has said it already
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  return error.code === 'cancelled' ? 130 : 1;
}
