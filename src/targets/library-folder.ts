import { Failure } from '../base/failure.ts';
import type { CompiledLibrary } from '../compile/compile.ts';

/** A library's folder: its sources in src, the licence, and the given texts, all below one name. */
export function libraryFolder(
  folder: string,
  library: CompiledLibrary,
  license: string,
  own: readonly (readonly [path: string, text: string])[],
): ReadonlyMap<string, Uint8Array> {
  const texts = [
    ...own,
    ['LICENSE', license],
    ['NOTICE', notice(library)],
    ...Array.from(library.files, ([name, text]) => [`src/${name}`, text] as const),
  ] as const;
  const encoder = new TextEncoder();
  return new Map(
    Array.from(texts, ([path, text]) => [`${folder}/${path}`, encoder.encode(text)] as const),
  );
}

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

function notice({ name, generated }: CompiledLibrary): string {
  return `The files ${generated.join(', ')} in src/ were generated from the data of whoever
trained the impulse ${name}; they belong to that person. The other files in src/ are the runtime of
Thimble under the Apache License 2.0, whose text is in LICENSE.
`;
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
