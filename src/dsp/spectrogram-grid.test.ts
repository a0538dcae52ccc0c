import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameFor, spectrogramGrid } from './spectrogram-grid.ts';

test('a tone is the loudest row, at its frequency, in every column where it sounds', () => {
  const rate = 16_000;
  const tone = Float32Array.from({ length: rate }, (_, i) =>
    i < rate / 2 ? 0.5 + Math.sin((2 * Math.PI * 2000 * i) / rate) : 0.5,
  );
  const frame = frameFor(rate);
  assert.equal(frame, 512);
  const { columns, rows, values } = spectrogramGrid(tone, { from: 0, to: rate }, 20, frame);
  const loudest = (column: number) => {
    const of = values.subarray(column * rows, (column + 1) * rows);
    return of.indexOf(Math.max(...of));
  };
  for (let column = 1; column < 9; column++) assert.equal(loudest(column), (2000 * frame) / rate);
  assert.equal(values[3 * rows + loudest(3)], 255);
  for (let column = 12; column < columns; column++) {
    assert.equal(Math.max(...values.subarray(column * rows, (column + 1) * rows)), 0);
  }
});
