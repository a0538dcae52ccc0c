import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCsv } from './csv.ts';
import { readTable } from './table-recordings.ts';

const mixed = [
  'who;when;x;y;activity',
  'ann;0;1,5;2;walk',
  'ann;20;1,25;2;walk',
  'ann;40;1,0;2;walk',
  'bob;60;0;0,5;run',
  'bob;80;0;0,25;run',
  'bob;0;9;9;run',
  'bob;20;8;8;run',
].join('\n');

test('a table becomes a recording for each stretch of one label in which time goes on', () => {
  const table = readTable('m.csv', mixed, { time: 'when' });
  assert.deepEqual(
    table.columns.map(({ role }) => role),
    ['left out', 'time', 'axis', 'axis', 'label'],
  );
  assert.deepEqual(
    table.recordings.map(({ label, firstLine, lastLine, readings }) => [
      label,
      firstLine,
      lastLine,
      readings,
    ]),
    [
      ['walk', 2, 4, 3],
      ['run', 5, 6, 2],
      ['run', 7, 8, 2],
    ],
  );
  const walk = readCsv('walk.csv', table.recordings[0]!.csv);
  assert.equal(walk.sampleRateHz, 50);
  assert.deepEqual([...walk.values], [1.5, 2, 1.25, 2, 1, 2]);
  assert.deepEqual(
    walk.axes.map(({ name }) => name),
    ['x', 'y'],
  );
});

test('settings overrule what was guessed', () => {
  const settings = { time: null, sampleRateHz: 100, label: null, axes: ['y'] };
  const { recordings, columns } = readTable('m.csv', mixed, settings);
  assert.equal(recordings.length, 1);
  assert.equal(recordings[0]!.label, null);
  assert.equal(readCsv('m', recordings[0]!.csv).sampleRateHz, 100);
  assert.deepEqual(
    columns.filter(({ role }) => role === 'axis').map(({ name }) => name),
    ['y'],
  );
  const bare = readTable('b.csv', '0,1\n1,2\n2,3\n', {
    header: false,
    time: 'column 1',
    timeUnit: 's',
  });
  assert.equal(readCsv('b', bare.recordings[0]!.csv).sampleRateHz, 1);
});

test('what cannot be read is named with its line, column or setting', () => {
  const refuses = (text: string, settings: Parameters<typeof readTable>[2], what: RegExp) =>
    assert.throws(() => readTable('m.csv', text, settings), { name: 'Failure', message: what });
  refuses(mixed, { time: 'wann' }, /no column "wann", only "who", "when"/);
  refuses(mixed.replace('1,25', 'oops'), { time: 'when' }, /Line 3 .* "oops" in column "x"/);
  refuses(mixed, { time: null }, /no column of time/);
  refuses(mixed, { time: 'when', axes: [] }, /no column of numbers/);
  refuses('a,b\n', {}, /header but no rows/);
});
