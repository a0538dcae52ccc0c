/**
 * A studio that is killed again and again, with no warning, while people upload, label and train.
 *
 * Whoever was answered counts: after each kill the server is started on the same folder, and every
 * change that it had acknowledged is looked for. In the end every job must have ended well.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '../src/api/client.ts';
import type { Measurement } from './measurement.ts';
import { main, projectIn } from './studio-process.ts';

const kills = Number(process.env.THIMBLE_KILLS ?? 200);

/** What the server has said yes to, and what it must still say. */
interface Promised {
  readonly samples: Map<string, string | null>;
  readonly jobs: Set<string>;
}

export async function measure(): Promise<Measurement & Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'thimble-durability-'));
  try {
    const { project, key } = await projectIn({ folder });
    const promised: Promised = { samples: new Map(), jobs: new Set() };
    const lost: string[] = [];
    const port = await freePort();
    const client = createClient({ server: `http://127.0.0.1:${port}`, key, fetch });
    for (let round = 0; round < kills; round++) {
      const server = await start(folder, port);
      lost.push(...(await lostOf(client, project, promised)));
      const busy = [
        uploads(client, project, promised, round),
        labels(client, project, promised, round),
      ];
      if (round % 20 === 0) busy.push(training(client, project, promised));
      await pause(30 + ((round * 7919) % 400));
      server.kill('SIGKILL');
      await once(server, 'exit');
      await Promise.all(busy);
    }
    const server = await start(folder, port);
    lost.push(...(await lostOf(client, project, promised)));
    const stuck = await stuckOf(client, project, promised);
    server.kill('SIGTERM');
    await once(server, 'exit');
    const acknowledged = promised.samples.size + promised.jobs.size;
    const figures = { kills, acknowledged, lost: lost.length, stuck: stuck.length };
    return {
      title: `A studio killed ${kills} times (SIGKILL) during uploads, labelling and training`,
      rows: [figures],
      notes: [...lost.slice(0, 10), ...stuck.slice(0, 10)],
      ...figures,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function start(folder: string, port: number): Promise<ChildProcess> {
  const args = [main, 'serve', '--data', folder, '--port', String(port), '--quiet'];
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(server.stdout!, 'data');
  server.stdout!.resume();
  return server;
}

async function uploads(
  client: Client,
  project: string,
  { samples }: Promised,
  round: number,
): Promise<void> {
  for (let n = 0; ; n++) {
    const label = n % 2 ? 'fast' : 'slow';
    const body = new TextEncoder().encode(tone(n % 2 ? 11 : 3, round * 1000 + n));
    const query = { name: `${round}-${n}.csv`, label };
    try {
      const reply = await client.uploadSample({ params: { project }, query, body });
      samples.set(reply.samples[0]!.id, label);
    } catch {
      return; // it was killed
    }
  }
}

async function labels(
  client: Client,
  project: string,
  { samples }: Promised,
  round: number,
): Promise<void> {
  const known = [...samples.keys()];
  for (let n = 0; n < known.length; n++) {
    const sample = known[(n * 31 + round) % known.length]!;
    const label = n % 2 ? 'fast' : 'slow';
    const before = samples.get(sample)!;
    try {
      samples.set(sample, `${before}|${label}`); // until it is answered, either may be true
      await client.changeSample({ params: { project, sample }, body: { label } });
      samples.set(sample, label);
    } catch {
      return;
    }
  }
}

async function training(
  client: Client,
  project: string,
  { jobs, samples }: Promised,
): Promise<void> {
  if (samples.size < 30) return;
  try {
    const { job } = await client.startBuild({ params: { project }, body: {} });
    jobs.add(job);
  } catch {}
}

async function lostOf(
  client: Client,
  project: string,
  { samples, jobs }: Promised,
): Promise<string[]> {
  const there = new Map<string, string | null>();
  for (let cursor: string | undefined; ; ) {
    const page = await client.listSamples({ params: { project }, query: { limit: 500, cursor } });
    for (const { id, label } of page.items) there.set(id, label);
    if (!page.next) break;
    cursor = page.next;
  }
  const lost: string[] = [];
  for (const [id, label] of samples) {
    const found = there.get(id);
    if (found === undefined) lost.push(`sample ${id} is gone`);
    else if (!label!.split('|').includes(found!))
      lost.push(`sample ${id} is ${found}, not ${label}`);
    else samples.set(id, found);
  }
  for (const job of jobs) {
    await client.getJob({ params: { project, job } }).catch(() => lost.push(`job ${job} is gone`));
  }
  return lost;
}

/** Jobs that do not end within ten minutes of peace. */
async function stuckOf(client: Client, project: string, { jobs }: Promised): Promise<string[]> {
  const until = Date.now() + 600_000;
  let waiting = [...jobs];
  while (waiting.length > 0 && Date.now() < until) {
    const states = await Promise.all(
      waiting.map((job) => client.getJob({ params: { project, job } })),
    );
    waiting = states
      .filter(({ state }) => state === 'queued' || state === 'running')
      .map(({ id }) => id);
    await pause(500);
  }
  return waiting.map((job) => `job ${job} has not ended`);
}

function tone(hertz: number, n: number): string {
  const rows = Array.from(
    { length: 50 },
    (_, i) => `${i * 20},${Math.sin((2 * Math.PI * hertz * i) / 50 + n).toFixed(4)}`,
  );
  return `timestamp,x\n${rows.join('\n')}\n`;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
