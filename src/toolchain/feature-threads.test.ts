import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, test } from 'node:test';
import { Failure } from '../base/failure.ts';
import { Random } from '../base/random.ts';
import { unwatched } from '../base/task.ts';
import { featureRows } from '../dsp/feature-rows.ts';
import { featureTables } from '../pipeline/feature-tables.ts';
import { blockNamed } from '../pipeline/named-block.ts';
import { nodeFeatureThreads } from './feature-threads.ts';

const signal = { axes: ['x', 'y', 'z'], sampleRateHz: 100, length: 128 };
const random = new Random(1, 'windows');
const windows = Array.from({ length: 3_000 }, () =>
  Float32Array.from({ length: 3 * signal.length }, () => random.normal()),
);
const blocks = ['spectral', 'flatten'].map(
  (name) => blockNamed(name, new Map(), signal, windows.slice(0, 1)).block,
);
const work = { blocks, signal };
const packed = new Float32Array(windows.flatMap((window) => [...window]));

const opened: ReturnType<typeof nodeFeatureThreads>[] = [];
after(() => {
  for (const threads of opened) threads.end();
});

/** Threads that wait at every part until all of them are there, and a count of what they did. */
function threadsOf(count: number) {
  const threads = nodeFeatureThreads(count);
  opened.push(threads);
  let parts = 0;
  return {
    free() {
      const thread = threads.free();
      if (thread) parts++;
      return thread;
    },
    parts: () => parts,
  };
}

/** Long enough for threads to start while a table is made. */
const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 40));

test('with one thread and with three, features are the bytes that are made without any', async () => {
  const plain = featureRows(work, packed);
  for (const count of [1, 3]) {
    const featureThreads = threadsOf(count);
    let parts = 0;
    do {
      const world = { pause, featureThreads };
      assert.deepEqual(await featureTables(work, windows, '', unwatched, world), plain);
      parts = featureThreads.parts();
    } while (count > 1 && parts === 0);
    assert.equal(parts > 0, count > 1);
  }
});

test('progress reaches the end, and cancelling ends the work between two parts', async () => {
  const told: number[] = [];
  const task = { progress: (_: string, done: number) => void told.push(done) };
  const world = { pause, featureThreads: threadsOf(2) };
  await featureTables(work, windows, '', task, world);
  assert.equal(told.at(-1), windows.length);
  assert.deepEqual(
    told,
    told.toSorted((a, b) => a - b),
  );

  const stop = new AbortController();
  const after: number[] = [];
  const cancelled = featureTables(
    work,
    windows,
    '',
    {
      signal: stop.signal,
      progress(_stage, done) {
        after.push(done);
        stop.abort();
      },
    },
    world,
  );
  await assert.rejects(
    cancelled,
    (error) => error instanceof Failure && error.code === 'cancelled',
  );
  assert.ok(after.length < told.length);
});

test('a mistake in a thread is told, and leaves nothing under way', async () => {
  const make = () => Promise.reject(new Error('planted'));
  const world = { pause, featureThreads: { free: () => ({ make }) } };
  await assert.rejects(featureTables(work, windows, '', unwatched, world), /planted/);
});

test('a process that has threads ends when its work has ended', () => {
  const file = new URL('./feature-threads.ts', import.meta.url);
  const program = `
    import { nodeFeatureThreads } from '${file}';
    const threads = nodeFeatureThreads(2);
    for (let call = 0; call < 9; call++) threads.free();`;
  const args = ['--input-type=module', '--eval', program];
  execFileSync(process.execPath, args, { timeout: 30_000, stdio: 'ignore' });
});
