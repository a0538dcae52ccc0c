import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Decoder, requireDecoder, StreamDecoder } from './decoder.ts';

const decoder: Decoder = { windows: 2, threshold: 128, suppression: 3, heard: [true, true, false] };

const heardBy = (settings: Decoder, stream: readonly (readonly number[])[]) => {
  const running = new StreamDecoder(settings);
  return stream.map((scores) => running.push(scores));
};

const yes = [0.75, 0.25, 0];
const no = [0.1, 0.9, 0];
const noise = [0, 0, 1];

test('a label is heard when the mean of the last windows reaches the threshold', () => {
  // means of the first label: 0.375, 0.75
  assert.deepEqual(heardBy(decoder, [yes, yes]), [null, 0]);
  assert.deepEqual(heardBy(decoder, [yes, noise, yes, noise]), [null, null, null, null]);
  assert.deepEqual(heardBy({ ...decoder, windows: 1 }, [yes]), [0]);
  // exactly at the threshold: 192 + 64 = 2 × 128
  assert.deepEqual(heardBy(decoder, [yes, [0.25, 0, 0]]), [null, 0]);
  assert.deepEqual(heardBy(decoder, [yes, [0.2499, 0, 0]]), [null, null]);
});

test('after a detection nothing is heard for as many windows as asked for', () => {
  assert.deepEqual(heardBy(decoder, [no, no, yes, yes, yes, yes]), [null, 1, null, null, null, 0]);
  assert.deepEqual(heardBy({ ...decoder, windows: 1, suppression: 0 }, [no, yes, no]), [1, 0, 1]);
});

test('what is not to be told of is not, and keeps others from being heard', () => {
  const short = { ...decoder, windows: 1, threshold: 20 };
  assert.deepEqual(heardBy(short, [noise, [0.4, 0, 0.6], [0.6, 0, 0.4]]), [null, null, 0]);
});

test('a decoder that cannot work is refused with its range', () => {
  const refused = (change: Partial<Decoder>, why: RegExp) =>
    assert.throws(() => requireDecoder({ ...decoder, ...change }, 3), why);
  refused({ windows: 0 }, /1 to 64 windows, not 0/);
  refused({ threshold: 256 }, /256 of 256: give 1 to 255/);
  refused({ suppression: -1 }, /-1 windows/);
  refused({ heard: [true] }, /each of 3 labels/);
  refused({ heard: [false, false, false] }, /one must be/);
  requireDecoder(decoder, 3);
});
