import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

/** A PostgreSQL server of the test's own, with its data in a temporary folder. */
export interface Postgres {
  /** The address of a new, empty database. */
  database(): Promise<string>;
  stop(): Promise<void>;
}

const run = promisify(execFile);

/** null where PostgreSQL is not installed and need not be. */
export async function startPostgres(): Promise<Postgres | null> {
  const bin = programs();
  if (!bin) {
    if (process.env.THIMBLE_REQUIRE_TOOLS) throw new Error('PostgreSQL is not installed.');
    return null;
  }
  const folder = mkdtempSync(join(tmpdir(), 'thimble-postgres-'));
  const data = join(folder, 'data');
  // it refuses to run as root
  const root = process.getuid?.() === 0;
  if (root) {
    const id = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
    chownSync(folder, await id('-u'), await id('-g'));
  }
  const as = root ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : [];
  const command = (name: string, args: readonly string[]) => {
    const [first, ...rest] = [...as, join(bin, name), ...args];
    return run(first!, rest, { cwd: folder });
  };
  const port = await freePort();
  await command('initdb', ['-D', data, '-A', 'trust', '-U', 'thimble']);
  const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1`;
  await command('pg_ctl', ['-D', data, '-o', settings, '-l', join(folder, 'log'), '-w', 'start']);
  let made = 0;
  return {
    async database() {
      const name = `studio_${++made}`;
      const base = `postgres://thimble@127.0.0.1:${port}`;
      const client = new pg.Client({ connectionString: `${base}/postgres` });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return `${base}/${name}`;
    },
    async stop() {
      await command('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Debian keeps them by version, apart from the PATH. */
function programs(): string | null {
  const versions = '/usr/lib/postgresql';
  const found = existsSync(versions) ? readdirSync(versions).sort().at(-1) : undefined;
  return found ? join(versions, found, 'bin') : null;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
