import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from './failure.ts';
import { packValue, unpackValue } from './packed-value.ts';

const value = {
  name: 'swing',
  rows: [{ weight: Float32Array.of(1.5, -0, Number.NaN), shape: [3] }, null],
  small: Int8Array.of(-128, 127, 3),
  counts: Int32Array.of(7),
};

test('a value comes back with its arrays, from the same bytes each time', () => {
  const bytes = packValue(value);
  assert.deepEqual(packValue(structuredClone(value)), bytes);
  assert.deepEqual(unpackValue('x', bytes), value);
  const shifted = new Uint8Array(bytes.length + 1);
  shifted.set(bytes, 1);
  assert.deepEqual(unpackValue('x', shifted.subarray(1)), value);
});

test('a file that is cut off is named, wherever the cut is', () => {
  const bytes = packValue(value);
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(
      () => unpackValue('model.bin', bytes.subarray(0, length)),
      (error) => error instanceof Failure && error.message.includes('model.bin'),
    );
  }
});
