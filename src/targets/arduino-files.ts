import { Failure } from '../base/failure.ts';
import type { CompiledLibrary } from '../compile/compile.ts';
import type { LibraryTexts } from './target.ts';

/** A library's folder: what every one has, and the given texts, all below one name. */
export function libraryFiles(
  library: CompiledLibrary,
  license: string,
  own: readonly (readonly [path: string, text: string])[],
): ReadonlyMap<string, Uint8Array> {
  const folder = arduinoName(library.name);
  const texts = [
    ...own,
    ['LICENSE', license],
    ['NOTICE', notice(library)],
    [`src/${folder}.h`, umbrella(library)],
    ...Array.from(library.files, ([name, text]) => [`src/${name}`, text] as const),
  ] as const;
  const encoder = new TextEncoder();
  return new Map(
    Array.from(texts, ([path, text]) => [`${folder}/${path}`, encoder.encode(text)] as const),
  );
}

/** `ThimbleWristGestures`: also the name of the folder and of the header to include. */
export function arduinoName(name: string): string {
  const words = name.split('_').filter((word) => word !== '');
  const joined = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
  return `Thimble${joined}`.slice(0, 63);
}

/** A Failure says so where the version is none. */
export function properties(
  library: CompiledLibrary,
  { version, author: by, url }: LibraryTexts,
  paragraph: string,
): string {
  if (!/^\d+\.\d+\.\d+$/.test(version)) {
    const way = 'give three numbers, such as 1.0.2';
    throw new Failure('bad-option', `"${version}" is no version of an Arduino library; ${way}.`);
  }
  const author = oneLine(by ?? 'Made with Thimble');
  const entries: [string, string][] = [
    ['name', arduinoName(library.name)],
    ['version', version],
    ['author', author],
    ['maintainer', author],
    ['sentence', oneLine(saying(library, library.labels))],
    ['paragraph', paragraph],
    ['category', 'Data Processing'],
    // A library must state one; this domain is reserved and belongs to nobody.
    ['url', oneLine(url ?? 'https://thimble.example')],
    ['architectures', '*'],
    ['includes', `${arduinoName(library.name)}.h`],
  ];
  return entries.map(([key, value]) => `${key}=${value}\n`).join('');
}

/** What a library does, in one sentence. */
export function saying(library: CompiledLibrary, labels: readonly string[]): string {
  if ('centres' in library && library.centres) {
    return `Finds the centres of ${labels.slice(1).join(', ')} in pictures.`;
  }
  return `Tells ${labels.length} classes apart: ${labels.join(', ')}.`;
}

/** Types, functions and constants for the colours of the IDE; its columns are tabs. */
export function keywords(
  name: string,
  words: {
    readonly types: readonly string[];
    readonly calls: readonly string[];
    readonly sizes: readonly string[];
    /** With their whole names. */
    readonly others: readonly string[];
  },
): string {
  const lower = `thimble_${name}`;
  const groups: [string, string[]][] = [
    ['KEYWORD1', words.types.map((what) => `${lower}_${what}`)],
    ['KEYWORD2', words.calls.map((what) => `${lower}_${what}`)],
    [
      'LITERAL1',
      [
        `${lower}_labels`,
        ...words.sizes.map((what) => `${lower.toUpperCase()}_${what}`),
        ...words.others,
      ],
    ],
  ];
  return groups
    .flatMap(([kind, names]) => names.map((keyword) => `${keyword}\t${kind}\n`))
    .join('');
}

function umbrella({ name }: CompiledLibrary): string {
  const guard = `${arduinoName(name).toUpperCase()}_H`;
  return `/* What a sketch includes. */
#ifndef ${guard}
#define ${guard}

#include "thimble_${name}.h"

#endif
`;
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
