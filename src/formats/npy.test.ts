import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { Failure } from '../base/failure.ts';
import { readNpy, writeNpy } from './npy.ts';

test('an array file has the bytes that the format says', () => {
  const bytes = writeNpy([2, 3], Float32Array.of(1, -2, 0.5, 4, 5, 6));
  const text = new TextDecoder('latin1').decode(bytes);
  assert.deepEqual([...bytes.subarray(0, 8)], [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  const header = bytes[8]! + 256 * bytes[9]!;
  assert.equal((10 + header) % 64, 0);
  assert.match(
    text.slice(10, 10 + header),
    /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(2, 3\), \} *\n$/,
  );
  assert.deepEqual([...new Float32Array(bytes.slice(10 + header).buffer)], [1, -2, 0.5, 4, 5, 6]);
});

const hasNumpy = spawnSync('/usr/bin/python3', ['-c', 'import numpy']).status === 0;

test('NumPy reads it', { skip: hasNumpy ? false : 'NumPy is not installed' }, () => {
  for (const shape of [[6], [1, 6], [3, 1, 2], [0, 4]]) {
    const size = shape.reduce((a, b) => a * b, 1);
    const input = writeNpy(
      shape,
      Float32Array.from({ length: size }, (_, i) => i / 4),
    );
    const program =
      'import numpy, io, sys; x = numpy.load(io.BytesIO(sys.stdin.buffer.read())); print(x.shape, x.dtype, x.ravel().tolist())';
    const said = spawnSync('/usr/bin/python3', ['-c', program], { input, encoding: 'utf8' }).stdout;
    const values = Array.from({ length: size }, (_, i) => (i / 4).toFixed(2).replace(/0$/, ''));
    const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
    assert.equal(said.trim(), `${tuple} float32 [${values.join(', ')}]`);
  }
});

test('what was written is read again, and a file that is cut or spoilt is refused', () => {
  const values = Float32Array.of(1, -2, 0.5, 4, 5, 6);
  const bytes = writeNpy([2, 3], values);
  const shifted = new Uint8Array(bytes.length + 1);
  shifted.set(bytes, 1);
  assert.deepEqual(readNpy('a.npy', shifted.subarray(1)), { shape: [2, 3], values });
  assert.deepEqual(readNpy('a.npy', writeNpy([6], values)), { shape: [6], values });
  const isRefused = (spoilt: Uint8Array) =>
    assert.throws(() => readNpy('a.npy', spoilt), Failure, `${spoilt.length} bytes`);
  for (let length = 0; length < bytes.length; length++) isRefused(bytes.subarray(0, length));
  for (const at of [0, 3, 8, 14, 22]) isRefused(bytes.with(at, bytes[at]! ^ 1));
});
