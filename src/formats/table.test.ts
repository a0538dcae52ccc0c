import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTable } from './table.ts';

test('a table has named columns, and each row its line', () => {
  for (const separator of [',', ';', '\t']) {
    const text = [
      ['Path', 'label', 'Subject ID'],
      ['a/1.csv', `"x${separator} ""y"""`, 'änne'],
      [],
      ['a/2.csv', 'b c', ''],
    ]
      .map((cells) => cells.join(separator))
      .join('\r\n');
    const { header, rows } = readTable('labels.csv', `\ufeff${text}`);
    assert.deepEqual(header, ['path', 'label', 'subject id']);
    assert.deepEqual(
      rows.map(({ line, cells }) => [line, ...cells.values()]),
      [
        [2, 'a/1.csv', `x${separator} "y"`, 'änne'],
        [4, 'a/2.csv', 'b c', ''],
      ],
    );
  }
});

test('a quoted cell may go over several lines', () => {
  const { rows } = readTable('labels.csv', 'path,note\na,"one\ntwo"\nb,three\n');
  assert.equal(rows[0]!.cells.get('note'), 'one\ntwo');
  assert.equal(rows[1]!.line, 4);
});

test('a bad table is refused with its line', () => {
  assert.throws(() => readTable('labels.csv', ''), /labels\.csv is empty/);
  assert.throws(
    () => readTable('labels.csv', 'path,label\na,b\nc\n'),
    /^Failure: Line 3 of labels\.csv has 1/,
  );
  assert.throws(() => readTable('labels.csv', 'a,A\n1,2\n'), /two columns named "a"/);
});
