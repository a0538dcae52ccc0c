import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../base/random.ts';
import { hann, hannPower, isFftLength, powerSpectrum, twiddles } from './fft.ts';

const lengths = [8, 16, 32, 64, 128, 256, 512, 1024, 2048];

test('the power spectrum is four times that of the defining sum, for every length', () => {
  const random = new Random(1, 'fft');
  for (const length of lengths) {
    const x = Float32Array.from({ length }, () => random.normal());
    const { got, total } = spectrumOf(x, 1);
    for (const [k, power] of definedPowers(x).entries()) {
      const error = Math.abs(Math.sqrt(got[k]!) / 2 - Math.sqrt(power)) / Math.sqrt(total / length);
      assert.ok(error < 3e-7 * Math.log2(length), `bin ${k} of ${length} is off by ${error}`);
    }
  }
});

test('a table made for a longer transform gives the same bits', () => {
  const random = new Random(2, 'fft');
  for (const every of [2, 4, 16]) {
    const x = Float32Array.from({ length: 64 }, () => random.normal());
    assert.deepEqual(spectrumOf(x, every).got, spectrumOf(x, 1).got);
  }
});

test('a jolt has the same power in all bins, to the bit', () => {
  for (const length of lengths) {
    const x = new Float32Array(length);
    x[0] = 1;
    assert.deepEqual(spectrumOf(x, 1).got, new Array(length / 2 + 1).fill(4));
  }
});

test('a constant and the fastest alternation have exactly one bin each', () => {
  for (const length of lengths) {
    const only = (bin: number) =>
      Array.from({ length: length / 2 + 1 }, (_, k) => (k === bin ? 4 * length ** 2 : 0));
    assert.deepEqual(spectrumOf(new Float32Array(length).fill(1), 1).got, only(0));
    const alternating = Float32Array.from({ length }, (_, i) => (i % 2 ? -1 : 1));
    assert.deepEqual(spectrumOf(alternating, 1).got, only(length / 2));
  }
});

test('twiddles are exact at the quarters of a turn, and mirrored to the bit', () => {
  for (const length of lengths) {
    const table = twiddles(length);
    const pair = (k: number) => [table[2 * k]! + 0, table[2 * k + 1]! + 0];
    assert.deepEqual(pair(0), [1, 0]);
    assert.deepEqual(pair(length / 4), [0, -1]);
    for (let k = 1; k < length / 4; k++) {
      const [cos, sin] = pair(k) as [number, number];
      assert.deepEqual(pair(length / 2 - k), [-cos, sin]);
      assert.ok(Math.abs(cos - Math.cos((2 * Math.PI * k) / length)) <= 2 ** -25);
      assert.ok(Math.abs(sin + Math.sin((2 * Math.PI * k) / length)) <= 2 ** -25);
    }
  }
});

test('the window is the periodic Hann window, also in place, and its power is 3/8 of its length', () => {
  for (const length of lengths) {
    const framed = new Float32Array(length).fill(1);
    hann(framed, framed, length, twiddles(4 * length), 4);
    let power = 0;
    for (let i = 0; i < length; i++) {
      const weight = Math.sin((Math.PI * i) / length) ** 2;
      assert.ok(Math.abs(framed[i]! - weight) < 6e-8, `weight ${i} of ${length} is ${framed[i]}`);
      power += framed[i]! ** 2;
    }
    assert.ok(Math.abs(power / hannPower(length) - 1) < 1e-6);
  }
});

test('only powers of two from 8 are lengths of a transform', () => {
  const good = [0, 1, 2, 4, 7, 8, 12, 16, 24, 8.5, -8, 1024, Number.NaN].filter(isFftLength);
  assert.deepEqual(good, [8, 16, 1024]);
});

function spectrumOf(readings: Float32Array, every: number) {
  const length = readings.length;
  const x = readings.slice();
  powerSpectrum(x, length, twiddles(every * length), every);
  const got = Array.from({ length: length / 2 + 1 }, (_, k) => x[k === length / 2 ? 1 : 2 * k]!);
  return { got, total: readings.reduce((sum, value) => sum + value * value, 0) * length };
}

/** |Σ x e^(−2πi kn / length)|² in float64. */
function definedPowers(x: Float32Array): number[] {
  const length = x.length;
  const cos = Array.from({ length }, (_, i) => Math.cos((2 * Math.PI * i) / length));
  const sin = Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * i) / length));
  return Array.from({ length: length / 2 + 1 }, (_, k) => {
    let [re, im] = [0, 0];
    for (let n = 0; n < length; n++) {
      const turn = (k * n) % length;
      re += x[n]! * cos[turn]!;
      im -= x[n]! * sin[turn]!;
    }
    return re * re + im * im;
  });
}
