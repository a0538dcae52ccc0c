import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Failure } from '../../base/failure.ts';
import type { BlobStore, ScratchStore } from './blobs.ts';

/**
 * Blobs as files of a folder:
 *
 *     blobs/ab/ab12…   the bytes, named by their SHA-256
 *     incoming/        what is being written; emptied when a server opens the store
 *     scratch/         what changes
 *
 * A blob is written aside, synced, renamed into place, and its folder synced: after `put` has
 * answered, neither a crash nor a loss of power takes it away, and a half-written one is never seen.
 */
export async function openDiskBlobs(
  root: string,
  tidy: boolean,
): Promise<BlobStore & ScratchStore> {
  const incoming = join(root, 'incoming');
  const scratch = join(root, 'scratch');
  if (tidy) await rm(incoming, { recursive: true, force: true });
  for (const folder of [incoming, scratch, join(root, 'blobs')]) {
    await mkdir(folder, { recursive: true });
  }
  const folderOf = (content: string) => join(root, 'blobs', content.slice(0, 2));
  const pathOf = (content: string) => join(folderOf(content), content);
  const known = new Set<string>();

  async function settle(aside: string, content: string): Promise<void> {
    const folder = folderOf(content);
    if (!known.has(folder)) {
      await mkdir(folder, { recursive: true });
      await sync(join(root, 'blobs'));
      known.add(folder);
    }
    await rename(aside, pathOf(content));
    await sync(folder);
  }

  return {
    async put(bytes) {
      const content = createHash('sha256').update(bytes).digest('hex');
      if (await isThere(pathOf(content))) return content;
      const aside = join(incoming, randomUUID());
      await writeSynced(aside, bytes).catch((error) => giveUp(error, aside));
      await settle(aside, content);
      return content;
    },
    async putStream(stream, most) {
      const aside = join(incoming, randomUUID());
      const hash = createHash('sha256');
      let bytes = 0;
      const counted = async function* (source: AsyncIterable<Uint8Array>) {
        for await (const chunk of source) {
          bytes += chunk.length;
          if (bytes > most) throw tooLarge(most);
          hash.update(chunk);
          yield chunk;
        }
      };
      try {
        await pipeline(stream, counted, createWriteStream(aside, { flush: true }));
      } catch (error) {
        await giveUp(error, aside);
      }
      const content = hash.digest('hex');
      if (await isThere(pathOf(content))) await rm(aside);
      else await settle(aside, content);
      return { content, bytes };
    },
    get: (content) => readFile(pathOf(content)).catch((error) => missing(error, content)),
    async stream(content, part) {
      await access(pathOf(content)).catch((error) => missing(error, content));
      if (!part) return createReadStream(pathOf(content));
      return createReadStream(pathOf(content), { start: part.from, end: part.to - 1 });
    },
    async isSound(content) {
      if (!(await isThere(pathOf(content)))) return null;
      const hash = createHash('sha256');
      for await (const chunk of createReadStream(pathOf(content))) hash.update(chunk);
      return hash.digest('hex') === content;
    },
    async save(name, bytes) {
      const aside = join(incoming, randomUUID());
      await writeSynced(aside, bytes).catch((error) => giveUp(error, aside));
      await rename(aside, join(scratch, name));
      await sync(scratch);
    },
    load: (name) => readFile(join(scratch, name)).catch(() => null),
    remove: (name) => rm(join(scratch, name), { force: true }),
  };
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Makes names in a folder last. Not every system can; those that cannot do it by themselves. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().catch(() => {});
  await handle.close();
}

const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** Leaves nothing behind, and says what a person can mend. */
async function giveUp(error: unknown, aside: string): Promise<never> {
  await rm(aside, { force: true }).catch(() => {});
  throw isFull(error) ? diskFull(error) : error;
}

function isFull(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

export function diskFull(cause: unknown): Failure {
  const sentence =
    'The disk of the server is full: nothing of this was kept. Make room and send it again.';
  return new Failure('no-space', sentence, { cause });
}

export function tooLarge(most: number): Failure {
  const size = most >= 2 ** 20 ? `${Math.floor(most / 2 ** 20)} MB` : `${most} bytes`;
  const sentence = `That is larger than ${size}, the most that is taken at once: divide it, or let the server take more.`;
  return new Failure('too-large', sentence);
}

function missing(error: NodeJS.ErrnoException, content: string): never {
  if (error.code !== 'ENOENT') throw error;
  const sentence = `The file with the content ${content} is not in the store: run thimble check, and bring it back from a backup.`;
  throw new Failure('not-found', sentence);
}
