import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { abandon, openOutputFolder } from './output-folder.ts';

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'thimble-out-'));
});
afterEach(() => rmSync(place, { recursive: true }));

test('published files are all there and nothing else is', async () => {
  const folder = await openOutputFolder(join(place, 'new', 'out'));
  await folder.checkpoint.save(new Uint8Array([1, 2]));
  await folder.publish(
    new Map<string, Uint8Array | string>([
      ['report.json', '{}'],
      ['deep/lib.zip', new Uint8Array([7])],
    ]),
  );
  assert.deepEqual(readdirSync(folder.path).sort(), ['deep', 'report.json']);
  assert.deepEqual([...readFileSync(join(folder.path, 'deep/lib.zip'))], [7]);
});

test('a publication that fails changes no file that was there', async () => {
  const path = join(place, 'out');
  mkdirSync(path);
  writeFileSync(join(path, 'a.txt'), 'before');
  const folder = await openOutputFolder(path);
  const impossible = new Map([
    ['a.txt', 'after'],
    ['a.txt/b.txt', 'a file inside a file'],
  ]);
  await assert.rejects(folder.publish(impossible), /Cannot write to/);
  assert.equal(readFileSync(join(path, 'a.txt'), 'utf8'), 'before');
});

test('a checkpoint is found again by the next run, and a build without one leaves no folder', async () => {
  const first = await openOutputFolder(join(place, 'out'));
  assert.equal(await first.checkpoint.load(), null);
  await first.checkpoint.save(new Uint8Array([3]));
  await abandon(first);
  const second = await openOutputFolder(join(place, 'out'));
  assert.deepEqual([...(await second.checkpoint.load())!], [3]);
  const empty = await openOutputFolder(join(place, 'never'));
  await abandon(empty);
  assert.ok(!existsSync(join(place, 'never')));
});

test('a path through a file is refused with the way out', async () => {
  writeFileSync(join(place, 'file'), '');
  await assert.rejects(
    openOutputFolder(join(place, 'file', 'out')),
    /a part of that path is a file\. Choose another folder with --out/,
  );
});
