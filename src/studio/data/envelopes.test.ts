import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { readWav, writeWav } from '../../formats/wav.ts';
import type { Contents } from '../storage/contents.ts';
import { Envelopes, extremesOf } from './envelopes.ts';

const length = 1_200_000;
const file = writeWav(
  Float32Array.from({ length }, (_, i) => Math.sin(i / 50) * Math.sin(i / 90_000)),
  1,
  16_000,
);
const { values } = readWav('long.wav', file);
/** Gives pieces that end in the middle of a reading, as a disk may. */
const contents = {
  async part(_: string, { from, to }: { from: number; to: number }) {
    return file.subarray(from, to);
  },
  async stream(_: string, { from, to }: { from: number; to: number }) {
    const pieces: Uint8Array[] = [];
    for (let at = from; at < to; at += 65_535) {
      pieces.push(file.subarray(at, Math.min(to, at + 65_535)));
    }
    return Readable.from(pieces);
  },
} as unknown as Contents;
const sound = { content: 'a'.repeat(64), bytes: file.length };

test('from afar and from near a long recording is drawn as if it were read whole', async () => {
  const envelopes = new Envelopes(contents);
  const near = await envelopes.of(sound, { from: 500_000, to: 510_000 }, 100);
  assert.deepEqual(near, extremesOf(values, 1, { from: 500_000, to: 510_000 }, 100));
  // at borders of kept stretches both are the same to the last bit
  const stretch = { from: 256 * 100, to: 256 * 4100 };
  const far = await envelopes.of(sound, stretch, 1000);
  assert.deepEqual(far, extremesOf(values, 1, stretch, 1000));
});

test('small files and other formats are left to be read whole', async () => {
  const envelopes = new Envelopes(contents);
  assert.equal(await envelopes.of({ ...sound, bytes: 1000 }, { from: 0, to: 100 }, 10), null);
});
