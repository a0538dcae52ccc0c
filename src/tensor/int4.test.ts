import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packInt4, unpackInt4 } from './int4.ts';

test('the first of two integers lies in the low half of a byte, negative ones as two\u2019s complement', () => {
  assert.deepEqual([...packInt4(Int8Array.of(1, 2, -1, -8), 4)], [0x21, 0x8f]);
});

test('each channel begins with a byte of its own', () => {
  assert.deepEqual([...packInt4(Int8Array.of(1, 2, 3, 4, 5, 6), 3)], [0x21, 0x03, 0x54, 0x06]);
});

test('what was packed comes back, for runs of any length', () => {
  for (const run of [1, 2, 3, 7, 8, 15, 16]) {
    const values = Int8Array.from({ length: 3 * run }, (_, i) => ((i * 7) % 16) - 8);
    assert.deepEqual(unpackInt4(packInt4(values, run), run), values);
  }
});
