import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLabelsFile } from './labels-file.ts';

const walk = {
  path: 'training/walk.1.cbor',
  name: 'walk.1',
  category: 'training',
  label: { type: 'label', label: 'a "walk"' },
  metadata: { subject: 'anna' },
};
const mixed = {
  path: '.\\testing\\mixed.cbor',
  category: 'testing',
  label: {
    type: 'multi-label',
    labels: [
      { startIndex: 0, endIndex: 9, label: 'walk' },
      { startIndex: 10, endIndex: 19, label: 'run' },
    ],
  },
};
const bare = { path: 'x.wav', category: 'split', label: { type: 'unlabeled' } };
const beside = { path: 'y.wav', category: 'post-processing', label: { type: 'unlabeled' } };

const files = [walk, mixed, bare, beside];
const document = JSON.stringify({ version: 1, files }, null, 2);
const lines = ['{"__ndjson":true,"version":1}', ...files.map((f) => JSON.stringify(f)), ''].join(
  '\n',
);

test('info.labels is read as one document and as lines', () => {
  for (const text of [document, lines, `\ufeff${document}`]) {
    const [first, second, third, ...others] = readLabelsFile('info.labels', text);
    assert.deepEqual(first, {
      path: 'training/walk.1.cbor',
      split: 'train',
      label: 'a "walk"',
      segments: [],
      boxes: [],
      metadata: { subject: 'anna' },
    });
    assert.equal(second!.path, 'testing/mixed.cbor');
    assert.equal(second!.split, 'test');
    assert.equal(second!.label, null);
    assert.deepEqual(second!.segments, mixed.label.labels);
    assert.equal(third!.split, null);
    assert.equal(third!.label, null);
    assert.equal(others.length, 0);
  }
});

test('a bad info.labels is refused with its entry or line', () => {
  const refuses = (text: string, what: RegExp) =>
    assert.throws(() => readLabelsFile('info.labels', text), { name: 'Failure', message: what });
  refuses(document.slice(0, 50), /no whole JSON document/);
  refuses('{"version":2,"files":[]}', /in its head \(version/);
  refuses(JSON.stringify({ version: 1, files: [walk, { path: 'x' }] }), /in entry 2 \(label/);
  refuses(`${lines.split('\n').slice(0, 2).join('\n')}\n{"path":`, /Line 3 is no whole JSON/);
});
