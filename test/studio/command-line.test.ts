import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { ownerWithProject, studioUnderTest, twoTones } from './studio-under-test.ts';

/** The command line as a person uses it, against a server and without one. */

const main = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');
const place = mkdtempSync(join(tmpdir(), 'thimble-command-line-'));
after(() => rmSync(place, { recursive: true, force: true }));

test('recordings are sent, trained on, tested and built on a server from the command line', async () => {
  await using studio = await studioUnderTest({ workers: 1 });
  const { client, project } = await ownerWithProject(studio);
  const body = { name: 'laptop', role: 'editor' } as const;
  const { key } = await client.createKey({ params: { project }, body });
  const env = { THIMBLE_SERVER: studio.serving.address, THIMBLE_KEY: key };
  const early = await thimble(['test'], env);
  assert.deepEqual(early, {
    code: 1,
    out: '',
    errors: 'There is no trained network yet: thimble train\n',
  });

  const data = join(place, 'tones');
  for (const [path, content] of twoTones()) {
    mkdirSync(dirname(join(data, path)), { recursive: true });
    writeFileSync(join(data, path), content);
  }
  const sent = JSON.parse((await done(['upload', data, '--json'], env)).out);
  assert.equal(sent.sent, twoTones().length);
  const trained = JSON.parse((await done(['train', '--seed', '4', '--json'], env)).out);
  assert.equal(trained.run.lineage.seed, 4);
  assert.match((await done(['test'], env)).out, /^Test part: int8 [\d.]+ %/);
  const out = join(place, 'library');
  const built = JSON.parse(
    (await done(['build', '--out', out, '--kernels', 'c', '--optimise', 'flash', '--json'], env))
      .out,
  );
  assert.equal(built.run.lineage.training, trained.run.id);
  const zip = built.files.find((file: string) => file.endsWith('.zip'));
  assert.equal(spawnSync('unzip', ['-tq', zip]).status, 0, 'the zip is whole');
  assert.equal(built.run.lineage.kernels, 'c');
  assert.equal(built.run.lineage.optimise, 'flash');
  const within = spawnSync('unzip', ['-Z1', zip], { encoding: 'utf8' }).stdout;
  assert.match(within, /_dsp_c\.h$/m);
  assert.doesNotMatch(within, /\.S$/m, 'nothing is for an assembler');
  const { items: keys } = await client.listKeys({ params: { project } });
  assert.ok(keys[0]!.lastUsedAt, 'it is seen when a key was last used');
});

test('a reader that goes away early does not end the work', async () => {
  const script = `"${process.execPath}" "${main}" samples --help | head -c 1 >/dev/null; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  assert.deepEqual([stdout.trim(), stderr], ['0', '']);
});

test('a shell completes commands, and the options of each', async () => {
  const { out } = await done(['completion', 'bash']);
  const complete = (...words: string[]) => {
    const line = `COMP_WORDS=(thimble ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _thimble; echo "\${COMPREPLY[@]}"`;
    return spawnSync('bash', ['-c', `${out}\n${line}`], { encoding: 'utf8' }).stdout.trim();
  };
  assert.equal(complete('upl'), 'upload');
  assert.equal(complete('train', '--im'), '--impulse');
});

test('every command shows how it is used', async () => {
  const { out } = await done(['--help']);
  const list = out.slice(out.indexOf('Commands:'));
  const commands = [...list.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name]) => name!);
  assert.ok(commands.length > 20, commands.join());
  for (const command of commands.filter((name) => name !== 'help')) {
    const help = (await done([command, '--help'])).out;
    assert.match(help, /Examples?:\n {2}(\S+ )*thimble /, `${command} has an example`);
  }
});

async function done(args: string[], env: Record<string, string> = {}) {
  const ended = await thimble(args, env);
  assert.equal(ended.code, 0, ended.errors);
  return ended;
}

/** Beside a server in this process, which must go on answering. */
function thimble(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, ...env } });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (text) => {
    out += text;
  });
  child.stderr.on('data', (text) => {
    errors += text;
  });
  return new Promise<{ code: number | null; out: string; errors: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, out, errors }));
  });
}
