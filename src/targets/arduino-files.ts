import type { CompiledLibrary } from '../compile/compile.ts';
import { libraryFolder } from './library-folder.ts';
import { oneLine, requireVersion, saying } from './library-texts.ts';
import type { LibraryTexts } from './target.ts';

/** A library's folder: what every one has with the header that sketches include, and the given texts. */
export function libraryFiles(
  library: CompiledLibrary,
  license: string,
  own: readonly (readonly [path: string, text: string])[],
): ReadonlyMap<string, Uint8Array> {
  const folder = arduinoName(library.name);
  return libraryFolder(folder, library, license, [...own, [`src/${folder}.h`, umbrella(library)]]);
}

/** `ThimbleWristGestures`: also the name of the folder and of the header to include. */
export function arduinoName(name: string): string {
  const words = name.split('_').filter((word) => word !== '');
  const joined = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
  return `Thimble${joined}`.slice(0, 63);
}

/** library.properties. A Failure says so where the version is none. */
export function properties(
  library: CompiledLibrary,
  { version, author: by, url }: LibraryTexts,
  paragraph: string,
): string {
  requireVersion(version);
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
