import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unwatched } from '../src/base/task.ts';
import { importFolder } from '../src/project/import-folder.ts';
import { importPictures } from '../src/project/import-pictures.ts';
import { type SimulatedName, simulated } from '../src/simulate/simulated.ts';

/** Recordings, labels and groups of each set: what its template promises. */
const promised: Readonly<
  Record<SimulatedName, readonly [count: number, labels: number, groups: number]>
> = {
  gestures: [240, 5, 8],
  keywords: [328, 5, 28],
  sounds: [128, 4, 8],
  vibration: [120, 4, 6],
  parts: [150, 3, 10],
  field: [144, 3, 8],
};

for (const [name, make] of Object.entries(simulated)) {
  test(`simulated ${name} come in whole, with labels and groups, and are the same for one seed`, async () => {
    const files = make(1);
    const sources = [...files].map(([path, bytes]) => ({ path, read: async () => bytes }));
    const read =
      name === 'parts' ? importPictures(sources, unwatched) : importFolder(sources, {}, unwatched);
    const { samples, skipped } = await read;
    assert.deepEqual(skipped, []);
    const distinct = (of: readonly unknown[]) => new Set(of).size;
    assert.deepEqual(
      [
        samples.length,
        distinct(samples.map(({ label }) => label)),
        distinct(samples.flatMap(({ group }) => group ?? [])),
      ],
      promised[name as SimulatedName],
    );
    assert.equal(distinct(samples.map(({ id }) => id)), samples.length);
    assert.deepEqual(make(1), files);
    assert.notDeepEqual(make(2), files);
  });
}
