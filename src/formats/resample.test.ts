import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../base/random.ts';
import type { Recording } from './recording.ts';
import { resampled } from './resample.ts';

const axes = [
  { name: 'a', unit: '' },
  { name: 'b', unit: '' },
];

function recorded(timesS: Float64Array, signal: (t: number) => [number, number]): Recording {
  const values = Float32Array.from([...timesS].flatMap(signal));
  const sampleRateHz = (timesS.length - 1) / timesS.at(-1)!;
  return { axes, sampleRateHz, values, timesS, notes: [] };
}

test('straight lines come out exactly, whatever the times and rates', () => {
  const random = new Random(1, 'times');
  let time = 0;
  const times = Float64Array.from({ length: 100 }, (_, i) => {
    time += i === 0 ? 0 : random.between(0.005, 0.035);
    return time;
  });
  const uneven = recorded(times, (t) => [3 * t - 1, 5]);
  for (const rate of [13, 25, 50, 61.7, 200]) {
    const { values, sampleRateHz, timesS } = resampled(uneven, rate);
    assert.equal(sampleRateHz, rate);
    assert.equal(timesS, undefined);
    assert.equal(values.length, 2 * (Math.floor(times.at(-1)! * rate + 1e-6) + 1));
    // Where means are taken, the halved intervals at both ends bend the line.
    const edge = uneven.sampleRateHz / rate > 1.5 ? 1 : 0;
    for (let i = edge; i < values.length / 2 - 1 - edge; i++) {
      assert.ok(Math.abs(values[2 * i]! - (3 * (i / rate) - 1)) < 1e-5, `${rate} Hz, reading ${i}`);
      assert.ok(Math.abs(values[2 * i + 1]! - 5) < 1e-5);
    }
  }
});

test('an even recording at about the rate keeps its readings as they are', () => {
  const values = Float32Array.of(1, 2, 3, 4);
  const even: Recording = { axes, sampleRateHz: 50.1, values, notes: [] };
  assert.equal(resampled(even, 50).values, values);
  assert.equal(resampled(even, 50).sampleRateHz, 50);
  assert.notEqual(resampled(even, 40).values, values);
});

test('a tone above half the new rate is damped where the rate halves', () => {
  const times = Float64Array.from({ length: 2000 }, (_, i) => i / 100);
  const tone = recorded(times, (t) => [Math.sin(2 * Math.PI * 45 * t), Math.sin(2 * Math.PI * t)]);
  const { values } = resampled(tone, 50);
  const rms = (axis: number) =>
    Math.sqrt(
      values.reduce((sum, x, i) => (i % 2 === axis ? sum + x * x : sum), 0) / (values.length / 2),
    );
  assert.ok(rms(0) < 0.25 * Math.SQRT1_2, `${rms(0)}`);
  assert.ok(Math.abs(rms(1) - Math.SQRT1_2) < 0.01, `${rms(1)}`);
});

test('one reading stays one reading', () => {
  const one: Recording = { axes, sampleRateHz: 100, values: Float32Array.of(1, 2), notes: [] };
  assert.deepEqual([...resampled(one, 60).values], [1, 2]);
});
