/**
 * How long the table of features of an hour of sound takes, with one thread and with two, for the first
 * time and again: npm run bench -- feature-tables
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Random } from '../src/base/random.ts';
import { unwatched } from '../src/base/task.ts';
import { type FeatureWorld, featureTables } from '../src/pipeline/feature-tables.ts';
import { blockNamed } from '../src/pipeline/named-block.ts';
import { openFeatureStore } from '../src/toolchain/feature-store.ts';
import { nodeFeatureThreads } from '../src/toolchain/feature-threads.ts';
import type { Measurement } from './measurement.ts';

const rate = 16_000;
const seconds = 3600;
const rounds = 3;
const signal = { axes: ['audio'], sampleRateHz: rate, length: rate };

export async function measure(): Promise<Measurement> {
  const windows = hourOfSound();
  const threads = nodeFeatureThreads(2);
  const rows = [];
  for (const name of ['log-mel', 'mfe', 'spectrogram', 'mfcc', 'pcen']) {
    const { block } = blockNamed(name, new Map(), signal, windows.slice(0, 1));
    const least = new Map<string, number>();
    const timed = async (what: string, world: Omit<FeatureWorld, 'pause'>) => {
      const from = performance.now();
      const work = { blocks: [block], signal };
      await featureTables(work, windows, '', unwatched, { ...world, pause: () => nextTurn() });
      const took = (performance.now() - from) / 1000;
      least.set(what, Math.min(took, least.get(what) ?? Number.POSITIVE_INFINITY));
    };
    for (let round = 0; round < rounds; round++) {
      const folder = mkdtempSync(join(tmpdir(), 'thimble-hour-'));
      const featureStore = openFeatureStore(folder);
      await timed('1 thread', {});
      await timed('2 threads', { featureThreads: threads });
      await timed('2 threads, filling the cache', { featureThreads: threads, featureStore });
      await timed('from the cache, 1 thread', { featureStore });
      rmSync(folder, { recursive: true });
    }
    rows.push({ block: name, ...Object.fromEntries([...least].map(shown)) });
  }
  threads.end();
  return {
    title: 'Table of features of an hour of sound: 3,600 windows of a second at 16 kHz, seconds',
    rows,
    notes: [`The least of ${rounds} rounds in which all take turns; noise, as floats in memory.`],
  };
}

const shown = ([what, took]: readonly [string, number]) => [what, Number(took.toFixed(2))] as const;

function hourOfSound(): Float32Array[] {
  const random = new Random(1, 'noise');
  const some = Float32Array.from({ length: 100_003 }, () => 0.1 * random.normal());
  const sound = Float32Array.from({ length: rate * seconds }, (_, i) => some[i % some.length]!);
  return Array.from({ length: seconds }, (_, i) => sound.subarray(i * rate, (i + 1) * rate));
}
