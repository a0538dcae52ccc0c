import { assert } from '../base/assert.ts';

/** What a linker put into flash, by whose it is. */
export interface FlashParts {
  /** Functions of the library. */
  readonly code: number;
  /** Weights, tables and other constants of the library. */
  readonly constants: number;
  /** Of the compiler's own library and the C library. */
  readonly cLibrary: number;
  /** Vectors, start-up, the program's main, and bytes that only align. */
  readonly startUp: number;
}

/** Sections that stand in flash; .data does so with what it starts with. */
export const flashSections: readonly string[] = ['.vectors', '.text', '.ARM.exidx', '.data'];

/** Sizes in bytes out of a map that the GNU linker wrote; `objects` are those of the library. */
export function flashParts(map: string, objects: ReadonlySet<string>): FlashParts {
  const parts = { code: 0, constants: 0, cLibrary: 0, startUp: 0 };
  for (const piece of piecesOf(map)) parts[partOf(piece, objects)] += piece.bytes;
  return parts;
}

interface Piece {
  /** The section of the program that it went to. */
  readonly within: string;
  /** Its own section, such as .rodata.weights. */
  readonly section: string;
  readonly bytes: number;
  /** An object file or "archive(member)"; empty for bytes that only align. */
  readonly from: string;
}

/**
 * A line of the map is a section of the program (at the margin) or a piece of it (one space in):
 * name, address, bytes, file. Where the name is long the rest stands on the next line. Of equal constants that
 * several files share only the first counts: those of the others lie where others begin, or beyond the section's end.
 */
function piecesOf(map: string): Piece[] {
  const start = map.indexOf('Linker script and memory map');
  assert(start >= 0, 'the linker wrote a map');
  const line = /^( ?)(\.[\w.$]+|COMMON|\*fill\*)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) *(\S.*)?$/gm;
  const pieces: Piece[] = [];
  let within = '';
  let end = 0;
  let last = 0;
  for (const [, space, section, at, size, from] of map.slice(start).matchAll(line)) {
    const address = Number.parseInt(at!, 16);
    const behind = address + Number.parseInt(size!, 16);
    if (space === '') {
      within = section!;
      end = address;
      last = behind;
    } else if (flashSections.includes(within)) {
      const bytes = Math.min(behind, last) - Math.max(address, end);
      if (bytes > 0) pieces.push({ within, section: section!, bytes, from: from ?? '' });
      end = Math.max(end, behind);
    }
  }
  return pieces;
}

function partOf({ section, from }: Piece, objects: ReadonlySet<string>): keyof FlashParts {
  if (from.endsWith(')')) return 'cLibrary';
  if (section === '*fill*' || !objects.has(from)) return 'startUp';
  return /^\.(s?rodata|s?data)/.test(section) ? 'constants' : 'code';
}
