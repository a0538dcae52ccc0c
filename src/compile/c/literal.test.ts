import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import { commentText, floatLiteral, intLiteral, stringLiteral } from './literal.ts';

test('a float literal is short and reads back as the same bits', () => {
  assert.equal(floatLiteral(0.5), '0.5f');
  assert.equal(floatLiteral(3), '3.0f');
  assert.equal(floatLiteral(Math.fround(0.1)), '0.1f');
  assert.equal(floatLiteral(-0), '-0.0f');
  assert.equal(floatLiteral(2 ** -149), '1e-45f');
  const bits = new Uint32Array(1);
  const value = new Float32Array(bits.buffer);
  const random = new Random(1, 'floats');
  for (let i = 0; i < 20_000; i++) {
    bits[0] = random.bits();
    if (!Number.isFinite(value[0]!)) continue;
    const text = floatLiteral(value[0]!);
    assert.match(text, /^-?\d+(\.\d+)?(e[+-]?\d+)?f$/);
    assert.match(text, /[.e]/);
    assert.equal(Math.fround(Number(text.slice(0, -1))), value[0]);
  }
});

test('a float literal refuses what C has no literal for', () => {
  assert.throws(() => floatLiteral(Number.NaN));
  assert.throws(() => floatLiteral(Number.POSITIVE_INFINITY));
  assert.throws(() => floatLiteral(0.1), /float32/);
});

test('the smallest int32 is written as a difference', () => {
  assert.equal(intLiteral(-(2 ** 31)), '(-2147483647 - 1)');
  assert.equal(intLiteral(2 ** 31 - 1), '2147483647');
});

test('a string literal holds any text without escapes that run on or trigraphs', () => {
  assert.equal(stringLiteral('say "hi"\\'), '"say \\"hi\\"\\\\"');
  assert.equal(stringLiteral('ä1'), '"\\303\\2441"');
  assert.equal(stringLiteral('??/'), '"\\?\\?/"');
  assert.equal(stringLiteral('a\n\0b'), '"a\\012\\000b"');
});

test('no text ends a comment, opens one in it or continues its line', () => {
  const evil = commentText('a */ b /* c ??/ d \\');
  assert.doesNotMatch(evil, /\*\/|\/\*|\?\?|\\$/);
});
