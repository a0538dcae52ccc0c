import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzzStudio } from './fuzz-studio.ts';

test('made-up calls of every route are answered, and never by a mistake of the server', async () => {
  const { calls, mistakes, statuses } = await fuzzStudio(1, 8);
  assert.deepEqual(mistakes, []);
  assert.ok((statuses.get(200) ?? 0) > calls / 20, 'many calls get through to their handlers');
});
