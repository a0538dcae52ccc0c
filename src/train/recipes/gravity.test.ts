import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../base/random.ts';
import { upright, uprightOf } from './gravity.ts';

const axes = ['gyrX', 'gyrY', 'gyrZ', 'accX', 'accY', 'accZ'];

test('gravity is found in the triad that feels it, and windows are turned towards its mean', () => {
  const windows = someWindows(9.81);
  const how = uprightOf(axes, windows)!;
  assert.deepEqual(how.triads, [
    [3, 4, 5],
    [0, 1, 2],
  ]);
  const [x, y, z] = how.towards;
  assert.ok(Math.abs(Math.hypot(x, y, z) - 1) < 1e-6 && y > 0.95);
  const turned = upright(windows[0]!, 6, how);
  const mean = [3, 4, 5].map((axis) => {
    let sum = 0;
    for (let at = axis; at < turned.length; at += 6) sum += turned[at]! / 50;
    return sum;
  });
  const size = Math.hypot(...mean);
  for (const [i, part] of mean.entries()) assert.ok(Math.abs(part / size - how.towards[i]!) < 1e-4);
});

test('without gravity, or without a whole triad, nothing is turned', () => {
  assert.equal(uprightOf(axes, someWindows(0)), undefined);
  assert.equal(uprightOf(['ecg'], [new Float32Array(50).fill(3)]), undefined);
  assert.equal(uprightOf(['x', 'y'], [new Float32Array(50).fill(3)]), undefined);
});

/** About 30 degrees askew, each in its own way; what moves is a third as strong as gravity. */
function someWindows(gravity: number): Float32Array[] {
  const random = new Random(5, 'gravity');
  return Array.from({ length: 20 }, () => {
    const [x, z] = [0.3 * random.normal(), 0.3 * random.normal()];
    const size = Math.hypot(x, 1, z);
    const mean = [0, 0, 0, x / size, 1 / size, z / size].map((part) => gravity * part);
    return Float32Array.from({ length: 300 }, (_, i) => mean[i % 6]! + 2 * random.normal());
  });
}
