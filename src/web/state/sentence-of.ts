import { Failure } from '../../base/failure.ts';

/** What went wrong, for a person: a Failure's own sentence, or that of the browser. */
export function sentenceOf(error: unknown): string {
  if (error instanceof Failure) return error.message;
  if (error instanceof Error) return `This page made a mistake: ${error.message}`;
  return 'Something went wrong, and nothing said what.';
}
