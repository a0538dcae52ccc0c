/**
 * How a studio bears much: small uploads a second beside the bare framework, and pages of lists over
 * 100,000 samples, on SQLite and, where it is installed, on PostgreSQL.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { createClient } from '../src/api/client.ts';
import { newSampleRow } from '../src/studio/data/sample-rows.ts';
import type { Studio, StudioPlace } from '../src/studio/studio.ts';
import { startPostgres } from '../test/studio/postgres.ts';
import type { Measurement } from './measurement.ts';
import { projectIn, startServer } from './studio-process.ts';

const samplesInList = 100_000;
const uploadsOfOne = 6000;
const atOnce = 64;

export async function measure(): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'thimble-scale-'));
  const postgres = await startPostgres();
  try {
    return {
      title: 'A studio with small uploads and long lists',
      rows: [
        ...(await uploads(join(folder, 'uploads'))),
        ...(await lists('SQLite', { folder: join(folder, 'lists') })),
        ...(postgres
          ? await lists('PostgreSQL', {
              folder: join(folder, 'pg'),
              databaseUrl: await postgres.database(),
            })
          : []),
      ],
      notes: [
        `Uploads: ${uploadsOfOne} recordings of 1 KB, ${atOnce} at once, each answered when it is on disk; the bare framework reads the same bodies and keeps nothing. Interleaved, medians of three.`,
        `Lists: 50 of ${samplesInList} samples a page, over HTTP; medians of 40 pages.`,
      ],
    };
  } finally {
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function uploads(folder: string): Promise<Measurement['rows']> {
  const { project, key } = await projectIn({ folder });
  const server = await startServer(folder);
  const bare = Fastify();
  bare.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_, body, done) =>
    done(null, body),
  );
  bare.post('/', async (call) => ({ bytes: (call.body as Buffer).length }));
  const bareAddress = await bare.listen({ port: 0, host: '127.0.0.1' });
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < 3; round++) {
    theirs.push(await sendAll(() => `${bareAddress}/`, '', round));
    ours.push(
      await sendAll(
        (n) =>
          `${server.address}/api/projects/${project}/samples?label=slow&name=${round}-${n}.csv`,
        key,
        round,
      ),
    );
  }
  const [kept, plain] = [median(ours), median(theirs)];
  await bare.close();
  const memory = await residentMegabytes(server.address);
  server.process.kill('SIGTERM');
  await once(server.process, 'exit');
  return [
    {
      what: 'uploads a second, durable',
      studio: Math.round(kept),
      peer: `bare framework ${Math.round(plain)}`,
      ratio: (kept / plain).toFixed(2),
      'memory, MB': memory,
    },
  ];
}

async function sendAll(
  address: (n: number) => string,
  key: string,
  round: number,
): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const started = performance.now();
  let next = 0;
  const one = async () => {
    for (let n = next++; n < uploadsOfOne; n = next++) {
      const body = tone(round * uploadsOfOne + n);
      await send(address(n), key, body, agent);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  agent.destroy();
  return (1000 * uploadsOfOne) / (performance.now() - started);
}

function send(address: string, key: string, body: Buffer, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/octet-stream',
      'content-length': body.length,
      ...(key && { authorization: `Bearer ${key}` }),
    };
    const call = request(address, { method: 'POST', headers, agent }, (response) => {
      response.resume();
      const well = response.statusCode! < 300;
      response.on('end', () =>
        well ? resolve() : reject(new Error(`status ${response.statusCode}`)),
      );
    });
    call.on('error', reject);
    call.end(body);
  });
}

async function lists(name: string, place: StudioPlace): Promise<Measurement['rows']> {
  const { project, key } = await projectIn(place, fill(samplesInList));
  const server = await startServer(place.folder, place.databaseUrl);
  const client = createClient({ server: server.address, key, fetch });
  const params = { project };
  const queries = {
    'newest first': { sort: 'createdAt', order: 'desc' },
    'by name': { sort: 'name' },
    'by label': { sort: 'label' },
    'by length, longest first': { sort: 'seconds', order: 'desc' },
    'of one label': { label: 'label 3' },
    'of one part, by name': { part: 'test', sort: 'name' },
    'with a text in the name': { search: '777' },
    unlabelled: { unlabelled: 'true' },
  } as const;
  const rows: Measurement['rows'][number][] = [];
  for (const [what, query] of Object.entries(queries)) {
    const times: number[] = [];
    let cursor: string | undefined;
    for (let n = 0; n < 40; n++) {
      const started = performance.now();
      const page = await client.listSamples({ params, query: { ...query, cursor } });
      times.push(performance.now() - started);
      cursor = page.next ?? undefined;
    }
    rows.push({
      what: `a page ${what}, ${name}`,
      studio: `${median(times).toFixed(1)} ms`,
      peer: '',
      ratio: '',
      'memory, MB': '',
    });
  }
  const memory = await residentMegabytes(server.address);
  server.process.kill('SIGTERM');
  await once(server.process, 'exit');
  return [
    ...rows,
    { what: `memory after that, ${name}`, studio: '', peer: '', ratio: '', 'memory, MB': memory },
  ];
}

function fill(count: number) {
  return async ({ db }: Studio, project: string) => {
    for (let at = 0; at < count; at += 200) {
      const rows = Array.from({ length: 200 }, (_, k) => rowOf(project, at + k));
      await db.insertInto('samples').values(rows).execute();
    }
  };
}

function rowOf(project: string, n: number) {
  const told = {
    name: `session ${n % 97}/recording ${(n * 7919) % samplesInList}.csv`,
    label: n % 11 === 0 ? null : `label ${n % 11}`,
    part: ['train', 'validation', 'test'][n % 3]!,
    group: `person ${n % 40}`,
    givenRateHz: null,
  };
  const seconds = 1 + ((n * 104729) % 1000) / 100;
  const is = {
    kind: 'series',
    axes: [],
    sampleRateHz: 100,
    length: Math.round(100 * seconds),
    seconds,
    label: null,
    notes: [],
  } as const;
  return {
    ...newSampleRow(project, told, is, { content: '0'.repeat(64), bytes: 1000 }),
    created_at: n,
  };
}

async function residentMegabytes(address: string): Promise<number> {
  const text = await (await fetch(`${address}/metrics`)).text();
  return Math.round(Number(/^process_resident_memory_bytes (\d+)$/m.exec(text)![1]) / 2 ** 20);
}

function tone(n: number): Buffer {
  const rows = Array.from(
    { length: 60 },
    (_, i) => `${i * 20},${Math.sin(0.4 * i + n).toFixed(5)}`,
  );
  return Buffer.from(`timestamp,x\n${rows.join('\n')}\n`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
