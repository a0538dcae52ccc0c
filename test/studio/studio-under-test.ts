import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '../../src/api/client.ts';
import { type ServeOptions, type Serving, serve } from '../../src/studio/serve.ts';

/** A studio with a folder of its own, served on a free port, and whoever talks to it. */
export interface UnderTest extends AsyncDisposable {
  readonly serving: Serving;
  readonly folder: string;
  /** Somebody without a session or a key. */
  stranger(): Person;
  /** A program with a key. */
  program(key: string): Client;
}

export interface Person {
  readonly client: Client;
  /** What their browser would send. */
  headers(): Record<string, string>;
  /** Remembers the session's token after signing in. */
  use(session: { readonly csrf: string }): void;
}

export async function studioUnderTest(options: Partial<ServeOptions> = {}): Promise<UnderTest> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'thimble-studio-'));
  const serving = await serve({
    host: '127.0.0.1',
    port: 0,
    workers: 0,
    log: false,
    ...options,
    folder,
  });
  const server = serving.address;
  return {
    serving,
    folder,
    stranger: () => person(server),
    program: (key) => createClient({ server, key, fetch: (address, init) => fetch(address, init) }),
    async [Symbol.asyncDispose]() {
      await serving.stop();
      if (!options.folder) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function person(server: string): Person {
  let cookie = '';
  let csrf = '';
  const headers = () => ({
    ...(cookie && { cookie }),
    ...(csrf && { 'x-thimble-csrf': csrf }),
  });
  const client = createClient({
    server,
    headers,
    async fetch(address, init) {
      const response = await fetch(address, init);
      const set = response.headers.getSetCookie()[0];
      if (set) cookie = set.split(';')[0]!;
      return response;
    },
  });
  return {
    client,
    headers,
    use(session) {
      csrf = session.csrf;
    },
  };
}

export const ownerAccount = { email: 'ann@example.org', name: 'Ann', password: 'a thimble of tea' };

/** The first owner, signed in, with a project. */
export async function ownerWithProject(studio: UnderTest, name = 'Gestures') {
  const owner = studio.stranger();
  const token = studio.serving.studio.setupToken;
  owner.use(await owner.client.setUp({ body: { ...ownerAccount, token } }));
  const project = await owner.client.createProject({ body: { name } });
  return { owner, client: owner.client, project: project.id };
}

/** A recording of one tone as CSV: 100 readings at 50 Hz. */
export function tone(hertz: number, n: number): string {
  const rows = Array.from({ length: 100 }, (_, i) => {
    const phase = (2 * Math.PI * hertz * i) / 50 + n;
    const noise = (((i * 7919 + n * 104729) % 1000) / 1000 - 0.5) * 0.2;
    return `${i * 20},${(Math.sin(phase) + noise).toFixed(4)},${(Math.cos(phase * 2) - noise).toFixed(4)}`;
  });
  return `timestamp,x,y\n${rows.join('\n')}\n`;
}

/** A form of files with their paths. */
export function formOf(files: Iterable<readonly [path: string, content: BlobPart]>): FormData {
  const form = new FormData();
  for (const [path, content] of files) form.append('file', new Blob([content]), path);
  return form;
}

/** Two tones, twelve recordings each: seconds to learn. */
export function twoTones(): [path: string, content: string][] {
  return Array.from({ length: 12 }, (_, n) => n).flatMap((n) => [
    [`slow/${n}.csv`, tone(3, n)] as [string, string],
    [`fast/${n}.csv`, tone(11, n)] as [string, string],
  ]);
}
