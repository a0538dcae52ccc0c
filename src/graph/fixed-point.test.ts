import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../base/random.ts';
import {
  expOnNegativeValues,
  multiplyByQuantizedMultiplier,
  oneOverOnePlus,
  quantizeMultiplier,
  roundingDivideByPowerOfTwo,
  saturatingRoundingDoublingHighMul,
} from './fixed-point.ts';

const edges = [-(2 ** 31), -(2 ** 31) + 1, -65537, -65536, -1, 0, 1, 65535, 65536, 2 ** 31 - 1];

function integers(count: number): number[] {
  const random = new Random(7, 'integers');
  return [...edges, ...Array.from({ length: count }, () => random.bits() | 0)];
}

test('the high multiply rounds the exact 64-bit product as gemmlowp states it', () => {
  for (const a of integers(300)) {
    for (const b of integers(30)) {
      assert.equal(saturatingRoundingDoublingHighMul(a, b), highMulBySixtyFourBits(a, b));
    }
  }
});

test('division by a power of two rounds halves away from zero', () => {
  for (const x of integers(500)) {
    for (let exponent = 0; exponent < 32; exponent++) {
      const exact = Math.abs(x) / 2 ** exponent;
      const expected = Math.sign(x) * Math.floor(exact + 0.5);
      assert.equal(roundingDivideByPowerOfTwo(x, exponent), expected + 0, `${x} / 2^${exponent}`);
    }
  }
});

test('a multiplier stands for its real number to 31 bits', () => {
  const random = new Random(3, 'reals');
  for (const real of [
    1,
    0.5,
    2,
    0.25,
    1 - 2 ** -40,
    ...Array.from({ length: 500 }, () => Math.exp(random.between(-18, 8))),
  ]) {
    const { multiplier, shift } = quantizeMultiplier(real);
    assert.ok(multiplier >= 2 ** 30 && multiplier < 2 ** 31, `${multiplier}`);
    assert.ok(Math.abs((multiplier * 2 ** (shift - 31)) / real - 1) <= 2 ** -31, `${real}`);
  }
});

test('a product with a multiplier is within one of the exact product', () => {
  const random = new Random(5, 'products');
  for (let i = 0; i < 2000; i++) {
    const real = Math.exp(random.between(-12, 0));
    const x = random.below(2 ** 24) - 2 ** 23;
    const answer = multiplyByQuantizedMultiplier(x, quantizeMultiplier(real));
    assert.ok(Math.abs(answer - x * real) <= 1, `${x} × ${real} is not ${answer}`);
  }
});

test('the exponential is right to the remainder of its series over its whole range', () => {
  for (let a = -(31 * 2 ** 26); a <= 0; a += 1_000_003) {
    const error = expOnNegativeValues(a) / 2 ** 31 - Math.exp(a / 2 ** 26);
    assert.ok(
      Math.abs(error) < (1 / 8) ** 5 / 120 + 2 ** -29,
      `e^${a / 2 ** 26} is off by ${error}`,
    );
  }
});

test('the reciprocal is right to 2^-27 over its whole range', () => {
  for (let a = 0; a < 2 ** 31; a += 1_000_003) {
    const error = oneOverOnePlus(a) / 2 ** 31 - 1 / (1 + a / 2 ** 31);
    assert.ok(Math.abs(error) < 2 ** -27, `1 / (1 + ${a / 2 ** 31}) is off by ${error}`);
  }
});

function highMulBySixtyFourBits(a: number, b: number): number {
  if (a === -(2 ** 31) && b === a) return 2 ** 31 - 1;
  const product = BigInt(a) * BigInt(b);
  const nudge = product >= 0n ? 1n << 30n : 1n - (1n << 30n);
  return Number((product + nudge) / (1n << 31n)); // BigInt division truncates, as C's does
}
