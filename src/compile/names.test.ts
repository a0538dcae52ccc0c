import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Names } from './names.ts';

test('names are valid in C and C++ and never given twice', () => {
  const names = new Names();
  assert.equal(names.take('dense'), 'dense');
  assert.equal(names.take('dense'), 'dense_2');
  assert.equal(names.take('float'), 'float_2');
  assert.equal(names.take('class'), 'class_2');
  assert.equal(names.take('3d conv'), 'x3d_conv');
  assert.equal(names.take('__x'), 'x__x');
  assert.equal(names.take(''), 'x');
  assert.equal(names.take('memory'), 'memory_2');
});
