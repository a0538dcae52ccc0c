import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../base/failure.ts';
import { Random } from '../base/random.ts';
import { planBlock } from './block.ts';
import type { RawBlock } from './raw.ts';

const signal = { axes: ['x', 'y', 'z', 'p'], sampleRateHz: 50, length: 64 };
const plain: RawBlock = {
  kind: 'raw',
  version: 1,
  removeMean: false,
  scales: [1, 1, 1, 1],
  groups: [],
  quiet: 0.01,
};
const grouped: RawBlock = {
  ...plain,
  removeMean: true,
  scales: [1, 0.5, 2, 3],
  groups: [0, 0, 0, 1],
};

test('without mean, scales and groups the readings come as they are', () => {
  const window = noise();
  const { evaluate, featureNames } = planBlock(plain, signal);
  assert.deepEqual(evaluate(window), window);
  assert.equal(featureNames.length, window.length);
  assert.deepEqual(featureNames.slice(3, 6), ['p 0', 'x 1', 'y 1']);
});

test('readings are within 1e-5 of the formula in float64', () => {
  const window = noise();
  const got = planBlock(grouped, signal).evaluate(window);
  const centred = axesOf(window).map((x, axis) => {
    const mean = x.reduce((a, b) => a + b) / x.length;
    return x.map((value) => (value - mean) * grouped.scales[axis]!);
  });
  const strength = (axes: readonly number[]) => {
    const values = axes.flatMap((axis) => centred[axis]!);
    return Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length) + 0.01;
  };
  const strengths = [0, 0, 0, 1].map((group) => strength(group === 0 ? [0, 1, 2] : [3]));
  for (const [axis, x] of axesOf(got).entries()) {
    for (const [i, value] of x.entries()) {
      assert.ok(Math.abs(value - centred[axis]![i]! / strengths[axis]!) < 1e-5);
    }
  }
});

test('a stronger movement of the same form has nearly the same features; silence stays silent', () => {
  const window = noise();
  const { evaluate } = planBlock(grouped, signal);
  const strong = evaluate(window.map((value) => 100 * value));
  assert.ok(evaluate(window).every((value, i) => Math.abs(value - strong[i]!) < 0.05));
  assert.ok(evaluate(new Float32Array(256)).every((value) => value === 0));
  assert.ok(evaluate(window.map((value) => 1e-6 * value)).every((value) => Math.abs(value) < 0.01));
});

test('impossible settings are refused', () => {
  const refused = (block: Partial<RawBlock>, sentence: RegExp) =>
    assert.throws(
      () => planBlock({ ...grouped, ...block }, signal),
      (error) => error instanceof Failure && sentence.test(error.message),
    );
  refused({ scales: [1, 1] }, /one scale above 0 for each of the 4 axes/);
  for (const scale of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    refused({ scales: [1, 1, 1, scale] }, /one scale above 0/);
  }
  for (const groups of [[0], [0, 1, 2, 4], [0, 0, 0, -1], [0, 0, 0, 0.5]]) {
    refused({ groups }, /number of a group/);
  }
  for (const quiet of [0, -1, Number.NaN]) refused({ quiet }, /quiet level above 0/);
  refused({ version: 2 as 1 }, /version 1, not 2/);
});

function noise(): Float32Array {
  const random = new Random(1, 'raw');
  return Float32Array.from({ length: 256 }, (_, i) => [0, 9.8, 0, 1000][i % 4]! + random.normal());
}

function axesOf(window: Float32Array): number[][] {
  return [0, 1, 2, 3].map((axis) => Array.from({ length: 64 }, (_, i) => window[4 * i + axis]!));
}
