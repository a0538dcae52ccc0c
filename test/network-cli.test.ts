import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeTflite } from '../src/formats/tflite/write.ts';
import { deviceTools, findTools, missingTools } from '../src/toolchain/find-tools.ts';
import { meantAnswers } from './network-programs.ts';
import { randomCases, randomNetwork } from './random-networks.ts';

/** `thimble compile`, `profile` and `inspect` as a person runs them. */

const main = join(import.meta.dirname, '..', 'src', 'cli', 'main.ts');
const graph = randomNetwork(7);

test('inspect shows layers and ends, and names what it cannot read with exit code 1', async () => {
  await inFolder(async (folder) => {
    const { code, said } = await run(folder, 'inspect', 'net.tflite');
    assert.equal(code, 0);
    for (const { op } of graph.nodes) assert.ok(said.includes(op.kind), op.kind);
    const shown = await run(folder, 'inspect', 'net.tflite', '--json');
    assert.equal(JSON.parse(shown.said).layers.length >= graph.nodes.length, true);
    writeFileSync(join(folder, 'text.tflite'), 'no network at all');
    const broken = await run(folder, 'inspect', 'text.tflite');
    assert.notEqual(broken.code, 0);
    assert.match(broken.errors, /text.tflite is no .tflite file/);
  });
});

test('compile writes a library and its plan, and nothing where the network is refused', async () => {
  await inFolder(async (folder) => {
    const made = await run(folder, 'compile', 'net.tflite', '--out', 'lib', '--name', 'net');
    assert.equal(made.code, 0, made.errors);
    const files = readdirSync(join(folder, 'lib'));
    for (const file of ['thimble_net.h', 'thimble_net.c', 'thimble_net_layers.c', 'plan.svg']) {
      assert.ok(files.includes(file), file);
    }
    assert.match(
      readFileSync(join(folder, 'lib', 'thimble_net.h'), 'utf8'),
      /int thimble_net_run\(/,
    );
    const refused = await run(folder, 'compile', 'missing.tflite', '--out', 'none');
    assert.match(refused.errors, /There is no file missing.tflite/);
    assert.ok(!existsSync(join(folder, 'none')));
    const unknown = await run(folder, 'compile', 'net.tflite', '--core', 'z80');
    assert.match(unknown.errors, /cortex-m4/);
  });
});

test('compile writes kernels in assembly, or in C where that is asked for', async () => {
  await inFolder(async (folder) => {
    writeFileSync(join(folder, 'other.tflite'), writeTflite(randomNetwork(2)));
    for (const [language, ending] of [
      ['assembly', 'S'],
      ['c', 'c'],
    ] as const) {
      const flags = ['--optimise', 'speed', '--kernels', language, '--out', language];
      const { code, errors } = await run(folder, 'compile', 'other.tflite', ...flags);
      assert.equal(code, 0, errors);
      const files = readdirSync(join(folder, language));
      const routines = files.filter((file) => /_routines\.[cS]$/.test(file));
      assert.deepEqual(routines, [`thimble_other_routines.${ending}`]);
      assert.equal(
        files.some((file) => /\.(S|inc)$/.test(file)),
        language === 'assembly',
      );
    }
  });
});

test('profile compares with known answers, estimated and counted', async () => {
  await inFolder(async (folder) => {
    const cases = randomCases(graph, 3, 2);
    const meant = meantAnswers(graph, cases);
    const numbers = (of: (typeof cases)[0]) => of.map(({ data }) => Array.from(data));
    const vectors = cases.map((inputs, i) => ({
      name: `case ${i}`,
      input: numbers(inputs),
      output: numbers(meant[i]!),
    }));
    writeFileSync(join(folder, 'answers.json'), JSON.stringify({ cases: vectors }));
    const flags = ['--vectors', 'answers.json', '--json'];
    const estimated = await run(folder, 'profile', 'net.tflite', ...flags);
    assert.equal(estimated.code, 0, estimated.errors);
    const guess = JSON.parse(estimated.said);
    assert.deepEqual([guess.cases, guess.identical, guess.counted], [2, 2, false]);
    vectors[1]!.output[0]![0]! ^= 1;
    writeFileSync(join(folder, 'answers.json'), JSON.stringify({ cases: vectors }));
    const different = await run(folder, 'profile', 'net.tflite', ...flags);
    assert.equal(different.code, 1);
    assert.equal(JSON.parse(different.said).firstDifference, 'case 1');
    if (missingTools(await findTools(), deviceTools)) return;
    const counted = await run(folder, 'profile', 'net.tflite', '--run', ...flags);
    const profile = JSON.parse(counted.said);
    assert.deepEqual([profile.identical, profile.counted], [1, true]);
    const figures = ['instructions', 'arenaBytes', 'codeBytes', 'modelBytes', 'stackBytes'];
    for (const figure of figures) assert.ok(profile[figure] > 0, figure);
    const layers = profile.layers.map((layer: { instructions: number }) => layer.instructions);
    const sum = layers.reduce((total: number, count: number) => total + count, 0);
    // both builds run the same layers: what is left is the entry of run and the marks
    assert.ok(Math.abs(sum - profile.instructions) < 0.02 * sum + 2000, `${sum}`);
  });
});

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'thimble-network-'));
  try {
    writeFileSync(join(folder, 'net.tflite'), writeTflite(graph));
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(
  folder: string,
  ...args: string[]
): Promise<{ code: number; said: string; errors: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { cwd: folder }, (error, said, errors) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, said, errors });
    });
  });
}
