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

function notice({ name, generated }: CompiledLibrary): string {
  return `The files ${generated.join(', ')} in src/ were generated from the data of whoever
trained the impulse ${name}; they belong to that person. The other files in src/ are the runtime of
Thimble under the Apache License 2.0, whose text is in LICENSE.
`;
}
