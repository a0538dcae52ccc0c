import { Failure } from '../base/failure.ts';
import { type Picture, requireOpenable } from './picture.ts';

/** Reads an unpacked Windows bitmap of 1, 4, 8, 24 or 32 bits a pixel, either way up. */
export function readBmp(name: string, bytes: Uint8Array): Picture {
  const refuse = (why: string): never => {
    throw new Failure('bad-file', `${name} is a BMP ${why}: save it as PNG.`);
  };
  if (bytes.length < 54) refuse('that is cut off');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [start, headBytes] = [view.getUint32(10, true), view.getUint32(14, true)];
  if (headBytes < 40) refuse('of an old kind');
  const [width, signedHeight] = [view.getInt32(18, true), view.getInt32(22, true)];
  const [bits, packing] = [view.getUint16(28, true), view.getUint32(30, true)];
  if (![1, 4, 8, 24, 32].includes(bits)) refuse(`of ${bits} bits a pixel`);
  // 3 states masks, which are blue, green, red, unused in practice
  if (packing !== 0 && !(packing === 3 && bits === 32)) refuse('that is packed');
  const height = Math.abs(signedHeight);
  requireOpenable(name, width, height);
  const line = Math.ceil((width * bits) / 32) * 4;
  if (start + line * height > bytes.length) refuse('that is cut off');

  const colours = view.getUint32(46, true) || 2 ** Math.min(bits, 8);
  const palette = bits <= 8 ? bytes.subarray(14 + headBytes, 14 + headBytes + 4 * colours) : null;
  const values = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const from = start + line * (signedHeight < 0 ? y : height - 1 - y);
    for (let x = 0; x < width; x++) {
      const to = 3 * (y * width + x);
      const at = palette ? 4 * indexAt(bytes, from, x, bits) : from + (x * bits) / 8;
      const source = palette ?? bytes;
      if (palette && at + 2 >= palette.length) refuse('with a colour that its palette lacks');
      for (let c = 0; c < 3; c++) values[to + c] = source[at + 2 - c]!;
    }
  }
  return withoutColour({ width, height, channels: 3, values, notes: [] });
}

function indexAt(bytes: Uint8Array, from: number, x: number, bits: number): number {
  const byte = bytes[from + ((x * bits) >> 3)]!;
  return (byte >> (8 - bits - ((x * bits) & 7))) & (2 ** bits - 1);
}

/** A bitmap has no grey of its own: it is grey where all its pixels are. */
function withoutColour(picture: Picture): Picture {
  const { values } = picture;
  for (let i = 0; i < values.length; i += 3) {
    if (values[i] !== values[i + 1] || values[i] !== values[i + 2]) return picture;
  }
  return { ...picture, channels: 1, values: values.filter((_, i) => i % 3 === 0) };
}
