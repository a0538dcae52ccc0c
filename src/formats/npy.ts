import { assert } from '../base/assert.ts';

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
