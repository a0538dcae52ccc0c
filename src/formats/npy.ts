import { assert } from '../base/assert.ts';
import { Failure } from '../base/failure.ts';

/**
 * A NumPy array file of float32 in C order, version 1.0 of the format (NumPy Enhancement Proposal 1):
 * a magic string, a header of Python literals padded to 64 bytes, then the numbers in little endian.
 */
export function writeNpy(shape: readonly number[], values: Float32Array): Uint8Array {
  const size = shape.reduce((product, side) => product * side, 1);
  assert(size === values.length, 'the values fill the shape');
  const sides = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const literal = `{'descr': '<f4', 'fortran_order': False, 'shape': (${sides}), }`;
  const preamble = 10;
  const padded = Math.ceil((preamble + literal.length + 1) / 64) * 64 - preamble;
  const header = `${literal.padEnd(padded - 1)}\n`;
  const bytes = new Uint8Array(preamble + padded + 4 * values.length);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0]);
  const view = new DataView(bytes.buffer);
  view.setUint16(8, padded, true);
  bytes.set(new TextEncoder().encode(header), preamble);
  for (const [i, value] of values.entries()) {
    view.setFloat32(preamble + padded + 4 * i, value, true);
  }
  return bytes;
}

/** What `writeNpy` has written. Throws a Failure for any other file, also for other arrays of NumPy. */
export function readNpy(
  file: string,
  bytes: Uint8Array,
): { readonly shape: readonly number[]; readonly values: Float32Array } {
  const preamble = 10;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isArray = bytes.length > preamble && bytes[0] === 0x93 && view.getUint32(1) === 0x4e554d50;
  const start = isArray ? preamble + view.getUint16(8, true) : 0;
  const header = new TextDecoder('latin1').decode(bytes.subarray(preamble, start));
  const literal = /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(([\d, ]*)\), \} *\n$/.exec(
    header,
  );
  const shape = (literal?.[1] ?? '').split(',').filter((side) => side.trim() !== '');
  const sides = shape.map(Number);
  const size = sides.reduce((product, side) => product * side, 1);
  if (!literal || bytes.length !== start + 4 * size) {
    throw new Failure('bad-file', `${file} is no whole array of float32 in the format of NumPy.`);
  }
  // a copy begins where numbers of four bytes may begin
  const values = new Float32Array(bytes.slice(start).buffer);
  return { shape: sides, values };
}
