import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineSplitter, rateOf, readingOf } from './serial-lines.ts';

test('lines come whole, however the bytes come', () => {
  const splitter = new LineSplitter();
  assert.deepEqual(splitter.push('1,2\r\n3,'), ['1,2']);
  assert.deepEqual(splitter.push('4\n5'), ['3,4']);
});

test('numbers stand between commas, spaces or tabs, with names or without', () => {
  assert.deepEqual(readingOf(' 0.12 -0.03\t1e-2 '), {
    names: ['axis1', 'axis2', 'axis3'],
    values: [0.12, -0.03, 0.01],
  });
  assert.deepEqual(readingOf('accX:0.5,accY:-2'), { names: ['accX', 'accY'], values: [0.5, -2] });
  assert.deepEqual(readingOf('+0.5, 5.,-.25,')?.values, [0.5, 5, -0.25]);
  for (const line of ['1,,3', '1,2;x', 'Hello, board 3!', '', '1,,x', 'accX:'])
    assert.equal(readingOf(line), null);
});

test('the rate is that of many readings, and not told of few', () => {
  const clumps = Array.from({ length: 101 }, (_, i) => 10 * (i - (i % 5)));
  assert.equal(rateOf(clumps), 100);
  assert.equal(rateOf([0, 10, 20]), null);
});
