import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { Failure } from '../base/failure.ts';
import type { SourceFile } from '../project/source-file.ts';

/** The files below a folder, by their paths with '/', sorted; each is read when it is asked for. */
export async function folderFiles(folder: string): Promise<SourceFile[]> {
  const found = await stat(folder).catch((error) => explain(error, folder));
  if (!found.isDirectory()) {
    throw new Failure(
      'bad-file',
      `${folder} is a file; name the folder that holds the recordings.`,
    );
  }
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error) =>
    explain(error, folder),
  );
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({
      path: relative(folder, path).split(sep).join('/'),
      read: () => readFile(path).catch((error) => explain(error, path)),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function explain(error: NodeJS.ErrnoException, path: string): never {
  const place = error.path ?? path;
  if (error.code === 'ENOENT') {
    throw new Failure('not-found', `There is no ${place}; check the path.`);
  }
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    throw new Failure(
      'no-permission',
      `No permission to read ${place}; give yourself read access to it and run this again.`,
    );
  }
  if (error.code === 'EISDIR') {
    throw new Failure('bad-file', `${place} is a folder where a file was expected.`);
  }
  throw error;
}
