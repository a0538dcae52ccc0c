import { Failure } from '../base/failure.ts';
import type { Axis, Recording } from './recording.ts';

/**
 * Reads RIFF/WAVE sound: PCM of 8, 16, 24 or 32 bits, float of 32 or 64 bits, plain or as
 * WAVE_FORMAT_EXTENSIBLE, any number of channels and any rate. PCM is scaled by its full range to
 * [−1, 1]. (Multimedia Programming Interface and Data Specifications 1.0, IBM and Microsoft 1991,
 * chapter 3; WAVEFORMATEXTENSIBLE in Microsoft's audio documentation.)
 */
export function readWav(name: string, bytes: Uint8Array): Recording {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const refuse = (why: string): never => {
    throw new Failure('bad-file', `${name} ${why}.`);
  };
  if (bytes.length < 12) {
    refuse(`is cut off in its header, after ${bytes.length} bytes: copy or record it again`);
  }
  const [container, kind] = [letters(view, 0), letters(view, 8)];
  if (container !== 'RIFF') refuse(`is a WAV of the kind ${container}: convert it to a plain WAV`);
  if (kind !== 'WAVE') refuse(`is a RIFF file of the kind "${kind}", not WAVE: convert it to WAV`);
  const { format, at, length, notes } = findChunks(view, bytes.length, refuse);
  const data = new DataView(view.buffer, view.byteOffset + at, length);
  const coding = codingOf(format, refuse);
  const frameBytes = coding.bytes * format.channels;
  if (data.byteLength % frameBytes !== 0) {
    refuse(
      `holds ${data.byteLength} bytes of sound, which is no whole number of readings of ` +
        `${frameBytes} bytes: it is damaged, copy or record it again`,
    );
  }
  if (data.byteLength === 0) refuse('holds no sound: record it again');
  const values = new Float32Array(data.byteLength / coding.bytes);
  for (let i = 0; i < values.length; i++) {
    values[i] = coding.read(data, i * coding.bytes);
    if (!Number.isFinite(values[i])) {
      const seconds = Math.floor(i / format.channels) / format.sampleRateHz;
      refuse(`holds ${values[i]} at ${seconds.toFixed(3)} s, which is no sound: export it again`);
    }
  }
  return { axes: axesOf(format.channels), sampleRateHz: format.sampleRateHz, values, notes };
}

/** Where the sound lies in a WAV file, and how it is written: enough to read any part of it. */
export interface WavOutline {
  readonly channels: number;
  readonly sampleRateHz: number;
  /** The byte of the file where the first reading begins. */
  readonly at: number;
  /** Bytes of one reading of all channels. */
  readonly frameBytes: number;
  /** Readings of each channel. */
  readonly length: number;
}

/** So many bytes from its beginning tell how a WAV file is laid out, unless much is said before its sound. */
export const wavHeadBytes = 65_536;

/** The outline of a WAV by its first bytes; null where they are not enough, or it is no WAV. */
export function outlineOfWav(head: Uint8Array, fileBytes: number): WavOutline | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 12 || letters(view, 0) !== 'RIFF' || letters(view, 8) !== 'WAVE') return null;
  try {
    const { format, at, length } = findChunks(view, fileBytes, refuseFile);
    const { channels, sampleRateHz } = format;
    const frameBytes = codingOf(format, refuseFile).bytes * channels;
    return { channels, sampleRateHz, at, frameBytes, length: Math.floor(length / frameBytes) };
  } catch (error) {
    // a head that ends before its format is read past its end
    if (error instanceof Failure || error instanceof RangeError) return null;
    throw error;
  }
}

/** Readings of a part of a WAV, interleaved; `bytes` holds whole readings from anywhere in its sound. */
export function readWavPart(head: Uint8Array, bytes: Uint8Array): Float32Array {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const { format } = findChunks(view, Number.POSITIVE_INFINITY, refuseFile);
  const coding = codingOf(format, refuseFile);
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(Math.floor(bytes.length / coding.bytes));
  for (let i = 0; i < values.length; i++) values[i] = coding.read(data, i * coding.bytes);
  return values;
}

/** The readings from one up to another, not with it, as a WAV of the same coding: no sample is changed. */
export function cutWav(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { format, formatChunk, at } = findChunks(view, bytes.length, refuseFile);
  const frameBytes = codingOf(format, refuseFile).bytes * format.channels;
  const sound = bytes.subarray(at + from * frameBytes, at + to * frameBytes);
  // a chunk of odd length is followed by a byte of padding
  const length = 12 + formatChunk.length + 8 + sound.length + (sound.length % 2);
  const cut = new Uint8Array(length);
  const header = new DataView(cut.buffer);
  writeLetters(cut, 0, 'RIFF');
  header.setUint32(4, length - 8, true);
  writeLetters(cut, 8, 'WAVE');
  cut.set(formatChunk, 12);
  writeLetters(cut, 12 + formatChunk.length, 'data');
  header.setUint32(16 + formatChunk.length, sound.length, true);
  cut.set(sound, 20 + formatChunk.length);
  return cut;
}

/** A plain 16-bit WAV of interleaved values in [−1, 1]; what lies beyond is clipped. */
export function writeWav(values: Float32Array, channels: number, sampleRateHz: number): Uint8Array {
  const bytes = new Uint8Array(44 + values.length * 2);
  const view = new DataView(bytes.buffer);
  const write = (at: number, text: string) => writeLetters(bytes, at, text);
  write(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  write(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, PCM, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * channels * 2, true);
  view.setUint16(32, channels * 2, true);
  view.setUint16(34, 16, true);
  write(36, 'data');
  view.setUint32(40, values.length * 2, true);
  values.forEach((value, i) => {
    const level = Math.min(32767, Math.max(-32768, Math.round(value * 32768)));
    view.setInt16(44 + i * 2, level, true);
  });
  return bytes;
}

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;
/** A writer that cannot go back to its header states this size: all until the end of the file. */
const UNKNOWN_SIZE = 0xffffffff;

interface Format {
  readonly tag: number;
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly blockAlign: number;
  readonly bits: number;
}

type Refuse = (why: string) => never;

/** For a file whose name its reader's caller knows. */
const refuseFile: Refuse = (why) => {
  throw new Failure('bad-file', why);
};

/**
 * Walks the chunks: four letters, size, content, and a byte of padding where the size is odd. `view` may
 * hold the beginning alone of a file of `fileBytes`.
 */
function findChunks(view: DataView, fileBytes: number, refuse: Refuse) {
  const notes: string[] = [];
  let format: Format | null = null;
  let formatChunk = new Uint8Array(0);
  let at = 12;
  while (at + 8 <= view.byteLength) {
    const kind = letters(view, at);
    const size = view.getUint32(at + 4, true);
    const left = fileBytes - at - 8;
    if (kind === 'fmt ') {
      format = readFormat(view, at + 8, Math.min(size, left), refuse);
      const whole = Math.min(8 + size + (size % 2), view.byteLength - at);
      formatChunk = new Uint8Array(view.buffer, view.byteOffset + at, whole).slice();
    }
    if (kind === 'data') {
      if (!format) return refuse('has its sound before its format: it is damaged, export it again');
      if (size === UNKNOWN_SIZE) notes.push('The WAV does not state its length: read to its end.');
      else if (size > left) {
        refuse(`lacks ${size - left} of its ${size} bytes of sound: copy or record it again`);
      }
      const length = Math.min(size, left);
      return { format, formatChunk, at: at + 8, length, notes };
    }
    at += 8 + size + (size % 2);
  }
  const lacks = format ? 'sound (no data chunk)' : 'format (no fmt chunk)';
  return refuse(
    `ends after ${view.byteLength} bytes, before its ${lacks}: it is cut off, copy or record it again`,
  );
}

function readFormat(view: DataView, at: number, size: number, refuse: Refuse): Format {
  if (size < 16) refuse('is cut off in its format chunk: copy or record it again');
  const tag = view.getUint16(at, true);
  if (tag === EXTENSIBLE && size < 26) {
    refuse('is cut off in its extended format chunk: export it again');
  }
  return {
    // The first two bytes of the sub-format's GUID are the tag that it stands for.
    tag: tag === EXTENSIBLE ? view.getUint16(at + 24, true) : tag,
    channels: view.getUint16(at + 2, true),
    sampleRateHz: view.getUint32(at + 4, true),
    blockAlign: view.getUint16(at + 12, true),
    bits: view.getUint16(at + 14, true),
  };
}

interface Coding {
  readonly bytes: number;
  read(data: DataView, at: number): number;
}

const codings: { readonly [tagAndBits: string]: Coding } = {
  '1/8': { bytes: 1, read: (data, at) => (data.getUint8(at) - 128) / 2 ** 7 },
  '1/16': { bytes: 2, read: (data, at) => data.getInt16(at, true) / 2 ** 15 },
  '1/24': {
    bytes: 3,
    read: (data, at) => (data.getUint8(at) + data.getInt16(at + 1, true) * 256) / 2 ** 23,
  },
  '1/32': { bytes: 4, read: (data, at) => data.getInt32(at, true) / 2 ** 31 },
  '3/32': { bytes: 4, read: (data, at) => data.getFloat32(at, true) },
  '3/64': { bytes: 8, read: (data, at) => data.getFloat64(at, true) },
};

const otherTags: { readonly [tag: number]: string } = {
  2: 'ADPCM',
  6: 'A-law',
  7: 'µ-law',
  17: 'IMA ADPCM',
  85: 'MP3',
};

function codingOf({ tag, channels, sampleRateHz, blockAlign, bits }: Format, refuse: Refuse) {
  if (tag !== PCM && tag !== FLOAT) {
    const coding = otherTags[tag] ?? `format ${tag}`;
    refuse(`is coded as ${coding}, which is not read: convert it to a WAV of 16-bit PCM`);
  }
  if (channels === 0) refuse('states 0 channels: it is damaged, export it again');
  if (sampleRateHz === 0) refuse('states a rate of 0 Hz: it is damaged, export it again');
  const coding = codings[`${tag}/${bits}`];
  if (!coding) {
    return refuse(
      `has ${bits} bits a reading${tag === FLOAT ? ' in float' : ''}: convert it to 16-bit PCM`,
    );
  }
  if (blockAlign !== coding.bytes * channels) {
    refuse(
      `states ${blockAlign} bytes for each moment, but ${channels} channels of ${bits} bits are ` +
        `${coding.bytes * channels}: it is damaged, export it again`,
    );
  }
  return coding;
}

function axesOf(channels: number): Axis[] {
  if (channels === 1) return [{ name: 'audio', unit: '' }];
  if (channels === 2) return ['left', 'right'].map((name) => ({ name, unit: '' }));
  return Array.from({ length: channels }, (_, i) => ({ name: `channel${i + 1}`, unit: '' }));
}

function writeLetters(bytes: Uint8Array, at: number, text: string): void {
  bytes.set(new TextEncoder().encode(text), at);
}

function letters(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}
