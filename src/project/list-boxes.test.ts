import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { encode } from 'fast-png';
import { unwatched } from '../base/task.ts';
import { importPictures } from './import-pictures.ts';
import { listBoxes } from './list-boxes.ts';
import type { SourceFile } from './source-file.ts';

test('a folder speaks of boxes by any of its files, and the parts are those of its folders', async () => {
  const yolo = { 'classes.txt': 'dog\ncat\n', 'train/a.txt': '1 0.5 0.5 0.5 0.25' };
  const coco = JSON.stringify({
    images: [{ id: 1, file_name: 'a.png', width: 20, height: 8 }],
    annotations: [{ image_id: 1, category_id: 2, bbox: [5, 3, 10, 2] }],
    categories: [{ id: 2, name: 'cat' }],
  });
  for (const texts of [yolo, { 'train/_annotations.coco.json': coco }]) {
    const files = folder({ ...texts, 'train/a.png': picture(20, 8), 'b.png': picture(20, 8) });
    const listing = (await listBoxes(files))!;
    assert.match(listing.notes.join(), /left out: 1/);
    const { samples } = await importPictures(files, unwatched, listing);
    assert.equal(samples[0]!.split, 'train');
    assert.deepEqual(samples[0]!.boxes, [{ label: 'cat', x: 5, y: 3, width: 10, height: 2 }]);
  }
});

test('boxes shrink with a large picture and are cut at its edges', async () => {
  const boxes = [
    { label: 'cat', x: 400, y: 100, width: 400, height: 200 },
    { label: 'cat', x: 700, y: 0, width: 10, height: 10 },
  ];
  const labels = { version: 1, type: 'bounding-box-labels', boundingBoxes: { 'a.png': boxes } };
  const files = folder({
    'bounding_boxes.labels': JSON.stringify(labels),
    'a.png': picture(600, 480),
  });
  const { samples } = await importPictures(files, unwatched, (await listBoxes(files))!);
  assert.equal(samples[0]!.picture.width, 300);
  assert.deepEqual(samples[0]!.boxes, [{ label: 'cat', x: 200, y: 50, width: 100, height: 100 }]);
});

test('a broken file of boxes is skipped with its reason, and folders without boxes are none', async () => {
  const files = folder({
    'classes.txt': 'dog',
    'a.txt': '5 0.5 0.5 0.5 0.5',
    'b.txt': '0 0.5 0.5 0.5 0.5',
    'a.png': picture(9, 9),
    'b.png': picture(9, 9),
  });
  const { listed, skipped } = (await listBoxes(files))!;
  assert.deepEqual(
    listed.map(({ path }) => path),
    ['b.png'],
  );
  assert.match(skipped[0]!.reason, /a.txt: line 1 is of class 5/);
  assert.equal(await listBoxes(folder({ 'cat/a.png': picture(9, 9), 'notes.json': '{}' })), null);
});

const bccd = join(process.env.THIMBLE_DATA_DIR ?? '', 'data', 'det_bccd', 'train');

test('blood cells have the same boxes in Pascal VOC and in COCO', {
  skip: existsSync(bccd) ? false : 'needs THIMBLE_DATA_DIR with det_bccd',
}, async () => {
  const all = await readdir(bccd, { recursive: true });
  const only = (kind: RegExp) =>
    all
      .filter((path) => kind.test(path))
      .map((path): SourceFile => ({ path, read: () => readFile(join(bccd, path)) }));
  const [voc, coco] = await Promise.all([
    listBoxes(only(/\.(jpg|xml)$/)),
    listBoxes(only(/\.(jpg|json)$/)),
  ]);
  const sorted = (listing: typeof voc) =>
    listing!.listed
      .map(({ path, boxes }) => ({ path, boxes }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  assert.equal(voc!.listed.length, 292);
  assert.deepEqual(sorted(voc), sorted(coco));
});

function folder(texts: Readonly<Record<string, string | Uint8Array>>): SourceFile[] {
  return Object.entries(texts).map(([path, content]) => ({
    path,
    read: async () => (typeof content === 'string' ? new TextEncoder().encode(content) : content),
  }));
}

function picture(width: number, height: number): Uint8Array {
  const data = Uint8Array.from({ length: width * height }, (_, i) => (37 * i) % 251);
  return encode({ width, height, data, channels: 1, depth: 8 });
}
