/** A gigabyte of WAV in one folder, sent by the command line to a studio: npm run bench -- large-upload [megabytes]. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measurement } from './measurement.ts';
import { main, projectIn, startServer } from './studio-process.ts';

/** 13 minutes of sound at 16 kHz. */
const fileMegabytes = 25;

export async function measure([megabytes = '1000']: readonly string[]): Promise<Measurement> {
  const folder = mkdtempSync(join(tmpdir(), 'thimble-large-'));
  try {
    const files = Math.ceil(Number(megabytes) / fileMegabytes);
    writeRecordings(join(folder, 'data', 'hum'), files);
    const { key } = await projectIn({ folder: join(folder, 'studio') });
    const { process: server, address } = await startServer(join(folder, 'studio'));
    const started = performance.now();
    const client = spawn(process.execPath, [main, 'upload', join(folder, 'data'), '--json'], {
      env: { ...process.env, THIMBLE_SERVER: address, THIMBLE_KEY: key },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    client.stdout!.on('data', (text) => {
      said += text;
    });
    const resident: { server: number; client: number }[] = [];
    const look = setInterval(() => {
      resident.push({ server: megabytesOf(server), client: megabytesOf(client) });
    }, 250);
    await once(client, 'close');
    clearInterval(look);
    const seconds = (performance.now() - started) / 1000;
    server.kill('SIGTERM');
    await once(server, 'exit');
    const quarter = (n: number, side: 'server' | 'client') =>
      Math.max(
        ...resident
          .slice((n * resident.length) / 4, ((n + 1) * resident.length) / 4)
          .map((both) => both[side]),
      );
    return {
      title: `${files} recordings of ${fileMegabytes} MB, sent as one folder`,
      rows: (['server', 'client'] as const).map((side) => ({
        process: side,
        'MB in each quarter at most': [0, 1, 2, 3].map((n) => quarter(n, side)).join(', '),
        'recordings kept': side === 'server' ? JSON.parse(said).sent : '',
        seconds: seconds.toFixed(1),
      })),
      notes: ['Resident memory, looked at four times a second.'],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Noise, each file another, so that none is kept twice for one. */
function writeRecordings(folder: string, files: number): void {
  mkdirSync(folder, { recursive: true });
  const bytes = Buffer.alloc(fileMegabytes * 1_000_000);
  const readings = bytes.length - 44;
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 2],
    [34, 16],
  ] as const) {
    bytes.writeUInt16LE(value, at);
  }
  bytes.writeUInt32LE(16_000, 24);
  bytes.writeUInt32LE(32_000, 28);
  bytes.write('data', 36);
  bytes.writeUInt32LE(readings, 40);
  for (let n = 0; n < files; n++) {
    randomFillSync(bytes, 44);
    writeFileSync(join(folder, `${n}.wav`), bytes);
  }
}

function megabytesOf({ pid }: ChildProcess): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000);
  } catch {
    return 0;
  }
}
