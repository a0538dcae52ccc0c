import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from 'fast-png';
import { writeWav } from '../../formats/wav.ts';
import type { Contents } from '../storage/contents.ts';
import { spectrogramPicture } from './spectrogram-picture.ts';

const rate = 16_000;

/** A tone that jumps from 400 Hz to 4 kHz in the middle. */
function jumping(readings: number) {
  return writeWav(
    Float32Array.from(
      { length: readings },
      (_, i) => 0.5 * Math.sin((2 * Math.PI * (i < readings / 2 ? 400 : 4000) * i) / rate),
    ),
    1,
    rate,
  );
}

/** [column]: the row of the most cover, counted from the top. */
async function strongestRows(readings: number): Promise<number[]> {
  const file = jumping(readings);
  const contents = {
    get: async () => file,
    part: async (_: string, { from, to }: { from: number; to: number }) => file.subarray(from, to),
  } as unknown as Contents;
  const recorded = { name: 'a.wav', content: 'a', bytes: file.length, given_rate_hz: null };
  const png = decode(await spectrogramPicture(contents, recorded, { columns: 20, rows: 26 }));
  assert.deepEqual([png.width, png.height, png.channels], [20, 26, 2]);
  return Array.from({ length: 20 }, (_, column) => {
    const cover = Array.from({ length: 26 }, (_, row) => png.data[2 * (row * 20 + column) + 1]!);
    return cover.indexOf(Math.max(...cover));
  });
}

/** HTK's mel of a frequency as a row from the top, where 8 kHz is the upper edge. */
const rowOf = (hz: number) =>
  25 - Math.floor((26 * Math.log10(1 + hz / 700)) / Math.log10(1 + 8000 / 700));

for (const [what, readings] of [
  ['short', rate],
  ['long', 1_500_000],
] as const) {
  test(`a tone stands in its row of a ${what} recording, low ones below`, async () => {
    const rows = await strongestRows(readings);
    for (const [column, row] of rows.entries()) {
      if (column === 9 || column === 10) continue;
      const wanted = rowOf(column < 10 ? 400 : 4000);
      assert.ok(Math.abs(row - wanted) <= 1, `column ${column}: row ${row}, not ${wanted}`);
    }
  });
}
