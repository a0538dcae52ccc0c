import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import { planBlock } from '../block.ts';
import { chooseWavelet } from './choose-wavelet.ts';
import type { WaveletBlock } from './wavelet.ts';
import { waveletFilters, waveletNames } from './wavelet-filters.ts';

test('filters have their published coefficients', () => {
  const root = Math.sqrt(3);
  const published: [name: string, part: 'low' | 'high', values: readonly number[]][] = [
    ['haar', 'low', [Math.SQRT1_2, Math.SQRT1_2]],
    ['haar', 'high', [-Math.SQRT1_2, Math.SQRT1_2]],
    ['db2', 'low', [1 - root, 3 - root, 3 + root, 1 + root].map((v) => v / (4 * Math.SQRT2))],
    // Daubechies, Ten Lectures on Wavelets, table 6.1, N = 4
    [
      'db4',
      'low',
      [
        -0.010597401785069032, 0.0328830116668852, 0.030841381835560764, -0.18703481171909309,
        -0.027983769416859854, 0.6308807679298589, 0.7148465705529157, 0.2303778133088965,
      ],
    ],
    // the same, table 8.1, N = 2
    [
      'coif1',
      'low',
      [
        -0.01565572813546454, -0.0727326195128539, 0.38486484686420286, 0.8525720202122554,
        0.3378976624578092, -0.0727326195128539,
      ],
    ],
    // ISO/IEC 15444-1, F.4.8.1: the 9/7 filter of JPEG 2000, times √2
    [
      'bior4.4',
      'low',
      [
        0, 0.02674875741081, -0.016864118442875, -0.078223266528988, 0.266864118442872,
        0.602949018236358, 0.266864118442872, -0.078223266528988, -0.016864118442875,
        0.02674875741081,
      ].map((v) => v * Math.SQRT2),
    ],
    ['bior2.2', 'low', [0, -1, 2, 6, 2, -1].map((v) => (v * Math.SQRT2) / 8)],
    ['rbio2.2', 'low', [0, 0, 1, 2, 1, 0].map((v) => (v * Math.SQRT2) / 4)],
  ];
  for (const [name, part, values] of published) {
    const filter = waveletFilters(name)[part];
    assert.equal(filter.length, values.length, name);
    filter.forEach((value, k) => {
      assert.ok(Math.abs(value - values[k]!) < 1e-11, `${name} ${part} ${k}: ${value}`);
    });
  }
});

test('every wavelet keeps smooth signals out of its details', () => {
  for (const name of waveletNames) {
    const { low, high } = waveletFilters(name);
    const sum = low.reduce((a, b) => a + b);
    assert.ok(Math.abs(sum - Math.SQRT2) < 1e-12, `${name}: ${sum}`);
    assert.ok(Math.abs(high.reduce((a, b) => a + b)) < 1e-12, name);
    const family = name.match(/^(db|sym|coif)(\d+)$/);
    if (!family) continue;
    for (let shift = 0; shift < low.length; shift += 2) {
      const dot = low.reduce((total, value, k) => total + value * (low[k + shift] ?? 0), 0);
      assert.ok(Math.abs(dot - (shift === 0 ? 1 : 0)) < 1e-12, `${name} shifted by ${shift}`);
    }
    const moments = Number(family[2]) * (family[1] === 'coif' ? 2 : 1);
    for (let p = 0; p < moments; p++) {
      const place = (k: number) => (2 * k) / low.length - 1;
      const moment = high.reduce((total, value, k) => total + value * place(k) ** p, 0);
      assert.ok(Math.abs(moment) < 1e-10, `${name}: moment ${p} is ${moment}`);
    }
  }
});

test('features are the statistics of components that are computed by convolution', () => {
  const signal = { axes: ['x', 'y'], sampleRateHz: 100, length: 200 };
  const { block } = chooseWavelet(signal);
  const random = new Random(3, 'wavelet');
  const window = Float32Array.from({ length: 400 }, (_, i) => random.normal() + Math.sin(i / 9));
  const got = planBlock({ ...block, level: 2 }, signal).evaluate(window);
  const { low, high } = waveletFilters('db4');
  const expected = [0, 1].flatMap((axis) => {
    const readings = Array.from({ length: 200 }, (_, i) => window[2 * i + axis]!);
    const mean = readings.reduce((a, b) => a + b) / 200;
    const x = readings.map((value) => value - mean);
    const first = part(x, low);
    return [part(first, low), part(first, high), part(x, high)].flatMap(statisticsOf);
  });
  assert.equal(got.length, expected.length);
  got.forEach((value, i) => {
    const off = Math.abs(value - expected[i]!);
    assert.ok(off < 2e-5 * Math.max(1, Math.abs(expected[i]!)), `${i}: ${value}, ${expected[i]}`);
  });
});

test('impossible settings are refused with the way out', () => {
  const signal = { axes: ['x'], sampleRateHz: 100, length: 100 };
  const { block, reason } = chooseWavelet(signal);
  assert.match(reason, /db4 at level \d/);
  const refused: [Partial<WaveletBlock>, RegExp][] = [
    [{ wavelet: 'db11' }, /no wavelet "db11": give one of haar, db2/],
    [{ level: 0 }, /A wavelet level of 0.*allows 1 to 3/],
    [{ level: 4 }, /A wavelet level of 4.*allows 1 to 3/],
    [{ scale: Number.NaN }, /A scale of NaN/],
    [{ filter: { kind: 'low', cutoffHz: 60, order: 2 } }, /below 50 Hz/],
  ];
  for (const [some, message] of refused) {
    assert.throws(() => planBlock({ ...block, ...some }, signal), { code: 'bad-option', message });
  }
  assert.throws(
    () => planBlock({ ...block, level: 1 }, { ...signal, length: 1 }),
    /1 readings is too short/,
  );
});

/** Filtered and thinned out, the ends mirrored. */
function part(x: readonly number[], filter: readonly number[]): number[] {
  const padded = [...x.toReversed(), ...x, ...x.toReversed()];
  return Array.from({ length: Math.floor((x.length + filter.length - 1) / 2) }, (_, k) =>
    filter.reduce((sum, tap, j) => sum + tap * padded[x.length + 2 * k + 1 - j]!, 0),
  );
}

function statisticsOf(x: readonly number[]): number[] {
  const n = x.length;
  const mean = x.reduce((a, b) => a + b) / n;
  const moment = (p: number) => x.reduce((sum, v) => sum + (v - mean) ** p, 0) / n;
  const energy = x.reduce((sum, v) => sum + v * v, 0);
  const entropy = x.reduce((sum, v) => sum - ((v * v) / energy) * Math.log((v * v) / energy), 0);
  const crossings = (level: number) =>
    x.slice(1).filter((v, i) => v > level !== x[i]! > level).length / (n - 1);
  const sorted = [...x].sort((a, b) => a - b);
  const quantile = (q: number) => {
    const place = q * (n - 1);
    const low = Math.floor(place);
    return sorted[low]! + (sorted[Math.min(n - 1, low + 1)]! - sorted[low]!) * (place - low);
  };
  const deviation = Math.sqrt(moment(2));
  return [
    entropy,
    crossings(0),
    crossings(mean),
    ...[0.05, 0.25, 0.75, 0.95, 0.5].map(quantile),
    mean,
    deviation,
    moment(2),
    Math.sqrt(energy / n),
    moment(3) / deviation ** 3,
    moment(4) / deviation ** 4 - 3,
  ];
}
