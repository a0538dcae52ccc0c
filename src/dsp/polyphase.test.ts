import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ratioOf, resampleBandLimited } from './polyphase.ts';

const tone = (hz: number, rate: number, length: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * hz * i) / rate + 0.3));

/** Root mean square of the middle, where the ends are not felt. */
function middle(x: Float32Array, minus?: Float32Array): number {
  const [from, to] = [Math.floor(x.length / 4), Math.floor((3 * x.length) / 4)];
  let sum = 0;
  for (let i = from; i < to; i++) sum += (x[i]! - (minus?.[i] ?? 0)) ** 2;
  return Math.sqrt(sum / (to - from));
}

const decibels = (ratio: number) => 20 * Math.log10(ratio);

for (const [from, to] of [
  [44_100, 16_000],
  [48_000, 16_000],
  [22_050, 8_000],
  [8_000, 16_000],
  [11_025, 16_000],
  [44_099, 16_000],
] as const) {
  test(`a tone of the kept band is the same tone after ${from} to ${to} Hz`, () => {
    for (const share of [0.01, 0.37, 0.89]) {
      const hz = (share * Math.min(from, to)) / 2;
      const got = resampleBandLimited(tone(hz, from, from), from, to);
      // one ratio is not met exactly, but its nearest fraction is
      const { up, down } = ratioOf(from, to);
      const error = middle(got, tone(hz, (from * up) / down, got.length));
      assert.ok(decibels(error / Math.SQRT1_2) < -78, `${hz} Hz: ${decibels(error)} dB`);
    }
  });
}

test('what the lower rate cannot hold is gone by 80 dB instead of folding back', () => {
  for (const hz of [8_001, 9_000, 12_345, 20_000]) {
    const got = resampleBandLimited(tone(hz, 44_100, 44_100), 44_100, 16_000);
    assert.ok(decibels(middle(got)) < -79, `${hz} Hz: ${decibels(middle(got))} dB`);
  }
});

test('the first reading keeps its place and every second has the new rate', () => {
  const impulse = new Float32Array(4_410);
  impulse[2_205] = 1;
  const got = resampleBandLimited(impulse, 44_100, 16_000);
  assert.equal(got.length, 1_600);
  assert.equal(got.indexOf(got.reduce((a, b) => Math.max(a, b))), 800);
  assert.equal(resampleBandLimited(new Float32Array(441), 44_100, 16_000).length, 160);
  assert.equal(resampleBandLimited(new Float32Array(1), 44_100, 16_000).length, 1);
});

test('a constant stays what it is', () => {
  const got = resampleBandLimited(new Float32Array(5_000).fill(0.5), 11_025, 8_000);
  for (const value of got.subarray(200, -200)) assert.ok(Math.abs(value - 0.5) < 1e-6);
});

test('ratios are exact where their numbers are small and the nearest fraction elsewhere', () => {
  assert.deepEqual(ratioOf(44_100, 16_000), { up: 160, down: 441 });
  assert.deepEqual(ratioOf(48_000, 16_000), { up: 1, down: 3 });
  assert.deepEqual(ratioOf(8_000, 16_000), { up: 2, down: 1 });
  const { up, down } = ratioOf(44_099, 16_000);
  assert.ok(up <= 2048);
  assert.ok(Math.abs((up / down) * (44_099 / 16_000) - 1) < 1e-6);
});
