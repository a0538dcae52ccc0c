import jpeg from 'jpeg-js';
import { Failure } from '../base/failure.ts';
import { type Picture, pixelsMax, requireOpenable } from './picture.ts';

/**
 * Reads a JPEG (ITU-T T.81), baseline or progressive, grey, YCbCr, CMYK or YCCK, and turns it upright
 * as its EXIF orientation says.
 */
export function readJpeg(name: string, bytes: Uint8Array): Picture {
  const { width, height, components, orientation } = headOf(name, bytes);
  requireOpenable(name, width, height);
  const { data } = decodeWhole(name, bytes);
  const pixels = width * height;
  const channels = components === 1 ? 1 : 3;
  // the decoder always gives red, green and blue
  const values =
    channels === 3 ? data : Uint8Array.from({ length: pixels }, (_, i) => data[3 * i]!);
  const notes = components === 4 ? ['A JPEG for print (CMYK): its colours are approximate.'] : [];
  return turned({ width, height, channels, values, notes }, orientation);
}

function decodeWhole(name: string, bytes: Uint8Array): { data: Uint8Array } {
  try {
    return jpeg.decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      maxResolutionInMP: pixelsMax / 1e6,
      maxMemoryUsageInMB: 1500,
    });
  } catch (error) {
    throw damaged(name, error instanceof Error ? error.message : String(error));
  }
}

interface Head {
  readonly width: number;
  readonly height: number;
  readonly components: number;
  /** 1 to 8, as EXIF counts them. */
  readonly orientation: number;
}

/** Walks the markers up to the first scan, and makes sure that the picture has an end. */
function headOf(name: string, bytes: Uint8Array): Head {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let frame: Omit<Head, 'orientation'> | null = null;
  let orientation = 1;
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) throw damaged(name, `no marker at byte ${at}`);
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = view.getUint16(at + 2);
    const body = bytes.subarray(at + 4, at + 2 + length);
    if (length < 2 || body.length !== length - 2) break;
    if (marker === 0xda) {
      if (!frame) throw damaged(name, 'its size is missing');
      if (!hasEnd(bytes, at)) break;
      return { ...frame, orientation };
    }
    if (isFrame(marker)) frame = frameOf(name, marker, body);
    if (marker === 0xe1) orientation = orientationOf(body) ?? orientation;
    at += 2 + length;
  }
  throw new Failure('bad-file', `${name} is a JPEG that is cut off: copy or take it again.`);
}

/** Start of frame, SOF0 to SOF15, but for the three numbers that mean something else. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function frameOf(name: string, marker: number, body: Uint8Array): Omit<Head, 'orientation'> {
  if (marker > 0xc2 || body[0] !== 8) {
    const what = marker > 0xc2 ? 'an unusual way of packing' : `${body[0]} bits a colour`;
    throw new Failure(
      'bad-file',
      `${name} is a JPEG with ${what}: save it as a usual JPEG or PNG.`,
    );
  }
  const [, high = 0, low = 0, wideHigh = 0, wideLow = 0, components = 0] = body;
  if (components !== 1 && components !== 3 && components !== 4) {
    throw damaged(name, `it has ${components} colours`);
  }
  return { height: 256 * high + low, width: 256 * wideHigh + wideLow, components };
}

/** The end marker, after which programs may have left what they like. */
function hasEnd(bytes: Uint8Array, from: number): boolean {
  for (let at = bytes.length - 2; at > from; at--) {
    if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true;
  }
  return false;
}

/** Tag 0x0112 of the first directory (EXIF 2.32, 4.6.4); null where there is none. */
function orientationOf(body: Uint8Array): number | null {
  if (String.fromCharCode(...body.subarray(0, 6)) !== 'Exif\0\0' || body.length < 14) return null;
  const view = new DataView(body.buffer, body.byteOffset + 6, body.byteLength - 6);
  const little = view.getUint16(0) === 0x4949;
  const directory = view.getUint32(4, little);
  if (directory + 2 > view.byteLength) return null;
  const entries = view.getUint16(directory, little);
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + 12 * entry;
    if (at + 12 > view.byteLength) return null;
    if (view.getUint16(at, little) !== 0x0112) continue;
    const value = view.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? value : null;
  }
  return null;
}

/**
 * Where the upper left corner of the stored picture is seen: 1 as it is, 2 mirrored, 3 turned by half,
 * 4 upside down, 5 to 8 the same with rows as columns.
 */
function turned(picture: Picture, orientation: number): Picture {
  if (orientation === 1) return picture;
  const { width: from, height: rows, channels, values } = picture;
  const swapped = orientation >= 5;
  const [width, height] = swapped ? [rows, from] : [from, rows];
  const mirrorX = [2, 3, 7, 8].includes(orientation);
  const mirrorY = [3, 4, 6, 7].includes(orientation);
  const result = new Uint8Array(values.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [across, down] = swapped ? [y, x] : [x, y];
      const column = mirrorX ? from - 1 - across : across;
      const row = mirrorY ? rows - 1 - down : down;
      for (let c = 0; c < channels; c++) {
        result[(y * width + x) * channels + c] = values[(row * from + column) * channels + c]!;
      }
    }
  }
  const note = 'Turned upright, as the camera noted.';
  return { width, height, channels, values: result, notes: [...picture.notes, note] };
}

function damaged(name: string, why: string): Failure {
  return new Failure('bad-file', `${name} is a JPEG that is damaged (${why}): save it again.`);
}
