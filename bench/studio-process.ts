/** A studio as a process of its own, and a project in it with a key. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { hashSecret, newSecret } from '../src/studio/auth/passwords.ts';
import { newId } from '../src/studio/new-id.ts';
import { openStudio, type Studio, type StudioPlace } from '../src/studio/studio.ts';

export const main = join(import.meta.dirname, '..', 'src', 'cli', 'main.ts');

/** `fill` may put more into the project before the studio is closed. */
export async function projectIn(
  place: StudioPlace,
  fill: (studio: Studio, project: string) => Promise<void> = async () => {},
): Promise<{ project: string; key: string }> {
  const studio = await openStudio(place);
  const [project, id, secret] = [newId(), newId(), newSecret()];
  const row = { id: project, name: 'Bench', description: '', created_at: 0 };
  await studio.db.insertInto('projects').values(row).execute();
  await studio.db
    .insertInto('api_keys')
    .values({
      ...{ id, project_id: project, name: 'bench', role: 'editor', prefix: '' },
      ...{ secret_hash: hashSecret(secret), created_at: 0, last_used_at: null },
    })
    .execute();
  await fill(studio, project);
  await studio.close();
  return { project, key: `thimble_${id}_${secret}` };
}

export async function startServer(
  folder: string,
  databaseUrl = '',
): Promise<{ process: ChildProcess; address: string }> {
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  const args = [main, 'serve', '--data', folder, '--port', '0', '--quiet', '--workers', '0'];
  const started = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(started.stdout!, 'data')) as [Buffer];
  started.stdout!.resume();
  return { process: started, address: /http:\/\/\S+/.exec(String(said))![0] };
}
