import { Failure } from '../base/failure.ts';
import type { CompiledLibrary } from '../compile/compile.ts';

/** Words that stand in every library: what it does, and a person's words made fit for files. */

/** A Failure says so where the version is none. */
export function requireVersion(version: string): void {
  if (/^\d+\.\d+\.\d+$/.test(version)) return;
  const way = 'give three numbers, such as 1.0.2';
  throw new Failure('bad-option', `"${version}" is no version of a library; ${way}.`);
}

/** What a library does, in one sentence. */
export function saying(library: CompiledLibrary, labels: readonly string[]): string {
  if ('centres' in library && library.centres) {
    return `Finds the centres of ${labels.slice(1).join(', ')} in pictures.`;
  }
  return `Tells ${labels.length} classes apart: ${labels.join(', ')}.`;
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

export function inMarkdown(text: string): string {
  return oneLine(text).replace(/[\\`*_{}[\]<>|#]/g, '\\$&');
}

/** A person's words in a comment of C: one line, and no backslash at its end that would swallow the next. */
export function remark(text: string): string {
  return oneLine(text).replaceAll('\\', '/').replaceAll('??', '? ?');
}
