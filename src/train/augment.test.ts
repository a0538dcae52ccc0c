import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../base/random.ts';
import {
  type AugmentOptions,
  augment,
  augmentFor,
  defaultAugment,
  swingsIn,
  triadsOf,
} from './augment.ts';

const still: AugmentOptions = {
  rotationDegrees: 0,
  stretch: 0,
  shift: 0,
  speed: 0,
  warp: 0,
  amplitude: 0,
  noise: 0,
  mask: 0,
};
const sixAxes = ['accX', 'accY', 'accZ', 'gyrX', 'gyrY', 'gyrZ'];

test('with nothing allowed to change nothing changes', () => {
  const window = waves(100, 6);
  const same = augment(window, sixAxes, new Random(1), still);
  for (const [i, value] of window.entries()) close(same[i]!, value, 1e-5);
});

test('the same random stream gives the same window, another one another, the first left as it was', () => {
  const window = waves(100, 6);
  const before = window.slice();
  const one = augment(window, sixAxes, new Random(1));
  assert.deepEqual(augment(window, sixAxes, new Random(1)), one);
  assert.notDeepEqual(augment(window, sixAxes, new Random(2)), one);
  assert.deepEqual(window, before);
});

test('a turn keeps the length of each triad and the angle between two sensors', () => {
  const window = waves(50, 6);
  const turned = augment(window, sixAxes, new Random(3), { ...still, rotationDegrees: 20 });
  let moved = 0;
  for (let at = 0; at < window.length; at += 6) {
    const [a, b] = [window.subarray(at, at + 3), window.subarray(at + 3, at + 6)];
    const [c, d] = [turned.subarray(at, at + 3), turned.subarray(at + 3, at + 6)];
    close(dot(a, a), dot(c, c), 1e-4);
    close(dot(a, b), dot(c, d), 1e-4);
    moved = Math.max(moved, Math.abs(a[0]! - c[0]!));
    const cosine = dot(a, c) / Math.sqrt(dot(a, a) * dot(c, c));
    assert.ok(
      cosine >= Math.cos((20.01 * Math.PI) / 180),
      'no vector turns by more than 20 degrees',
    );
  }
  assert.ok(moved > 0.01);
});

test('axes that are no triad are neither turned nor stretched', () => {
  const window = waves(50, 2);
  const options = { ...still, rotationDegrees: 20, stretch: 0.3 };
  assert.deepEqual(augment(window, ['x', 'temperature'], new Random(3), options), window);
});

test('a stretch makes vectors about the mean longer or shorter within its bounds, and keeps the mean', () => {
  const window = waves(60, 3).map((value, i) => value + [0, 9.81, 2][i % 3]!);
  const means = (of: Float32Array) =>
    [0, 1, 2].map((axis) => of.reduce((sum, v, i) => sum + (i % 3 === axis ? v / 60 : 0), 0));
  const before = means(window);
  let [shortest, longest] = [1, 1];
  for (let seed = 0; seed < 20; seed++) {
    const wide = augment(window, ['x', 'y', 'z'], new Random(seed), { ...still, stretch: 0.3 });
    for (const [axis, mean] of means(wide).entries()) close(mean, before[axis]!, 1e-4);
    for (let at = 0; at < window.length; at += 3) {
      const about = (of: Float32Array) =>
        Math.hypot(...before.map((mean, i) => of[at + i]! - mean));
      const ratio = about(wide) / about(window);
      assert.ok(ratio > Math.exp(-0.3) - 1e-3 && ratio < Math.exp(0.3) + 1e-3, `${ratio}`);
      [shortest, longest] = [Math.min(shortest, ratio), Math.max(longest, ratio)];
    }
  }
  assert.ok(shortest < 0.85 && longest > 1.15, `${shortest} to ${longest}`);
});

test('a window has as many swings as its sine has periods, however strong; one at rest has none', () => {
  const sine = (periods: number, strength: number) =>
    Float32Array.from(
      { length: 400 },
      (_, t) => strength * Math.sin((Math.PI * periods * t) / 200),
    );
  close(swingsIn([sine(8, 1)], 1), 8, 0.1);
  close(swingsIn([sine(8, 1000), sine(60, 1)], 1), 8, 0.1);
  assert.equal(swingsIn([new Float32Array(400).fill(9.81)], 1), 0);
});

test('where many swings lie in a window their rate is left nearly as it is', () => {
  const sine = (periods: number) =>
    Float32Array.from({ length: 400 }, (_, t) => Math.sin((Math.PI * periods * t) / 200));
  assert.deepEqual(augmentFor([sine(5)], 1), defaultAugment);
  assert.deepEqual(augmentFor([new Float32Array(400)], 1), defaultAugment);
  const { shift, speed, warp, ...others } = augmentFor([sine(60)], 1);
  assert.ok(shift < 0.05 && speed < 0.05 && warp < 0.07, `${shift} ${speed} ${warp}`);
  assert.deepEqual({ ...defaultAugment, ...others }, defaultAugment);
});

test('triads are found by their names in any order', () => {
  assert.deepEqual(triadsOf(sixAxes), [
    [0, 1, 2],
    [3, 4, 5],
  ]);
  assert.deepEqual(triadsOf(['z', 'x', 'y']), [[1, 2, 0]]);
  assert.deepEqual(triadsOf(['x_acc', 'y_acc', 'z_acc', 'accX']), [[0, 1, 2]]);
  assert.deepEqual(triadsOf(['Acc.X', 'acc.y', 'ACC.Z']), [[0, 1, 2]]);
  assert.deepEqual(triadsOf(['ecg']), []);
});

test('speed alone stretches a ramp about its middle', () => {
  const ramp = Float32Array.from({ length: 101 }, (_, t) => t);
  for (let seed = 0; seed < 20; seed++) {
    const bent = augment(ramp, ['a'], new Random(seed), { ...still, speed: 0.2 });
    close(bent[50]!, 50, 1e-3);
    const slope = bent[51]! - bent[50]!;
    assert.ok(slope > Math.exp(-0.2) - 1e-4 && slope < Math.exp(0.2) + 1e-4, `${slope}`);
    close(bent[60]! - bent[50]!, 10 * slope, 1e-3);
  }
});

test('a shift moves the window by a tenth at most and holds its ends', () => {
  const ramp = Float32Array.from({ length: 100 }, (_, t) => t);
  for (let seed = 0; seed < 20; seed++) {
    const late = augment(ramp, ['a'], new Random(seed), { ...still, shift: 0.1 });
    const by = late[50]! - 50;
    assert.ok(Math.abs(by) <= 10.001);
    for (const [t, value] of late.entries()) {
      close(value, Math.min(99, Math.max(0, t + by)), 1e-3);
    }
  }
});

test('a bent time never runs backwards, and ends where it ended', () => {
  const ramp = Float32Array.from({ length: 100 }, (_, t) => t);
  for (let seed = 0; seed < 20; seed++) {
    const bent = augment(ramp, ['a'], new Random(seed), { ...still, warp: 0.5 });
    close(bent[0]!, 0, 1e-4);
    close(bent[99]!, 99, 1e-3);
    for (let t = 1; t < 100; t++) assert.ok(bent[t]! > bent[t - 1]!);
  }
});

test('amplitude changes what moves and leaves the mean, such as gravity, where it is', () => {
  const window = waves(100, 1).map((value) => value + 9.81);
  const mean = window.reduce((sum, value) => sum + value, 0) / 100;
  const louder = augment(window, ['a'], new Random(2), { ...still, amplitude: 0.1 });
  const factor = (louder[3]! - mean) / (window[3]! - mean);
  assert.ok(factor !== 1 && Math.abs(Math.log(factor)) <= 0.101);
  for (const [i, value] of louder.entries())
    close(value - mean, factor * (window[i]! - mean), 1e-4);
});

test('noise is at most the given share of the deviation, and a still axis stays still', () => {
  const window = new Float32Array(2000).map((_, i) => (i % 2 ? 5 : Math.sin(i)));
  const noisy = augment(window, ['a', 'b'], new Random(4), { ...still, noise: 0.1 });
  let squares = 0;
  for (let i = 0; i < 2000; i += 2) squares += (noisy[i]! - window[i]!) ** 2;
  const share = Math.sqrt(squares / 1000) / Math.SQRT1_2;
  assert.ok(share > 0.001 && share < 0.11, `${share}`);
  for (let i = 1; i < 2000; i += 2) assert.equal(noisy[i], 5);
});

test('a mask covers one stretch of at most its share with the mean', () => {
  for (let seed = 0; seed < 20; seed++) {
    const window = Float32Array.from({ length: 100 }, (_, t) => t);
    const masked = augment(window, ['a'], new Random(seed), { ...still, mask: 0.15 });
    const covered = [...masked.entries()].filter(([t, value]) => value !== t).map(([t]) => t);
    assert.ok(covered.length <= 15);
    for (const t of covered) assert.equal(masked[t], 49.5);
    if (covered.length) assert.ok(covered.at(-1)! - covered[0]! < 15);
  }
});

test('windows of one reading, of constants and of one axis stay finite', () => {
  for (const window of [Float32Array.of(3), new Float32Array(50), new Float32Array(7).fill(1e6)]) {
    for (let seed = 0; seed < 10; seed++) {
      const other = augment(window, ['ecg'], new Random(seed), defaultAugment);
      assert.equal(other.length, window.length);
      assert.ok(other.every(Number.isFinite));
    }
  }
});

function waves(length: number, axes: number): Float32Array {
  return Float32Array.from({ length: length * axes }, (_, i) => {
    const axis = i % axes;
    return Math.sin(((axis + 1) * (i - axis)) / (7 * axes)) + 0.3 * axis;
  });
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function close(a: number, b: number, bound: number): void {
  assert.ok(Math.abs(a - b) <= bound, `${a} is ${b}`);
}
