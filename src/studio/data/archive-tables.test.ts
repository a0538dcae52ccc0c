import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowSchemas } from './archive-tables.ts';

const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

test('rows of archives from before there were settings and kinds of runs are taken', () => {
  const project = { id, name: 'Old', description: '', created_at: 1 };
  assert.equal(rowSchemas.projects.parse(project).settings, '{}');
  const run = { id, project_id: id, job_id: id, lineage: '{}', accuracy: null, files: '[]' };
  assert.equal(rowSchemas.runs.parse({ ...run, created_at: 1 }).kind, 'build');
});

test('a column that no table has refuses the row', () => {
  const project = { id, name: 'Odd', description: '', settings: '{}', created_at: 1, owner: id };
  assert.equal(rowSchemas.projects.safeParse(project).success, false);
});
