import { Failure } from '../base/failure.ts';
import { readAcquisitionCbor, readAcquisitionJson } from './acquisition.ts';
import { readCsv } from './csv.ts';
import { decodeText, isText } from './text.ts';
import { readWav } from './wav.ts';

/** Readings of one or more axes over time, as one file holds them. */
export interface Recording {
  readonly axes: readonly Axis[];
  /** Readings per second of each axis; their mean rate where `timesS` says that they are uneven. */
  readonly sampleRateHz: number;
  /** [length, axes], interleaved. Sound is in [−1, 1]. All are finite. */
  readonly values: Float32Array;
  /**
   * Seconds of each reading from the first one, where the readings are unevenly spaced; `resampled`
   * spaces them evenly. Absent where they are even, to the precision of their timestamps.
   */
  readonly timesS?: Float64Array;
  /** As the file itself states it. */
  readonly label?: string;
  readonly device?: { readonly name: string; readonly type: string };
  /** Whole sentences on what was assumed or left aside. */
  readonly notes: readonly string[];
}

export interface Axis {
  readonly name: string;
  /** As the file states it; empty where it does not. */
  readonly unit: string;
}

export interface ReadOptions {
  /**
   * The rate of recordings in text. It takes the place of their timestamps. Sound and acquisition
   * files state their rate themselves and keep it.
   */
  readonly sampleRateHz?: number;
}

/**
 * Reads a recording in whatever format its bytes are: WAV, CSV, or the data acquisition format in
 * JSON or CBOR. The name only serves to tell which file is meant; its extension is not looked at.
 * Throws a Failure that names the file, the line or byte, what is wrong there and the mend.
 */
export function readRecording(
  name: string,
  bytes: Uint8Array,
  options: ReadOptions = {},
): Recording {
  if (bytes.length === 0) throw new Failure('bad-file', `${name} is empty: record it again.`);
  if (startsWith(bytes, 'RIFF') || startsWith(bytes, 'RIFX') || startsWith(bytes, 'RF64')) {
    return readWav(name, bytes);
  }
  if (isCborMap(bytes)) return readAcquisitionCbor(name, bytes);
  const known = signatures.find(([signature]) => startsWith(bytes, signature));
  if (known && !isText(bytes)) throw new Failure('bad-file', `${name} is ${known[1]}.`);
  const text = decodeText(name, bytes);
  const first = text.trimStart()[0];
  return first === '{' || first === '['
    ? readAcquisitionJson(name, text)
    : readCsv(name, text, options);
}

export function lengthOf(recording: Pick<Recording, 'values' | 'axes'>): number {
  return recording.values.length / recording.axes.length;
}

/** What people put beside recordings by mistake, and the mend for each. */
const signatures: readonly (readonly [signature: string, what: string])[] = [
  ['\x89PNG', 'a PNG picture; pictures cannot be read as recordings'],
  ['\xff\xd8\xff', 'a JPEG picture; pictures cannot be read as recordings'],
  ['BM', 'a BMP picture; pictures cannot be read as recordings'],
  ['GIF8', 'a GIF picture; pictures cannot be read as recordings'],
  ['PK\x03\x04', 'a ZIP archive or an Excel sheet: unpack it, or save the sheet as CSV'],
  ['\x1f\x8b', 'compressed with gzip: unpack it first'],
  ['OggS', 'Ogg sound: convert it to WAV'],
  ['fLaC', 'FLAC sound: convert it to WAV'],
  ['ID3', 'MP3 sound: convert it to WAV'],
  ['\xff\xfb', 'MP3 sound: convert it to WAV'],
  ['PAR1', 'a Parquet table: save it as CSV'],
  ['\x93NUMPY', 'a NumPy array: save it as CSV with a timestamp column'],
  ['%PDF', 'a PDF document, not a recording'],
];

function startsWith(bytes: Uint8Array, signature: string): boolean {
  return [...signature].every((letter, i) => bytes[i] === letter.charCodeAt(0));
}

/**
 * A CBOR map (major type 5), plain or after the self-described tag 55799 (RFC 8949, 3.4.6). A text
 * in Windows-1252 may begin with the same byte, as in "µs;accX", but is text throughout.
 */
function isCborMap(bytes: Uint8Array): boolean {
  const start = startsWith(bytes, '\xd9\xd9\xf7') ? 3 : 0;
  if (bytes[start]! >>> 5 !== 5) return false;
  const beginning = new TextDecoder('latin1').decode(bytes.subarray(0, 64));
  return /protected|signature|payload/.test(beginning) || !isText(bytes);
}
