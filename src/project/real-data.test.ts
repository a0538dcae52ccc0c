import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { unwatched } from '../base/task.ts';
import { type ImportedFolder, importFolder } from './import-folder.ts';
import { lengthOf } from './sample.ts';
import { splitSamples } from './split.ts';
import { chooseWindow, windowsOf } from './windows.ts';

/** A data set as its manifest.json describes it, or null where it is not there. */
async function load(name: string, context: TestContext) {
  const root = process.env.THIMBLE_DATA_DIR;
  const folder = root === undefined ? '' : join(root, 'data', name);
  if (!existsSync(folder)) {
    context.skip('needs the data sets in $THIMBLE_DATA_DIR/data');
    return null;
  }
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: path.slice(folder.length + 1), read: () => readFile(path) }));
  const manifest: { counts: { [split: string]: { [label: string]: number } } } = JSON.parse(
    await readFile(join(folder, 'manifest.json'), 'utf8'),
  );
  return { files, manifest };
}

function countsOf({ samples }: ImportedFolder) {
  const counts: { [split: string]: { [label: string]: number } } = {};
  for (const { split, label } of samples) {
    counts[split!] ??= {};
    counts[split!]![label!] = (counts[split!]![label!] ?? 0) + 1;
  }
  return counts;
}

test('the gestures are read as described, evenly, and each is one window', async (context) => {
  const data = await load('imu_digit_gestures', context);
  if (!data) return;
  const folder = await importFolder(data.files, {}, unwatched);
  assert.deepEqual(countsOf(folder), data.manifest.counts);
  assert.deepEqual(folder.skipped, []);
  // 19.11 ms is the mean of all 130 000 intervals; 19 ms, their median, is rounded.
  assert.equal(folder.samples[0]!.sampleRateHz, 52.33);
  const split = splitSamples(folder.samples, { seed: 1 });
  assert.deepEqual(
    [split.train.length, split.validation.length, split.test.length],
    [300, 80, 120],
  );
  const time = (source: string) => Number(source.split('.')[1]);
  for (const { source, label } of split.validation) {
    const earlier = split.train.filter((sample) => sample.label === label);
    assert.ok(earlier.every((sample) => time(sample.source) < time(source)));
  }
  const plan = chooseWindow(split.train);
  assert.equal(plan.kind, 'whole');
  assert.ok(plan.length > 255 && plan.length < 272);
  assert.equal(split.test.flatMap((sample) => windowsOf(sample, plan)).length, 120);
});

test('the fan is read at 200 Hz, in windows of a second', async (context) => {
  const data = await load('vib_ceiling_fan', context);
  if (!data) return;
  const folder = await importFolder(data.files, {}, unwatched);
  assert.deepEqual(countsOf(folder), data.manifest.counts);
  assert.ok(folder.samples.every((sample) => lengthOf(sample) === 200));
  const { train, validation } = splitSamples(folder.samples, { seed: 1 });
  const state = (source: string) => source.split('/')[2]!.split('.')[0]!;
  const states = new Set(train.map(({ source }) => state(source)));
  assert.deepEqual(new Set(validation.map(({ source }) => state(source))), states);
  assert.deepEqual([chooseWindow(train).length, chooseWindow(train).kind], [200, 'whole']);
});

test('the heartbeats are read at 360 Hz, and no patient is on two sides', async (context) => {
  const data = await load('ecg_mitbih_pvc', context);
  if (!data) return;
  const folder = await importFolder(data.files, {}, unwatched);
  assert.deepEqual(countsOf(folder), data.manifest.counts);
  assert.equal(folder.samples[0]!.sampleRateHz, 360);
  assert.ok(folder.samples.every((sample) => lengthOf(sample) === 360));
  assert.match(folder.notes.join('\n'), /8 files that labels\.csv does not list/);
  const { train, validation, test } = splitSamples(folder.samples, { seed: 1 });
  const groups = [train, validation, test].map((part) => new Set(part.map(({ group }) => group)));
  assert.equal(groups[0]!.size + groups[1]!.size + groups[2]!.size, 12);
  assert.deepEqual([...groups[2]!].sort(), ['105', '116', '119', '121', '123']);
});

test('spoken digits are read as sound, and a table is refused as one', async (context) => {
  const speech = await load('kws_digits_fsdd', context);
  const table = await load('tab_crop_recommendation', context);
  if (!speech || !table) return;
  const folder = await importFolder(speech.files, {}, unwatched);
  assert.deepEqual(countsOf(folder), speech.manifest.counts);
  assert.equal(folder.samples[0]!.sampleRateHz, 8000);
  assert.equal(new Set(folder.samples.map(({ group }) => group)).size, 6);
  await assert.rejects(importFolder(table.files, {}, unwatched), {
    name: 'Failure',
    message: /is a table in which each row has its own label/,
  });
});
