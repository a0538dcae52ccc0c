import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from './new-id.ts';

test('ids are unique and sorted by age, also within a millisecond', () => {
  const now = Date.UTC(2026, 0, 2, 3, 4, 5, 6);
  const ids = [0, 1, 2].flatMap((ms) => Array.from({ length: 2000 }, () => newId(now + ms)));
  assert.deepEqual(ids.toSorted(), ids);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[0-9A-HJKMNP-TV-Z]{26}$/);
});

test('each millisecond begins anew by chance', () => {
  const chances = Array.from({ length: 200 }, (_, ms) => newId(1_000_000 + ms).slice(10));
  assert.equal(new Set(chances).size, chances.length);
});
