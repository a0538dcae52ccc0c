import assert from 'node:assert/strict';
import { test } from 'node:test';
import { relabelled, splitAt, suggestionsOf, wholeOf, withEdge, withSegment } from './segments.ts';

const wave = { start: 10, end: 20, label: 'wave' };
const idle = { start: 30, end: 40, label: 'idle' };

test('a new stretch takes its place from those it overlaps', () => {
  assert.deepEqual(withSegment([wave, idle], { start: 15, end: 35, label: 'snake' }), [
    { start: 10, end: 15, label: 'wave' },
    { start: 15, end: 35, label: 'snake' },
    { start: 35, end: 40, label: 'idle' },
  ]);
});

test('a new stretch inside another leaves it on both sides', () => {
  assert.deepEqual(withSegment([wave], { start: 13, end: 15, label: 'snake' }), [
    { start: 10, end: 13, label: 'wave' },
    { start: 13, end: 15, label: 'snake' },
    { start: 15, end: 20, label: 'wave' },
  ]);
});

test('what a new stretch does not touch stays once', () => {
  assert.deepEqual(withSegment([wave, idle], { start: 22, end: 25, label: 'x' }), [
    wave,
    { start: 22, end: 25, label: 'x' },
    idle,
  ]);
});

test('an edge stops at its neighbour, at the other edge and at the end', () => {
  assert.equal(withEdge([wave, idle], 0, 'end', 99, 50)[0]!.end, 30);
  assert.equal(withEdge([wave, idle], 1, 'end', 99, 50)[1]!.end, 50);
  assert.equal(withEdge([wave, idle], 1, 'start', 0, 50)[1]!.start, 20);
  assert.equal(withEdge([wave, idle], 0, 'start', 25, 50)[0]!.start, 19);
});

test('a stretch is split at a place inside it only', () => {
  assert.deepEqual(splitAt([wave], 12), [
    { start: 10, end: 12, label: 'wave' },
    { start: 12, end: 20, label: 'wave' },
  ]);
  assert.deepEqual(splitAt([wave], 10), [wave]);
  assert.equal(relabelled([wave, idle], 1, 'still')[1]!.label, 'still');
});

test('neighbouring windows of one answer become one suggestion, shared at the change', () => {
  const windows = [
    { end: 10, label: 'a', score: 0.9 },
    { end: 15, label: 'a', score: 0.7 },
    { end: 20, label: 'b', score: 0.8 },
    { end: 40, label: 'b', score: 0.3 },
  ];
  assert.deepEqual(suggestionsOf(windows, 10, 5, []), [
    { start: 0, end: 13, label: 'a', score: 0.8 },
    { start: 13, end: 20, label: 'b', score: 0.8 },
  ]);
  assert.deepEqual(
    suggestionsOf(windows, 10, 5, [{ start: 2, end: 4, label: 'a' }]).map(({ label }) => label),
    ['b'],
  );
});

test('one stretch over most of a recording is the label of all of it', () => {
  const all = { start: 0, end: 80, label: 'a', score: 0.9 };
  assert.equal(wholeOf([all], 100), all);
  assert.equal(wholeOf([all], 120), null);
  assert.equal(wholeOf([all, { ...all, start: 90, end: 100 }], 100), null);
});
