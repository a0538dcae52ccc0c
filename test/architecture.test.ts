/** The floors of the house, ground first. A folder of src/ imports from itself and from folders named before it. */
const floors = [
  'base', // what any program needs
  'tensor', // numbers with a shape and a type
  'dsp', // signal to features
  'graph', // an impulse as plain data, and its meaning
  'formats', // bytes to values and back
  'simulate', // recordings made from nothing, to learn the way by
  'train', // gradients, losses, optimisers, the loop
  'quantize', // float graph to int8 graph
  'compile', // graph to C
  'targets', // C to a library for a board
  'project', // what a person makes: samples, labels, splits
  'pipeline', // the whole trip as one function
  'api', // what client and server say to each other
  'toolchain', // compilers and emulators of this machine
  'studio', // the server: people's data, jobs, builds
  'web', // the browser: pages, and what they are made of
  'cli', // the command line
];

/** Folders that touch the world: disk, processes, clock. All others are pure and run anywhere. */
const outside = ['toolchain', 'studio', 'web', 'cli'];

/** What makes files of the pages runs on this machine, not in a browser. */
const buildOfPages = ['web/vite.config.ts', 'web/licences.ts', 'web/guide.ts'];

/** Packages that compute and nothing else, which a pure folder may use. */
const purePackages = [
  '@noble/hashes',
  'cborg',

  'd3-array',
  'd3-scale',
  'd3-shape',
  'fast-png',
  'fflate',
  'jpeg-js',
  'zod',
];

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';

interface Import {
  readonly file: string;
  readonly from: string;
  readonly path: string;
  /** A folder of src/, or the path of a package. */
  readonly to: string;
}

const root = join(import.meta.dirname, '..');
const src = join(root, 'src');
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts'))
  .map((file) => ({ file, text: readFileSync(join(src, file), 'utf8') }));
const imports = sources.flatMap(({ file, text }) => importsOf(file, text));

test('every folder of src/ is a floor', () => {
  const folders = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual(folders.map(({ name }) => name).sort(), floors.toSorted());
});

test('imports lead down', () => {
  assert.deepEqual(imports.filter(leadsUp), []);
  assert.equal(
    importsOf('dsp/fft.ts', "import { a } from '../graph/op.ts';").filter(leadsUp).length,
    1,
  );
});

test('the pure folders import nothing from outside', () => {
  assert.deepEqual(imports.filter(leaks), []);
  assert.equal(importsOf('dsp/fft.ts', "import fs from 'node:fs';").filter(leaks).length, 1);
});

test('the pages know the server by its contract alone', () => {
  const knows = ({ from, to, path }: Import) =>
    from === 'web' && (['studio', 'toolchain', 'cli'].includes(to) || path.startsWith('node:'));
  const inPages = imports.filter(({ file }) => !buildOfPages.includes(file));
  assert.deepEqual(inPages.filter(knows), []);
  assert.equal(
    importsOf('web/main.tsx', "import { a } from '../studio/serve.ts';").filter(knows).length,
    1,
  );
});

test('every import is written so that the checks above see it', () => {
  const hidden = /\bimport\s*\(|\brequire\s*\(/;
  const pure = sources.filter(({ file }) => !outside.includes(file.split('/')[0]!));
  assert.deepEqual(
    pure.filter(({ text }) => hidden.test(text)).map(({ file }) => file),
    [],
  );
});

test('there is no barrel to import from', () => {
  assert.deepEqual(
    imports.filter(({ path }) => path.endsWith('/index.ts')),
    [],
  );
});

test('no file is longer than a reader likes', () => {
  const long = sources.filter(({ text }) => text.split('\n').length > 401);
  assert.deepEqual(
    long.map(({ file }) => file),
    [],
  );
});

test('the C of the device neither allocates nor prints', () => {
  const runtime = join(root, 'runtime');
  const forbidden =
    /#\s*include\s*<(stdio|stdlib|time)\.h>|\b(malloc|calloc|realloc|free|printf)\s*\(/;
  const files = readdirSync(runtime, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^(dsp|nn)\/.*\.[ch]$/.test(file),
  );
  assert.ok(files.length > 5, 'the runtime is where this test looks');
  const guilty = files.filter((file) => forbidden.test(readFileSync(join(runtime, file), 'utf8')));
  assert.deepEqual(guilty, []);
});

function leadsUp({ from, to }: Import): boolean {
  return floors.indexOf(to) > floors.indexOf(from);
}

function leaks({ from, to, path }: Import): boolean {
  if (outside.includes(from) || path.startsWith('.')) return false;
  return !purePackages.some((name) => to === name || to.startsWith(`${name}/`));
}

function importsOf(file: string, text: string): Import[] {
  // import … 'path', export { … } from 'path', export * from 'path'
  const line = /^(?:import\b|export (?:type )?[{*])[^'"]*['"]([^'"]+)['"]/gm;
  return [...text.matchAll(line)].map(([, path = '']) => ({
    file,
    from: file.split('/')[0]!,
    path,
    to: path.startsWith('.') ? relative(src, join(src, dirname(file), path)).split('/')[0]! : path,
  }));
}
