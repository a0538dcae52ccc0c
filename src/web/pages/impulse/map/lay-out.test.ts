import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../../../../base/failure.ts';
import { Random } from '../../../../base/random.ts';
import { layOut } from './lay-out.ts';

const width = 40;
const kinds = 3;

/** Points of three kinds in turn, some of them twice at the very same place. */
function clouds(count: number): Float32Array {
  const random = new Random(5, 'clouds');
  const middles = Array.from({ length: kinds * width }, () => 3 * random.normal());
  const values = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < width; c++) {
      values[i * width + c] =
        i % 10 === 9 && i >= kinds * 10
          ? values[(i - kinds) * width + c]!
          : middles[(i % kinds) * width + c]! + random.normal();
    }
  }
  return values;
}

/** Share of points whose nearest other one on the plane is of their kind. */
function together({ x, y }: { readonly x: Float32Array; readonly y: Float32Array }): number {
  const alike = Array.from(x, (_, i) => {
    let [best, least] = [-1, Number.POSITIVE_INFINITY];
    for (let j = 0; j < x.length; j++) {
      const apart = (x[i]! - x[j]!) ** 2 + (y[i]! - y[j]!) ** 2;
      if (j !== i && apart < least) [best, least] = [j, apart];
    }
    return best % kinds === i % kinds;
  });
  return alike.filter(Boolean).length / x.length;
}

test('what is alike lies together, the same way each time, and progress only grows', () => {
  const told: number[] = [];
  const layout = layOut(clouds(150), width, (share) => told.push(share));
  assert.equal(layout.fitted, 150);
  assert.ok(together(layout) > 0.98, `${together(layout)}`);
  assert.ok(told.length > 10 && told.every((share, i) => share >= (told[i - 1] ?? 0) && share < 1));
  assert.deepEqual(
    layOut(clouds(150), width, () => {}),
    layout,
  );
});

test('points beyond those that make the map are put among their like', () => {
  const layout = layOut(clouds(700), width, () => {}, 120);
  assert.equal(layout.fitted, 120);
  assert.ok(together(layout) > 0.98, `${together(layout)}`);
});

test('few points, and points that do not differ, have their places too', () => {
  for (const values of [clouds(4), clouds(12), new Float32Array(30 * width).fill(2)]) {
    const { x, y } = layOut(values, width, () => {});
    assert.equal(x.length, values.length / width);
    assert.ok([...x, ...y].every(Number.isFinite));
  }
  assert.throws(() => layOut(clouds(3), width, () => {}), Failure);
});
