import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Above the floors, and the folders that decide what comes out of a run. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const folders = [fileURLToPath(new URL('..', import.meta.url)), join(root, 'runtime')];

let name: string | null = null;

/**
 * Names the program that does the work: its own files, the C that it generates from, and the versions
 * of what it stands on. Two checkouts with the same name give the same bytes.
 */
export function codeName(): string {
  if (name !== null) return name;
  const hash = createHash('sha256');
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.[jt]s$|\.map$/.test(entry.name))
      .map(({ parentPath, name }) => join(parentPath, name)),
  );
  for (const file of [...files, join(root, 'package.json')].sort()) {
    hash.update(`${relative(root, file)}\n`).update(readFileSync(file));
  }
  name = hash.digest('hex').slice(0, 16);
  return name;
}
