import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printSource } from './print.ts';
import { binary, call, type Declaration, int, member, name, type SourceFile } from './tree.ts';

test('a header has its guard and is C for C++', () => {
  const text = print([{ kind: 'define', name: 'SIZE', value: int(4), remark: 'of it' }], 'A_H');
  assert.equal(
    text,
    `/* a file */
#ifndef A_H
#define A_H

#ifdef __cplusplus
extern "C" {
#endif

#define SIZE 4 /* of it */

#ifdef __cplusplus
}
#endif

#endif
`,
  );
});

test('a negative constant stands in brackets', () => {
  assert.match(print([{ kind: 'define', name: 'LOW', value: int(-1) }]), /#define LOW \(-1\)/);
});

test('products of sums and sums of products keep their meaning', () => {
  const sum = binary(name('a'), '+', name('b'));
  const product = binary(sum, '*', name('c'));
  const text = print([bodyOf(binary(member('x', 'y'), '=', product))]);
  assert.match(text, /x->y = \(a \+ b\) \* c;/);
});

test('a call that is too long for its line goes on below its first input', () => {
  const long = Array.from({ length: 6 }, (_, i) => name(`${'value'.repeat(4)}_${i}`));
  const lines = print([bodyOf(call('a_function', ...long))]).split('\n');
  assert.ok(lines.every((line) => line.length <= 100));
  const second = lines.findIndex((line) => line.includes('a_function')) + 1;
  assert.match(lines[second]!, /^ {15}value/);
});

test('a table stands in columns and names its length', () => {
  const values = Int8Array.from({ length: 20 }, (_, i) => (i % 2 ? -i * 6 : i));
  const element = { base: 'int8_t', constant: true };
  const text = print([{ kind: 'table', element, name: 't', values, local: true }]);
  assert.match(text, /static const int8_t t\[20\] = \{/);
  const rows = text.split('\n').filter((line) => line.startsWith('    '));
  assert.deepEqual(
    rows.map((row) => row.split(',').length - 1),
    [16, 4],
  );
});

function bodyOf(what: Parameters<typeof binary>[0]): Declaration {
  return {
    kind: 'function',
    type: { base: 'void' },
    name: 'f',
    parameters: [],
    local: false,
    body: [{ kind: 'do', what }],
  };
}

function print(declarations: readonly Declaration[], guard?: string): string {
  const file: SourceFile = { banner: 'a file', includes: [], declarations };
  return printSource(guard ? { ...file, guard } : file);
}
