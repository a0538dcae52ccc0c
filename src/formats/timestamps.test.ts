import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../base/random.ts';
import { dateSeconds, plausibleUnit, timeColumn, timingOf } from './timestamps.ts';

test('names of columns tell time and its unit', () => {
  const units: [string, string | null | undefined][] = [
    ['timestamp', null],
    ['Time', null],
    ['t', null],
    ['ms', 'ms'],
    ['time_s', 's'],
    ['Time (s)', 's'],
    ['timestamp [us]', 'µs'],
    ['t_µs', 'µs'],
    ['t_μs', 'µs'],
    ['timestamp_ns', 'ns'],
    ['seconds_elapsed', 's'],
    ['millis', 'ms'],
    ['accX', undefined],
    ['accX (ms)', undefined],
    ['s', undefined],
    ['temperature', undefined],
  ];
  for (const [name, unit] of units) assert.equal(timeColumn(name)?.unit, unit, name);
});

test('the unit of timestamps without one is the one that makes a usual rate', () => {
  assert.equal(plausibleUnit(0, 0.02), 's');
  assert.equal(plausibleUnit(0, 19), 'ms');
  assert.equal(plausibleUnit(0, 2.8), 'ms');
  assert.equal(plausibleUnit(0, 20_000), 'µs');
  assert.equal(plausibleUnit(0, 10_000_000), 'ns');
  assert.equal(plausibleUnit(1.7e12, 1000), 'ms');
  assert.equal(plausibleUnit(1.7e15, 1000), 'µs');
  assert.equal(plausibleUnit(1.7e18, 2e7), 'ns');
  assert.equal(plausibleUnit(1.7e9, 0.02), 's');
});

test('dates are read by ISO 8601 and nothing else is', () => {
  for (const date of [
    '2024-02-29T12:30:15.250Z',
    '2024-02-29T14:30:15.25+02:00',
    '2024-02-29T07:30:15.25-0500',
  ]) {
    assert.equal(dateSeconds(date)! * 1000, Date.parse('2024-02-29T12:30:15.250Z'), date);
  }
  assert.equal(dateSeconds('12:30'), null);
  assert.equal(dateSeconds('5'), null);
});

test('missing readings are counted and do not lower the rate', () => {
  const times = Float64Array.from({ length: 200 }, (_, i) => (i < 80 ? i : i + 5) * 0.01);
  const timing = timingOf(times, 1e-3);
  assert.ok(Math.abs(timing.sampleRateHz - 100) < 1e-9);
  assert.equal(timing.missing, 5);
  assert.equal(timing.even, false);
  assert.equal(timing.longestAt, 80);
});

test('readings that arrive in bursts keep their mean rate', () => {
  // Four readings 1 ms apart every 40 ms: 100 a second.
  const times = Float64Array.from({ length: 400 }, (_, i) => (i >> 2) * 0.04 + (i % 4) * 0.001);
  const timing = timingOf(times, 1e-3);
  assert.equal(timing.missing, 0);
  assert.ok(Math.abs(timing.sampleRateHz - 100) < 1);
});

test('evenness allows for rounding and small jitter, and not for more', () => {
  const random = new Random(3, 'jitter');
  const grid = (jitter: number) =>
    Float64Array.from({ length: 300 }, (_, i) => i * 0.02 + random.between(-jitter, jitter));
  assert.equal(timingOf(grid(0.0005), 1e-6).even, true);
  assert.equal(timingOf(grid(0.004), 1e-6).even, false);
  const rounded = Float64Array.from({ length: 300 }, (_, i) => Math.floor((i * 1000) / 300) / 1000);
  assert.equal(timingOf(rounded, 1e-3).even, true);
  assert.equal(timingOf(rounded, 1e-3).sampleRateHz, 300);
});
