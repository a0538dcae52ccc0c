import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Random } from '../base/random.ts';
import { unwatched } from '../base/task.ts';
import { computeFeatures, type FeatureRequest, featureTable } from '../dsp/feature-table.ts';
import { chooseLogMel } from '../dsp/log-mel/choose-log-mel.ts';
import { featureCache } from './feature-cache.ts';
import { featureThreads } from './feature-threads.ts';

const signal = { axes: ['audio'], sampleRateHz: 8000, length: 2000 };
const { block } = chooseLogMel(signal);
const random = new Random(1, 'windows');
const windows = Array.from({ length: 200 }, () =>
  Float32Array.from({ length: 2000 }, () => 0.1 * random.normal()),
);

test('threads compute the features that one thread does, and tell how far they are', async () => {
  const threads = featureThreads(2);
  try {
    const told: number[] = [];
    const task = { progress: (_: string, done: number) => void told.push(done) };
    const table = await featureTable(block, signal, windows, task, { threads });
    assert.deepEqual(table, await featureTable(block, signal, windows, unwatched));
    assert.deepEqual(
      table.subarray(0, table.length / 200),
      computeFeatures({ block, signal, windows: windows[0]! }),
    );
    assert.equal(told.at(-1), 200);
  } finally {
    await threads.end();
  }
});

test('what was computed once is read from the cache, what changed is not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'thimble-features-'));
  try {
    const cache = featureCache(folder);
    let asked = 0;
    const threads = {
      count: 1,
      run: async (request: FeatureRequest) => {
        asked++;
        return computeFeatures(request);
      },
    };
    const first = await featureTable(block, signal, windows, unwatched, { threads, cache });
    assert.equal(asked, 4);
    const again = await featureTable(block, signal, windows, unwatched, { threads, cache });
    assert.equal(asked, 4);
    assert.deepEqual(again, first);
    assert.ok(readdirSync(folder).every((file) => /^[0-9a-f]{64}\.f32$/.test(file)));
    const changed = windows.with(0, new Float32Array(2000));
    await featureTable(block, signal, changed, unwatched, { threads, cache });
    assert.equal(asked, 5, 'only the part with the changed window');
    await featureTable({ ...block, bands: 20 }, signal, windows, unwatched, { threads, cache });
    assert.equal(asked, 9, 'everything with other settings');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('who cancels, or fails, ends the work', async () => {
  const stopping = new AbortController();
  const task = { progress: () => stopping.abort(), signal: stopping.signal };
  await assert.rejects(featureTable(block, signal, windows, task), { code: 'cancelled' });
  const threads = { count: 2, run: () => Promise.reject(new Error('no')) };
  await assert.rejects(featureTable(block, signal, windows, unwatched, { threads }), /no/);
});
