import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../base/random.ts';
import { centre, log10, shape, sqrt, sum, sumSquares } from './float32.ts';

test('log10 is within two parts in ten million for every exponent', () => {
  const random = new Random(1, 'log');
  let worst = 0;
  for (let exponent = -126; exponent < 128; exponent++) {
    for (let i = 0; i < 200; i++) {
      const x = Math.fround((1 + random.uniform()) * 2 ** exponent);
      if (!(x > 2e-38 && x < 3.4e38) || x === 1) continue;
      worst = Math.max(worst, Math.abs(log10(x) / Math.log10(x) - 1));
    }
  }
  assert.ok(worst < 2e-7, `worst relative error ${worst}`);
});

test('log10 is as exact close to 1, where it is close to 0', () => {
  for (let away = -4000; away <= 4000; away++) {
    if (away === 0) continue;
    const x = Math.fround(1 + away * 2 ** (away < 0 ? -24 : -23));
    const error = Math.abs(log10(x) / Math.log10(x) - 1);
    assert.ok(error < 2e-7, `log10 of ${x} is off by ${error}`);
  }
  assert.equal(log10(1), 0);
});

test('log10 never falls where its argument grows', () => {
  let last = Number.NEGATIVE_INFINITY;
  const bits = new Uint32Array(1);
  const x = new Float32Array(bits.buffer);
  for (bits[0] = 0x00d9c7dd; bits[0] < 0x7f7fffff; bits[0] += 77_777) {
    const y = log10(x[0]!);
    assert.ok(y >= last, `log10 of ${x[0]}`);
    last = y;
  }
});

test('log10 of nothing, less than nothing and no number is that of the least it takes', () => {
  for (const x of [0, -0, -1, 1e-45, Number.NaN, Number.NEGATIVE_INFINITY]) {
    assert.equal(log10(x), log10(2e-38));
  }
  assert.ok(Number.isFinite(log10(Number.POSITIVE_INFINITY)));
});

test('sqrt is correctly rounded, and 0 for what has no root', () => {
  const random = new Random(2, 'sqrt');
  for (let i = 0; i < 5000; i++) {
    const x = Math.fround((1 + random.uniform()) * 2 ** (random.below(250) - 125));
    const root = sqrt(x);
    // x lies between the squares of the two midpoints around the root; 51 bits hold them exactly.
    const half = 2 ** (Math.floor(Math.log2(root)) - 24);
    assert.ok((root - half) ** 2 <= x && x <= (root + half) ** 2, `root of ${x}`);
  }
  assert.deepEqual([0, -1, Number.NaN].map(sqrt), [0, 0, 0]);
});

test('values are summed in runs of 16, and the runs then', () => {
  // One by one the ones would all be lost beside 2^24; a run of 16 of them is not.
  const x = Float32Array.from({ length: 32 }, (_, i) => (i === 0 ? 2 ** 24 : 1));
  assert.equal(sum(x, 0, 32, 1), 2 ** 24 + 16);
  assert.equal(sum(x, 1, 31, 1), 31);
});

test('sums take every reading of their axis and none of another', () => {
  const random = new Random(3, 'sum');
  for (const count of [1, 2, 15, 16, 17, 31, 32, 33, 100]) {
    const x = Float32Array.from({ length: 3 * count }, () => random.below(100));
    const axis = Array.from({ length: count }, (_, i) => x[3 * i + 1]!);
    assert.equal(
      sum(x, 1, count, 3),
      axis.reduce((a, b) => a + b, 0),
    );
    assert.equal(
      sumSquares(x, 1, count, 3),
      axis.reduce((a, b) => a + b * b, 0),
    );
  }
});

test('sums of thousands of values are within a millionth of their size', () => {
  const random = new Random(4, 'sum');
  for (const count of [1000, 4096, 20_000]) {
    const x = Float32Array.from({ length: count }, () => 1 + random.normal());
    const squares = x.reduce((total, value) => total + value * value, 0);
    const total = Array.from(x).reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum(x, 0, count, 1) / total - 1) < 1e-6);
    assert.ok(Math.abs(sumSquares(x, 0, count, 1) / squares - 1) < 1e-6);
  }
});

test('what is left of a quiet signal under gravity has no mean', () => {
  const random = new Random(5, 'centre');
  const count = 1000;
  const x = Float32Array.from({ length: 2 * count }, () => 9.80665 + 1e-3 * random.normal());
  const before = Array.from({ length: count }, (_, i) => x[2 * i + 1]!);
  const truth = before.reduce((a, b) => a + b) / count;
  const mean = centre(x, 1, count, 2, Math.fround(1 / count));
  const left = Array.from({ length: count }, (_, i) => x[2 * i + 1]!);
  assert.ok(Math.abs(mean - truth) < 1e-6);
  assert.ok(Math.abs(left.reduce((a, b) => a + b) / count) < 1e-9);
  assert.ok(left.every((value, i) => Math.abs(value - (before[i]! - truth)) < 1e-9));
});

test('skewness and kurtosis are those of scipy', () => {
  // scipy.stats.skew(x), scipy.stats.kurtosis(x), numpy.std(x)
  const x = Float32Array.from([0.3, -1.2, 2.5, 0.7, -0.4, 1.9, -2.2, 0.1, 3.3, -0.6]);
  centre(x, 0, 10, 1, Math.fround(0.1));
  const size = sqrt(Math.fround(sumSquares(x, 0, 10, 1) * Math.fround(0.1)));
  const [skewness, kurtosis] = shape(x, 10, Math.fround(0.1), size);
  assert.ok(Math.abs(size - 1.6187649613208213) < 2e-7);
  assert.ok(Math.abs(skewness - 0.2521300035144971) < 1e-6);
  assert.ok(Math.abs(kurtosis + 0.8598541122609471) < 1e-6);
});

test('what stands still has no shape', () => {
  assert.deepEqual(shape(new Float32Array(4), 4, 0.25, 0), [0, 0]);
  assert.deepEqual(shape(Float32Array.from([1e-6, -1e-6]), 2, 0.5, Math.fround(1e-6)), [0, 0]);
  assert.deepEqual(shape(Float32Array.from([1, -1]), 2, 0.5, Number.NaN), [0, 0]);
});
