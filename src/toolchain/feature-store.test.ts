import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Random } from '../base/random.ts';
import { unwatched } from '../base/task.ts';
import { featureTables } from '../pipeline/feature-tables.ts';
import { blockNamed } from '../pipeline/named-block.ts';
import { openFeatureStore } from './feature-store.ts';

const features = Float32Array.from([1, -0, Number.NaN, 1e-40, Number.NEGATIVE_INFINITY]);

test('what was saved comes back, bit for bit; what was not is not there', async () => {
  await inFolder(async (folder) => {
    const store = openFeatureStore(folder);
    const name = store.nameOf('some', new Uint8Array([1, 2]));
    assert.equal(await store.load(name), null);
    await store.save(name, features);
    const kept = await openFeatureStore(folder).load(name);
    assert.deepEqual(new Uint32Array(kept!.buffer), new Uint32Array(features.buffer));
    assert.notEqual(store.nameOf('some', new Uint8Array([1, 3])), name);
  });
});

test('a damaged, shortened or empty file counts as not there, and goes', async () => {
  await inFolder(async (folder) => {
    const store = openFeatureStore(folder);
    await store.save('a', features);
    const path = join(folder, readdirSync(folder)[0]!);
    const whole = readFileSync(path);
    const flipped = Buffer.from(whole);
    flipped[40]! ^= 1;
    for (const damaged of [
      flipped,
      whole.subarray(0, -4),
      whole.subarray(0, 33),
      Buffer.alloc(0),
    ]) {
      writeFileSync(path, damaged);
      assert.equal(await store.load('a'), null);
      assert.deepEqual(readdirSync(folder), []);
    }
  });
});

test('the files that were not asked for longest go first when there are too many bytes', async () => {
  await inFolder(async (folder) => {
    const each = 4 * 1000 + 32;
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const store = openFeatureStore(folder, 5 * each);
    for (const [i, name] of names.slice(0, 5).entries()) {
      await store.save(name, new Float32Array(1000));
      const at = new Date(Date.now() - 60_000 + 1000 * i);
      utimesSync(join(folder, `${name}.features`), at, at);
    }
    await store.load('a');
    await store.save('f', new Float32Array(1000));
    const left = readdirSync(folder).map((file) => file.replace('.features', ''));
    assert.deepEqual(left.sort(), ['a', 'd', 'e', 'f']);
  });
});

test('what an ended process left half-written goes, and files that nobody used for a month', async () => {
  await inFolder(async (folder) => {
    const long = new Date(Date.now() - 40 * 24 * 3600 * 1000);
    for (const file of ['1.unfinished', '1.features', 'of somebody else']) {
      writeFileSync(join(folder, file), 'half');
      utimesSync(join(folder, file), long, long);
    }
    writeFileSync(join(folder, '2.unfinished'), 'under way');
    await openFeatureStore(folder).save('new', features);
    assert.deepEqual(readdirSync(folder).sort(), [
      '2.unfinished',
      'new.features',
      'of somebody else',
    ]);
  });
});

test('a folder that cannot be written to costs nothing but time', async () => {
  await inFolder(async (folder) => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const store = openFeatureStore(join(file, 'features'));
    await store.save('a', features);
    assert.equal(await store.load('a'), null);
  });
});

test('features are taken from the store for the same windows and settings, and for no others', async () => {
  await inFolder(async (folder) => {
    const signal = { axes: ['x'], sampleRateHz: 100, length: 64 };
    const random = new Random(1);
    const windows = Array.from({ length: 600 }, () =>
      Float32Array.from({ length: 64 }, () => random.normal()),
    );
    const { block } = blockNamed('flatten', new Map(), signal, windows);
    const world = { pause: async () => {}, featureStore: openFeatureStore(folder) };
    const make = (changed: object = {}, of = windows) =>
      featureTables({ blocks: [{ ...block, ...changed }], signal }, of, '', unwatched, world);
    const first = await make();
    const files = readdirSync(folder);
    assert.equal(files.length, 3);

    // other numbers under the same name show that they come from there
    for (const file of files) {
      const kept = new Float32Array(readFileSync(join(folder, file)).length / 4 - 8);
      await world.featureStore.save(file.replace('.features', ''), kept.fill(7));
    }
    assert.deepEqual([...new Set((await make())[0]!)], [7]);
    const other = await make({ scale: 2 });
    assert.ok(!other[0]!.includes(7));
    const changed = windows.with(
      300,
      windows[300]!.map((value) => value + 1),
    );
    const mixed = (await make({}, changed))[0]!;
    const width = mixed.length / 600;
    assert.ok(mixed.subarray(0, 256 * width).every((value) => value === 7));
    assert.deepEqual(
      mixed.slice(256 * width, 300 * width),
      first[0]!.slice(256 * width, 300 * width),
    );

    rmSync(folder, { recursive: true });
    assert.deepEqual(await make(), first);
  });
});

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'thimble-features-'));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
