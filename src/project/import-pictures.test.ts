import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { encode } from 'fast-png';
import { unwatched } from '../base/task.ts';
import { cautionsOf, holdsPictures, importPictures } from './import-pictures.ts';
import type { SourceFile } from './source-file.ts';
import { splitSamples } from './split.ts';

/** A flat grey or coloured picture. */
function flat(width: number, height: number, ...colour: number[]): Uint8Array {
  const data = Uint8Array.from(
    { length: width * height * colour.length },
    (_, i) => colour[i % colour.length]!,
  );
  return encode({ width, height, data, channels: colour.length, depth: 8 });
}

function folder(contents: Readonly<Record<string, Uint8Array | string>>): SourceFile[] {
  return Object.entries(contents).map(([path, content]) => ({
    path,
    read: async () => (typeof content === 'string' ? new TextEncoder().encode(content) : content),
  }));
}

test('pictures in folders become samples; sizes and colours may differ', async () => {
  const files = folder({
    'cat/1.png': flat(4, 4, 10),
    'cat/2.png': flat(4, 6, 20),
    'dog/1.png': flat(2, 4, 1, 2, 3),
    'README.md': 'about',
  });
  assert.equal(await holdsPictures(files), true);
  const { samples, skipped, notes } = await importPictures(files, unwatched);
  assert.deepEqual(skipped, []);
  assert.deepEqual(notes, []);
  assert.deepEqual(
    samples.map(({ source, label, picture: { width, height, channels } }) => [
      source,
      label,
      width,
      height,
      channels,
    ]),
    [
      ['cat/1.png', 'cat', 4, 4, 1],
      ['cat/2.png', 'cat', 4, 6, 1],
      ['dog/1.png', 'dog', 2, 4, 3],
    ],
  );
  assert.match(cautionsOf(samples).join(' '), /Some classes are mostly grey/);
  assert.match(cautionsOf(samples).join(' '), /less than 8 pixels/);
});

test('what is no whole picture is skipped with its reason, and copies count once', async () => {
  const cut = flat(40, 40, 10).subarray(0, 60);
  const { samples, skipped, notes } = await importPictures(
    folder({
      'cat/1.png': flat(40, 40, 10),
      'cat/copy.png': flat(40, 40, 10),
      'cat/cut.png': cut,
      'cat/text.txt': 'not a picture',
      'dog/1.png': flat(40, 40, 11),
      'dog/as-cat.png': flat(40, 40, 10),
    }),
    unwatched,
  );
  assert.deepEqual(
    samples.map(({ source }) => source),
    ['cat/1.png', 'dog/1.png'],
  );
  assert.deepEqual(
    skipped.map(({ file }) => file),
    ['cat/cut.png', 'cat/text.txt', 'dog/as-cat.png'],
  );
  assert.match(skipped[0]!.reason, /cut off/);
  assert.match(skipped[1]!.reason, /no picture that can be read/);
  assert.match(
    skipped[2]!.reason,
    /is "dog", but holds the same picture as cat\/1.png, which is "cat"/,
  );
  assert.deepEqual(notes, ['1 picture of which there are copies: kept once.']);
});

test('the same picture in training and test is a leak', async () => {
  const { samples } = await importPictures(
    folder({
      'train/a/1.png': flat(9, 9, 1),
      'train/a/2.png': flat(9, 9, 2),
      'train/b/1.png': flat(9, 9, 3),
      'train/b/2.png': flat(9, 9, 4),
      'test/a/1.png': flat(9, 9, 1),
      'test/b/1.png': flat(9, 9, 5),
    }),
    unwatched,
  );
  assert.throws(
    () => splitSamples(samples, { seed: 1, thing: 'picture' }),
    /train\/a\/1\.png .*test\/a\/1\.png \(test\) hold the same picture/,
  );
});

test('a photograph is made smaller by whole steps, and keeps its colour', async () => {
  const files = folder({ 'a/1.png': flat(800, 600, 7, 8, 9), 'b/1.png': flat(300, 299, 7) });
  const { samples, notes } = await importPictures(files, unwatched);
  const { width, height, values } = samples[0]!.picture;
  assert.deepEqual([width, height, ...values.subarray(0, 3)], [400, 300, 7, 8, 9]);
  assert.equal(samples[1]!.picture.width, 300);
  assert.match(notes.join(), /a\/1\.png: Made smaller/);
});

test('a folder is one of pictures where most of what it lists is', async () => {
  const csv = 't,x\n0,1\n1,2\n';
  const mixed = folder({ 'a/1.csv': csv, 'a/2.csv': csv, 'a/3.png': flat(2, 2, 1) });
  assert.equal(await holdsPictures(mixed), false);
  assert.equal(await holdsPictures([]), false);
  await assert.rejects(importPictures(folder({ 'a/1.csv': csv }), unwatched), {
    name: 'Failure',
    message: /No file of the folder can be used\. a\/1\.csv is no picture/,
  });
  await assert.rejects(importPictures(folder({ '1.png': flat(2, 2, 1) }), unwatched), {
    message: /None of the pictures has a label/,
  });
});

for (const [name, size] of [
  ['img_sign_digits', [100, 100, 3]],
  ['img_fashion_mnist', [28, 28, 1]],
  ['img_person_vww_a', [96, 96, 3]],
] as const) {
  test(`${name} is imported as its description says`, async (context) => {
    const root = process.env.THIMBLE_DATA_DIR;
    const place = root === undefined ? '' : join(root, 'data', name);
    if (!existsSync(place)) return context.skip('needs the data sets in $THIMBLE_DATA_DIR/data');
    const files = readdirSync(place, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => ({ path: path.slice(place.length + 1), read: () => readFile(path) }));
    const manifest = JSON.parse(await readFile(join(place, 'manifest.json'), 'utf8'));
    const { samples, skipped } = await importPictures(files, unwatched);
    assert.deepEqual(skipped, []);
    const counts: Record<string, Record<string, number>> = {};
    for (const { split, label, picture } of samples) {
      counts[split!] ??= {};
      counts[split!]![label!] = (counts[split!]![label!] ?? 0) + 1;
      assert.deepEqual([picture.width, picture.height, picture.channels], [...size]);
    }
    assert.deepEqual(counts, manifest.counts);
    const {
      train,
      validation,
      test: tested,
    } = splitSamples(samples, { seed: 1, thing: 'picture' });
    assert.equal(train.length + validation.length + tested.length, samples.length);
  });
}
