import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WindowStream } from './window-stream.ts';

test('windows come at every stride, however the readings come', () => {
  const readings = Float32Array.from({ length: 20 }, (_, i) => i);
  const whole = new WindowStream(4, 3, 2).push(readings);
  assert.deepEqual(
    whole.map(({ end, window }) => [end, [...window]]),
    [
      [4, [0, 1, 2, 3, 4, 5, 6, 7]],
      [7, [6, 7, 8, 9, 10, 11, 12, 13]],
      [10, [12, 13, 14, 15, 16, 17, 18, 19]],
    ],
  );
  const stream = new WindowStream(4, 3, 2);
  const pieces = [0, 2, 4, 6, 8, 10, 12, 14, 16, 18].flatMap((at) =>
    stream.push(readings.subarray(at, at + 2)),
  );
  assert.deepEqual(pieces, whole);
});
