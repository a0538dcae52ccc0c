import { convertIndexedToRgb, type DecodedPng, decode } from 'fast-png';
import { Unzlib } from 'fflate';
import { Failure } from '../base/failure.ts';
import { type Picture, requireOpenable } from './picture.ts';

/**
 * Reads a PNG (W3C, third edition) of any depth and colour type. Of an animation the first picture
 * counts; what is see-through is laid on white; 16 bits become 8.
 */
export function readPng(name: string, bytes: Uint8Array): Picture {
  const chunks = chunksOf(name, bytes);
  const head = headOf(name, bytes, chunks);
  requireOpenable(name, head.width, head.height);
  requireExpected(name, bytes, chunks, head);
  const png = decodeWhole(name, onlyPixels(bytes, chunks));
  const notes: string[] = [];
  if (chunks.some(({ type }) => type === 'acTL')) {
    notes.push('An animated PNG: its first picture was taken.');
  }
  if (head.depth === 16) notes.push('A PNG of 16 bits: its upper 8 were taken.');
  return { ...flattened(name, png, notes), notes };
}

interface Chunk {
  readonly type: string;
  /** Of the whole chunk: length, type, data and check sum. */
  readonly start: number;
  readonly length: number;
}

interface Head {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colours: number;
  readonly interlaced: boolean;
}

function chunksOf(name: string, bytes: Uint8Array): Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunk[] = [];
  for (let start = 8; start + 12 <= bytes.length; ) {
    const length = view.getUint32(start);
    const type = String.fromCharCode(...bytes.subarray(start + 4, start + 8));
    if (start + 12 + length > bytes.length) break;
    chunks.push({ type, start, length });
    if (type === 'IEND') return chunks;
    start += 12 + length;
  }
  throw new Failure('bad-file', `${name} is a PNG that is cut off: copy or take it again.`);
}

function headOf(name: string, bytes: Uint8Array, [first]: readonly Chunk[]): Head {
  if (first?.type !== 'IHDR' || first.length !== 13) throw damaged(name, 'it has no header');
  const view = new DataView(bytes.buffer, bytes.byteOffset + first.start + 8, 13);
  const colours = new Map([
    [0, 1],
    [2, 3],
    [3, 1],
    [4, 2],
    [6, 4],
  ]).get(view.getUint8(9));
  if (colours === undefined) throw damaged(name, 'its colour type is unknown');
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, interlaced] = [view.getUint8(8), view.getUint8(12) === 1];
  if (interlaced && depth < 8) {
    const what = `interlaced, with ${depth} bit${depth > 1 ? 's' : ''} a pixel`;
    throw new Failure('bad-file', `${name} is a PNG, ${what}: save it without interlacing.`);
  }
  return { width, height, depth, colours, interlaced };
}

/**
 * Unpacks once without keeping anything: a few kilobytes may claim to be gigabytes, and what ends
 * too early is cut off. Bytes go in by portions that cannot swell to more than some megabytes.
 */
function requireExpected(
  name: string,
  bytes: Uint8Array,
  chunks: readonly Chunk[],
  { width, height, depth, colours, interlaced }: Head,
): void {
  const least = height * (1 + Math.ceil((depth * colours * width) / 8));
  const most = interlaced ? 2 * least + 64 : least;
  let size = 0;
  const unpacker = new Unzlib((part) => {
    size += part.length;
  });
  try {
    for (const { type, start, length } of chunks) {
      if (type !== 'IDAT') continue;
      for (let at = 0; at < length; at += portion) {
        const from = start + 8 + at;
        unpacker.push(bytes.subarray(from, from + Math.min(portion, length - at)));
        if (size > most) throw damaged(name, 'it unpacks to more than its size');
      }
    }
  } catch (error) {
    throw error instanceof Failure ? error : damaged(name, 'its pixels do not unpack');
  }
  if (size < least) throw damaged(name, 'pixels are missing at its end');
}

const portion = 8192;

/** The file without texts, profiles and further frames, which nobody needs and which may swell too. */
function onlyPixels(bytes: Uint8Array, chunks: readonly Chunk[]): Uint8Array {
  const kept = chunks.filter(({ type }) => ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'].includes(type));
  const result = new Uint8Array(kept.reduce((sum, { length }) => sum + 12 + length, 8));
  result.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  let at = 8;
  for (const { start, length } of kept) {
    result.set(bytes.subarray(start, start + 12 + length), at);
    at += 12 + length;
  }
  return result;
}

function decodeWhole(name: string, bytes: Uint8Array): DecodedPng {
  try {
    return decode(bytes, { checkCrc: true });
  } catch (error) {
    throw damaged(name, error instanceof Error ? error.message : String(error));
  }
}

/** Grey or red, green, blue in 8 bits, on white. */
function flattened(name: string, png: DecodedPng, notes: string[]): Omit<Picture, 'notes'> {
  const { width, height } = png;
  const { values, colours } = png.palette ? fromPalette(name, png) : inBytes(png);
  const channels = colours < 3 ? 1 : 3;
  if (colours === channels) return { width, height, channels, values };
  const result = new Uint8Array(width * height * channels);
  let seeThrough = false;
  for (let pixel = 0; pixel < width * height; pixel++) {
    const alpha = values[pixel * colours + channels]!;
    if (alpha < 255) seeThrough = true;
    for (let c = 0; c < channels; c++) {
      const value = values[pixel * colours + c]!;
      result[pixel * channels + c] = Math.round((value * alpha + 255 * (255 - alpha)) / 255);
    }
  }
  if (seeThrough) notes.push('What is see-through was laid on white.');
  return { width, height, channels, values: result };
}

function fromPalette(name: string, png: DecodedPng): { values: Uint8Array; colours: number } {
  try {
    return { values: convertIndexedToRgb(png), colours: png.palette![0]!.length };
  } catch {
    throw damaged(name, 'a pixel has a colour that its palette lacks');
  }
}

/** Any depth as 8 bits: 16 lose their lower half, fewer are stretched to the whole range. */
function inBytes({ data, depth, channels, width, height }: DecodedPng) {
  if (depth === 16) {
    return { values: Uint8Array.from(data, (value) => value >> 8), colours: channels };
  }
  if (depth === 8) return { values: Uint8Array.from(data), colours: channels };
  const line = Math.ceil((width * depth) / 8);
  const most = 2 ** depth - 1;
  const values = Uint8Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const byte = data[y * line + ((x * depth) >> 3)]!;
    return (((byte >> (8 - depth - ((x * depth) & 7))) & most) * 255) / most;
  });
  return { values, colours: 1 };
}

function damaged(name: string, why: string): Failure {
  return new Failure('bad-file', `${name} is a PNG that is damaged (${why}): save it again.`);
}
