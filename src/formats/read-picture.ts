import { Failure } from '../base/failure.ts';
import { readBmp } from './bmp.ts';
import { readJpeg } from './jpeg.ts';
import type { Picture } from './picture.ts';
import { readPng } from './png.ts';

/** Whether the bytes begin as one of the picture formats does that can be read. */
export function isPicture(bytes: Uint8Array): boolean {
  return formatOf(bytes) !== undefined;
}

function formatOf(bytes: Uint8Array) {
  return formats.find(({ begins }) =>
    begins.every(([at, ...wanted]) => wanted.every((byte, i) => bytes[at + i] === byte)),
  );
}

/**
 * Reads a PNG, JPEG or BMP; which it is, its bytes tell. The name only serves to say which file is
 * meant. Throws a Failure that names the file, what is wrong in it and the mend: also for pictures
 * that are cut off, damaged, or would unpack to more than they claim.
 */
export function readPicture(name: string, bytes: Uint8Array): Picture {
  if (bytes.length === 0) throw new Failure('bad-file', `${name} is empty: take it again.`);
  const format = formatOf(bytes);
  if (format) return format.read(name, bytes);
  const known = others.find(([at, letters]) =>
    [...letters].every((letter, i) => bytes[at + i] === letter.charCodeAt(0)),
  );
  throw new Failure(
    'bad-file',
    known
      ? `${name} is ${known[2]}: save it as PNG or JPEG.`
      : `${name} is no picture that can be read: PNG, JPEG and BMP can.`,
  );
}

const formats: readonly {
  /** Bytes at places, all of which must be there. */
  readonly begins: readonly (readonly [at: number, ...bytes: number[]])[];
  readonly read: (name: string, bytes: Uint8Array) => Picture;
}[] = [
  { begins: [[0, 0x89, 0x50, 0x4e, 0x47]], read: readPng },
  { begins: [[0, 0xff, 0xd8, 0xff]], read: readJpeg },
  // the two letters alone may begin a text; four reserved bytes behind the size are zero
  {
    begins: [
      [0, 0x42, 0x4d],
      [6, 0, 0, 0, 0],
    ],
    read: readBmp,
  },
];

/** Pictures that people have and that cannot be read. */
const others: readonly (readonly [at: number, letters: string, what: string])[] = [
  [0, 'GIF8', 'a GIF picture'],
  [8, 'WEBP', 'a WebP picture'],
  [4, 'ftypheic', 'a HEIC picture'],
  [4, 'ftypheix', 'a HEIC picture'],
  [4, 'ftypmif1', 'a HEIF picture'],
  [4, 'ftypavif', 'an AVIF picture'],
  [0, 'II*\0', 'a TIFF picture'],
  [0, 'MM\0*', 'a TIFF picture'],
  [0, '\0\0\x01\0', 'an icon'],
  [0, 'P5', 'a PGM picture'],
  [0, 'P6', 'a PPM picture'],
];
