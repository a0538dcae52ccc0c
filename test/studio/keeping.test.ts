import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createClient } from '../../src/api/client.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { formOf, ownerWithProject, studioUnderTest, twoTones } from './studio-under-test.ts';

/** Nothing that a studio has answered for is lost: not by kills, not by a full disk, not in moving. */

const main = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');
const place = mkdtempSync(join(tmpdir(), 'thimble-keeping-'));
let postgres: Postgres | null = null;
before(async () => {
  postgres = await startPostgres();
});
after(async () => {
  await postgres?.stop();
  rmSync(place, { recursive: true, force: true });
});

test('a backup made while it runs brings everything into another database', async (context) => {
  if (!postgres) return context.skip('PostgreSQL is not installed');
  await using studio = await studioUnderTest();
  const { client, project } = await ownerWithProject(studio);
  await client.uploadFiles({ params: { project }, body: formOf([...twoTones(), large()]) });
  await client.createVersion({ params: { project }, body: { name: 'raw' } });
  const file = join(place, 'backup.tar');
  thimble(['backup', file, '--data', studio.folder]);

  const databaseUrl = await postgres.database();
  const folder = join(place, 'restored');
  thimble(['restore', file, '--data', folder], { DATABASE_URL: databaseUrl });
  await using other = await studioUnderTest({ folder, databaseUrl });
  const { ownerAccount } = await import('./studio-under-test.ts');
  const person = other.stranger();
  person.use(await person.client.signIn({ body: ownerAccount }));
  const bytesOf = async (from: typeof client) =>
    Buffer.from(await (await from.exportProject({ params: { project } })).arrayBuffer());
  assert.ok((await bytesOf(person.client)).equals(await bytesOf(client)));
  const again = thimble(['restore', file, '--data', folder], { DATABASE_URL: databaseUrl }, 1);
  assert.match(again, /something in this installation already/);
});

test('a damaged and a lacking file are named with what uses them', async () => {
  await using studio = await studioUnderTest();
  const { client, project } = await ownerWithProject(studio);
  await client.uploadFiles({ params: { project }, body: formOf([...twoTones(), large()]) });
  assert.match(thimble(['check', '--data', studio.folder]), /all as they should be/);
  const blobs = join(studio.folder, 'blobs');
  const [blob] = readdirSync(blobs).flatMap((two) =>
    readdirSync(join(blobs, two)).map((name) => join(blobs, two, name)),
  );
  const bytes = readFileSync(blob!);
  bytes[100]! ^= 1;
  writeFileSync(blob!, bytes);
  assert.match(
    thimble(['check', '--data', studio.folder], {}, 1),
    /is damaged: sample slow\/large.csv/,
  );
  rmSync(blob!);
  assert.match(
    thimble(['check', '--data', studio.folder], {}, 1),
    /is lacking: sample slow\/large.csv/,
  );
});

test('a server that is killed in training goes on with the job when it is started again', async () => {
  const folder = join(place, 'killed');
  const { client, project, build } = await prepared(folder);
  const first = await started(['serve', '--data', folder, '--port', '0', '--quiet']);
  const there = client(first.address);
  const { id, job } = await there.startBuild({ params: { project }, body: { seed: 3 } });
  await inTraining(there, project, job);
  first.process.kill('SIGKILL');
  await once(first.process, 'exit');
  const second = await started(['serve', '--data', folder, '--port', '0', '--quiet']);
  const zip = await build(client(second.address), id, job);
  const again = await client(second.address).startBuild({ params: { project }, body: { seed: 3 } });
  assert.equal(await build(client(second.address), again.id, again.job), zip, 'the same bytes');
  second.process.kill('SIGTERM');
  await once(second.process, 'exit');
});

test('two workers share the jobs of one database; when one is killed the other ends its job', async (context) => {
  if (!postgres) return context.skip('PostgreSQL is not installed');
  const env = { DATABASE_URL: await postgres.database() };
  const folder = join(place, 'shared');
  const { client, project, build } = await prepared(folder, env.DATABASE_URL);
  const server = await started(
    ['serve', '--data', folder, '--port', '0', '--quiet', '--workers', '0'],
    env,
  );
  const workers = [
    await started(['worker', '--data', folder], env),
    await started(['worker', '--data', folder], env),
  ];
  const there = client(server.address);
  const jobs = [
    await there.startBuild({ params: { project }, body: { seed: 5 } }),
    await there.startBuild({ params: { project }, body: { seed: 5 } }),
  ];
  await inTraining(there, project, jobs[0]!.job);
  workers[0]!.process.kill('SIGKILL');
  const zips = [];
  for (const { id, job } of jobs) zips.push(await build(there, id, job));
  assert.equal(zips[0], zips[1], 'the same bytes, interrupted or not');
  for (const { process: child } of [workers[1]!, server]) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
});

test('a full disk refuses with a sentence, loses nothing, and is used again when there is room', async (context) => {
  const disk = join(place, 'disk');
  const made = spawnSync('sh', [
    '-c',
    `mkdir -p ${disk} && mount -t tmpfs -o size=6m tmpfs ${disk}`,
  ]);
  if (made.status !== 0) return context.skip('no small disk can be made here');
  try {
    const ballast = join(disk, 'ballast');
    writeFileSync(ballast, Buffer.alloc(2 ** 20));
    const studio = await studioUnderTest({ folder: join(disk, 'studio') });
    const { client, project } = await ownerWithProject(studio);
    const kept: string[] = [];
    let refusal = '';
    for (let n = 0; n < 200 && !refusal; n++) {
      const body = new TextEncoder().encode(large(n)[1]);
      await client.uploadSample({ params: { project }, query: { name: `${n}.csv` }, body }).then(
        ({ samples }) => kept.push(samples[0]!.id),
        (error) => (refusal = error.code),
      );
    }
    assert.equal(refusal, 'no-space');
    rmSync(ballast);
    const body = new TextEncoder().encode(large(999)[1]);
    await client.uploadSample({ params: { project }, query: { name: 'after.csv' }, body });
    const { items } = await client.listSamples({ params: { project }, query: { limit: 500 } });
    assert.deepEqual(
      items.slice(0, -1).map(({ id }) => id),
      kept,
    );
    await studio.serving.stop();
    assert.match(thimble(['check', '--data', join(disk, 'studio')]), /all as they should be/);
  } finally {
    spawnSync('umount', ['-l', disk]);
  }
});

/** A recording that is too large for the database and lies in a file of its own. */
function large(n = 0): [path: string, content: string] {
  const rows = Array.from(
    { length: 4000 },
    (_, i) => `${i * 20},${Math.sin(i * 0.3 + n).toFixed(6)}`,
  );
  return ['slow/large.csv', `timestamp,x\n${rows.join('\n')}\n`];
}

/** A folder with a project of two tones, and a key for it. */
async function prepared(folder: string, databaseUrl?: string) {
  const studio = await studioUnderTest({ folder, databaseUrl });
  const owner = await ownerWithProject(studio);
  const { project } = owner;
  await owner.client.uploadFiles({ params: { project }, body: formOf(twoTones()) });
  const { key } = await owner.client.createKey({
    params: { project },
    body: { name: 'test', role: 'editor' },
  });
  await studio.serving.stop();
  const client = (server: string) =>
    createClient({ server, key, fetch: (address, init) => fetch(address, init) });
  return {
    project,
    client,
    /** Waits for a build; gives the content of its zip. */
    async build(there: ReturnType<typeof client>, id: string, job: string): Promise<string> {
      await (await there.watchJob({ params: { project, job } })).text();
      const { state, error } = await there.getJob({ params: { project, job } });
      assert.equal(state, 'done', error ?? '');
      const { files } = await there.getRun({ params: { project, run: id } });
      return files.find(({ name }) => name.endsWith('.zip'))!.content;
    },
  };
}

async function inTraining(
  client: ReturnType<typeof createClient>,
  project: string,
  job: string,
): Promise<void> {
  for (;;) {
    const { progress, state } = await client.getJob({ params: { project, job } });
    if (/^Training/.test(progress?.stage ?? '') || state === 'done') return;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

async function started(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ process: ChildProcess; address: string }> {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(child.stdout!, 'data')) as [Buffer];
  child.stdout!.resume();
  return { process: child, address: /http:\/\/\S+/.exec(String(said))?.[0] ?? '' };
}

/** Runs a command to its end; gives what it said on both ways out. */
function thimble(args: readonly string[], env: Record<string, string> = {}, code = 0): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  assert.equal(status, code, stderr);
  return stdout + stderr;
}
