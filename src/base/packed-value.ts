import { assert } from './assert.ts';
import { Failure } from './failure.ts';

/**
 * Plain data with arrays of numbers in it as bytes, and back:
 *
 *     8 bytes   "THIMBLE" and the kind of file, 2
 *     8 bytes   length of the head, then of the whole file, little-endian
 *     head      JSON, in which {"$array": [type, offset, length]} stands for an array of numbers
 *     rest      the arrays, little-endian, each from a multiple of 8 bytes
 *
 * The same value gives the same bytes.
 */
export function packValue(value: unknown): Uint8Array {
  const arrays: (readonly [at: number, TypedArray])[] = [];
  let length = 0;
  const head = JSON.stringify(value, (_key, part: unknown) => {
    if (!ArrayBuffer.isView(part)) return part;
    const type = typeNames.find((name) => part instanceof types[name]);
    assert(type !== undefined, 'an array of numbers of a type that can be packed');
    const array = part as TypedArray;
    arrays.push([length, array]);
    const stands = { $array: [type, length, array.length] };
    length += Math.ceil(array.byteLength / 8) * 8;
    return stands;
  });
  const text = new TextEncoder().encode(head);
  const start = Math.ceil((headAt + text.length) / 8) * 8;
  const bytes = new Uint8Array(start + length);
  bytes.set(magic);
  const view = new DataView(bytes.buffer);
  view.setUint32(magic.length, text.length, true);
  view.setUint32(magic.length + 4, bytes.length, true);
  bytes.set(text, headAt);
  for (const [at, { buffer, byteOffset, byteLength }] of arrays) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), start + at);
  }
  return bytes;
}

/** The value that was packed; a Failure that names the file where it is not whole. */
export function unpackValue(file: string, bytes: Uint8Array): unknown {
  const broken = (why: string) =>
    new Failure('bad-file', `${file} is not a whole file of Thimble (${why}): make it again.`);
  if (bytes.length < headAt || magic.some((byte, i) => bytes[i] !== byte)) {
    throw broken('it begins otherwise');
  }
  // a copy, so that arrays may begin where their type wants it
  const { buffer } = bytes.slice();
  const view = new DataView(buffer);
  const size = view.getUint32(magic.length, true);
  const start = Math.ceil((headAt + size) / 8) * 8;
  const whole = view.getUint32(magic.length + 4, true);
  if (whole !== bytes.length || start > whole) throw broken(`${bytes.length} of ${whole} bytes`);
  try {
    const head = new TextDecoder('utf-8', { fatal: true }).decode(
      new Uint8Array(buffer, headAt, size),
    );
    return JSON.parse(head, (_key, part: unknown) => {
      if (!isStandIn(part)) return part;
      const [type, at, length] = part.$array;
      return new types[type](buffer, start + at, length);
    });
  } catch (error) {
    throw broken(error instanceof Error ? error.message : String(error));
  }
}

const types = {
  f32: Float32Array,
  f64: Float64Array,
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  i32: Int32Array,
} as const;
type TypeName = keyof typeof types;
type TypedArray = InstanceType<(typeof types)[TypeName]>;
const typeNames = Object.keys(types) as TypeName[];

function isStandIn(part: unknown): part is { $array: [TypeName, number, number] } {
  return (
    typeof part === 'object' && part !== null && '$array' in part && Array.isArray(part.$array)
  );
}

const magic = Uint8Array.from([...new TextEncoder().encode('THIMBLE'), 2]);
const headAt = magic.length + 8;
