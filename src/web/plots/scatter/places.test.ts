import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chosenByKey, inside, nearest, spread } from './places.ts';

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
  assert.deepEqual(chosenByKey('ArrowRight', points, [0]), [2]);
  assert.deepEqual(chosenByKey('ArrowRight', points, [2]), [1]);
  assert.deepEqual(chosenByKey('ArrowUp', points, [0]), [3]);
  assert.deepEqual(chosenByKey('ArrowLeft', points, [0]), [0]);
  assert.deepEqual(chosenByKey('ArrowDown', points, []), [0]);
});

test('page keys go through all points and round, Escape lets go, and other keys say nothing', () => {
  const points = [0, 0.5, 1].map((x) => ({ x, y: x }));
  assert.deepEqual(chosenByKey('PageDown', points, []), [0]);
  assert.deepEqual(chosenByKey('PageDown', points, [2]), [0]);
  assert.deepEqual(chosenByKey('PageUp', points, [0]), [2]);
  assert.deepEqual(chosenByKey('PageUp', points, []), [2]);
  assert.deepEqual(chosenByKey('Escape', points, [1]), []);
  assert.equal(chosenByKey('a', points, [1]), null);
  assert.equal(chosenByKey('PageDown', [], []), null);
});
