import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRecording } from '../../../formats/recording.ts';
import { csvOf } from './csv-of.ts';

test('what is written here is read with the same bits, rate and axes', () => {
  const values = Float32Array.from({ length: 60 }, (_, i) => Math.sin(i) * 9.81);
  const text = csvOf(values, ['accX', 'accY'], 100);
  const read = readRecording('walk.csv', new TextEncoder().encode(text), {});
  assert.deepEqual(read.values, values);
  assert.equal(read.sampleRateHz, 100);
  assert.deepEqual(
    read.axes.map(({ name }) => name),
    ['accX', 'accY'],
  );
});
