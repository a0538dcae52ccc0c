import { Unzip, UnzipInflate } from 'fflate';
import { Failure } from '../../base/failure.ts';
import { stopIfCancelled, type Task } from '../../base/task.ts';
import { tooLarge } from '../storage/disk-blobs.ts';
import type { Studio } from '../studio.ts';
import type { Arrived } from './bring.ts';

const filesMost = 200_000;

/**
 * Every file of a zip, kept. What it unpacks to is counted while it is unpacked, whatever its headers
 * say: an archive that grows past the limit is refused before it fills memory or disk.
 */
export async function unpackFolder(
  studio: Studio,
  content: string,
  task: Task,
): Promise<Arrived[]> {
  const { contents, limits } = studio;
  const ready: { path: string; bytes: Uint8Array }[] = [];
  let unpacked = 0;
  let files = 0;
  let wrong: Failure | null = null;
  const refuse = (failure: Failure) => {
    wrong ??= failure;
  };
  const unzip = new Unzip((file) => {
    files++;
    if (files > filesMost)
      refuse(
        new Failure('too-large', `The archive holds more than ${filesMost} files: divide it.`),
      );
    const path = insideOf(file.name);
    const chunks: Uint8Array[] = [];
    let size = 0;
    file.ondata = (error, chunk, final) => {
      if (error) return refuse(broken(error.message));
      size += chunk.length;
      unpacked += chunk.length;
      if (size > limits.recording) refuse(tooLarge(limits.recording));
      if (unpacked > limits.archive) refuse(tooLarge(limits.archive));
      if (wrong || path === null) return;
      chunks.push(chunk);
      if (final && !path.endsWith('/')) ready.push({ path, bytes: Buffer.concat(chunks) });
    };
    if (path === null)
      refuse(
        new Failure(
          'bad-file',
          `The archive names a file outside of itself (${file.name}): pack it again.`,
        ),
      );
    else file.start();
  });
  unzip.register(UnzipInflate);

  const arrived: Arrived[] = [];
  let anything = false;
  for await (const chunk of await contents.stream(content)) {
    stopIfCancelled(task);
    try {
      // small pieces: what a megabyte of zeros unpacks to must not come all at once
      for (let at = 0; at < chunk.length && !wrong; at += 4096)
        unzip.push(chunk.subarray(at, at + 4096));
    } catch (error) {
      refuse(broken(error instanceof Error ? error.message : String(error)));
    }
    if (wrong) throw wrong;
    anything ||= files > 0;
    for (const { path, bytes } of ready.splice(0)) {
      const kept = await contents.keep(bytes);
      await studio.writer.write(kept.settle);
      arrived.push({ path, kept, bytes: null });
    }
    task.progress('Unpacking', arrived.length, files);
  }
  if (!anything) throw broken('it holds no file');
  return arrived;
}

function broken(why: string): Failure {
  return new Failure(
    'bad-file',
    `The archive cannot be read (${why}): make a zip of the folder again.`,
  );
}

/** The path inside; null where it leads out. */
function insideOf(name: string): string | null {
  const path = name.replaceAll('\\', '/');
  return path.startsWith('/') || /^[a-z]:/i.test(path) || path.split('/').includes('..')
    ? null
    : path;
}
