import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../base/failure.ts';
import { butterworth, type Filter, filterInPlace, sectionSize } from './butterworth.ts';

const at = (sampleRateHz: number) => ({ axes: ['x'], sampleRateHz, length: 100 });

/** Rows of b0 b1 b2 a0 a1 a2, from scipy.signal.butter(order, hz, kind, fs=rate, output='sos'). */
const published: {
  kind: 'low' | 'high';
  order: number;
  hz: number;
  rate: number;
  sos: number[][];
}[] = [
  {
    kind: 'low',
    order: 2,
    hz: 3,
    rate: 50,
    sos: [[0.0278597661171, 0.0557195322343, 0.0278597661171, 1, -1.47548044359, 0.586919508061]],
  },
  {
    kind: 'low',
    order: 6,
    hz: 3,
    rate: 100,
    sos: [
      [4.95352235421e-7, 9.90704470843e-7, 4.95352235421e-7, 1, -1.66348891192, 0.693485190493],
      [1, 2, 1, 1, -1.73472576881, 0.766006600943],
      [1, 2, 1, 1, -1.873703886, 0.907490792134],
    ],
  },
  {
    kind: 'high',
    order: 8,
    hz: 12.5,
    rate: 62.5,
    sos: [
      [0.0292610171415, -0.058522034283, 0.0292610171415, 1, -0.319763902272, 0.0347777245014],
      [1, -2, 1, 1, -0.345121039357, 0.116835143825],
      [1, -2, 1, 1, -0.404372288519, 0.308576213865],
      [1, -2, 1, 1, -0.521309265637, 0.686992220902],
    ],
  },
  {
    kind: 'high',
    order: 4,
    hz: 20,
    rate: 52,
    sos: [
      [0.00782030088984, -0.0156406017797, 0.00782030088984, 1, 0.928301688977, 0.24019820857],
      [1, -2, 1, 1, 1.19401980174, 0.595193929624],
    ],
  },
];

test('sections have the transfer functions that scipy designs', () => {
  for (const { kind, order, hz, rate, sos } of published) {
    const table = butterworth({ kind, order, cutoffHz: hz }, at(rate));
    assert.equal(table.length, sectionSize * sos.length);
    let gain = 1;
    for (const [s, [, , , , a1, a2]] of sos.entries()) {
      // The denominator and the numerator's gain of a state variable filter, as z^-1 and z^-2.
      const [one, two, three, k] = table.subarray(sectionSize * s) as unknown as number[];
      assert.ok(Math.abs(2 * (three! - one!) - a1!) < 4e-7, `a1 of section ${s}`);
      assert.ok(Math.abs(one! - k! * two! + three! - a2!) < 4e-7, `a2 of section ${s}`);
      gain *= kind === 'low' ? three! : one!;
    }
    assert.ok(Math.abs(gain / sos[0]![0]! - 1) < 1e-6, `gain ${gain}`);
  }
});

test('a window is filtered as scipy does from a steady start', () => {
  // y, _ = scipy.signal.sosfilt(sos, x, zi=scipy.signal.sosfilt_zi(sos) * x[0])
  const x = [3, 1, -4, 1, 5, -9, 2, 6, -5, 3, 5, -8];
  const low = [
    3, 2.99999901, 2.99998537, 2.9998977, 2.9995404, 2.99847513, 2.99593091, 2.9907473, 2.98135727,
    2.96583913, 2.94204596, 2.90778231,
  ];
  const high = [
    0, -0.0156406018, 0.0410146862, 0.0528401071, -0.366427891, 0.595856803, -0.133331562,
    -1.16178187, 2.46480319, -2.61765578, 1.29718771, 0.557614553,
  ];
  nearly(filtered(x, { kind: 'low', order: 6, cutoffHz: 3 }, 100), low, 1e-6);
  nearly(filtered(x, { kind: 'high', order: 4, cutoffHz: 20 }, 52), high, 1e-6);
});

test('tones pass as the formula says, also far below the rate where float32 is hard pressed', () => {
  const rate = 1000;
  for (const kind of ['low', 'high'] as const) {
    for (const order of [2, 4, 6, 8]) {
      for (const [cutoffHz, toneHz] of [
        [1, 0.5],
        [1, 2],
        [100, 90],
        [400, 450],
      ] as const) {
        const size = 10 * rate;
        const tone = Array.from({ length: size }, (_, i) =>
          Math.sin((2 * Math.PI * toneHz * i) / rate),
        );
        const y = filtered(tone, { kind, order, cutoffHz }, rate);
        const ratio = Math.tan((Math.PI * toneHz) / rate) / Math.tan((Math.PI * cutoffHz) / rate);
        const power = kind === 'low' ? ratio ** (2 * order) : ratio ** (-2 * order);
        const expected = 1 / Math.sqrt(1 + power);
        const got = amplitude(y.slice(-2 * rate), toneHz / rate);
        const what = `${kind} ${order} ${cutoffHz} ${toneHz}: ${got}, not ${expected}`;
        assert.ok(Math.abs(got - expected) < 1e-5, what);
      }
    }
  }
});

test('a constant passes a low filter as it is, and a high filter not at all', () => {
  const x = new Array<number>(50).fill(9.80665);
  assert.deepEqual(filtered(x, { kind: 'low', order: 8, cutoffHz: 0.1 }, 50), x.map(Math.fround));
  assert.ok(filtered(x, { kind: 'high', order: 8, cutoffHz: 0.1 }, 50).every((y) => y === 0));
});

test('impossible filters are refused with what is possible', () => {
  const refused = (filter: Filter, sentence: RegExp) =>
    assert.throws(
      () => butterworth(filter, at(50)),
      (error) => error instanceof Failure && sentence.test(error.message),
    );
  for (const order of [0, 1, 3, 10, 2.5, Number.NaN]) {
    refused({ kind: 'low', order, cutoffHz: 3 }, /order .* give 2, 4, 6 or 8/);
  }
  for (const cutoffHz of [0, -1, 25, 60, Number.NaN, Number.POSITIVE_INFINITY]) {
    refused({ kind: 'high', order: 4, cutoffHz }, /above 0 and below 25 Hz/);
  }
  assert.equal(butterworth({ kind: 'none' }, at(50)).length, 0);
});

function filtered(x: readonly number[], filter: Exclude<Filter, { kind: 'none' }>, rate: number) {
  const y = Float32Array.from(x);
  filterInPlace(y, y.length, butterworth(filter, at(rate)), filter.kind);
  return Array.from(y);
}

/** Of the sine of so many turns a reading that fits best; `y` holds whole turns. */
function amplitude(y: readonly number[], turns: number): number {
  const part = (wave: (angle: number) => number) =>
    y.reduce((sum, value, i) => sum + value * wave(2 * Math.PI * turns * i), 0);
  return (2 * Math.hypot(part(Math.cos), part(Math.sin))) / y.length;
}

function nearly(got: readonly number[], expected: readonly number[], error: number): void {
  for (const [i, value] of expected.entries()) {
    assert.ok(Math.abs(got[i]! - value) < error, `reading ${i} is ${got[i]}, not ${value}`);
  }
}
