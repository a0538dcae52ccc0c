import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../base/random.ts';
import { turnUpright } from './upright.ts';

const towards = [0.48, -0.6, 0.64] as const;
const triads = [
  [0, 1, 2],
  [5, 3, 4],
] as const;

test('gravity comes to point where it is wanted, and all angles and lengths stay', () => {
  const random = new Random(1, 'upright');
  for (let trial = 0; trial < 50; trial++) {
    const gravity = [random.normal(), random.normal(), random.normal()];
    const cosine = gravity.reduce((sum, g, i) => sum + g * towards[i]!, 0) / Math.hypot(...gravity);
    if (cosine < -0.85) continue;
    const window = Float32Array.from(
      { length: 7 * 40 },
      (_, i) => (i % 7 < 3 ? 3 * gravity[i % 7]! : 0) + random.normal(),
    );
    const turned = window.slice();
    turnUpright(turned, 7, { triads, towards }, 1 / 40);
    const mean = meanOf(turned);
    const size = Math.hypot(...mean);
    for (const [i, part] of mean.entries()) close(part / size, towards[i]!, 1e-5);
    for (let at = 0; at < window.length; at += 7) {
      const vectors = [window, turned].map((w) =>
        triads.map((t) => t.map((axis) => w[at + axis]!)),
      );
      const [before, after] = vectors as [number[][], number[][]];
      close(dot(before[0]!, before[0]!), dot(after[0]!, after[0]!), 1e-3);
      close(dot(before[0]!, before[1]!), dot(after[0]!, after[1]!), 1e-3);
      assert.equal(turned[at + 6], window[at + 6], 'an axis of no triad stays');
    }
  }
});

test('a tilt of an upright window is undone', () => {
  const plain = Float32Array.from({ length: 6 * 50 }, (_, i) =>
    i % 6 < 3 ? towards[i % 6]! * 9.8 + Math.sin(i) : Math.cos(i),
  );
  const straight = { triads: [[0, 1, 2]] as const, towards };
  turnUpright(plain, 6, straight, 1 / 50);
  const askew = plain.slice();
  // about any axis at right angles to gravity
  const axis = cross(towards, [1, 0, 0]);
  for (let at = 0; at < askew.length; at += 6) {
    askew.set(rotated([...askew.subarray(at, at + 3)], axis, 0.4), at);
  }
  turnUpright(askew, 6, straight, 1 / 50);
  for (const [i, value] of plain.entries()) close(askew[i]!, value, 1e-4);
});

test('a window whose mean is nothing stays as it is', () => {
  const window = Float32Array.from({ length: 24 }, (_, i) => (i < 12 ? 1 : -1) * (1 + (i % 3)));
  const same = window.slice();
  turnUpright(same, 3, { triads: [[0, 1, 2]], towards }, 1 / 8);
  assert.deepEqual(same, window);
});

function meanOf(window: Float32Array): number[] {
  return [0, 1, 2].map((axis) => {
    let sum = 0;
    for (let at = axis; at < window.length; at += 7) sum += window[at]!;
    return sum / 40;
  });
}

function rotated(x: number[], about: number[], angle: number): number[] {
  const size = Math.hypot(...about);
  const axis = about.map((a) => a / size);
  const along = dot(axis, x) * (1 - Math.cos(angle));
  const side = cross(axis, x);
  return x.map((v, i) => v * Math.cos(angle) + side[i]! * Math.sin(angle) + axis[i]! * along);
}

function cross(a: readonly number[], b: readonly number[]): number[] {
  return [0, 1, 2].map((i) => {
    const [j, k] = [(i + 1) % 3, (i + 2) % 3];
    return a[j]! * b[k]! - a[k]! * b[j]!;
  });
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function close(got: number, wanted: number, error: number): void {
  assert.ok(Math.abs(got - wanted) <= error * Math.max(1, Math.abs(wanted)), `${got}, ${wanted}`);
}
