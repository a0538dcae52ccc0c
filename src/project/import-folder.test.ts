import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from 'cborg';
import { Failure } from '../base/failure.ts';
import { unwatched } from '../base/task.ts';
import { writeWav } from '../formats/wav.ts';
import { importFolder } from './import-folder.ts';
import type { SourceFile } from './source-file.ts';

type Content = string | Uint8Array | Error;

function folder(contents: { readonly [path: string]: Content }): SourceFile[] {
  return Object.entries(contents).map(([path, content]) => ({
    path,
    read: async () => {
      if (content instanceof Error) throw content;
      return typeof content === 'string' ? new TextEncoder().encode(content) : content;
    },
  }));
}

/** Ten even readings of one axis, different for each seed. */
function csv(seed: number, { step = 10, axes = 'a', label = '' } = {}): string {
  const count = axes.split(',').length;
  const row = (i: number) =>
    [i * step, ...Array.from({ length: count }, (_, k) => seed * 100 + i + k / 4)].join(',');
  const rows = Array.from({ length: 10 }, (_, i) => (label ? `${row(i)},${label}` : row(i)));
  return `t_ms,${axes}${label ? ',label' : ''}\n${rows.join('\n')}\n`;
}

const imported = (contents: { readonly [path: string]: Content }, options = {}) =>
  importFolder(folder(contents), options, unwatched);

const shown = ({ samples }: Awaited<ReturnType<typeof importFolder>>) =>
  samples.map(({ source, label, split, group }) => [source, label, split, group]);

test('folders and names say labels, splits and groups', async () => {
  const read = await imported({
    'walk/001.csv': csv(1),
    'train/walk/002.csv': csv(2),
    'Testing/a "run", fast/003.csv': csv(3),
    'val/run.004.csv': csv(4),
    'walk/test/005.csv': csv(5),
    'walk/anna/006.csv': csv(6),
    'jump.007.csv': csv(7),
    '008.csv': csv(8, { label: 'läuft gut' }),
    '009.csv': csv(9),
  });
  assert.deepEqual(shown(read), [
    ['008.csv', 'läuft gut', null, null],
    ['009.csv', null, null, null],
    ['Testing/a "run", fast/003.csv', 'a "run", fast', 'test', null],
    ['jump.007.csv', 'jump', null, null],
    ['train/walk/002.csv', 'walk', 'train', null],
    ['val/run.004.csv', 'run', 'validation', null],
    ['walk/001.csv', 'walk', null, null],
    ['walk/anna/006.csv', 'walk', null, 'anna'],
    ['walk/test/005.csv', 'walk', 'test', null],
  ]);
  assert.deepEqual(read.skipped, []);
  assert.match(read.notes.join('\n'), /1 recording without a label/);
  assert.match(read.notes.join('\n'), /such as "anna", were taken as groups/);
});

test('a folder around all others is no label', async () => {
  const read = await imported({
    'data/walk/1.csv': csv(1),
    'data/run/1.csv': csv(2),
    'data/README.md': '# about',
  });
  assert.deepEqual(
    read.samples.map(({ label }) => label),
    ['run', 'walk'],
  );
});

test('labels.csv says labels, splits and groups, and only what it lists is read', async () => {
  const read = await imported({
    'labels.csv':
      'path,label,split,r,Subject\n' +
      'train/x/1.csv,"say ""hi"", now",train,5,anna\n./x\\2.csv,off,TESTING,6,\ngone.csv,off,,,\nx\\2.csv,on,,,\n',
    'train/x/1.csv': csv(1),
    'x/2.csv': csv(2),
    'x/3.csv': 'unlisted',
    'manifest.json': '{}',
  });
  assert.deepEqual(shown(read), [
    ['train/x/1.csv', 'say "hi", now', 'train', 'anna'],
    ['x/2.csv', 'off', 'test', null],
  ]);
  assert.deepEqual(
    read.skipped.map(({ file }) => file),
    ['gone.csv', 'x/2.csv'],
  );
  assert.match(read.notes.join('\n'), /1 file that labels\.csv does not list left out/);
});

test('without a column split, the folders of labels.csv say it', async () => {
  const read = await imported({
    'labels.csv': 'file;class\ntrain/1.csv;a\ntest/2.csv;b\n',
    'train/1.csv': csv(1),
    'test/2.csv': csv(2),
  });
  assert.deepEqual(
    read.samples.map(({ split }) => split),
    ['test', 'train'],
  );
});

test('info.labels says labels; labelled parts of a recording become samples that stay together', async () => {
  const values = Array.from({ length: 20 }, (_, i) => i);
  const payload = { interval_ms: 10, sensors: [{ name: 'a', units: 'g' }], values };
  const document = { protected: { ver: 'v1', alg: 'none' }, signature: '00', payload };
  const label = (text: string) => ({ type: 'label', label: text });
  const parts = [
    { startIndex: 0, endIndex: 9, label: 'walk' },
    { startIndex: 10, endIndex: 30, label: 'run' },
  ];
  const read = await imported({
    'info.labels': JSON.stringify({
      version: 1,
      files: [
        {
          path: 'training/x.cbor',
          category: 'training',
          label: { type: 'multi-label', labels: parts },
        },
        { path: 'y.csv', category: 'testing', label: label('walk'), metadata: { user_id: 'u1' } },
      ],
    }),
    'training/x.cbor': encode(document),
    'y.csv': csv(3, { axes: 'a (g)' }),
  });
  assert.deepEqual(shown(read), [
    ['training/x.cbor#1', 'walk', 'train', 'training/x.cbor'],
    ['training/x.cbor#2', 'run', 'train', 'training/x.cbor'],
    ['y.csv', 'walk', 'test', 'u1'],
  ]);
  assert.deepEqual([...read.samples[1]!.values], values.slice(10));
});

test('one bad file stops no other, and each is named with its reason', async () => {
  const read = await imported({
    'walk/1.csv': csv(1),
    'walk/2.csv': `${csv(2)}100\n`,
    'walk/3.wav': writeWav(Float32Array.of(0, 1), 1, 8000).slice(0, 20),
    'walk/4.csv': Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }),
    'walk/5.csv': new Failure('no-permission', 'walk/5.csv may not be read: give permission.'),
    'walk/6.csv': csv(6, { axes: 'a,b' }),
    'walk/7.csv': csv(7, { step: 1 }),
    'walk/8.csv': csv(1, { axes: 'a' }),
    'run/1.csv': csv(8),
    'run/2.csv': csv(1),
    'run/3.csv': csv(10, { axes: 'a (g)' }),
    'run/4.csv': csv(11, { axes: 'a (g)' }),
    'run/5.csv': csv(12, { axes: 'a (m/s2)' }),
  });
  assert.deepEqual(
    read.samples.map(({ source }) => source),
    ['run/1.csv', 'run/2.csv', 'run/3.csv', 'run/4.csv'],
  );
  const reasons = new Map(read.skipped.map(({ file, reason }) => [file, reason]));
  assert.match(
    reasons.get('walk/2.csv')!,
    /^Line 12 of walk\/2\.csv has 1 value, the header has 2/,
  );
  assert.match(reasons.get('walk/3.wav')!, /is cut off in its format chunk|before its/);
  assert.match(reasons.get('walk/4.csv')!, /cannot be opened \(EACCES/);
  assert.equal(reasons.get('walk/5.csv'), 'walk/5.csv may not be read: give permission.');
  assert.match(reasons.get('walk/6.csv')!, /has the axes a, b, most others have a/);
  assert.match(reasons.get('walk/7.csv')!, /has 1000 Hz, most others 100 Hz/);
  assert.match(reasons.get('run/5.csv')!, /gives a in m\/s2, most others in g/);
  assert.match(reasons.get('walk/1.csv')!, /is "walk", but holds the same readings as run\/2\.csv/);
  assert.equal(reasons.size, read.skipped.length);
});

test('axes in another order are put in the usual one', async () => {
  const read = await imported({
    'x/1.csv': 't_ms,a,b\n0,1,2\n10,3,4\n20,5,6\n',
    'x/2.csv': 't_ms,a,b\n0,1,2\n10,3,4\n20,5,7\n',
    'y/1.csv': 't_ms,b,a\n0,1,2\n10,3,4\n20,5,8\n',
  });
  assert.deepEqual([...read.samples[2]!.values], [2, 1, 4, 3, 8, 5]);
  assert.match(read.notes.join('\n'), /1 recording had the axes in another order/);
});

test('all samples have the median rate, resampled once from their own times', async () => {
  const line = (times: number[]) => `t_ms,a\n${times.map((t) => `${t},${t / 8}`).join('\n')}\n`;
  const even = (step: number, from = 0) =>
    line(Array.from({ length: 40 }, (_, i) => from + i * step));
  const read = await imported({
    'x/1.csv': even(20),
    'x/2.csv': even(20, 8),
    'y/1.csv': line([0, 15, 45, 55, 80, 90, 125, 140, 170, 180, 200]),
    'y/2.csv': even(16),
  });
  for (const { values, sampleRateHz, source } of read.samples) {
    assert.equal(sampleRateHz, 50);
    values.slice(0, -1).forEach((value, i) => {
      assert.ok(Math.abs(value - values[0]! - (i * 20) / 8) < 1e-4, `${source} ${i}`);
    });
  }
  assert.match(read.notes.join('\n'), /1 recording unevenly timed: resampled to even 50 Hz/);
  assert.match(read.notes.join('\n'), /1 recording of another rate: resampled to 50 Hz/);
});

test('copies count once within a part, and stay where they are in two', async () => {
  const read = await imported({
    'train/x/1.csv': csv(1),
    'train/x/2.csv': csv(1),
    'train/y/3.csv': csv(2),
    'test/x/4.csv': csv(1),
  });
  assert.equal(read.samples.length, 3);
  assert.equal(read.samples[0]!.id, read.samples[1]!.id);
  assert.notEqual(read.samples[0]!.id, read.samples[2]!.id);
  assert.match(read.notes.join('\n'), /1 recording of which there are copies: kept once/);
});

test('a folder with nothing to learn from is refused with the mend', async () => {
  const refuses = (contents: { [path: string]: Content }, what: RegExp) =>
    assert.rejects(imported(contents), { name: 'Failure', message: what });
  await refuses({}, /^The folder is empty: put recordings in it, one folder for each label/);
  await refuses({ 'README.md': 'x', '.git/config': 'y' }, /holds no recordings \(2 other files\)/);
  await refuses({ '1.csv': csv(1), '2.csv': csv(2) }, /^None of the recordings has a label/);
  await refuses({ 'x/1.csv': 'a\n' }, /^No file of the folder can be used\. x\/1\.csv has/);
  await refuses({ 'labels.csv': 'path,boxes\na,1\n' }, /labels\.csv has no column "label"/);
  await refuses(
    { 'labels.csv': 'path,label,split\na,b,c\n' },
    /Line 2 of labels\.csv has the split "c"/,
  );
  await refuses({ 'labels.csv': new Error('EACCES') }, /labels\.csv cannot be opened/);
  await refuses({ 'info.labels': '{' }, /info\.labels cannot be read/);
});

test('reading tells how far it is and can be stopped', async () => {
  const files = folder({ 'x/1.csv': csv(1), 'y/2.csv': csv(2) });
  const steps: string[] = [];
  await importFolder(files, {}, { progress: (...step) => void steps.push(step.join(' ')) });
  assert.deepEqual(steps, [
    'Reading recordings 0 2',
    'Reading recordings 1 2',
    'Reading recordings 2 2',
  ]);
  const stopped = { progress() {}, signal: AbortSignal.abort() };
  await assert.rejects(importFolder(files, {}, stopped), { name: 'Failure', code: 'cancelled' });
  const inRead = folder({ 'x/1.csv': new Failure('cancelled', 'Stopped, as asked.') });
  await assert.rejects(importFolder(inRead, {}, unwatched), { name: 'Failure', code: 'cancelled' });
});

test('a bad option is no fault of the files', async () => {
  const bad = imported({ 'x/1.csv': csv(1) }, { sampleRateHz: 0 });
  await assert.rejects(bad, { name: 'Failure', code: 'bad-option' });
});
