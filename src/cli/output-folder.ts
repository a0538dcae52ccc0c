import { mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '../base/failure.ts';

/** Where a build puts its files. Until all are written, nothing in the folder changes. */
export interface OutputFolder {
  readonly path: string;
  /** Puts all files in their places, or none. */
  publish(files: ReadonlyMap<string, Uint8Array | string>): Promise<void>;
  /** The state of an interrupted training; it stays until a build is published. */
  readonly checkpoint: Checkpoint;
}

export interface Checkpoint {
  save(bytes: Uint8Array): Promise<void>;
  load(): Promise<Uint8Array | null>;
}

export async function openOutputFolder(path: string): Promise<OutputFolder> {
  const work = join(path, '.thimble');
  const kept = join(work, 'training.checkpoint');
  const staged = join(work, 'staged');
  await mkdir(work, { recursive: true }).catch((error) => explain(error, path));
  await rm(staged, { recursive: true, force: true });
  return {
    path,
    checkpoint: {
      async save(bytes) {
        await mkdir(work, { recursive: true });
        await writeFile(`${kept}.new`, bytes);
        await rename(`${kept}.new`, kept);
      },
      load: () => readFile(kept).catch(() => null),
    },
    async publish(files) {
      try {
        for (const [name, content] of files) {
          await mkdir(dirname(join(staged, name)), { recursive: true });
          await writeFile(join(staged, name), content);
        }
      } catch (error) {
        await rm(staged, { recursive: true, force: true });
        explain(error as NodeJS.ErrnoException, path);
      }
      for (const name of files.keys()) {
        await mkdir(dirname(join(path, name)), { recursive: true });
        await rename(join(staged, name), join(path, name));
      }
      await rm(work, { recursive: true, force: true });
    },
  };
}

/** Takes away the folders that an interrupted build made and left empty. */
export async function abandon(folder: OutputFolder): Promise<void> {
  await rm(join(folder.path, '.thimble', 'staged'), { recursive: true, force: true });
  for (const path of [join(folder.path, '.thimble'), folder.path]) {
    await rmdir(path).catch(() => {}); // still holds a checkpoint or earlier files
  }
}

function explain(error: NodeJS.ErrnoException, path: string): never {
  const reasons: Record<string, string> = {
    EACCES: 'there is no permission to write there',
    EPERM: 'there is no permission to write there',
    EROFS: 'that disk is read-only',
    ENOSPC: 'the disk is full',
    ENOTDIR: 'a part of that path is a file',
    EEXIST: 'a file of that name is in the way',
  };
  const reason = reasons[error.code ?? ''];
  if (!reason) throw error;
  throw new Failure(
    'no-permission',
    `Cannot write to ${path}: ${reason}. Choose another folder with --out.`,
  );
}
