import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { type Client, createClient } from '../../../api/client.ts';
import { Failure } from '../../../base/failure.ts';

const login = z.object({ server: z.string(), key: z.string() });

/** thimble login */
export function loginCommand(): Command {
  return new Command('login')
    .description('Remember a server and a key for the commands that work on it.')
    .addHelpText('after', '\nExample:\n  thimble login http://127.0.0.1:4700 --key thimble_…')
    .argument('<server>', 'such as http://127.0.0.1:4700')
    .requiredOption('--key <key>', 'of a project: made there, or with `thimble key`')
    .action(async (server: string, { key }: { readonly key: string }) => {
      const address = server.replace(/\/+$/, '');
      const { name, role } = await onlyProject(clientFor({ server: address, key }));
      const file = loginFile();
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, JSON.stringify({ server: address, key }), { mode: 0o600 });
      console.log(`Working on ${JSON.stringify(name)} at ${address}, as ${role}.`);
    });
}

/** The server that was logged in to; THIMBLE_SERVER and THIMBLE_KEY take precedence. */
export async function loggedIn(): Promise<{ client: Client; project: string }> {
  const client = clientFor(await readLogin());
  const { id } = await onlyProject(client);
  return { client, project: id };
}

async function readLogin(): Promise<z.infer<typeof login>> {
  const { THIMBLE_SERVER: server, THIMBLE_KEY: key } = process.env;
  if (server && key) return { server, key };
  try {
    return login.parse(JSON.parse(await readFile(loginFile(), 'utf8')));
  } catch {
    throw new Failure(
      'not-signed-in',
      'Not logged in: thimble login http://127.0.0.1:4700 --key thimble_…',
    );
  }
}

function clientFor({ server, key }: z.infer<typeof login>): Client {
  return createClient({ server, key, fetch: (address, init) => fetch(address, init) });
}

async function onlyProject(client: Client) {
  const { items } = await client.listProjects();
  const [project] = items;
  if (!project) throw new Failure('not-found', 'That key has no project: make another.');
  return project;
}

function loginFile(): string {
  const folder = process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config');
  return join(folder, 'thimble', 'login.json');
}
