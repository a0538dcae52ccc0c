import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchesOf } from './batches.ts';

const named = (path: string, bytes = 10) => ({
  path,
  file: new File([new Uint8Array(bytes)], path),
});

test('250 files go in three batches and are counted once each', () => {
  const batches = batchesOf(Array.from({ length: 250 }, (_, i) => named(`wave/${i}.csv`)));
  assert.deepEqual(
    batches.map(({ counted }) => counted),
    [100, 100, 50],
  );
});

test('a batch holds no more bytes than can be sent again with patience', () => {
  const large = 9 * 2 ** 20;
  const batches = batchesOf([named('a.wav', large), named('b.wav', large), named('c.wav')]);
  assert.deepEqual(
    batches.map(({ files }) => files.map(({ path }) => path)),
    [['a.wav'], ['b.wav', 'c.wav']],
  );
});

test('a list of labels goes with every batch', () => {
  const files = [named('labels.csv'), ...Array.from({ length: 101 }, (_, i) => named(`${i}.wav`))];
  const batches = batchesOf(files);
  assert.equal(batches.length, 2);
  for (const { files: sent } of batches) assert.equal(sent[0]!.path, 'labels.csv');
  assert.equal(
    batches.reduce((sum, { counted }) => sum + counted, 0),
    102,
  );
});

test('a picture and its boxes stay in one batch', () => {
  const pairs = Array.from({ length: 51 }, (_, i) => [
    named(`${100 + i}.jpg`),
    named(`${100 + i}.xml`),
  ]);
  const odd = batchesOf([named('000.jpg'), ...pairs.flat()]);
  for (const { files } of odd) {
    const pictures = files.filter(({ path }) => path.endsWith('.jpg') && path !== '000.jpg');
    const boxes = files.filter(({ path }) => path.endsWith('.xml'));
    assert.equal(pictures.length, boxes.length);
  }
});
