import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { webFolder } from '../../src/cli/commands/studio/web-folder.ts';

const folder = webFolder();

test('the first page loads less than 300 KB, compressed', () => {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const loaded = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, path]) => path!);
  assert.ok(loaded.length >= 2, 'a program and a style');
  const page = readdirSync(join(folder, 'assets')).filter((name) =>
    /^(projects-page|page-head|trace)-.*\.(js|css)$/.test(name),
  );
  const sizes = [...loaded, ...page.map((name) => `assets/${name}`)].map(
    (path) => gzipSync(readFileSync(join(folder, path))).length,
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(total < 300 * 1024, `${total} bytes`);
});

test('the notice of every package in the pages is beside them', () => {
  const text = readFileSync(join(folder, 'licences.txt'), 'utf8');
  // the last two stand in workers alone
  const names = ['react', '@mantine/core', '@tanstack/react-query', 'uplot', 'zod'];
  for (const name of [...names, 'umap-js', 'ml-levenberg-marquardt']) {
    assert.match(text, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\((MIT|ISC|Apache-2.0)`, 'm'));
  }
});
