import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inside, nearest, neighbour, spread } from './scatter.ts';

test('points fill the plane, and up is up', () => {
  const [low, high] = spread([10, 20], [1, 3]);
  assert.ok(low!.x < high!.x && low!.y > high!.y);
  assert.deepEqual(spread([5], [5]).length, 1);
});

test('the nearest point is found only within reach', () => {
  const points = [
    { x: 0.1, y: 0.1 },
    { x: 0.5, y: 0.5 },
  ];
  assert.equal(nearest(points, { x: 0.45, y: 0.5 }, 0.1), 1);
  assert.equal(nearest(points, { x: 0.9, y: 0.9 }, 0.1), null);
});

test('a lasso holds what lies inside it, also where it is bent', () => {
  const line = [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 1, y: 1 },
    { x: 0.5, y: 0.2 },
    { x: 0, y: 1 },
  ];
  const points = [
    { x: 0.5, y: 0.1 },
    { x: 0.5, y: 0.8 },
    { x: 0.05, y: 0.5 },
  ];
  assert.deepEqual(inside(points, line), [0, 2]);
});

test('an arrow goes to the nearest point on its side, and stays where there is none', () => {
  const points = [
    { x: 0.5, y: 0.5 },
    { x: 0.9, y: 0.5 },
    { x: 0.6, y: 0.55 },
    { x: 0.45, y: 0.2 },
    { x: 0.5, y: 0.5 },
  ];
  assert.equal(neighbour(points, 0, { x: 1, y: 0 }), 2);
  assert.equal(neighbour(points, 2, { x: 1, y: 0 }), 1);
  assert.equal(neighbour(points, 0, { x: 0, y: -1 }), 3);
  assert.equal(neighbour(points, 0, { x: -1, y: 0 }), null);
  assert.equal(neighbour(points, 0, { x: 0, y: 1 }), null);
});
